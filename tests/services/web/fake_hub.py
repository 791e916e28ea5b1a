"""A hub in memory for page unit tests alone: it records commands and answers as it was told to.

What the pages do on a real hub is for tests/browser.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.decision import Decision, Output, Parked
from schemas.records.hotspots import HotspotsPublished, PublishHotspots
from schemas.records.inputs import (
    AcknowledgeNotice,
    Command,
    InputKind,
    MatchDecided,
    NotOurs,
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    TellByTelephone,
    TriageContact,
    ViewTrace,
    WithholdDeskItem,
    WithholdNotice,
)
from schemas.records.match import EventUntouched
from schemas.records.meetings import (
    DeclareConflict,
    PrintCopy,
    ReportAction,
    SealedWords,
    SetAction,
    TransferCase,
)
from schemas.records.memory import DecidePattern, PatternFound, RepeatAssessed
from schemas.records.notify import DeskItemClosed, DeskOutcome
from schemas.records.share import Recipient
from schemas.records.triage import ContactPrioritised, ContactTriaged, PrioritiseContact
from schemas.records.watch import (
    CommandRefused,
    DeskItemOpened,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeOpened,
    NoticeToldByTelephone,
    OpeningRefused,
    PatternDecided,
    TraceViewed,
)
from schemas.records.work import RecordStep, StepRecorded
from streams.deciders.person.works import DONE
from streams.engines.contract import CandidateShown, Disclosed, Referral, Settled, TraceStep, Undecided, Views, Withheld
from streams.hotspots.counting import Happening
from streams.hotspots.decide import PUBLISHES, table_key
from streams.reference.facts import Reference
from streams.views.rows import (
    PAGE,
    AccessRow,
    DecidedRow,
    DeliveryRow,
    DeskRow,
    EventRow,
    HotspotRow,
    Listed,
    NoticeRow,
    NoticeState,
    OutcomeRow,
    PriorityRow,
    StepRow,
    TriageRow,
    name_of,
)
from tests.services.web import world
from tests.services.web.fake_evidence import EVIDENCE
from tests.services.web.fake_meetings import FakeMeetings, recorded

DISCLOSED: Mapping[Item, tuple[str, ...]] = {
    Item.CHILD_NAME: ("Zora <Example> O’Neill",),
    Item.CHILD_DATE_OF_BIRTH: ("4 March 2017",),
    Item.INCIDENT_OCCURRED_AT: ("Friday 20 November 2026, 23:00",),
    Item.CHILD_PRESENCE: ("In the home",),
    Item.SCHOOL_SUMMARY: ("Police were called to an argument. Zora was upstairs and heard shouting.",),
    Item.CHILD_VOICE: ("“I put my head under the pillow.”", "Said to the attending officer"),
    Item.CHILD_SAFE_CONTACT: ("Safe to contact the mother, mobile only, before 15:00",),
    Item.INCIDENT_REFERENCE: ("40/123456/26",),
}
"""What every opening of this hub shows."""

HANDLING = (
    "Do not contact home about this before you have spoken to your headteacher.",
    "Do not show or tell a parent. Keep it off the pupil file and the parent portal.",
    "Ask the police before you pass any of it on.",
)

NEVER_GIVEN = (Item.POLICE_NARRATIVE, Item.VICTIM_ADDRESS, Item.PERPETRATOR_ADDRESS)


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

    def triages(self, case: bytes, person: str, area: str) -> Sequence[TriageRow]:
        return [row for row in self.triage_rows if (row.case, row.person, row.area) == (case, person, area)]

    def contacts(self, area: str) -> Sequence[NoticeRow]:
        either = [Recipient(role, "area", area) for role in ("emergency_duty_team", "ifd")]
        return [row for recipient in either for row in self.inbox_of(recipient)]

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

    def events(self, *, case: bytes | None = None, limit: int = 100) -> Sequence[EventRow]:
        return [row for row in self.event_rows if case in (None, row.case)][:limit]

    def sent(self, agency: str, *, reference: str | None = None, limit: int = 100) -> Sequence[EventRow]:
        mine = [row for row in self.event_rows if row.publisher == agency]
        return [row for row in mine if reference in (None, row.reference)][:limit]

    def outcome(self, digest: bytes) -> OutcomeRow | None:
        return None

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


class FakeHub:
    """Records every command. `refusal` makes it refuse them, `undecided` makes it silent."""

    def __init__(self) -> None:
        self.rows = FakeViews()
        self.views: Views = self.rows
        self.facts = world.reference()
        self.now: datetime = world.NOW
        self.performed: list[Command] = []
        self.disclosed: list[str] = []
        self.settled: dict[str, Settled] = {}
        self.refusal: OpeningRefused | CommandRefused | Parked | None = None
        self.undecided = False
        self.connected: dict[str, set[str]] = {}

    def reference(self) -> Reference:
        return self.facts

    def perform(self, command: Command, *, command_id: str) -> Settled:
        if self.undecided:
            raise Undecided
        if command_id not in self.settled:
            self.performed.append(command)
            self.settled[command_id] = self._settle(command)
        return self.settled[command_id]

    def disclose(self, opening: str) -> Disclosed:
        self.disclosed.append(opening)
        return Disclosed(opening, DISCLOSED, (Item.INCIDENT_LOCATION,), HANDLING, NEVER_GIVEN)

    def disclose_all(self, openings: Sequence[str]) -> Mapping[str, Disclosed]:
        return {opening: self.disclose(opening) for opening in openings}

    def candidates(self, opening: str) -> Sequence[CandidateShown]:
        levels = [
            {"given_name": c.given_name, "family_name": c.family_name, "date_of_birth": c.date_of_birth}
            | {"address": c.address, "setting": c.setting}
            for c in EVIDENCE.candidates
        ]
        urns, born = (world.SCHOOL,), "4 March 2017"
        return [
            CandidateShown("p-1", urns, "Zara O’Neill", born, levels[0], 2810),
            CandidateShown("p-2", urns, "Zed O’Neill", born, levels[1], 1990),
        ]

    def seal(self, event: bytes, words: str) -> SealedWords:
        return SealedWords(bytes(16), words.encode())

    def words(self, opening: str, actions: Sequence[str]) -> Mapping[str, str | None]:
        return dict.fromkeys(actions, "Words of a meeting")

    def withheld(self, user: str, rows: Sequence[Listed]) -> Withheld:
        listed = {name_of(row) for row in rows}
        return Withheld(frozenset(self.connected.get(user, ())) & listed, frozenset())

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        area, event_type, first_day = asked
        counts = (9, 9, 9, 9)
        return PublishHotspots(
            table_key(area, event_type), area, event_type, first_day, ("MK40",), counts, (), who, PUBLISHES
        )

    def staff_name(self, user: str) -> str:
        return world.NAMES[user]

    def _settle(self, command: Command) -> Settled:
        number = len(self.performed)
        output = self.refusal or self._output(command)
        decision = Decision(
            world.HUB, "person.0", number, bytes(32), number, bytes(32), InputKind.COMMAND, self.now, 1, bytes(32),
            "test", (output,), None, bytes(32),
        )  # fmt: skip
        return Settled(decision, (output,), (f"opened-{number}",))

    def _output(self, command: Command) -> Output:
        match command:
            case OpenNotice():
                row = self.rows.notices[command.notice]
                opened = replace(row, state=NoticeState.OPENED, opened_at=self.now, in_time=True)
                self.rows.notices[command.notice] = opened
                items = tuple(DISCLOSED)
                return NoticeOpened(
                    command.case, command.person, command.notice, command.user, command.role, items, True, True
                )
            case AcknowledgeNotice():
                return NoticeAcknowledged(command.case, command.person, command.notice, command.user, command.role)
            case TriageContact():
                row = self.rows.notices[command.notice]
                self.rows.notices[command.notice] = replace(row, state=NoticeState.TRIAGED)
                return ContactTriaged(
                    row.event, row.case, row.person, row.section, row.value, row.notice, (row.notice,),
                    command.outcome, command.consent, command.reason, command.user, command.role, command.previous,
                )  # fmt: skip
            case SetAction() | ReportAction() | DeclareConflict() | PrintCopy() | TransferCase():
                return recorded(command, self.rows.notices)
            case RecordStep():
                row = self.rows.notices[command.notice]
                if command.step in DONE:
                    self.rows.notices[command.notice] = replace(row, state=NoticeState.DONE)
                recipient = Recipient(row.role, row.scheme, row.value)
                return StepRecorded(
                    row.event, row.case, row.person, row.section, row.notice, recipient, command.step, command.by,
                    command.reason, command.happened_at, True, command.user, command.role, command.previous,
                )  # fmt: skip
            case PrioritiseContact():
                row = self.rows.notices[command.notice]
                self.rows.notices[command.notice] = replace(row, priority=command.priority)
                return ContactPrioritised(
                    row.event, row.case, row.person, row.section, row.value, (row.notice,),
                    command.priority, command.reason, command.user, command.role,
                )  # fmt: skip
            case DecidePattern():
                held = self.rows.items[command.item]
                self.rows.items[command.item] = replace(held, closed_at=self.now, outcome="referred")
                return PatternDecided(
                    command.case, command.person, command.item, held.referral or "", command.user, command.role,
                    command.answer, command.reason,
                )  # fmt: skip
            case PublishHotspots():
                return HotspotsPublished(
                    command.case, command.area, command.event_type, command.first_day, command.places,
                    (*command.counts, 36, *command.counts, 36), command.user, command.role,
                )  # fmt: skip
            case WithholdNotice():
                reason = "may_be_connected"
                return OpeningRefused(command.case, command.person, command.notice, command.user, reason)
            case WithholdDeskItem():
                reason = "may_be_connected"
                return CommandRefused("withhold_desk_item", command.item, command.user, reason, None)
            case NotOurs():
                return NoticeDisowned(command.case, command.person, command.notice, command.user, command.role)
            case OpenDeskItem():
                items = tuple(DISCLOSED)
                return DeskItemOpened(command.case, command.person, command.item, command.user, command.role, items)
            case ViewTrace():
                return TraceViewed(command.event, command.user, command.role)
            case MatchDecided():
                return EventUntouched(world.EVENT, "the answer was taken")
            case TellByTelephone():
                return NoticeToldByTelephone(
                    command.case, command.person, command.item, None, command.user, command.told, command.told_role
                )
            case SettleDeskItem() | ReaderAppointed():
                return DeskItemClosed(command.case, command.person, command.item, DeskOutcome.SETTLED, command.user)
            case _:
                raise NotImplementedError(type(command).__name__)
