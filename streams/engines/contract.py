"""What every engine promises to the services in front of it.

An engine appends inputs durably, decides them in order, and answers from its views. It never shows personal data
except through `disclose`, which gives just the items that a recorded opening permits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from schemas.items import Item
from schemas.records.decision import Decision, Output
from schemas.records.evidence import Evidence
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import Command
from schemas.records.meetings import SealedWords
from schemas.records.memory import OccurrenceNoted, PatternFound, RepeatAssessed
from schemas.records.share import Recipient
from streams.hotspots.counting import Happening
from streams.reference.facts import Reference
from streams.views.identities import Identities
from streams.views.repeats import Repeat
from streams.views.rows import (
    AccessRow,
    ActionRow,
    DecidedRow,
    DeliveryRow,
    DeskRow,
    EventRow,
    HotspotRow,
    Listed,
    NoticeRow,
    OutcomeRow,
    PriorityRow,
    StepRow,
    TriageRow,
)


class Settled(Struct, frozen=True):
    """How a command was decided: the decision and its outputs."""

    decision: Decision
    outputs: tuple[Output, ...]
    ids: tuple[str, ...]


class Disclosed(Struct, frozen=True):
    """What a recorded opening shows: lines of text for each item that this role can be given, permitted or not.

    An item that is withheld has the words of one that nobody gave (`streams.disclosing.lines.not_given`). `erased`
    items had their keys destroyed. `never_given` is what the instruments in force never give this role, whatever the
    event: the only withholding that a page may show.
    """

    subject: str
    items: Mapping[Item, tuple[str, ...]]
    erased: tuple[Item, ...]
    handling: tuple[str, ...]
    never_given: tuple[Item, ...]


class Withheld(Struct, frozen=True):
    """Notices or desk items that are left out of a reader's pages: `named` where the record names somebody whom the
    reader may be or be close to, `erased` where somebody was erased, so that nobody can say any more.
    """

    named: frozenset[str]
    erased: frozenset[str]


class CandidateShown(Struct, frozen=True):
    """One candidate of a doubtful match as a coordinator sees it: who it is, and how well each field agrees.

    Pupils who have nothing to do with the event stand among the candidates, so no address is shown, only its level.
    """

    pupil: str
    urns: tuple[str, ...]
    name: str
    date_of_birth: str
    levels: Mapping[str, str]
    weight: int


class Referral(Struct, frozen=True):
    """A doubtful match: why, and the evidence as recorded."""

    referral: str
    reason: str
    named: tuple[str, ...]
    evidence: Evidence


class TraceStep(Struct, frozen=True):
    """One decision that touches an event: its record's id, time, stage outputs and place in the ledger.

    `ledger_index` is None while the ledger has not taken the record yet, as it may on Kafka for some seconds.
    """

    record: str
    at: datetime
    decider: str
    reference: int
    outputs: tuple[tuple[str, Output], ...]
    ledger_index: int | None


class Views(Protocol):
    """Questions that pages and tools ask. Nothing that they return holds a direct identifier."""

    def inbox(self, urn: str, *, closed: bool = False) -> Sequence[NoticeRow]:
        """Notices of one school, as `inbox_of` its safeguarding lead."""

    def inbox_of(self, recipient: Recipient, *, closed: bool = False, before: str | None = None) -> Sequence[NoticeRow]:
        """Open notices of a role at a place, most urgent first; when `closed`, a page of those that are done."""

    def notice(self, notice: str) -> NoticeRow | None:
        """One notice."""

    def triages(self, case: bytes, person: str, area: str) -> Sequence[TriageRow]:
        """What an area's front door decided of one child or adult of a case, newest first."""

    def hotspots(self, area: str) -> Sequence[HotspotRow]:
        """The tables of hotspots of an area, newest first."""

    def happenings(self, event_type: str, start: datetime, end: datetime) -> Sequence[Happening]:
        """The latest of each case of one event type that happened in a span and stands, with its children."""

    def steps_of(
        self, recipient: Recipient, *, cases: Collection[bytes] | None = None, start: datetime | None = None
    ) -> Sequence[StepRow]:
        """Steps of a recipient's own work, newest first: of some cases, and what was recorded at or after `start`."""

    def interviews(self, cases: Collection[bytes]) -> Mapping[tuple[bytes, str], StepRow]:
        """The latest step of the return home interview of each child of these cases, by case and person."""

    def contacts(self, area: str) -> Sequence[NoticeRow]:
        """What waits for an area's front door or duty team, what is only read too, by its latest time."""

    def to_read(self, area: str) -> Sequence[NoticeRow]:
        """Updates of contacts that stand decided, oldest first: an earlier notice was read there, this one was not."""

    def decided_contacts(self, area: str, since: datetime, *, limit: int = 50) -> Sequence[tuple[NoticeRow, TriageRow]]:
        """The latest decision of each contact, newest first, with each notice of it that the two roles have."""

    def latest_triages(self, rows: Collection[NoticeRow], area: str) -> Mapping[tuple[bytes, str], TriageRow]:
        """What an area's front door decided last of each of these, by case and person."""

    def prioritised(self, ids: Collection[str]) -> Mapping[str, PriorityRow]:
        """Priorities that managers set, by their output ids."""

    def beside(self, notice: NoticeRow, *, limit: int = 50) -> Sequence[NoticeRow]:
        """Current notices to the same recipient of the others in the same event."""

    def beside_all(self, notices: Collection[NoticeRow]) -> Mapping[str, Sequence[NoticeRow]]:
        """As `beside` of each of these notices to one recipient, by their names, asked at once."""

    def earlier(self, notice: NoticeRow, *, limit: int = 50) -> Sequence[NoticeRow]:
        """Current notices to the same recipient in other cases of the same person and of those beside, newest first."""

    def earlier_all(self, notices: Collection[NoticeRow], *, limit: int = 50) -> Mapping[str, Sequence[NoticeRow]]:
        """As `earlier` of each of these notices to one recipient, by their names, asked at once."""

    def about(self, person: str, recipient: Recipient, *, limit: int = 50) -> Sequence[NoticeRow]:
        """Current notices to a recipient of one child or adult, newest first."""

    def desk(self, areas: Sequence[str], *, closed: bool = False, before: str | None = None) -> Sequence[DeskRow]:
        """Open items of some areas' desks, least time left first; when `closed`, a page of the others, newest first."""

    def notices_called(self, notices: Collection[str]) -> Mapping[str, NoticeRow]:
        """Those of these notices that there are, by their names."""

    def items_before(self, updates: Collection[str]) -> Mapping[str, frozenset[Item]]:
        """Of each of these updates the items of all notices that it and those before it replaced, since a recall."""

    def patterns(self, areas: Sequence[str], role: str | None = None, *, closed: bool = False) -> Sequence[DeskRow]:
        """Counts and patterns across events that wait for a role to refer or decline, or for any."""

    def pattern(self, pattern: str) -> PatternFound | RepeatAssessed | None:
        """What was recorded of a count or pattern, or of a referral that may be a repeat, by its output id."""

    def desk_item(self, item: str) -> DeskRow | None:
        """One desk item."""

    def referral(self, referral: str) -> Referral | None:
        """The recorded evidence of a doubtful match."""

    def event(self, event: bytes) -> EventRow | None:
        """One accepted event."""

    def events_with(self, events: Collection[bytes]) -> Mapping[bytes, EventRow]:
        """Those of these events that were accepted, by their ids."""

    def events(self, *, case: bytes | None = None, limit: int = 100) -> Sequence[EventRow]:
        """Accepted events, newest first, of one case or of all."""

    def sent(self, agency: str, *, reference: str | None = None, limit: int = 100) -> Sequence[EventRow]:
        """Events that one agency sent, newest first; of one of its references where that is given."""

    def outcome(self, digest: bytes) -> OutcomeRow | None:
        """What became of a received submission."""

    def revisions(self, cases: Collection[bytes]) -> Mapping[bytes, Mapping[bytes, int]]:
        """The accepted events of each of these cases, newest first, and which revision each is."""

    def trace(self, event: bytes) -> Sequence[TraceStep]:
        """Every decision that touches an event, in the order of the stages."""

    def accesses(self, subject: str) -> Sequence[AccessRow]:
        """Who opened, or was refused, a notice, desk item or action."""

    def deliveries(self, about: str) -> Sequence[DeliveryRow]:
        """What came of the messages about a notice, desk item or action, in order."""

    def decided(self, instrument: str, version: int, start: datetime, end: datetime) -> Sequence[DecidedRow]:
        """Decisions under one version from `start` to before `end`, counted by sort."""

    def lapsed(self, areas: Sequence[str]) -> Sequence[tuple[str, str, int]]:
        """(area, agreement, count): disclosures that went with the duty's minimum because an agreement lapsed."""

    def meeting_notices(self, recipient: Recipient, after: datetime, until: datetime) -> Sequence[NoticeRow]:
        """Current notices to a coordinator that fall due at a meeting after one time and up to another."""

    def open_actions(self, area: str, role: str) -> Sequence[ActionRow]:
        """Actions on a coordinator's agenda that are not done, overdue first, then by date."""

    def actions_of(self, owner: Recipient, user: str) -> Sequence[ActionRow]:
        """Actions that are not reported and fall to a user of their owner: what is done last, overdue first."""

    def action(self, action: str) -> ActionRow | None:
        """One action."""

    def identities(self, persons: Iterable[str]) -> Identities:
        """Everybody who turned out to be the same as one of these persons, in any case, either way round."""

    def actions_about(self, persons: AbstractSet[str], area: str, role: str) -> Sequence[ActionRow]:
        """Every action on a coordinator's agenda about one person, whoever they were taken for, newest first."""

    def told_of(self, case: bytes) -> Sequence[NoticeRow]:
        """Every current notice of a case, to whomever: who knows, and who has read it."""

    def told_of_all(self, cases: Collection[bytes]) -> Mapping[bytes, Sequence[NoticeRow]]:
        """As `told_of` of each of these cases, asked at once."""

    def noted_of(self, event: bytes) -> OccurrenceNoted | None:
        """What hop 2 noted of an event for its memory."""

    def noted_of_all(self, events: Collection[bytes]) -> Mapping[bytes, OccurrenceNoted]:
        """As `noted_of` of each of these events of which something was noted, asked at once."""

    def repeat_of(self, notice: str) -> Repeat | None:
        """Whether the referral behind a MARAC coordinator's notice is a repeat, as it was told and as it stands now."""

    def repeats_of(self, notices: Collection[str]) -> Mapping[str, Repeat]:
        """As `repeat_of` of each of these notices that says so, asked at once."""

    def withdrawn_of(self, cases: Collection[bytes]) -> frozenset[bytes]:
        """Those of these cases of which the latest revision takes all back."""


