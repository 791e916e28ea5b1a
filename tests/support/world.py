"""A small hub in a folder: one police agency, three schools (two with rolls), readers, a council's desk, a clock."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from schemas.envelope import digest_of
from schemas.events.encompass import EVENT_TYPE, Grade, Person, Standing, Summary, Text, Withdrawal
from schemas.events.header import SectionKind
from schemas.promise import read_promise
from schemas.records.inputs import Command
from schemas.records.reference import (
    AgencyKeyAdded,
    AgencyKind,
    AgencyRegistered,
    AreaSettingsSet,
    Body,
    InstrumentKind,
    InstrumentRegistered,
    RoleAppointed,
    SettingCalendarSet,
    SettingRegistered,
    SettingStatus,
)
from schemas.sealed_event import EventFields, PlainSection, seal_notification
from schemas.wire import Submission
from streams.agreements.document import canonical, digest, parse
from streams.calendar import AreaCalendar, BankHolidays, DutyHours, SettingCalendar, Week, Weekday
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.database import open_database
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import HUB_KEY_ID, PROMISE_KEY_ID, Home
from streams.engines.local.inbound import Inbound, Receipt
from streams.engines.local.registry import Registry, declare_hub
from streams.matching.people import RollEntry, StaffNames
from tests.support.people import pupil

OPS = Path(__file__).parents[2] / "ops"
HUB = "test-hub"
POLICE = "bedfordshire-police"
AREA = "822"
FIRST, SECOND, WITHOUT_ROLL = "100001", "100002", "100003"
SCHOOLS = (FIRST, SECOND, WITHOUT_ROLL)
COORDINATOR = "u-coordinator"
BOTH_TRAININGS = ("children_who_experience_domestic_abuse", "operation_encompass")
START = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)
PUPILS = 8


def dsl(urn: str) -> str:
    """The user id of a school's safeguarding lead."""
    return f"u-dsl-{urn}"


class Clock:
    """Tells the time that it was set to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> datetime:
        """Let time pass; the new time."""
        self.now += by
        return self.now


class Sent(Struct, frozen=True):
    """One event as it was handed in."""

    submission: Submission
    receipt: Receipt
    reference: str
    revision: int


class World:
    """A hub that was declared and furnished. `publish`, `perform` and `tick` append; `run` decides."""

    def __init__(self, folder: Path, *, person_partitions: int = 1, now: datetime = START) -> None:
        self.home = Home(folder)
        self.clock = Clock(now)
        self.police = Ed25519PrivateKey.generate()
        self.instance = "test-1"
        self.sent: list[Sent] = []
        self.answers: dict[str, tuple[str, int]] = {}
        self._sequence = 0
        self._occurred: dict[str, datetime] = {}
        self._previous = bytes(32)
        declare_hub(self.home, HUB, "Test hub", LONG_AGO, person_partitions=person_partitions)
        self.keys = self.home.read_keys()
        self._open()
        self._furnish()

    def _open(self) -> None:
        self.engine = LocalEngine(self.home, self.keys)
        self.registry = Registry(self.engine)
        self._inbound_database = open_database(self.home.database)
        self.inbound = Inbound(self._inbound_database, self.clock, self.keys.promise)

    def _furnish(self) -> None:
        public = self.police.public_key().public_bytes_raw()
        self.registry.refer(
            [
                AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, (EVENT_TYPE,), (AREA,)),
                AgencyKeyAdded(POLICE, "k1", public, LONG_AGO, None),
                AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area_calendar())),
                *(instrument(path) for path in INSTRUMENTS),
                *(school(urn) for urn in SCHOOLS),
                *(SettingCalendarSet(urn, msgspec.json.encode(CALENDAR)) for urn in SCHOOLS),
                *(appointed(dsl(urn), "dsl", "urn", urn) for urn in SCHOOLS),
                appointed(COORDINATOR, COUNCIL_DESK, "area", AREA),
            ],
            LONG_AGO,
        )
        names = [(dsl(urn), StaffNames(given_names="Read", family_name=f"Er{urn}")) for urn in SCHOOLS]
        self.registry.put_staff([*names, (COORDINATOR, StaffNames(given_names="Co", family_name="Ordinator"))])
        self.put_roll(FIRST, [pupil(n, FIRST) for n in range(0, PUPILS, 2)])
        self.put_roll(SECOND, [pupil(n, SECOND) for n in range(1, PUPILS, 2)])

    def close(self) -> None:
        """Let go of every file."""
        self._inbound_database.close()
        self.engine.close()

    def reopen(self) -> None:
        """Stop and start again, as after a restart."""
        self.close()
        self._open()

    def put_roll(self, urn: str, entries: Sequence[RollEntry]) -> int:
        """Put a school's roll in place."""
        now = self.clock.now
        return self.registry.put_roll(urn, entries, now, now + timedelta(days=90), now)

    def refer(self, *bodies: Body) -> None:
        """Append reference records."""
        self.registry.refer(bodies, self.clock.now)

    def seal(
        self,
        reference: str,
        people: Sequence[Person],
        *,
        revision: int = 1,
        withdrawal: Withdrawal = Withdrawal.NONE,
        narrative: str = "",
        grade: Grade = Grade.STANDARD,
    ) -> Submission:
        """One event, sealed and signed, next in the police's sequence."""
        self._sequence += 1
        now = self.clock.now
        fields = EventFields(
            hub=HUB,
            publisher=POLICE,
            instance=self.instance,
            sequence=self._sequence,
            previous=self._previous,
            reference=reference,
            revision=revision,
            occurred_at=self._occurred.setdefault(reference, now - timedelta(minutes=40)),
            sent_at=now,
            signing_key="k1",
            hub_key=HUB_KEY_ID,
            standing=Standing.CURRENT if withdrawal is Withdrawal.NONE else Standing.WITHDRAWN,
            withdrawal=withdrawal,
            grade=grade,
        )
        sections: list[PlainSection] = [PlainSection(SectionKind.PERSON, person) for person in people]
        if narrative:
            about = tuple(range(len(people)))
            sections.append(PlainSection(SectionKind.NARRATIVE, Text(narrative), about))
        sections += [
            PlainSection(SectionKind.SUMMARY, Summary("Please be gentle.", person.settings[0]), (number,))
            for number, person in enumerate(people)
            if person.settings and person.settings[0].value
        ]
        hub_key = self.keys.hub[HUB_KEY_ID].public_key()
        submission = seal_notification(fields, sections, signing_key=self.police, hub_key=hub_key)
        self._previous = digest_of(submission.envelope)
        return submission

    def submit(self, submission: Submission, reference: str = "", revision: int = 0, agency: str = POLICE) -> Receipt:
        """Hand in a submission; it waits until `run`."""
        receipt = self.inbound.submit(self.engine.reference, agency, [submission])[0]
        self.sent.append(Sent(submission, receipt, reference, revision))
        return receipt

    def publish(
        self,
        reference: str,
        people: Sequence[Person],
        *,
        revision: int = 1,
        withdrawal: Withdrawal = Withdrawal.NONE,
        narrative: str = "",
    ) -> Receipt:
        """Seal an event and hand it in."""
        submission = self.seal(reference, people, revision=revision, withdrawal=withdrawal, narrative=narrative)
        return self.submit(submission, reference, revision)

    def perform(self, command: Command, command_id: str) -> None:
        """Append a desk's command."""
        place = self.inbound.command(command, command_id, self.engine.hub.person_partitions)
        self.answers[command_id] = place

    def tick(self, at: datetime | None = None) -> None:
        """Tell every partition the time: that of the clock, unless another is given."""
        self.inbound.tick(at or self.clock.now, self.engine.hub.person_partitions)

    def run(self) -> int:
        """Decide until nothing waits."""
        return self.engine.run()

    def place_of(self, receipt: Receipt) -> tuple[str, int]:
        """The intake partition and position that a receipt's signed promise names."""
        promise = read_promise(receipt.promise, {PROMISE_KEY_ID: self.keys.promise.public_key()})
        return promise.source, promise.position

    def notices(self, *states: str) -> list[tuple[str, bytes, str, str]]:
        """Notice, case, person and URN of the notices in these states (all that are current, if none is named)."""
        wanted = states or ("waiting", "opened", "acknowledged", "told_by_telephone")
        marks = ", ".join("?" * len(wanted))
        rows = self.engine.database.execute(
            f"SELECT notice, cased, person, value FROM notice_view WHERE state IN ({marks}) ORDER BY notice", wanted
        )
        return list(rows)

    def desk(self) -> list[tuple[str, bytes, str, str, str | None]]:
        """Item, case, person, kind and referral of the open desk items."""
        rows = self.engine.database.execute(
            "SELECT item, cased, person, kind, referral FROM desk_view WHERE closed_at IS NULL ORDER BY item"
        )
        return list(rows)


