"""`firstbell agreements simulate`: what a draft would have changed."""

import sys
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.items import TITLES
from services.cli.commands.agreements_ask import asked
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption
from services.cli.output import give, progress, table
from services.operator.instruments import SUFFIXES, examine
from services.operator.questions import agreement_of
from services.operator.reading import HomeReader
from streams.agreements.findings import Severity
from streams.calendar.wall_clock import LONDON
from streams.deciders.person.share import kinds_of
from streams.simulation.result import Result, as_csv, result_of
from streams.simulation.simulate import simulate


class Form(StrEnum):
    """How the answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


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
    result = result_of(document, first, after, found)
    if form is Form.CSV:
        sys.stdout.write(as_csv(result))
    else:
        give(result, lambda out: _show(out, result), as_json=form is Form.JSON)
    if result.sorts:
        raise typer.Exit(ExitCode.FOUND)


def _refuse_wrong(draft: str, home: Path) -> None:
    """A file that could not be registered is not simulated either: its answer would be of nothing that can be."""
    path = Path(draft)
    if path.suffix not in SUFFIXES:
        return
    with HomeReader(home) as reader:
        examined = examine([path], reader.reference.instruments.documents(), kinds_of(reader.reference))
    wrong = [each for each in examined.findings if each.file and each.finding.severity is Severity.ERROR]
    if wrong:
        lines = [f"{one.file}:{one.place.line}:{one.place.column} {one.finding.message}" for one in wrong]
        raise Failure(ExitCode.REFUSED, *lines, "it would not be registered: correct it first; nothing was simulated")


def _show(out: Console, result: Result) -> None:
    out.print(f"{result.disclosures} disclosures decided again under {result.draft}", style="bold")
    out.print(f"{result.unchanged} would have gone as they did")
    for kind, count in result.flipped.items():
        out.print(f"{count} {kind.replace('_', ' ')}")
    if result.not_asked_again:
        out.print(f"{result.not_asked_again} could not be asked again: their events were erased")
    rows = [
        (
            one.kind.replace("_", " "),
            f"{one.role} in {one.area}",
            TITLES[one.item],
            one.clause,
            str(one.disclosures),
            ", ".join(one.examples),
        )
        for one in result.sorts
    ]
    if rows:
        out.print(
            table("What would flip", "How", "Recipient", "Item", "Clause", "Count", "Such as", rows=rows, right=(4,))
        )
    out.print("What this cannot know:", style="dim")
    for limit in result.limits:
        out.print(f"- {limit}", style="dim")
