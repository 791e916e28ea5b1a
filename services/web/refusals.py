"""What ends a request with a page that says what happened and what to do."""

from http import HTTPStatus
from typing import Final

SPOKEN: Final = {
    "no_longer_current": "Something newer has taken the place of what you answered, or it is done already.",
    "not_opened_yet": "Open the notice and read it before you acknowledge it.",
    "triage_it": "A contact is not acknowledged: record what was decided.",
    "record_a_step": "This is not acknowledged: record how far you have got.",
    "step_recorded_since": "Somebody recorded a step since you looked. Open it again and read theirs first.",
    "answered_by_missing": "Say who accepted or declined.",
    "step_reason_missing": "Say why.",
    "step_in_the_future": "When it happened cannot be later than now.",
    "step_before_its_time": "When it happened cannot be before the child’s return, or the attendance.",
    "not_a_monday": "The first day of a table is a Monday.",
    "not_over_yet": "These weeks are published a week after their end, so that late reports are counted.",
    "published_already": "Some of these weeks are published already. What was published stands as it is.",
    "triaged_since": "Somebody decided it since you looked. Open it again and read their decision first.",
    "consent_not_stated": "Say whether the family agreed before you decide.",
    "consent_reason_missing": "Say why consent was not sought, or is dispensed with, before you decide.",
    "consent_refused": "The family refused. Their word holds, unless you record why consent is dispensed with.",
    "consent_needs_no_reason": "Consent that was given has no reason beside it, nor has advice without it.",
    "not_a_contact": "Only a contact that waits to be decided has a priority.",
    "not_a_manager_here": "Only a manager of this front door changes the priority of a contact.",
    "still_no_reader": "It still has no reader in the directory of roles. Have one appointed first.",
    "still_no_safe_reader": "It still has no safe reader. Tell someone safe by telephone.",
    "event_erased": "What the notice needs was erased, so no notice can be sent. Settle the item and say so.",
    "not_erased": "What was sent can still be read. Settle the item in another way.",
    "not_about_a_reader": "This item is not about a reader. Settle it in another way.",
    "child_moved_school": "The child has changed school since. The notice was passed on to the school of today.",
    "needs_a_later_date": "Give a day that is still to come.",
    "needs_an_earlier_date": "Give a day within a year from now.",
    "reason_of_another_outcome": "The reason does not go with the outcome: choose another.",
    "answered_already": "Somebody said already that it is done. The meeting hears of it.",
    "owner_could_not_read": "Nobody there could read it here today. Tell them yourself, or choose somebody else.",
    "owner_left_out": "They can be given nothing of this case. Choose somebody else.",
    "left_out_already": "This member is left out of the case already.",
    "not_left_out": "This member is not left out of the case.",
    "has_it_already": "The MARAC of that area has the case already.",
    "area_not_served": "This hub does not serve that area: hand the case on by telephone, and record it as an action.",
    "not_permitted_there": "No agreement with that area permits it. Nothing was sent: ring its coordinator first.",
    "nobody_reads_there": "Nobody there may read it today. Nothing was sent: ring that area’s council.",
    "safe_contact_would_not_go_along": "That area’s agreement keeps back the rules of safe contact: nothing went.",
    "reader_not_there": "Whoever you print for does not act for that member today.",
    "revised_since_read": "What was sent has changed since the item was last opened. Open it again and read it first.",
    "told_somebody_else": "The item is for whoever it names, and they do not know yet. Ring them, and nobody else.",
    "needs_its_own_answer": "This item is closed only by its own answer.",
    "asks_for_a_decision": "This is proposed to you: refer it or decline it, and say why.",
}
"""Reasons of the hub that may be told to whoever asked. Every other reason has one page, the same for all."""


class Refusal(Exception):
    """A request that is refused; `status` is the HTTP status of its page. It never holds a value of the request."""

    status = HTTPStatus.BAD_REQUEST


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = HTTPStatus.FORBIDDEN


class Forbidden(Refusal):
    """Whoever asks holds no role that may see this."""

    status = HTTPStatus.FORBIDDEN


class NotHere(Refusal):
    """There is no such thing at this place: the same answer whether it does not exist or belongs elsewhere."""

    status = HTTPStatus.NOT_FOUND


class FormOutOfDate(Refusal):
    """A form came without the token of this session, or from another site."""

    status = HTTPStatus.BAD_REQUEST


class LinkSpent(Refusal):
    """A sign-in link that is unknown, used or out of time."""

    status = HTTPStatus.FORBIDDEN


class OpeningDenied(Refusal):
    """The hub decided that this reader may not open this. The page is the same for every reason.

    A reader who may be connected with the people of an event must not learn it from a refusal (flows.md, recipients
    must be eligible, and safe).
    """

    status = HTTPStatus.FORBIDDEN


class ActionDenied(OpeningDenied):
    """The hub decided that the owner of an action may not read it here: it is to be asked for, and is not lost.

    The page is the same for every reason.
    """


class NoLongerCurrent(Refusal):
    """The hub refused a command, for a reason that may be told; `current` stands in its place."""

    status = HTTPStatus.CONFLICT

    def __init__(self, reason: str, current: str | None) -> None:
        super().__init__()
        self.reason = reason
        self.spoken = SPOKEN[reason]
        self.current = current


class BodyTooLarge(Refusal):
    """What was posted is larger than this place takes; `most` is its limit in bytes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