class Hub(Protocol):
    """One hub, as its services use it. Every method may be called from any thread."""

    @property
    def views(self) -> Views:
        """Questions that pages and tools ask."""

    def reference(self) -> Reference:
        """The reference as of now, for names of schools and who holds which role. Not to be changed."""

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Append a desk's command durably, wait until it is decided, and return the decision.

        The same `command_id` again returns the first decision. Raises `Undecided` when no decision came in time.
        """

    def disclose(self, opening: str) -> Disclosed:
        """The items that a recorded NoticeOpened or DeskItemOpened (by its output id) permits, from the vault.

        Never more than may be seen now. Raises `NotShown` where that is nothing, or the reader's role has ended.
        """

    def disclose_all(self, openings: Sequence[str]) -> Mapping[str, Disclosed]:
        """As `disclose` of each, under one reference, each event opened once: for a page of many cases."""

    def candidates(self, opening: str) -> Sequence[CandidateShown]:
        """The ranked candidates behind a recorded DeskItemOpened of a match referral. Raises `NotShown` likewise."""

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed under the keys of all its sections. Raises `NotShown` where one was erased."""

    def words(self, opening: str, written: Sequence[str]) -> Mapping[str, str | None]:
        """The words of those of these actions and answers that a recorded opening of a notice, an action or a printed
        copy covers; None where erased. Raises `NotShown` where its role has ended.
        """

    def withheld(self, user: str, rows: Sequence[Listed]) -> Withheld:
        """Those of these of which this user must not even learn that they exist, by what is known now.

        The rows speak of accepted events: none is of a desk item that is parked.
        """

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        """Count for a table of (area, event type, first day), for whom `who` may publish it. Raises `Undecided`."""

    def staff_name(self, user: str) -> str:
        """The name of a member of staff, from the sealed directory, for that person's own page."""


class Undecided(Exception):
    """No decision came in time: refuse, and say so."""


class NotShown(Exception):
    """An opening that was granted shows nothing any more: the role ended, or no instrument in force permits it now."""
