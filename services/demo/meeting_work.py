"""What coordinators do at the story's meetings: cases read, actions set and reported, copies printed, one handed on."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Final

from schemas.records.actions import ActionAnswer, ActionAnswered, ActionOpened, AnswerAction, OpenAction
from schemas.records.meetings import (
    ActionOutcome,
    ActionReason,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    ConflictReason,
    CopyPrinted,
    CopyWithheld,
    DeclareConflict,
    Owner,
    PrintCopy,
    ReportAction,
    SetAction,
    TransferCase,
    TransferReason,
)
from schemas.records.share import Recipient
from services.demo.giving import Giver, StoryHub
from services.demo.world.desk_days import AnswerActions, HandOn, HoldMeeting
from services.operator.clock import Clock
from streams.calendar.wall_clock import instant_of, london
from streams.deciders.person.agendas import MARAC, meetings_of, members_of
from streams.routing.sittings import Sitting, next_sitting
from streams.views.rows import ActionRow, NoticeRow, NoticeState

ASKED: Final = (
    "See the child at school this week, and ask what they would like to change.",
    "Visit the address where the child was found, and speak to whoever runs it.",
    "Fit the alarm, and go through the safety plan again with the victim alone.",
    "Ask the family about early help, and say on what footing.",
    "Hold a strategy discussion, and tell the coordinator what was decided.",
)
BECAME: Final = (
    (ActionOutcome.DONE, ActionReason.COMPLETED),
    (ActionOutcome.DONE, ActionReason.COMPLETED),
    (ActionOutcome.NOT_DONE, ActionReason.WAITS_FOR_ANOTHER),
    (ActionOutcome.NO_LONGER_NEEDED, ActionReason.RISK_HAS_CHANGED),
    None,
)
"""What becomes of one action after another; of some nothing is said."""
SAID: Final = (
    (
        ActionAnswer.DONE,
        ActionReason.COMPLETED,
        "Seen alone on Thursday. They agreed to talk again on Tuesday.",
    ),
    (ActionAnswer.CANNOT_BE_DONE, ActionReason.NO_CONTACT, "Rang three times at safe times, and nobody answered."),
)
"""What an owner says of the first actions that it opens; the others it has not read yet."""
MOST: Final = 6
"""Actions that one meeting sets: the rest of the cases are noted."""
DAYS: Final = (5, 12, 9, 16)
ENDS: Final = time(17)


class MeetingWork:
    """The turns of SPOC and MARAC coordinators."""

    def __init__(self, hub: StoryHub, giver: Giver, clock: Clock) -> None:
        self._hub = hub
        self._giver = giver
        self._clock = clock
        self._asked, self._became, self._days = cycle(ASKED), cycle(BECAME), cycle(DAYS)

    def hold(self, turn: HoldMeeting) -> None:
        """The cases of the next meeting are read; open actions reported on, new ones set; copies printed."""
        sitting = self._sitting(turn.recipient)
        self._report(turn)
        rows = self._cases(turn.recipient, sitting)
        for row in rows:
            if row.state is NoticeState.WAITING:
                self._giver.open(row, turn.user, turn.recipient.role)
        owners = cycle(members_of(sitting.meeting, turn.recipient.value))
        cases = [row for row in rows if self._is_victims(row)] if turn.recipient.role == MARAC else rows
        for row in cases[:MOST]:
            self._set(turn, sitting, row, next(owners))
        if turn.copies:
            for row in rows:
                self._print(turn, sitting, row)

    def hand_on(self, turn: HandOn) -> None:
        """A member is left out of the first case, and the last one goes to another area's MARAC."""
        rows = [row for row in self._cases(turn.recipient, self._sitting(turn.recipient)) if self._is_victims(row)]
        first, last = rows[0], rows[-1]
        role = turn.recipient.role
        for row in (first, last):
            if row.state is NoticeState.WAITING:
                self._giver.open(row, turn.user, role)
        left_out = DeclareConflict(
            first.case, first.person, first.notice, turn.user, role, turn.left_out, ConflictReason.EMPLOYS
        )
        self._giver.give(left_out, ConflictDeclared)
        transfer = TransferCase(
            last.case, last.person, last.notice, turn.user, role, turn.to_area, TransferReason.VICTIM_MOVED
        )
        self._giver.give(transfer, CaseTransferred)

    def answer(self, turn: AnswerActions) -> None:
        """The first actions that an owner has are opened, and it is said what came of each."""
        role = turn.recipient.role
        for action, (said, reason, note) in zip(self._unanswered(turn), SAID, strict=False):
            self._giver.give(OpenAction(action.case, action.person, action.action, turn.user, role), ActionOpened)
            sealed = self._hub.seal(action.event, note)
            command = AnswerAction(action.case, action.person, action.action, turn.user, role, said, reason, sealed)
            self._giver.give(command, ActionAnswered)

    def _unanswered(self, turn: AnswerActions) -> list[ActionRow]:
        return [one for one in self._hub.views.actions_of(turn.recipient, turn.user) if not one.answer]

    def _sitting(self, recipient: Recipient) -> Sitting:
        (meeting,) = meetings_of(self._hub.reference(), recipient)
        return next_sitting(meeting, self._clock())

    def _cases(self, recipient: Recipient, sitting: Sitting) -> list[NoticeRow]:
        """What falls due at it: of MARAC whoever is referred before the others of their household."""
        rows = list(self._hub.views.meeting_notices(recipient, sitting.before, sitting.at))
        return sorted(rows, key=self._is_victims, reverse=True) if recipient.role == MARAC else rows

    def _is_victims(self, row: NoticeRow) -> bool:
        return self._hub.views.repeat_of(row.notice) is not None

    def _report(self, turn: HoldMeeting) -> None:
        for action in self._hub.views.open_actions(turn.recipient.value, turn.recipient.role):
            became = next(self._became)
            if became is None:
                continue
            outcome, reason = became
            due = self._day(7) if outcome is ActionOutcome.NOT_DONE else None
            command = ReportAction(
                action.case, action.person, action.action, turn.user, turn.recipient.role, outcome, reason, due
            )
            self._giver.give(command, ActionReported)

    def _set(self, turn: HoldMeeting, sitting: Sitting, row: NoticeRow, owner: Recipient) -> None:
        command = SetAction(
            case=row.case,
            person=row.person,
            notice=row.notice,
            user=turn.user,
            role=turn.recipient.role,
            meeting=sitting.meeting.name,
            owner=Owner(owner, ""),
            due_at=self._day(next(self._days)),
            words=self._hub.seal(row.event, next(self._asked)),
        )
        self._giver.give(command, ActionSet)

    def _print(self, turn: HoldMeeting, sitting: Sitting, row: NoticeRow) -> None:
        for member, reader in self._readers(sitting, turn.recipient.value):
            command = PrintCopy(
                row.case,
                row.person,
                row.notice,
                turn.user,
                turn.recipient.role,
                sitting.meeting.name,
                member,
                reader,
            )
            self._giver.give(command, CopyPrinted, CopyWithheld)

    def _readers(self, sitting: Sitting, area: str) -> Sequence[tuple[Recipient, str]]:
        now, reference = self._clock(), self._hub.reference()
        return [
            (member, reader.user)
            for member in members_of(sitting.meeting, area)
            for reader in reference.readers_of(member, now)[:1]
        ]

    def _day(self, days: int) -> datetime:
        return instant_of(london(self._clock()).date() + timedelta(days=days), ENDS)
