"""The demo from an empty folder to its last check, as one thing to call."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from services.demo.bringing import Force, Forces
from services.demo.finding import CaseFound, Finder
from services.demo.homes import POLICE, PUBLISHES, USUAL, DemoHome, Making, agency_folder, make_demo
from services.demo.mailing import mailing
from services.demo.playing import Played, Player, Progress, Published, Stage
from services.demo.standing import Morning, morning
from services.demo.summary import Counted, count
from services.demo.world import evening
from services.demo.world.build import Span
from services.operator.serving import serve_intake
from services.publisher.http import HttpTransport
from streams.engines.line.opening import Openings
from streams.engines.local.database import open_reader
from streams.engines.local.reading import Records
from streams.vault.store import Vault

FORCE: Final = POLICE[0].agency
"""The force of whose callouts the story is."""
ALSO_PUBLISH: Final = tuple(agency for agency in PUBLISHES if agency != FORCE)


class ToldStory(Struct, frozen=True):
    """What came of a story: its named cases, its numbers, what it did, and what came in after it was looked at.

    `mails` are those that told readers that there is something to read, by subject; `morning` is how desks stand then.
    """

    cases: tuple[CaseFound, ...]
    counted: Counted
    played: Played
    evening: Published | None
    mails: dict[str, int]
    morning: Morning

    @property
    def met(self) -> bool:
        """Whether every expectation of every case was met."""
        return all(case.met for case in self.cases)


def tell(
    folder: Path,
    seed: int,
    told: Callable[[str], None],
    progress: Progress,
    until: datetime | None = None,
    making: Making = USUAL,
) -> ToldStory:
    """Make the demo's home in an empty folder and tell its story there; the hub is closed at the end.

    Exports go through the real publisher, over HTTP on loopback, into the real intake. A story that is told to its end
    is held against what must come of it. After a weekend alone an evening's callouts come in, which nobody has read
    yet; the month ends with enough of that.
    """
    demo = make_demo(folder, seed, told, making)
    try:
        with mailing(demo) as (outbox, mailbox):
            played = play(demo, progress, until, outbox.turn)
            cases, counted = tuple(find(demo, played)), count(demo.hub, played)
            mails = dict(mailbox.subjects)
            weekend = making.span is Span.WEEKEND
            evening_of = spend_evening(demo) if until is None and weekend else None
            outbox.turn()
        return ToldStory(cases, counted, played, evening_of, mails, morning(demo.hub, demo.clock()))
    finally:
        demo.hub.sign_checkpoint()
        demo.hub.close()


def play(
    demo: DemoHome,
    progress: Progress,
    until: datetime | None = None,
    tell_readers: Callable[[], object] = lambda: None,
) -> Played:
    """Play the story over a loopback intake; `tell_readers` is called after each step."""
    with _forces(demo) as force:
        stage = Stage(demo.folder, demo.world, demo.hub, demo.clock, tell_readers)
        return Player(stage, force, progress).play(until)


def spend_evening(demo: DemoHome) -> Published:
    """Publish the export of the evening after the story."""
    before = len(demo.hub.views.notices())
    demo.clock.go_to(evening.AT)
    demo.hub.tick(demo.clock())
    with _forces(demo) as force:
        brought = force.publish(demo.world.directory / evening.EXPORT)
        demo.hub.run()
        demo.hub.sign_checkpoint()
        force.settle()
    return Published(demo.clock(), evening.EXPORT, brought, len(demo.hub.views.notices()) - before)


@contextmanager
def _forces(demo: DemoHome) -> Iterator[Forces]:
    with ExitStack() as stack:
        intake = stack.enter_context(serve_intake(demo.hub, demo.clock, 0))

        def force_of(agency: str) -> Force:
            folder = agency_folder(demo.folder, agency)
            transport = stack.enter_context(HttpTransport(intake.url, folder.token()))
            return stack.enter_context(Force(folder, transport, demo.clock))

        yield Forces(force_of(FORCE), {agency: force_of(agency) for agency in ALSO_PUBLISH})


def find(demo: DemoHome, played: Played) -> list[CaseFound]:
    """Hold the hub against every named case of the story."""
    home = demo.hub.home
    database, vault = open_reader(home.database), Vault(home.vault, home.read_keys().key_encryption)
    try:
        return list(Finder(demo.hub, Openings(Records(database), vault), played).cases(demo.world.story))
    finally:
        vault.close()
        database.close()
