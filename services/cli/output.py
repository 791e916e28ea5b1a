"""What commands print: tables for people, one JSON document for machines, progress on a terminal's stderr."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from os import environ
from typing import Final

import msgspec
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from streams.calendar.wall_clock import london

WIDE: Final = 150
"""Columns of a table that goes into a file or a pipe."""

Show = Callable[[Console], None]


def console() -> Console:
    """Where results go."""
    narrow = sys.stdout.isatty() or "COLUMNS" in environ
    return Console(highlight=False, width=None if narrow else WIDE)


def give(document: object, show: Show, *, as_json: bool) -> None:
    """Print a result: as one JSON document, or as `show` draws it."""
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
    else:
        show(console())


def table(title: str, *headings: str, rows: Sequence[Sequence[str | Text]], right: Sequence[int] = ()) -> Table:
    """A plain table; `right` are the places of columns of numbers."""
    drawn = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(headings):
        drawn.add_column(heading, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return drawn


def pairs(title: str, rows: Sequence[tuple[str, str]]) -> Table:
    """Names and values."""
    drawn = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, show_header=False, pad_edge=False
    )
    drawn.add_column(style="dim")
    drawn.add_column(overflow="fold")
    for name, value in rows:
        drawn.add_row(name, Text(value))
    return drawn


def verdict(good: bool, text: str) -> Text:
    """A line that says whether something held."""
    return Text.assemble(("✔ ", "bold green") if good else ("✘ ", "bold red"), text)


def when(at: datetime | None) -> str:
    """A time by the London clock, `Tue 04 May 08:30`; empty for none."""
    return f"{london(at):%a %d %b %H:%M}" if at is not None else ""


@contextmanager
def progress(*, as_json: bool = False) -> Iterator[Progress]:
    """Progress on stderr; nothing is shown where stderr is no terminal."""
    screen = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=as_json or not screen.is_terminal) as shown:
        yield shown
