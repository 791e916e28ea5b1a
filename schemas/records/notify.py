"""Outputs of the notify stage: what the recipient gets, by when it must have been opened, what desks must do."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.items import Item
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority
from schemas.types import AreaCode, CaseKey, EventId, Name, OutputId, PersonId, PupilId, Time


class NoticeKind(StrEnum):
    """Why a notice is sent."""

    FIRST = "first"
    UPDATE = "update"
    RECALL = "recall"
    FEEDBACK = "feedback"
    """What the front door decided of a contact, for the school that made it."""
    INTERVIEW = "interview"
    """What came of a return home interview, for those whom the area's routing names."""


class Due(Struct, frozen=True, gc=False, cache_hash=True):
    """By when, and by which rule of the calendar."""

    at: Time
    rule: Name
    holiday: Annotated[bool, Meta(description="the school is in a holiday: its holiday contact covers")]
    bell_known: Annotated[bool, Meta(description="false: the school sent no bell times and usual ones were taken")]
    held_until: Annotated[Time | None, Meta(description="in an area that holds weekends: nobody opens it before")]
    reminders: Annotated[tuple[Time, ...], Meta(description="when the school is reminded while nobody has opened it")]


class NoticeIssued(Struct, frozen=True, gc=False):
    """A notice: a reference to sealed sections and the items permitted of them, rendered only when opened."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    recipient: Recipient
    kind: NoticeKind
    changed: Annotated[tuple[Item, ...], Meta(description="for an update: what is new in it")]
    items: tuple[Item, ...]
    occurred_at: Time
    due: Due
    replaces: Annotated[OutputId | None, Meta(description="the notice of this matter that it takes the place of")]
    named_only: Annotated[bool, Meta(description="only the publisher's naming points to this school: the minimum")]
    pupil: Annotated[PupilId | None, Meta(description="who must be on the school's roll still when it is opened")]
    repeat: Annotated[
        OutputId | None, Meta(description="for the MARAC coordinator: the assessment whether it is a repeat, and why")
    ] = None
    priority: Annotated[
        ContactPriority | None, Meta(description="of a contact at a front door, by the rules of its area")
    ] = None
    grounds: Annotated[tuple[Name, ...], Meta(max_length=50, description="the rules that hold, by their ids")] = ()
    triage: Annotated[
        OutputId | None,
        Meta(description="the decision on the contact, which stands: only addresses were hidden or shown"),
    ] = None
    prioritised: Annotated[
        OutputId | None, Meta(description="the word of a manager on the notice before, which gives the priority still")
    ] = None


class DeskKind(StrEnum):
    """Why something stands on a desk."""

    MATCH = "match"
    NO_SETTING = "no_setting"
    NO_SAFE_READER = "no_safe_reader"
    NO_READER = "no_reader"
    REFUSED_DUTY = "refused_duty"
    UNOPENED = "unopened"
    NOT_OURS = "not_ours"
    RECALL_UNREAD = "recall_unread"
    OUTSIDE_AREA = "outside_area"
    HOLIDAY = "holiday"
    """The school is in its holidays: a notice waits for its holiday contact, and for the council beside them."""
    ID_CONFLICT = "id_conflict"
    """A publisher sent other content under an id that it had used before."""
    NO_ROUTE = "no_route"
    """The area routes events of this type to nobody, or nobody to whom it does may be told."""
    PARKED = "parked"
    """An input that the hub could not decide, with everything of its case behind it."""
    UNTRIAGED = "untriaged"
    """The front door has decided nothing of a contact, and its time is past."""
    FEEDBACK = "feedback"
    """The school that made a contact is to be told the outcome, and no notice may tell it."""
    UNDELIVERED = "undelivered"
    """A notice of which nobody could be told outside the hub: every message about it failed for good."""
    PATTERN = "pattern"
    """A count or pattern across events, for whoever holds the role that the area's rule names."""
    INTERVIEW_OVERDUE = "interview_overdue"
    """No return home interview was held or declined in time."""
    NOT_PICKED_UP = "not_picked_up"
    """A hospital's safeguarding team has not picked up in time what the hospital's staff filed."""
    OUTCOME = "outcome"
    """A council published what it decided of a contact, and the hub could not decide the contact by it."""
    INTERVIEW_OUTCOME = "interview_outcome"
    """Somebody is to be told what came of a return home interview, and no notice may tell them."""


class DeskItemRaised(Struct, frozen=True, gc=False):
    """Work for a staffed desk, with the deadline of the notice that it stands for."""

    kind: DeskKind
    area: AreaCode
    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    due: Due
    reason: Name
    notice: OutputId | None
    referral: OutputId | None
    recipient: Recipient | None
    named_only: bool
    pupil: Annotated[PupilId | None, Meta(description="who must be on the recipient's roll still when it is taken up")]
    counts: Annotated[tuple[CaseKey, ...], Meta(description="the cases on which a count or pattern rests")] = ()


class DeskOutcome(StrEnum):
    """How a desk item ended."""

    MATCHED = "matched"
    TOLD_BY_TELEPHONE = "told_by_telephone"
    READER_APPOINTED = "reader_appointed"
    OPENED = "opened"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    TRIAGED = "triaged"
    """The front door decided the contact after all."""
    DECIDED = "decided"
    """What was parked could be decided after all."""
    REFERRED = "referred"
    """A named person referred what a count or pattern proposed."""
    DECLINED = "declined"
    NOTED = "noted"
    """A named person has read that a count or pattern, or a referral's being a repeat, is another one by now."""
    DEALT_WITH = "dealt_with"
    """The provider of return interviews, or the hospital's team, recorded the step that was awaited."""
    LEFT_OUT = "left_out"
    """Whoever was to decide on a count or pattern is left out of a case that it rests on: the council's desk has it."""


class DeskItemClosed(Struct, frozen=True, gc=False):
    """A desk item is done, and how."""

    case: CaseKey
    person: PersonId
    item: OutputId
    outcome: DeskOutcome
    by: Annotated[str, Meta(max_length=128, description="user id; empty when the flow itself closed it")]


class DeskItemOverdue(Struct, frozen=True, gc=False):
    """A tick at or past its deadline found a desk item open: it now stands first, marked for the desk's manager."""

    case: CaseKey
    person: PersonId
    item: OutputId
    due_at: Time


class NamedRecipient(Struct, frozen=True, gc=False):
    """Who ought to be told, and by which route of the area; empty where a statute names them."""

    recipient: Recipient
    route: Annotated[str, Meta(max_length=64)]


class RecipientsNamed(Struct, frozen=True, gc=False):
    """Everyone who ought to be told of one child or adult: each has a notice, a refusal or an item on a desk.

    `awaits_match`: schools ought to be told as well, once a person has said which child it is. `answers` is the contact
    that an outcome is held to decide: where nobody else is named, what it means for the child is decided there.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    recipients: tuple[NamedRecipient, ...]
    awaits_match: bool
    answers: EventId | None = None


class MatterRevised(Struct, frozen=True, gc=False):
    """A later revision of the event was taken into account: from now on safety is judged by it as well.

    `items` are open desk items that stay as they stand, for the revision left their ground as it was: opened from now
    on, they show what it says.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    items: tuple[OutputId, ...] = ()


NotifyOutput = NoticeIssued | DeskItemRaised | DeskItemClosed | DeskItemOverdue | MatterRevised
