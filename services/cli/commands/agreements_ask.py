"""`firstbell agreements diff | who-sees | can | matrix | explain`: questions that are asked of agreements."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from msgspec import Struct
from rich.console import Console

from schemas.items import TITLES, Item
from schemas.items_of import title_of
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give, table
from services.operator.clock import machine_clock
from services.operator.questions import Asked, Body, NotAsked, agreement_of, instrument_of, moment_of, of_files, of_home
from streams.agreements.document import Agreement, Duty
from streams.agreements.papers.saying import event_name
from streams.agreements.questions import words
from streams.agreements.questions.asking import Passing, may_get, may_send, who_sees
from streams.agreements.questions.difference import Change, difference
from streams.agreements.questions.drawn import DrawnCell, drawn
from streams.agreements.questions.matrix import Answer, Column, Publisher, matrix
from streams.agreements.reader import DocumentError

FilesOption = Annotated[
    list[Path] | None,
    typer.Option("--file", metavar="PATH", help="Ask these YAML files, or folders of them, instead of a home's hub."),
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="DAY", help="What holds on a day, or at a London time as 2026-11-22T08:30; else now."),
]
AreaOption = Annotated[str | None, typer.Option("--area", metavar="CODE", help="Only recipients of this council area.")]

T = TypeVar("T")

_MARKS: Final = {Answer.ALWAYS: "yes", Answer.NEVER: ""}


class Differing(Struct):
    """What changes from one agreement to another."""

    before: str
    after: str
    changes: tuple[Change, ...]


class Seen(Struct):
    """A recipient of an item: `terms` say when, and are empty for always."""

    event_type: str
    recipient: str
    answer: Answer
    terms: str
    clauses: tuple[str, ...]


class Passed(Struct):
    """What passes to a recipient."""

    event_type: str
    recipient: str
    always: tuple[Item, ...]
    sometimes: tuple[Item, ...]


class Answers(Struct):
    """Answers as of a time."""

    at: datetime
    sees: tuple[Seen, ...] = ()
    sends: tuple[Passed, ...] = ()
    gets: tuple[Passed, ...] = ()


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A YAML file, or `id@version` of a home's hub.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Say in sentences what changes, and for whom, from one agreement to another.

    It compares what they mean: other names of clauses, another order, items through a group make no difference. Exits 1
    where anything changes.
    """
    old = asked(lambda: agreement_of(before, home))
    new = asked(lambda: agreement_of(after, home))
    found = Differing(f"{old.id}@{old.version}", f"{new.id}@{new.version}", difference(old, new))
    give(found, lambda out: _show_differing(out, found), as_json=as_json)
    if found.changes:
        raise typer.Exit(ExitCode.FOUND)


def who_sees_(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="A data item, such as `child_voice`.")],
    files: FilesOption = None,
    at: AtOption = None,
    area: AreaOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Say who may see a data item, under which terms, by which clause."""
    wanted = _item(item)
    found_in, moment = question(files, at, home)
    seen = who_sees(found_in.index, wanted, moment, _areas(found_in, area), found_in.kinds)
    found = Answers(
        moment,
        sees=tuple(
            Seen(
                each.column.event_type,
                words.recipient(each.column),
                each.cell.answer,
                words.terms(each.cell),
                words.sources([each.cell]),
            )
            for each in seen
            if area in (None, each.column.area)
        ),
    )
    give(found, lambda out: _show_seen(out, wanted, found), as_json=as_json)


def can(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="An agency's id, or a school's URN.")],
    at: AtOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Say what an agency may send to whom, and what it or a school may get, over all that is in force."""
    found_in, moment = question(None, at, home)
    publisher, body = found_in.publishers.get(agency), found_in.agencies.get(agency)
    place = found_in.places.get(agency)
    if body is None and place is None:
        raise Failure(ExitCode.USAGE, f"the hub knows no agency and no school `{agency}`: check its id or URN")
    sends = may_send(found_in.index, publisher, moment, _areas(found_in, None)) if publisher is not None else ()
    receiver, areas = _receiver(agency, body, place)
    gets = may_get(found_in.index, receiver, areas, moment, found_in.kinds)
    found = Answers(moment, sends=_passed(sends), gets=_passed(gets))
    give(found, lambda out: _show_passed(out, agency, found), as_json=as_json)


