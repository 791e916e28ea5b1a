"""`firstbell demo`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, TaskID

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give, progress, when
from services.demo import SEED
from services.operator.addresses import INTAKE_PORT, PAGES_PORT

if TYPE_CHECKING:
    from services.demo.telling import ToldStory


def demo(
    home: HomeOption = DEFAULT_HOME,
    seed: Annotated[
        int, typer.Option("--seed", help="Another number invents other people; the cases stay.", min=0)
    ] = SEED,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="Replace an earlier demo in this home without asking; without a terminal that is what happens.",
        ),
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%dT%H:%M"], help="Stop the story at this London time and check nothing."
        ),
    ] = None,
    serving: Annotated[
        bool | None,
        typer.Option("--serve/--no-serve", help="Go on to serve the pages; by default only on a terminal."),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="Port of the pages.")] = PAGES_PORT,
    intake_port: Annotated[int, typer.Option("--intake-port", help="Port of the intake.")] = INTAKE_PORT,
    weekend: Annotated[
        bool, typer.Option("--weekend", help="Tell the bank-holiday weekend alone, without the weeks around it.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell the story of a month in one area, on a fresh hub, and show what came of it.

    It ends on a Monday morning before anybody has come in. In it lies a bank-holiday weekend whose cases are named.
    Makes a home of its own with real schools and invented people, publishes each agency's exports through the real
    publishers, and lets the weeks pass in a minute or two. Ends with every named case, the numbers, the checks, one
    trace, and what stands on each desk. An earlier demo in the home is replaced: on a terminal it asks first. A folder
    with anything else in it is refused. Exits 1 where anything did not come as it must.
    """
    # imported here, as in other commands: what is slow to load must not slow `--help`
    from services.cli.commands.demo_shown import check, show

    _make_room(home, fresh)
    story = _tell(home, seed, until, as_json, weekend=weekend)
    if until is None:
        told = check(home, story, as_json=as_json)
        give(told, lambda out: show(out, told), as_json=as_json)
        if not told.good:
            raise Failure(ExitCode.FOUND, "not everything came as it must: see above")
    if serving if serving is not None else (sys.stdout.isatty() and not as_json):
        from services.cli.serving import run_until_stopped

        run_until_stopped(home, port, intake_port, ())


def _make_room(home: Path, fresh: bool) -> None:
    from services.demo.homes import clear, is_demo_home

    if home.exists() and any(home.iterdir()) and is_demo_home(home) and not fresh and sys.stdin.isatty():
        typer.confirm(f"Replace the demo in `{home}`?", default=True, abort=True, err=True)
    clear(home)


class _Playing:
    """Draws how far the story is."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task: TaskID | None = None

    def __call__(self, at: datetime, done: int, total: int) -> None:
        """The story stands at this time."""
        if self._task is None:
            self._task = self._shown.add_task("", total=total)
        self._shown.update(self._task, description=f"the story: {when(at)}", completed=done, total=total)


def _tell(home: Path, seed: int, until: datetime | None, as_json: bool, *, weekend: bool) -> "ToldStory":
    from services.demo.homes import Making
    from services.demo.telling import tell
    from services.demo.world.build import Span
    from streams.calendar.wall_clock import LONDON

    ends = until.replace(tzinfo=LONDON) if until is not None else None
    with progress(as_json=as_json) as shown:
        setting_up = shown.add_task("setting up", total=None)
        playing = _Playing(shown)

        def told(step: str) -> None:
            shown.update(setting_up, description=f"setting up: {step}")

        making = Making(span=Span.WEEKEND if weekend else Span.MONTH)
        return tell(home, seed, told, playing, ends, making)
