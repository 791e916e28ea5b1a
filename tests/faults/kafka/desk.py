"""People at their desks while things break: they read what the views show, and ask until a broker has taken it.

Schools open notices, acknowledge them or say that the child is not theirs; the council answers doubtful matches, opens
what schools sent back and tells another by telephone; the other flows' desks do their own work (`flow_desks`).
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from random import Random
from typing import Final

from msgspec import Struct
from sqlalchemy import Engine, text

from schemas.records.inputs import (
    AcknowledgeNotice,
    AnswerBasis,
    Command,
    MatchDecided,
    NotOurs,
    OpenDeskItem,
    OpenNotice,
    TellByTelephone,
    TriageContact,
)
from schemas.records.match import MatchReferred
from schemas.records.meetings import SetAction
from schemas.records.notify import DeskKind
from schemas.records.work import RecordStep
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.contract import Undecided
from streams.engines.kafka.commands import Commands
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.log_copies import PostgresLog
from streams.engines.postgres.stores import AWAY
from tests.bench.town import SCHOOLS
from tests.faults.kafka.flow_desks import at_area
from tests.support.kafka_hub import KafkaHub, until

COORDINATOR: Final = "user-coordinator"
PAUSE: Final = 0.25
SORTS: Final = frozenset(
    {OpenNotice, AcknowledgeNotice, NotOurs, OpenDeskItem, TellByTelephone, MatchDecided}
    | {TriageContact, RecordStep, SetAction}
)
OFTEN: Final[dict[type[Command], int]] = {SetAction: 3, TriageContact: 2, RecordStep: 2}
"""How often at least, where that is more than once: news of an event may have replaced the notice meanwhile, and then
what is asked of it is refused."""
AGAIN_AFTER: Final = 0.2
_WAITING: Final = (
    "SELECT notice, cased, person, value FROM notice_view WHERE state = 'waiting' AND scheme = 'urn'"
    " ORDER BY issued_at DESC LIMIT 50"
)
_ITEMS: Final = (
    "SELECT item, cased, person, kind, referral FROM desk_view WHERE closed_at IS NULL AND kind = :kind"
    " ORDER BY raised_at DESC LIMIT 50"
)


class Acknowledged(Struct, frozen=True):
    """A command that a broker has taken, by the digest of its bytes. It may stand in its topic more than once."""

    command: Command
    id: str


class Desk:
    """Asks from a thread of its own, again and again until the broker acknowledges, then rests or goes on.

    Having asked as often as it was told to, it goes on only for what sort of thing nobody asked yet.
    """

    def __init__(self, hub: KafkaHub, person_partitions: int, seed: int, most: int) -> None:
        self.asked: dict[bytes, Acknowledged] = {}
        self._hub = hub
        self._person_partitions = person_partitions
        self._random = Random(seed)
        self._most = most
        self._done: set[str] = set()
        self._rests = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="desks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until each sort of thing was asked, unless the desks rest already."""
        until(lambda: not self._thread.is_alive() or self.sorts >= SORTS, seconds)

    @property
    def sorts(self) -> set[type[Command]]:
        """What sorts of commands were asked, often enough."""
        asked = Counter(type(one.command) for one in list(self.asked.values()))
        return {sort for sort, times in asked.items() if times >= OFTEN.get(sort, 1)}

    @property
    def lacking(self) -> set[str]:
        """What sorts of commands nobody had a reason to ask yet."""
        return {kind.__name__ for kind in SORTS if kind not in self.sorts}

    def rest(self, seconds: float) -> None:
        """Ask nothing more; everything that was asked is acknowledged. Raises what asking failed with."""
        self._rests.set()
        self._thread.join(seconds)
        assert not self._thread.is_alive(), f"desks still wait for a broker after {seconds:.0f} s"
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        engine = open_engine(self._hub.addresses[0], connections=1)
        try:
            with closing(Commands(self._hub.connection, self._hub.topics)) as commands:
                while not self._rests.wait(PAUSE) and (len(self.asked) < self._most or self.lacking):
                    for command in self._next(engine):
                        self._ask(commands, command)
        except BaseException as error:
            self._failed = error
        finally:
            engine.dispose()

    def _next(self, engine: Engine) -> list[Command]:
        """What somebody does now, by what the views show; nothing while PostgreSQL is away."""
        try:
            return [
                command for acts in (_at_school, at_area, _at_council, _matching) for command in self._one(acts, engine)
            ]
        except AWAY:
            return []

    def _one(self, acts: "Acts", engine: Engine) -> list[Command]:
        found = [(name, made) for name, made in acts(engine, self._random) if name not in self._done]
        if not found:
            return []
        name, made = self._random.choice(found)
        self._done.add(name)
        return made()

    def _ask(self, commands: Commands, command: Command) -> None:
        """As a page does that got no answer: the same command under the same id."""
        name, asked = f"desk-{len(self.asked)}", None
        while asked is None:
            try:
                asked = commands.ask(command, name, self._person_partitions)
            except Undecided:
                time.sleep(AGAIN_AFTER)
        self.asked[asked.digest] = Acknowledged(command, name)


Acts = Callable[[Engine, Random], Iterator[tuple[str, Callable[[], list[Command]]]]]
"""What can be done: of what, and what is asked then, in order."""


def _at_school(engine: Engine, random: Random) -> Iterator[tuple[str, Callable[[], list[Command]]]]:
    hear = random.choice((AcknowledgeNotice, AcknowledgeNotice, NotOurs))
    for notice, case, person, urn in _rows(engine, _WAITING):

        def made(case: bytes = case, person: str = person, notice: str = notice, urn: str = urn) -> list[Command]:
            who = case, person, notice, f"user-dsl-{SCHOOLS.index(urn)}", "dsl"
            return [OpenNotice(*who), hear(*who)]

        yield notice, made


def _at_council(engine: Engine, random: Random) -> Iterator[tuple[str, Callable[[], list[Command]]]]:
    for item, case, person, _, _ in _rows(engine, _ITEMS, kind=DeskKind.NOT_OURS.value):

        def made(case: bytes = case, person: str = person, item: str = item) -> list[Command]:
            who = case, person, item, COORDINATOR, COUNCIL_DESK
            return [OpenDeskItem(*who), TellByTelephone(*who, "", "head")]

        yield item, made


def _matching(engine: Engine, random: Random) -> Iterator[tuple[str, Callable[[], list[Command]]]]:
    log = PostgresLog(engine)
    for _, case, _, _, referral in _rows(engine, _ITEMS, kind=DeskKind.MATCH.value):
        referred = log.output(referral)
        if not isinstance(referred, MatchReferred):
            continue  # the copy of hop 2's log is behind that of hop 3's: the item is met again

        def made(case: bytes = case, referral: str = referral, referred: MatchReferred = referred) -> list[Command]:
            likely = [candidate.pupil for candidate in referred.evidence.candidates[:1]]
            chosen = random.choice([*likely, None])
            basis = AnswerBasis.EVIDENCE_SHOWN
            return [MatchDecided(case, referral, COORDINATOR, COUNCIL_DESK, chosen, None, basis)]

        yield referral, made


def _rows(engine: Engine, statement: str, **given: str) -> list[tuple]:  # type: ignore[type-arg]  # by the statement
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), given)]