def matrix_(
    files: FilesOption = None,
    at: AtOption = None,
    area: AreaOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Draw who gets which item of events of each type: `yes` for always, `if` and a note's number for sometimes."""
    found_in, moment = question(files, at, home)
    columns = [
        column
        for column in matrix(found_in.index, moment, areas=_areas(found_in, area), kinds=found_in.kinds)
        if area in (None, column.area) and any(cell.answer is not Answer.NEVER for cell in column.cells)
    ]
    if as_json:
        give(columns, lambda out: None, as_json=True)
    else:
        give(columns, lambda out: _show_matrix(out, columns), as_json=False)


def question(files: list[Path] | None, at: str | None, home: Path) -> tuple[Asked, datetime]:
    """The instruments that a question is asked of, and the time that it is about."""
    found_in = asked(lambda: of_files(files) if files else of_home(home))
    return found_in, asked(lambda: moment_of(at, machine_clock()))


def asked(ask: Callable[[], T]) -> T:
    """An answer, its refusals told as failures of the command."""
    try:
        return ask()
    except (NotAsked, FileNotFoundError) as error:
        raise Failure(ExitCode.USAGE, str(error)) from None
    except DocumentError as error:
        lines = [f"{one.file}:{one.place.line}:{one.place.column} {one.message}" for one in error.problems]
        raise Failure(ExitCode.REFUSED, *lines) from None


def agreements_and_duties(names: Sequence[str], home: Path) -> tuple[list[Agreement], list[Duty]]:
    """Named instruments, by kind."""
    named = [instrument_of(name, home) for name in names]
    return [one for one in named if isinstance(one, Agreement)], [one for one in named if isinstance(one, Duty)]


def _receiver(id: str, body: Body | None, place: tuple[str, Publisher] | None) -> tuple[Publisher, Sequence[str]]:
    if place is not None:
        return place[1], place[:1]
    if body is None:
        raise AssertionError("a body is an agency or a school")
    return Publisher(id, body.kind), body.areas


def _item(name: str) -> Item:
    try:
        return Item(name)
    except ValueError:
        known = ", ".join(Item)
        raise Failure(ExitCode.USAGE, f"no data item is called `{name}`: choose from {known}") from None


def _areas(found_in: Asked, area: str | None) -> Sequence[str]:
    return [area] if area is not None else sorted({place for place, _ in found_in.places.values()})


def _passed(found: Sequence[Passing]) -> tuple[Passed, ...]:
    return tuple(
        Passed(each.column.event_type, words.recipient(each.column), each.always, each.sometimes) for each in found
    )


def _show_differing(out: Console, found: Differing) -> None:
    if not found.changes:
        out.print(f"`{found.before}` and `{found.after}` mean the same")
    for change in found.changes:
        out.print(f"{change.sort.value}: {change.sentence}")


def _show_seen(out: Console, item: Item, found: Answers) -> None:
    rows = [
        (event_name(one.event_type), one.recipient, one.terms or "always", "; ".join(one.clauses)) for one in found.sees
    ]
    if not rows:
        out.print(f"nobody sees `{item}` ({TITLES[item]})")
        return
    out.print(table(f"Who sees {TITLES[item]}", "Event", "Recipient", "When", "By", rows=rows))


def _show_passed(out: Console, agency: str, found: Answers) -> None:
    for title, passed in ((f"{agency} may send", found.sends), (f"{agency} may get", found.gets)):
        rows = [
            (event_name(one.event_type), one.recipient, _titles(one, one.always), _titles(one, one.sometimes))
            for one in passed
        ]
        if rows:
            out.print(table(title, "Event", "Recipient", "Always", "Under conditions", rows=rows))
    if not found.sends and not found.gets:
        out.print(f"nothing passes to or from `{agency}`")


def _titles(one: Passed, items: Sequence[Item]) -> str:
    return ", ".join(title_of(item, one.event_type) for item in items)


def _show_matrix(out: Console, columns: Sequence[Column]) -> None:
    if not columns:
        out.print("no agreement or duty in force gives anything to anybody")
    for sheet in drawn(columns):
        for number, column in enumerate(sheet.columns, 1):
            out.print(f"{number:>3}  {column.recipients}")
        drawn_rows = [
            (title, *(_mark(column.cells[place]) for column in sheet.columns)) for place, title in enumerate(sheet.rows)
        ]
        rows = [row for row in drawn_rows if any(row[1:])]
        numbers = [str(number) for number in range(1, len(sheet.columns) + 1)]
        out.print(table(f"Who gets what: {event_name(sheet.event_type)}", "Item", *numbers, rows=rows))
        for number, note in enumerate(sheet.notes, 1):
            out.print(f"if {number}: {note}")
        out.print()


def _mark(cell: DrawnCell) -> str:
    return f"if {cell.note}" if cell.answer is Answer.SOMETIMES else _MARKS[cell.answer]