@contextmanager
def a_world(folder: Path, *, person_partitions: int = 1) -> Iterator[World]:
    """A world for a while."""
    world = World(folder, person_partitions=person_partitions)
    try:
        yield world
    finally:
        world.close()


CALENDAR = SettingCalendar(week=Week.monday_to_friday(time(8, 40), time(15, 15)))
INSTRUMENTS = (
    OPS / "agreements" / "bedford-operation-encompass.yaml",
    OPS / "agreements" / "council-education-safeguarding-desk.yaml",
    OPS / "duties" / "domestic-abuse-act-2021-s49a.yaml",
)


def area_calendar() -> AreaCalendar:
    """Bedford's settings, without bank holidays."""
    days = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
    hours = tuple(DutyHours(day, time(8), time(17)) for day in days)
    return AreaCalendar(BankHolidays((), 2026, 2027, "none", "0"), hours)


def instrument(path: Path) -> InstrumentRegistered:
    """An agreement or duty of the project as it is registered."""
    document = parse(path.read_bytes(), path.name)
    kind = InstrumentKind(document.kind)
    return InstrumentRegistered(document.id, document.version, kind, digest(document), canonical(document))


def school(urn: str, *, status: SettingStatus = SettingStatus.OPEN) -> SettingRegistered:
    """A school of Bedford."""
    return SettingRegistered(
        urn=urn,
        name=f"Invented School {urn}",
        area=AREA,
        establishment_number="4000",
        status=status,
        phase="Primary",
        kind="Academy converter",
        boarding=False,
        low_age=4,
        high_age=18,
        town="Bedford",
        postcode="MK40 1AA",
        opened=None,
        closed=None,
        successors=(),
        predecessors=(),
    )


def appointed(
    user: str, role: str, scheme: str, value: str, trainings: Iterable[str] = BOTH_TRAININGS
) -> RoleAppointed:
    """A role held from long ago on."""
    return RoleAppointed(user, role, scheme, value, LONG_AGO, None, tuple(trainings))
