"""`firstbell agreements simulate`: what a draft would have changed."""

import csv
import sys
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.items import TITLES, Item
from services.cli.commands.agreements_ask import asked
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption
from services.cli.output import give, progress, table
from services.operator.instruments import SUFFIXES, examine
from services.operator.questions import agreement_of
from services.operator.reading import HomeReader
from streams.agreements.findings import Severity
from streams.calendar.wall_clock import LONDON
from streams.simulation.flips import FlipKind
from streams.simulation.simulate import Simulated, simulate

LIMITS: Final = (
    "Asked again is what was decided. What the draft cannot tell: events that agencies would have published otherwise,"
    " schools that would have answered otherwise, and events erased since."
)


class Form(StrEnum):
    """How the answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Sort(Struct):
    """Disclosures that flip alike; `examples` are ids of recorded decisions, for `firstbell trace`."""

    kind: FlipKind
    event_type: str
    area: str
    role: str
    item: Item
    clause: str
    disclosures: int
    examples: tuple[str, ...]


class Simulation(Struct):
    """What a draft would have changed of the disclosures of a time."""

    draft: str
    start: datetime
    end: datetime
    disclosures: int
    unchanged: int
    flipped: dict[FlipKind, int]
    not_asked_again: int
    sorts: tuple[Sort, ...]
    limits: str


def simulate_(
    draft: Annotated[str, typer.Argument(metavar="DRAFT", help="A YAML file, or `id@version` of the home's hub.")],
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="From this London day on.")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Up to the end of this London day.")],
    form: Annotated[Form, typer.Option("--as", help="How to print it.")] = Form.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Decide history again as if a draft had always been in force, and list every disclosure that would flip.

    Nothing is written, and a draft that `check` refuses is refused. Newly permitted, newly refused, items gained and
    lost, by recipient, item and clause, with counts, and ids of decisions as examples. Exits 1 where anything flips.
    """
    if end < start:
        raise Failure(ExitCode.USAGE, f"`--to {end:%Y-%m-%d}` lies before `--from {start:%Y-%m-%d}`: turn them round")
    first = start.replace(tzinfo=LONDON)
    after = (end + timedelta(days=1)).replace(tzinfo=LONDON)
    document = asked(lambda: agreement_of(draft, home))
    _refuse_wrong(draft, home)
    with progress(as_json=form is not Form.TABLE) as shown:
        task = shown.add_task("deciding again", total=None)
        found = simulate(
            home, document, first, after, progress=lambda done, total: shown.update(task, completed=done, total=total)
        )
    simulation = _simulation(f"{document.id}@{document.version}", first, after, found)
    if form is Form.CSV:
        _write_csv(simulation)
    else:
        give(simulation, lambda out: _show(out, simulation), as_json=form is Form.JSON)
    if simulation.sorts:
        raise typer.Exit(ExitCode.FOUND)


def _refuse_wrong(draft: str, home: Path) -> None:
    """A file that could not be registered is not simulated either: its answer would be of nothing that can be."""
    path = Path(draft)
    if path.suffix not in SUFFIXES:
        return
    with HomeReader(home) as reader:
        examined = examine([path], reader.reference.instruments.documents())
    wrong = [each for each in examined.findings if each.file and each.finding.severity is Severity.ERROR]
    if wrong:
        lines = [f"{one.file}:{one.place.line}:{one.place.column} {one.finding.message}" for one in wrong]
        raise Failure(ExitCode.REFUSED, *lines, "it would not be registered: correct it first; nothing was simulated")


def _simulation(draft: str, start: datetime, end: datetime, found: Simulated) -> Simulation:
    flips = found.flips
    sorts = tuple(
        Sort(
            flip.kind,
            flip.event_type,
            flip.area,
            flip.role,
            flip.item,
            flip.clause,
            counted.disclosures,
            tuple(counted.examples),
        )
        for flip, counted in sorted(
            flips.sorts.items(), key=lambda one: (list(FlipKind).index(one[0].kind), -one[1].disclosures)
        )
    )
    return Simulation(draft, start, end, flips.disclosures, flips.unchanged, flips.by_kind, found.gone, sorts, LIMITS)


def _write_csv(simulation: Simulation) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(("kind", "event_type", "area", "role", "item", "clause", "disclosures", "examples"))
    for one in simulation.sorts:
        examples = " ".join(one.examples)
        writer.writerow((one.kind, one.event_type, one.area, one.role, one.item, one.clause, one.disclosures, examples))


def _show(out: Console, simulation: Simulation) -> None:
    out.print(f"{simulation.disclosures} disclosures decided again under {simulation.draft}", style="bold")
    out.print(f"{simulation.unchanged} would have gone as they did")
    for kind, count in simulation.flipped.items():
        out.print(f"{count} {kind.replace('_', ' ')}")
    if simulation.not_asked_again:
        out.print(f"{simulation.not_asked_again} could not be asked again: their events were erased")
    rows = [
        (
            one.kind.replace("_", " "),
            f"{one.role} in {one.area}",
            TITLES[one.item],
            one.clause,
            str(one.disclosures),
            ", ".join(one.examples),
        )
        for one in simulation.sorts
    ]
    if rows:
        out.print(
            table("What would flip", "How", "Recipient", "Item", "Clause", "Count", "Such as", rows=rows, right=(4,))
        )
    out.print(simulation.limits, style="dim")
