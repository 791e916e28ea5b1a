"""What a fake hub knows of meetings: the rows that a test put there, and what each command is recorded as."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from schemas.items import Item
from schemas.records.decision import Output
from schemas.records.meetings import (
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    DeclareConflict,
    PrintCopy,
    ReportAction,
    SetAction,
    TransferCase,
)
from schemas.records.memory import OccurrenceNoted
from schemas.records.share import Recipient
from streams.views.identities import Identities
from streams.views.repeats import Repeat
from streams.views.rows import ActionRow, NoticeRow

MeetingCommand = SetAction | ReportAction | DeclareConflict | PrintCopy | TransferCase


def _place(recipient: Recipient) -> tuple[str, str, str]:
    return recipient.role, recipient.scheme, recipient.value


class FakeMeetings:
    """Rows that a test put there."""

    def __init__(self) -> None:
        self.notices: dict[str, NoticeRow] = {}
        self.action_rows: list[ActionRow] = []
        self.repeats: dict[str, Repeat] = {}
        self.gone: frozenset[bytes] = frozenset()
        self.before: dict[str, frozenset[Item]] = {}
        self.asked: Counter[str] = Counter()

    def meeting_notices(self, recipient: Recipient, after: datetime, until: datetime) -> Sequence[NoticeRow]:
        mine = (row for row in self.notices.values() if Recipient(row.role, row.scheme, row.value) == recipient)
        return [row for row in mine if after < row.due_at <= until and row.due_rule.startswith("meeting_")]

    def open_actions(self, area: str, role: str) -> Sequence[ActionRow]:
        return [row for row in self.action_rows if (row.area, row.role, row.closed) == (area, role, False)]

    def actions_of(self, owner: Recipient, user: str) -> Sequence[ActionRow]:
        mine = [row for row in self.action_rows if row.owner_user in ("", user) and not (row.closed or row.kept_back)]
        return [row for row in mine if (row.owner_role, row.owner_scheme, row.owner_value) == _place(owner)]

    def action(self, action: str) -> ActionRow | None:
        return next((row for row in self.action_rows if row.action == action), None)

    def identities(self, persons: Iterable[str]) -> Identities:
        return Identities({}, {})

    def actions_about(self, persons: AbstractSet[str], area: str, role: str) -> Sequence[ActionRow]:
        return [row for row in self.action_rows if row.person in persons and (row.area, row.role) == (area, role)]

    def told_of(self, case: bytes) -> Sequence[NoticeRow]:
        return [row for row in self.notices.values() if row.case == case]

    def told_of_all(self, cases: Collection[bytes]) -> dict[bytes, Sequence[NoticeRow]]:
        return {case: self.told_of(case) for case in cases}

    def notices_called(self, notices: Collection[str]) -> dict[str, NoticeRow]:
        return {notice: self.notices[notice] for notice in notices if notice in self.notices}

    def items_before(self, updates: Collection[str]) -> dict[str, frozenset[Item]]:
        self.asked["items before"] += 1
        return {name: self.before.get(name, frozenset()) for name in updates}

    def noted_of(self, event: bytes) -> OccurrenceNoted | None:
        return None

    def noted_of_all(self, events: Collection[bytes]) -> dict[bytes, OccurrenceNoted]:
        return {}

    def repeat_of(self, notice: str) -> Repeat | None:
        return self.repeats.get(notice)

    def repeats_of(self, notices: Collection[str]) -> dict[str, Repeat]:
        return {notice: self.repeats[notice] for notice in notices if notice in self.repeats}

    def withdrawn_of(self, cases: Collection[bytes]) -> frozenset[bytes]:
        return self.gone.intersection(cases)


def recorded(command: MeetingCommand, notices: Mapping[str, NoticeRow]) -> Output:
    """The record of a command that nothing speaks against."""
    match command:
        case SetAction():
            row = notices[command.notice]
            return ActionSet(
                row.event, row.case, row.person, row.section, row.notice, row.value, command.meeting,
                command.owner, command.due_at, command.words, command.user, command.role,
            )  # fmt: skip
        case ReportAction():
            return ActionReported(
                command.case, command.person, command.action, command.outcome, command.reason, command.due_at,
                command.user, command.role,
            )  # fmt: skip
        case DeclareConflict():
            row = notices[command.notice]
            return ConflictDeclared(
                row.event, row.case, row.person, row.section, row.notice, command.recipient, command.reason,
                command.user, command.role,
            )  # fmt: skip
        case PrintCopy():
            row = notices[command.notice]
            return CopyPrinted(
                row.event, row.case, row.person, row.section, row.notice, command.meeting, command.recipient,
                command.reader, row.items, (), command.user, command.role,
            )  # fmt: skip
        case TransferCase():
            row = notices[command.notice]
            return CaseTransferred(
                row.event, row.case, row.person, row.section, row.notice, row.value, command.area, command.reason,
                command.user, command.role,
            )  # fmt: skip
