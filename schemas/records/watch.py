"""Outputs of the watch stage: was the notice opened and acknowledged in time, who looked, who was told."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.items import Item
from schemas.records.inputs import Channel, DeliveryReason
from schemas.records.match import RegisteredAt
from schemas.records.memory import PatternAnswer, PatternReason
from schemas.records.restriction import HiddenBy
from schemas.types import AreaCode, CaseKey, EventId, Name, OutputId, PersonId, PupilId, Time, Urn, UserId


class NoticeOpened(Struct, frozen=True, gc=False):
    """A reader may see these items now. Recorded before anything is rendered; `first` for the first time ever."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    items: tuple[Item, ...]
    first: bool
    in_time: bool
    hidden_by: HiddenBy = ()


class OpeningRefused(Struct, frozen=True, gc=False):
    """A reader may not see the notice now, and why."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    reason: Name


class ChildMoved(Struct, frozen=True, gc=False):
    """Today's rolls hold the pupil at these schools, or at none, and no more at the one whose notice nobody has opened.

    What a school has not opened moves with the child.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    pupil: PupilId
    left: Urn
    registrations: tuple[RegisteredAt, ...]


class NoticeReminded(Struct, frozen=True, gc=False):
    """A tick at or past a reminder's time found the notice unopened: the school is reminded."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    planned_at: Time
    due_at: Time


class NoticeSent(Struct, frozen=True, gc=False):
    """A channel took over a message about a notice, desk item or action (`about`): somebody is told that there is one.

    `asked` is the output that asked for the message: the notice itself, its reminder, that it is overdue. `to` is a
    user id or the name of a subscription. It says nothing of whether the message was read.
    """

    case: CaseKey
    person: PersonId
    about: OutputId
    asked: OutputId
    channel: Channel
    to: Name
    attempts: int


class NoticeFailed(Struct, frozen=True, gc=False):
    """A channel did not take a message about a notice, desk item or action: `final` where it is not tried again."""

    case: CaseKey
    person: PersonId
    about: OutputId
    asked: OutputId
    channel: Channel
    to: Name
    attempts: int
    reason: DeliveryReason
    final: bool


class NoticeAcknowledged(Struct, frozen=True, gc=False):
    """A reader says that the school has it and acts."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name


class NoticeOverdue(Struct, frozen=True, gc=False):
    """A tick at or past the latest time found the notice unopened."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    due_at: Time


class NoticeEscalated(Struct, frozen=True, gc=False):
    """The notice now also stands on the council's desk."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    area: AreaCode


class LateOpeningSettled(Struct, frozen=True, gc=False):
    """An opening accepted in time stood later in the log than the tick: the overdue mark is taken back."""

    case: CaseKey
    person: PersonId
    notice: OutputId


class NoticeToldByTelephone(Struct, frozen=True, gc=False):
    """A coordinator rang the number in the directory and told someone at the school."""

    case: CaseKey
    person: PersonId
    item: OutputId
    notice: OutputId | None
    user: UserId
    told: Annotated[str, Meta(max_length=128, description="user id of who was told; empty if not in the directory")]
    told_role: Name


class NoticeDisowned(Struct, frozen=True, gc=False):
    """The school says that the child is not its pupil; the council's desk has it from here."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name


class DeskItemOpened(Struct, frozen=True, gc=False):
    """A coordinator may see these items of the child behind a desk item. Recorded before anything is rendered.

    `shows` is the revision at which the item stands by now, and `shows_section` the child's section in it; None where
    it stands at that by which it was raised.
    """

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name
    items: tuple[Item, ...]
    hidden_by: HiddenBy = ()
    shows: EventId | None = None
    shows_section: int = 0


class PatternDecided(Struct, frozen=True, gc=False):
    """A named person referred, declined or noted what a count or pattern proposed (`pattern`), and why."""

    case: CaseKey
    person: PersonId
    item: OutputId
    pattern: OutputId
    user: UserId
    role: Name
    answer: PatternAnswer
    reason: PatternReason


class TraceViewed(Struct, frozen=True, gc=False):
    """Someone followed an event through the stages; a trace shows no direct identifier."""

    event: EventId
    user: UserId
    role: Name


class CommandRefused(Struct, frozen=True, gc=False):
    """A desk's command answered a decision that is no longer current, or came from someone who may not."""

    command: Name
    answers: OutputId
    user: UserId
    reason: Name
    current: Annotated[OutputId | None, Meta(description="what stands in its place now")]


WatchOutput = (
    NoticeOpened
    | ChildMoved
    | NoticeReminded
    | OpeningRefused
    | NoticeSent
    | NoticeFailed
    | NoticeAcknowledged
    | NoticeOverdue
    | NoticeEscalated
    | LateOpeningSettled
    | NoticeToldByTelephone
    | NoticeDisowned
    | DeskItemOpened
    | PatternDecided
    | TraceViewed
    | CommandRefused
)
