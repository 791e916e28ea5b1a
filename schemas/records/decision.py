"""The decision record: all that one input led to, bound to what it was decided from. Nothing else leaves a decider."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.actions import ActionAnswered, ActionOpened, ActionWithheld
from schemas.records.answers import ContactAnswered, ContactNamed, OutcomeNotTaken, TriageWithdrawn
from schemas.records.conflicts import ConflictEnded
from schemas.records.hotspots import HotspotsPublished
from schemas.records.inputs import InputKind, Origin
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
)
from schemas.records.meetings import (
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
)
from schemas.records.memory import (
    OccurrenceForgotten,
    OccurrenceNoted,
    PatternFound,
    PersonsMerged,
    PersonsSplit,
    RepeatAssessed,
)
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    Due,
    MatterRevised,
    NoticeIssued,
    RecipientsNamed,
)
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import (
    ChildMoved,
    CommandRefused,
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeFailed,
    NoticeOpened,
    NoticeOverdue,
    NoticeReminded,
    NoticeSent,
    NoticeToldByTelephone,
    OpeningRefused,
    PatternDecided,
    TraceViewed,
)
from schemas.records.work import StepRecorded
from schemas.types import AreaCode, Blind, Digest, EventId, Label, Name, Time


class OnDesk(Struct, frozen=True, gc=False):
    """The council's desk on which something stands, and by when it must be dealt with."""

    area: AreaCode
    due: Due


class Parked(Struct, frozen=True, gc=False):
    """An input could not be decided. Later inputs of its key wait behind it, in order.

    It stands on a desk until it is decided; `desk` is None where no child waits for this very input. `event` is that
    which the input is about, where hop 1 had accepted it.
    """

    key: Name
    position: int
    reason: Label
    desk: OnDesk | None = None
    event: EventId | None = None


class Unparked(Struct, frozen=True, gc=False):
    """The input at this position was decided after all; its outputs follow in the same record.

    `origin` is what a forwarded input came from, as its own record would have named it.
    """

    key: Name
    position: int
    origin: Origin | None = None


Output = (
    EventAccepted
    | EventRepeated
    | EventRejected
    | EventConflicted
    | SequenceBroken
    | ChildMatched
    | MatchReferred
    | ChildNotOnRoll
    | ChildLeft
    | AdultConcerned
    | PersonResolved
    | EventUntouched
    | DisclosurePermitted
    | DisclosureRefused
    | NoticeIssued
    | DeskItemRaised
    | DeskItemClosed
    | DeskItemOverdue
    | MatterRevised
    | RecipientsNamed
    | NoticeOpened
    | OpeningRefused
    | ChildMoved
    | NoticeReminded
    | NoticeSent
    | NoticeFailed
    | NoticeAcknowledged
    | NoticeOverdue
    | NoticeEscalated
    | LateOpeningSettled
    | NoticeToldByTelephone
    | NoticeDisowned
    | ContactTriaged
    | OutcomeNotTaken
    | TriageWithdrawn
    | StepRecorded
    | ContactPrioritised
    | DeskItemOpened
    | TraceViewed
    | CommandRefused
    | Parked
    | Unparked
    | OccurrenceNoted
    | OccurrenceForgotten
    | PersonsMerged
    | PersonsSplit
    | PatternFound
    | RepeatAssessed
    | PeopleNoted
    | RestrictionCarried
    | ContactNamed
    | ContactAnswered
    | HotspotsPublished
    | PatternDecided
    | ActionSet
    | ActionReported
    | ActionOverdue
    | ConflictDeclared
    | ConflictEnded
    | CopyPrinted
    | CopyWithheld
    | CaseTransferred
    | ActionOpened
    | ActionWithheld
    | ActionAnswered
)


class Decision(Struct, frozen=True, gc=False):
    """One record of one source partition's chain. It counts only if it extends the chain's head."""

    hub: Name
    source: Annotated[Name, Meta(description="whose input this answers: intake.<agency>.<n>, resolve or person.<n>")]
    number: Annotated[int, Meta(ge=1, description="place in the chain, from 1, without gaps")]
    previous: Annotated[Digest, Meta(description="digest of the record before, zeros for the first")]
    position: Annotated[int, Meta(ge=1, description="position of the input in its source")]
    input: Annotated[Digest, Meta(description="digest of the input's bytes")]
    kind: InputKind
    at: Annotated[Time, Meta(description="append time of the input, the only time that is decided by")]
    reference: Annotated[int, Meta(ge=0, description="number of the last reference record applied")]
    reference_digest: Digest
    decider: Annotated[Name, Meta(description="version of what decided")]
    outputs: tuple[Output, ...]
    origin: Annotated[Origin | None, Meta(description="what a forwarded input came from")]
    blind: Blind


class Beginning(Struct, frozen=True, gc=False):
    """The first fields of a `Decision`: all that says whether it extends its chain."""

    hub: Name
    source: Name
    number: Annotated[int, Meta(ge=1)]
    previous: Digest
    position: Annotated[int, Meta(ge=1)]
    input: Digest
    kind: InputKind
    at: Time
    reference: Annotated[int, Meta(ge=0)]
