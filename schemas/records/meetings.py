"""What a meeting decides of a case, and what each agency was handed: actions, conflicts, printed copies, transfers.

Source: flows.md, SPOC meeting and MARAC referral; SafeLives, ten principles of an effective MARAC: actions are recorded
with who does what by when, and volunteered agency by agency.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas import limits
from schemas.items import Item
from schemas.records.conflicts import ConflictEnded, EndConflict
from schemas.records.restriction import HiddenBy
from schemas.records.share import Recipient
from schemas.types import AreaCode, CaseKey, EventId, Name, OutputId, PersonId, Time, UserId

WORDS_MOST: Final = 2000
"""Characters of the words of one action."""

DUE_WITHIN: Final = timedelta(days=367)
"""How far away the date of an action can be. SPOC meets each week and MARAC each month: what has more than a year's
time is a slip of the pen, and would never be overdue.
"""


class SealedWords(Struct, frozen=True, gc=False):
    """Free text that stands in a record and can be read only while every section of its event can be.

    Sealed under a key that is derived from those of all sections and the event's words key (`schemas.words`): erasing
    any of them, or of another revision of the case, destroys it.
    """

    under: Annotated[bytes, Meta(min_length=8, max_length=8, description="name of the words key")]
    salt: Annotated[bytes, Meta(min_length=16, max_length=16, description="random; makes the key one of its own")]
    body: Annotated[bytes, Meta(max_length=WORDS_MOST * 4 + 16, description="AES-256-GCM ciphertext and tag")]


class Owner(Struct, frozen=True, gc=False):
    """Who is to do something: a role at a place, and by name whoever of the staff directory holds it, if anybody."""

    recipient: Recipient
    user: Annotated[str, Meta(max_length=limits.ID, description="user id; empty where the role as a whole answers")]


class SetAction(Struct, frozen=True, gc=False):
    """The coordinator records what a meeting asks of somebody, by when. `by_hand`: the coordinator tells them what, for
    they could not read it here.
    """

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    meeting: Name
    owner: Owner
    due_at: Time
    words: SealedWords
    by_hand: bool = False


class ActionSet(Struct, frozen=True, gc=False):
    """An action stands until it is reported done, or no longer needed. `by_hand`: its coordinator tells its owner."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: Annotated[OutputId, Meta(description="the coordinator's notice of the case on which it was set")]
    area: AreaCode
    meeting: Name
    owner: Owner
    due_at: Time
    words: SealedWords
    user: UserId
    role: Name
    by_hand: bool = False


class ActionOutcome(StrEnum):
    """What became of an action. One that is not done stays, with another date."""

    DONE = "done"
    NOT_DONE = "not_done"
    NO_LONGER_NEEDED = "no_longer_needed"


class ActionReason(StrEnum):
    """Why it ended so. A closed list: free text could name somebody."""

    COMPLETED = "completed"
    NO_CONTACT = "no_contact"
    """Nobody was reached, or could be safely."""
    DECLINED = "declined"
    """The person did not want it."""
    WAITS_FOR_ANOTHER = "waits_for_another"
    NOT_STARTED = "not_started"
    RISK_HAS_CHANGED = "risk_has_changed"
    CASE_TRANSFERRED = "case_transferred"
    SET_IN_ERROR = "set_in_error"


REASONS_OF: Final = {
    ActionOutcome.DONE: frozenset({ActionReason.COMPLETED}),
    ActionOutcome.NOT_DONE: frozenset(
        {
            ActionReason.NO_CONTACT,
            ActionReason.DECLINED,
            ActionReason.WAITS_FOR_ANOTHER,
            ActionReason.NOT_STARTED,
        }
    ),
    ActionOutcome.NO_LONGER_NEEDED: frozenset(
        {
            ActionReason.DECLINED,
            ActionReason.RISK_HAS_CHANGED,
            ActionReason.CASE_TRANSFERRED,
            ActionReason.SET_IN_ERROR,
        }
    ),
}
"""Which reasons go with which outcome."""


class ReportAction(Struct, frozen=True, gc=False):
    """The coordinator records what became of an action; `due_at` is its new date where it is not done."""

    case: CaseKey
    person: PersonId
    action: OutputId
    user: UserId
    role: Name
    outcome: ActionOutcome
    reason: ActionReason
    due_at: Time | None


class ActionReported(Struct, frozen=True, gc=False):
    """What became of an action, who said so and why. One that is not done stands on, due at `due_at`."""

    case: CaseKey
    person: PersonId
    action: OutputId
    outcome: ActionOutcome
    reason: ActionReason
    due_at: Time | None
    user: UserId
    role: Name


class ActionOverdue(Struct, frozen=True, gc=False):
    """A tick at or past its date found an action open: it stands first on its coordinator's agenda."""

    case: CaseKey
    person: PersonId
    action: OutputId
    due_at: Time


class ConflictReason(StrEnum):
    """Why an agency must not have one case. For the auditor alone."""

    EMPLOYS = "employs"
    """The agency employs somebody of the case, or has them as a volunteer."""
    RELATED = "related"
    """Whoever acts for the agency is related or close to somebody of the case."""
    IS_A_PARTY = "is_a_party"
    """Whoever acts for the agency is the victim or the alleged perpetrator."""


class DeclareConflict(Struct, frozen=True, gc=False):
    """The coordinator records that an agency is left out of one case."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    recipient: Recipient
    reason: ConflictReason


class ConflictDeclared(Struct, frozen=True, gc=False):
    """An agency is left out of this case from now on: no copy holds it, and none shows that one is missing.

    `taken` are its notices of the case: they stand on no page of its own any more, and no recall tells it.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    recipient: Recipient
    reason: ConflictReason
    user: UserId
    role: Name
    taken: tuple[OutputId, ...] = ()


class PrintCopy(Struct, frozen=True, gc=False):
    """The coordinator prints one case for whoever acts for an agency at the meeting."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    meeting: Name
    recipient: Recipient
    reader: UserId


class CopyPrinted(Struct, frozen=True, gc=False):
    """One case stands in the copy of `reader`, who acts for the recipient: the items that its agreement permits today.

    Recorded before anything is rendered. `actions` are those whose owner this recipient is.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    meeting: Name
    recipient: Recipient
    reader: UserId
    items: tuple[Item, ...]
    actions: tuple[OutputId, ...]
    user: UserId
    role: Name
    hidden_by: HiddenBy = ()


class CopyWithheld(Struct, frozen=True, gc=False):
    """One case is not in the copy of `reader`, and why: for the auditor alone."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    recipient: Recipient
    reader: UserId
    reason: Name
    user: UserId
    role: Name


class TransferReason(StrEnum):
    """Why a case goes to another area's MARAC."""

    VICTIM_MOVED = "victim_moved"
    VICTIM_IS_MOVING = "victim_is_moving"
    SHELTERED_THERE = "sheltered_there"
    """In a refuge of the other area."""


class TransferCase(Struct, frozen=True, gc=False):
    """The coordinator hands a case on to the MARAC of another area."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    area: AreaCode
    reason: TransferReason


class CaseTransferred(Struct, frozen=True, gc=False):
    """The MARAC coordinator of another area has the case too, as far as the agreement with that area permits."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    from_area: AreaCode
    area: AreaCode
    reason: TransferReason
    user: UserId
    role: Name


MeetingCommand = SetAction | ReportAction | DeclareConflict | EndConflict | PrintCopy | TransferCase
MeetingOutput = (
    ActionSet
    | ActionReported
    | ActionOverdue
    | ConflictDeclared
    | ConflictEnded
    | CopyPrinted
    | CopyWithheld
    | CaseTransferred
)
