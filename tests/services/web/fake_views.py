"""The views of a hub in memory: they answer as they were told to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.share import Recipient
from streams.engines.contract import Referral, TraceStep
from streams.hotspots.counting import Happening
from streams.views.rows import (
    PAGE,
    AccessRow,
    DecidedRow,
    DeliveryRow,
    DeskRow,
    EventRow,
    HotspotRow,
    NoticeRow,
    NoticeState,
    OutcomeRow,
    PriorityRow,
    StepRow,
    TriageRow,
)
from tests.services.web.fake_evidence import EVIDENCE
from tests.services.web.fake_meetings import FakeMeetings


def _place(recipient: Recipient) -> tuple[str, str, str]:
    return recipient.role, recipient.scheme, recipient.value


class FakeViews(FakeMeetings):
    """Rows that a test put there."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: dict[str, NoticeRow] = {}
        self.items: dict[str, DeskRow] = {}
        self.event_rows: list[EventRow] = []
        self.steps: list[TraceStep] = []
        self.delivery_rows: list[DeliveryRow] = []
        self.access_rows: list[AccessRow] = []
        self.lapsed_rows: list[tuple[str, str, int]] = []
        self.decided_rows: list[DecidedRow] = []
        self.triage_rows: list[TriageRow] = []
        self.step_rows: list[StepRow] = []
        self.priority_rows: list[PriorityRow] = []
        self.found: dict[str, PatternFound | RepeatAssessed] = {}
        self.hotspot_rows: list[HotspotRow] = []
        self.named: tuple[str, ...] = ()

    def inbox(self, urn: str, *, closed: bool = False) -> Sequence[NoticeRow]:
        return self.inbox_of(Recipient("dsl", "urn", urn), closed=closed)

    def inbox_of(self, recipient: Recipient, *, closed: bool = False, before: str | None = None) -> Sequence[NoticeRow]:
        live = (NoticeState.WAITING, NoticeState.OPENED)
        mine = [row for row in self.notices.values() if Recipient(row.role, row.scheme, row.value) == recipient]
        if not closed:
            return [row for row in mine if row.state in live]
        done = sorted(
            (row for row in mine if row.state not in live), key=lambda row: (row.issued_at, row.notice), reverse=True
        )
        behind = [row.notice for row in done].index(before) + 1 if before is not None else 0
        return done[behind : behind + PAGE]

    def notice(self, notice: str) -> NoticeRow | None:
        return self.notices.get(notice)

    def hotspots(self, area: str) -> Sequence[HotspotRow]:
        return [row for row in self.hotspot_rows if row.area == area]

    def happenings(self, event_type: str, start: datetime, end: datetime) -> Sequence[Happening]:
        raise NotImplementedError

    def steps_of(
        self, recipient: Recipient, *, cases: Collection[bytes] | None = None, start: datetime | None = None
    ) -> Sequence[StepRow]:
        found = [row for row in self.step_rows if (row.recipient_role, row.scheme, row.value) == _place(recipient)]
        kept = [row for row in found if (cases is None or row.case in cases) and (start is None or row.at >= start)]
        return sorted(kept, key=lambda row: row.at, reverse=True)

    def interviews(self, cases: Collection[bytes]) -> Mapping[tuple[bytes, str], StepRow]:
        mine = [
            row for row in self.step_rows if row.case in cases and row.recipient_role == "return_interview_provider"
        ]
        return {(row.case, row.person): row for row in sorted(mine, key=lambda row: row.at)}

    def triages(self, case: bytes, person: str, area: str) -> Sequence[TriageRow]:
        return [row for row in self.triage_rows if (row.case, row.person, row.area) == (case, person, area)]

    def contacts(self, area: str) -> Sequence[NoticeRow]:
        either = [Recipient(role, "area", area) for role in ("emergency_duty_team", "ifd")]
        return [row for recipient in either for row in self.inbox_of(recipient)]

    def to_read(self, area: str) -> Sequence[NoticeRow]:
        return [
            row
            for row in self.notices.values()
            if (row.value, row.state, row.kind) == (area, NoticeState.TRIAGED, "update") and row.opened_at is None
        ]

    def decided_contacts(self, area: str, since: datetime, *, limit: int = 50) -> Sequence[tuple[NoticeRow, TriageRow]]:
        latest = self.latest_triages(list(self.notices.values()), area)
        return [
            (row, latest[row.case, row.person])
            for row in self.notices.values()
            if row.state is NoticeState.TRIAGED and (row.case, row.person) in latest
        ]

    def latest_triages(self, rows: Collection[NoticeRow], area: str) -> Mapping[tuple[bytes, str], TriageRow]:
        asked = {(row.case, row.person) for row in rows}
        return {(one.case, one.person): one for one in self.triage_rows if (one.case, one.person) in asked}

    def prioritised(self, ids: Collection[str]) -> Mapping[str, PriorityRow]:
        return {row.id: row for row in self.priority_rows if row.id in ids}

    def beside(self, notice: NoticeRow, *, limit: int = 50) -> Sequence[NoticeRow]:
        return [row for row in self.notices.values() if row.event == notice.event and row.person != notice.person]

    def earlier(self, notice: NoticeRow, *, limit: int = 50) -> Sequence[NoticeRow]:
        return [row for row in self.notices.values() if row.person == notice.person and row.case != notice.case]

    def beside_all(self, notices: Collection[NoticeRow]) -> Mapping[str, Sequence[NoticeRow]]:
        return {notice.notice: self.beside(notice) for notice in notices}

    def earlier_all(self, notices: Collection[NoticeRow], *, limit: int = 50) -> Mapping[str, Sequence[NoticeRow]]:
        return {notice.notice: self.earlier(notice) for notice in notices}

    def about(self, person: str, recipient: Recipient, *, limit: int = 50) -> Sequence[NoticeRow]:
        mine = [*self.inbox_of(recipient), *self.inbox_of(recipient, closed=True)]
        return [row for row in mine if row.person == person]

    def desk(self, areas: Sequence[str], *, closed: bool = False, before: str | None = None) -> Sequence[DeskRow]:
        mine = [row for row in self.items.values() if row.area in areas and (row.closed_at is not None) == closed]
        if not closed:
            return mine
        done = sorted(mine, key=lambda row: (str(row.closed_at), row.item), reverse=True)
        behind = [row.item for row in done].index(before) + 1 if before is not None else 0
        return done[behind : behind + PAGE]

    def patterns(self, areas: Sequence[str], role: str | None = None, *, closed: bool = False) -> Sequence[DeskRow]:
        return [row for row in self.desk(areas, closed=closed) if row.kind == "pattern"]

    def pattern(self, pattern: str) -> PatternFound | RepeatAssessed | None:
        return self.found.get(pattern)

    def desk_item(self, item: str) -> DeskRow | None:
        return self.items.get(item)

    def referral(self, referral: str) -> Referral | None:
        return Referral(referral, "several_alike", self.named, EVIDENCE)

    def event(self, event: bytes) -> EventRow | None:
        return next((row for row in self.event_rows if row.event == event), None)

    def events_with(self, events: Collection[bytes]) -> dict[bytes, EventRow]:
        return {row.event: row for row in self.event_rows if row.event in events}

    def events(self, *, case: bytes | None = None, limit: int = 100) -> Sequence[EventRow]:
        return [row for row in self.event_rows if case in (None, row.case)][:limit]

    def sent(self, agency: str, *, reference: str | None = None, limit: int = 100) -> Sequence[EventRow]:
        mine = [row for row in self.event_rows if row.publisher == agency]
        return [row for row in mine if reference in (None, row.reference)][:limit]

    def outcome(self, digest: bytes) -> OutcomeRow | None:
        return None

    def revisions(self, cases: Collection[bytes]) -> Mapping[bytes, Mapping[bytes, int]]:
        found: dict[bytes, dict[bytes, int]] = {case: {} for case in cases}
        for row in self.notices.values():
            if row.case in found:
                found[row.case][row.event] = 1
        return found

    def trace(self, event: bytes) -> Sequence[TraceStep]:
        return self.steps

    def accesses(self, subject: str) -> Sequence[AccessRow]:
        return [row for row in self.access_rows if row.subject == subject]

    def deliveries(self, about: str) -> Sequence[DeliveryRow]:
        return [row for row in self.delivery_rows if row.about == about]

    def decided(self, instrument: str, version: int, start: datetime, end: datetime) -> Sequence[DecidedRow]:
        return self.decided_rows

    def lapsed(self, areas: Sequence[str]) -> Sequence[tuple[str, str, int]]:
        return self.lapsed_rows
