"""A small hub in a folder: one police agency, three schools (two with rolls), readers, a council's desk, a clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from schemas.events.encompass import Grade
from schemas.events.event import Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import PersonVersion1
from schemas.events.texts import Summary, Text
from schemas.promise import read_promise
from schemas.records.inputs import Command
from schemas.records.reference import Body
from schemas.sealed_event import PlainSection
from schemas.wire import Submission
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.database import open_database
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import HUB_KEY_ID, PROMISE_KEY_ID, Home
from streams.engines.local.inbound import Inbound, Receipt
from streams.engines.local.registry import Registry, declare_hub
from streams.matching.people import RollEntry
from tests.support.clock import Clock
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA, LONG_AGO, Plan, area_calendar, furnish, reader, school
from tests.support.people import pupil

HUB = "test-hub"
FIRST, SECOND, WITHOUT_ROLL = "100001", "100002", "100003"
SCHOOLS = (FIRST, SECOND, WITHOUT_ROLL)
COORDINATOR = "u-coordinator"
START = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
PUPILS = 8


def dsl(urn: str) -> str:
    """The user id of a school's safeguarding lead."""
    return f"u-dsl-{urn}"


PLAN = Plan(
    schools=[school(urn) for urn in SCHOOLS],
    readers=[
        *(reader(dsl(urn), "dsl", "urn", urn, "Read", f"Er{urn}") for urn in SCHOOLS),
        reader(COORDINATOR, COUNCIL_DESK, "area", AREA, "Co", "Ordinator"),
    ],
    rolls={
        FIRST: [pupil(n, FIRST) for n in range(0, PUPILS, 2)],
        SECOND: [pupil(n, SECOND) for n in range(1, PUPILS, 2)],
    },
    area=area_calendar(),
    title="Bedford",
)


class Sent(Struct, frozen=True):
    """One event as it was handed in."""

    submission: Submission
    receipt: Receipt
    reference: str
    revision: int


class World:
    """A hub that was declared and furnished. `publish`, `perform` and `tick` append; `run` decides."""

    def __init__(self, folder: Path, *, person_partitions: int = 1, now: datetime = START, plan: Plan = PLAN) -> None:
        self.home = Home(folder)
        self.clock = Clock(now)
        self.sent: list[Sent] = []
        self.answers: dict[str, tuple[str, int]] = {}
        declare_hub(self.home, HUB, "Test hub", LONG_AGO, person_partitions=person_partitions)
        self.keys = self.home.read_keys()
        self.force = Force(HUB, self.keys.hub[HUB_KEY_ID].public_key())
        self._open()
        furnish(self.registry, plan, self.force.registered("Bedfordshire Police", AREA, LONG_AGO), LONG_AGO)

    def _open(self) -> None:
        self._opened = True
        self.engine = LocalEngine(self.home, self.keys)
        self.registry = Registry(self.engine)
        self._inbound_database = open_database(self.home.database)
        self.inbound = Inbound(self._inbound_database, self.clock, self.keys.promise)

    @property
    def police(self) -> Ed25519PrivateKey:
        """The key with which the police sign."""
        return self.force.key

    def twin(self, folder: Path) -> Self:
        """The same hub once more as it now is: a copy of its home, keys and all, with the same police before it.

        The twin is open if this one is.
        """
        opened = self._opened
        if opened:
            self.close()
        copytree(self.home.folder, folder)
        other = copy(self)
        other.home, other.clock, other.force = Home(folder), Clock(self.clock.now), copy(self.force)
        other.sent, other.answers = [], {}
        if opened:
            self._open()
            other._open()
        return other

    def close(self) -> None:
        """Let go of every file."""
        self._opened = False
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
        people: Sequence[PersonVersion1],
        *,
        revision: int = 1,
        withdrawal: Withdrawal = Withdrawal.NONE,
        narrative: str = "",
        grade: Grade = Grade.STANDARD,
    ) -> Submission:
        """One event, sealed and signed, next in the police's sequence."""
        sections: list[PlainSection] = [PlainSection(SectionKind.PERSON, person) for person in people]
        if narrative:
            about = tuple(range(len(people)))
            sections.append(PlainSection(SectionKind.NARRATIVE, Text(narrative), about))
        sections += [
            PlainSection(SectionKind.SUMMARY, Summary("Please be gentle.", person.settings[0]), (number,))
            for number, person in enumerate(people)
            if person.settings and person.settings[0].value
        ]
        now = self.clock.now
        return self.force.seal(reference, sections, now, revision=revision, withdrawal=withdrawal, grade=grade)

    def submit(self, submission: Submission, reference: str = "", revision: int = 0, agency: str = POLICE) -> Receipt:
        """Hand in a submission; it waits until `run`."""
        receipt = self.inbound.submit(self.engine.hub, agency, [submission])[0]
        self.sent.append(Sent(submission, receipt, reference, revision))
        return receipt

    def publish(
        self,
        reference: str,
        people: Sequence[PersonVersion1],
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

    def asked_of(self, item: str) -> str:
        """A role that may have been told by hand what a desk item is about: a school's lead, or whose it is."""
        role, scheme = self.engine.database.execute(
            "SELECT recipient_role, recipient_scheme FROM desk_view WHERE item = ?", (item,)
        ).fetchone()
        return role if role is not None and scheme != "urn" else "dsl"


@contextmanager
def a_world(folder: Path, *, person_partitions: int = 1) -> Iterator[World]:
    """A world for a while."""
    world = World(folder, person_partitions=person_partitions)
    try:
        yield world
    finally:
        world.close()
