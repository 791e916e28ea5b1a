"""What the owner of a meeting's action does with it: opens it, and says what came of it.

Source: SafeLives, ten principles of an effective MARAC: each agency carries out its actions and tells the coordinator
what came of them before the next meeting, which closes them.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas.items import Item
from schemas.records.meetings import ActionReason, MeetingCommand, SealedWords
from schemas.records.restriction import HiddenBy
from schemas.records.share import Recipient
from schemas.types import CaseKey, EventId, Name, OutputId, PersonId, UserId


class OpenAction(Struct, frozen=True, gc=False):
    """Somebody for whom a meeting set an action reads it."""

    case: CaseKey
    person: PersonId
    action: OutputId
    user: UserId
    role: Name


class ActionOpened(Struct, frozen=True, gc=False):
    """An action's words, and of its case what the owner's agreement permits today. Recorded before it is rendered.

    `event` and `notice` are the coordinator's of the case as it stands; `recipient` is the owner, `user` who reads.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    action: OutputId
    recipient: Recipient
    items: tuple[Item, ...]
    user: UserId
    role: Name
    on_roll: Annotated[bool, Meta(description="whether the owner is a school whose roll holds the child")]
    hidden_by: HiddenBy = ()


class ActionWithheld(Struct, frozen=True, gc=False):
    """The owner of an action was not shown it, and why; for the auditor alone. It stands on its coordinator's agenda as
    one that nobody has opened.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    action: OutputId
    recipient: Recipient
    reason: Name
    user: UserId
    role: Name


class ActionAnswer(StrEnum):
    """What an owner says of an action. The meeting hears it, and its coordinator records what became of the action."""

    DONE = "done"
    CANNOT_BE_DONE = "cannot_be_done"


ANSWER_REASONS: Final = {
    ActionAnswer.DONE: frozenset({ActionReason.COMPLETED}),
    ActionAnswer.CANNOT_BE_DONE: frozenset(
        {
            ActionReason.NO_CONTACT,
            ActionReason.DECLINED,
            ActionReason.WAITS_FOR_ANOTHER,
            ActionReason.RISK_HAS_CHANGED,
            ActionReason.SET_IN_ERROR,
        }
    ),
}
"""Which reasons go with which answer."""


class AnswerAction(Struct, frozen=True, gc=False):
    """The owner says what came of an action; `note` is for its coordinator."""

    case: CaseKey
    person: PersonId
    action: OutputId
    user: UserId
    role: Name
    answer: ActionAnswer
    reason: ActionReason
    note: SealedWords | None


class ActionAnswered(Struct, frozen=True, gc=False):
    """What the owner says came of an action. It stays on the agenda until the coordinator reports it; one that is said
    to be done is not overdue any more.

    `event` is the one under whose keys the note is sealed.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    action: OutputId
    recipient: Recipient
    answer: ActionAnswer
    reason: ActionReason
    note: SealedWords | None
    user: UserId
    role: Name


ActionCommand = OpenAction | AnswerAction
EveryMeetingCommand = MeetingCommand | ActionCommand
"""What is recorded of a meeting, whether by its coordinator or by those who are to do something."""
