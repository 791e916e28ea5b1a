"""A hub in memory for page unit tests alone: it records commands and answers as it was told to.

What the pages do on a real hub is for tests/browser.
"""

from collections.abc import Mapping, Sequence
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
from schemas.records.memory import DecidePattern
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
from streams.engines.contract import CandidateShown, Disclosed, Settled, Undecided, Views, Withheld
from streams.hotspots.decide import PUBLISHES, table_key
from streams.reference.facts import Reference
from streams.views.rows import (
    Listed,
    NoticeState,
    name_of,
)
from tests.services.web import world
from tests.services.web.fake_evidence import EVIDENCE
from tests.services.web.fake_meetings import recorded
from tests.services.web.fake_views import FakeViews

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
        return SealedWords(bytes(8), bytes(16), words.encode())

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
                    command.outcome, command.consent, command.reason, self.now, command.user, command.role,
                    command.previous,
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
