"""A draft from the browser: read, examined beside what is registered, and its place in the scope of whoever asks."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from services.web.governance.scope import Scope
from streams.agreements.check import Severity, check
from streams.agreements.document import Agreement, Instrument, from_source
from streams.agreements.reader import DocumentError, Path, Place, Problem, Source, read
from streams.agreements.vocabulary import NO_KINDS, PartyKind
from streams.reference.instruments import Instruments

FILE: Final = "draft"


class Fault(Struct, frozen=True):
    """One thing that is wrong with a draft: where, counted from 1, what to do, and the line as it was written."""

    line: int
    column: int
    message: str
    written: str


class Draft(Struct, frozen=True):
    """A draft as it was read: the agreement where nothing forbids to simulate it, faults, and what is doubtful."""

    agreement: Agreement | None
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...] = ()


def read_draft(data: bytes, scope: Scope, held: Instruments, kinds: Mapping[str, PartyKind] = NO_KINDS) -> Draft:
    """Read a draft and examine it; `kinds` as for `check`. Never raises for what is wrong: its faults say so."""
    lines = data.decode("utf-8", "replace").splitlines()
    try:
        source = read(data, FILE)
        document = from_source(source)
    except DocumentError as error:
        return Draft(None, tuple(_fault(problem, lines) for problem in error.problems))
    if not isinstance(document, Agreement):
        return _refused(source, ("kind",), "a duty is law, and is not simulated: paste an agreement", lines)
    outside = _outside(document, scope, held)
    if outside is not None:
        return _refused(source, *outside, lines)
    return _examined(document, source, held, kinds, lines)


def _examined(
    document: Agreement, source: Source, held: Instruments, kinds: Mapping[str, PartyKind], lines: list[str]
) -> Draft:
    name = document.id, document.version
    beside: list[Instrument] = [each for each in held.documents() if (each.id, each.version) != name]
    found = [one for one in check([*beside, document], kinds) if (one.id, one.version) == name]
    faults = tuple(
        _fault(Problem(FILE, source.place(one.path), one.path, one.message), lines)
        for one in found
        if one.severity is Severity.ERROR
    )
    warnings = tuple(_said(source.place(one.path), one.message) for one in found if one.severity is Severity.WARNING)
    return Draft(None if faults else document, faults, warnings)


def _outside(document: Agreement, scope: Scope, held: Instruments) -> tuple[Path, str] | None:
    """Where a draft reaches beyond the scope: into other areas, or in the place of an agreement of other areas."""
    if scope.area is None:
        return None
    others = sorted(set(document.areas) - {scope.area})
    if others or scope.area not in document.areas:
        named = ", ".join(f"`{area}`" for area in others) or "another area"
        return ("areas",), f"it covers {named}, and you lead for area `{scope.area}`: write that area alone"
    replaced = {(each.id, each.version) for each in document.supersedes}
    for each in held.documents():
        taken = each.id == document.id or (each.id, each.version) in replaced
        if isinstance(each, Agreement) and taken and set(each.areas) != {scope.area}:
            path: Path = ("id",) if each.id == document.id else ("supersedes",)
            return path, f"`{each.id}` is an agreement of other areas too: ask the hub's lead to simulate this"
    return None


def _refused(source: Source, path: Path, message: str, lines: list[str]) -> Draft:
    return Draft(None, (_fault(Problem(FILE, source.place(path), path, message), lines),))


def _fault(problem: Problem, lines: list[str]) -> Fault:
    line = problem.place.line
    written = lines[line - 1].rstrip() if 0 < line <= len(lines) else ""
    return Fault(line, problem.place.column, problem.message, written)


def _said(place: Place, message: str) -> str:
    return f"Line {place.line}, column {place.column}: {message}"
