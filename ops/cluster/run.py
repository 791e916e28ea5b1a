"""The whole distributed system on this machine, and the demo's story on it: `python -m ops.cluster.run [FOLDER]`.

Three brokers with mutual TLS and ACLs, PostgreSQL, two workers, ledger writer, views, ticker, intake and pages, each a
process on loopback. Tells the story on a local engine as well, and says whether both came to the same. On a terminal it
then serves the pages until it is interrupted; elsewhere it ends. Logs stay in FOLDER, `.firstbell-cluster` if none is
given, which is made anew.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from rich.console import Console

from ops.cluster.brokers import BrokerFailed
from ops.cluster.checks import Checked, check
from ops.cluster.hub import HubCluster, Ports, Sizes
from ops.cluster.jars import JarsMissing
from ops.cluster.postgres import PostgresFailed, PostgresMissing
from ops.cluster.programs import ProgramDied
from ops.cluster.quiet import NotQuiet
from ops.cluster.story import ClusterHub, SharedClock, find, play
from ops.cluster.twice import tell_again
from services.cli.commands import compare as compared
from services.cli.commands.demo_shown import show_cases, show_numbers, show_refused_rows
from services.cli.output import verdict
from services.demo import SEED
from services.demo.finding import CaseFound
from services.demo.homes import BEFORE, HUB, POLICE, TITLE, make_world, put_in_place
from services.demo.playing import Stage
from services.demo.summary import Counted
from services.operator.addresses import INTAKE_PORT, PAGES_PORT
from services.operator.clock import TimeFile
from streams.engines.local.home import Home

FOLDER: Final = Path(".firstbell-cluster")
STORY: Final = "story-time"
MARK: Final = "made-by-make-cluster"


class Came(Exception):
    """Something did not come as it must; the text says what."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command; the exit code is 0 where everything came as it must, 1 where not, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m ops.cluster.run", description="The demo's story on a cluster.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=FOLDER, help="made anew; `%(default)s` if none is given"
    )
    parser.add_argument("--brokers", type=int, default=3, choices=(1, 3), help="Kafka brokers (default 3)")
    parser.add_argument("--workers", type=int, default=2, choices=range(1, 5), help="workers (default 2)")
    parser.add_argument("--no-serve", action="store_true", help="end once the story is told, on a terminal too")
    given = parser.parse_args(arguments)
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    serve = sys.stdout.isatty() and not given.no_serve
    try:
        return run(out, given.folder, serve=serve, sizes=Sizes(brokers=given.brokers, workers=given.workers))
    except (ProgramDied, BrokerFailed, PostgresFailed, PostgresMissing, JarsMissing, NotQuiet, Came) as error:
        out.print(verdict(False, str(error)))
        return 1
    except KeyboardInterrupt:
        return 0


def run(out: Console, folder: Path, *, serve: bool, sizes: Sizes) -> int:
    """Start everything, tell the story, show what came of it, and serve it where that is wanted."""
    _make_room(folder)
    told = _Telling(out)
    home = Home(folder / "home")
    with home.making() as made:
        world = make_world(made.folder, SEED)
    world = replace(world, directory=home.folder / "world")
    clock = SharedClock(world.story.begins - BEFORE, TimeFile(folder / STORY))
    ports = Ports(PAGES_PORT, INTAKE_PORT) if serve else Ports()
    with HubCluster(
        folder / "cluster", home, sizes=sizes, clock=folder / STORY, ports=ports, told=told.step
    ) as cluster:
        operated = cluster.operated()
        operated.registry.declare(
            home.read_keys().public,
            HUB,
            TITLE,
            clock(),
            intake_partitions=sizes.intake_partitions,
            person_partitions=sizes.person_partitions,
        )
        for step in put_in_place(operated, home.folder, world, clock, cluster.intake_url):
            told.step(step)
        cluster.add_agencies([force.agency for force in POLICE])
        cluster.start()
        with closing(ClusterHub(cluster, operated, clock)) as hub:
            stage = Stage(home.folder, world, hub, clock)
            played, ways = play(cluster, stage, told.story)
            cases, counted = find(cluster, stage, played)
            told.step("the same story on a local engine")
            with tempfile.TemporaryDirectory(prefix="firstbell-local-") as local:
                partitions = sizes.intake_partitions, sizes.person_partitions
                tell_again(Path(local) / "home", ways.kept, *partitions, home)
                told.step("the checks")
                with cluster.resting("ticker"):
                    hub.run()  # or a tick that comes while the log is read would stand there undecided
                    checked = check(cluster, home, operated.reference(), Path(local) / "home")
        out.print(f"\n{ways.through_intake} exports came through the intake, {ways.straight} straight to the brokers\n")
        good = _show(out, cases, counted, checked)
        out.print(f"logs of every process: {cluster.logs}")
        if serve:
            TimeFile(folder / STORY).run()
            _serve(out, cluster)
    return 0 if good else 1


def _show(out: Console, cases: tuple[CaseFound, ...], counted: Counted, checked: Checked) -> bool:
    """The same tables as the local demo's, then the checks; whether all is well."""
    show_cases(out, cases)
    show_numbers(out, counted)
    show_refused_rows(out, counted)
    for finding in checked.findings:
        out.print(verdict(False, finding))
    sound = not checked.findings
    out.print(verdict(sound, f"conservation, history and views over {checked.records} records"))
    out.print(verdict(sound, f"ledger of {checked.entries} entries, under a signed checkpoint"))
    out.print("\nBeside a local engine that was told the same story:")
    compared.show(out, compared.comparison_of(checked.compared))
    met = sum(case.met for case in cases)
    out.print(verdict(met == len(cases), f"{met} of {len(cases)} named cases came as they must"))
    return sound and checked.compared.same and met == len(cases)


def _serve(out: Console, cluster: HubCluster) -> None:
    """Until it is interrupted, or a process dies."""
    out.print(f"\nthe pages: {cluster.pages_url}   the intake: {cluster.intake_url}   (Ctrl-C ends everything)")
    while True:
        cluster.check()
        time.sleep(1)


def _make_room(folder: Path) -> None:
    """Remove what an earlier run left. `Came` for a folder that holds anything else."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Came(f"`{folder}` holds something else, and is left as it is: name another folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


class _Telling:
    """Says on one line each what is being done."""

    def __init__(self, out: Console) -> None:
        self._out = out

    def step(self, step: str) -> None:
        """This is being done now."""
        self._out.print(f"[dim]{step}[/dim]")

    def story(self, at: datetime, done: int, total: int) -> None:
        """The story stands at this time."""
        self.step(f"the story: {at:%a %d %b %H:%M}, {done} of {total}")


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # whatever ends this process ends all that it started
    sys.exit(main())
