"""Agreements and duties: read from files, checked each and together, put into the reference log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from schemas.records.reference import InstrumentKind, InstrumentRegistered, InstrumentSuspended
from services.operator.operated import Operated
from streams.agreements import document
from streams.agreements.check import Finding, check
from streams.agreements.document import Duty, Instrument
from streams.agreements.findings import Severity
from streams.agreements.lessening import before, lessened
from streams.agreements.reader import MAX_BYTES, DocumentError, Place, Problem, Source, read
from streams.agreements.vocabulary import NO_KINDS, PartyKind
from streams.reference.facts import Reference

SUFFIXES: Final = (".yaml", ".yml")


class Placed(Struct, frozen=True):
    """A finding with the place in its file; findings about all documents together have none."""

    finding: Finding
    file: str
    place: Place


class Examined(Struct, frozen=True):
    """What was read and found."""

    files: tuple[str, ...]
    documents: tuple[Instrument, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Placed, ...]

    @property
    def errors(self) -> int:
        """What keeps the set from being registered."""
        return len(self.problems) + sum(placed.finding.severity is Severity.ERROR for placed in self.findings)


def instrument_files(paths: Iterable[Path]) -> list[Path]:
    """The YAML files among files and folders, in order. FileNotFoundError for a path that is not there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
        elif path.is_file():
            found.append(path)
        else:
            raise FileNotFoundError(f"there is no file or folder `{path}`: name one that exists")
    return found


def examine(
    files: Sequence[Path], held: Iterable[Instrument] = (), kinds: Mapping[str, PartyKind] = NO_KINDS
) -> Examined:
    """Read instruments and check them, each by itself and all together, with those that a hub holds already.

    What is wrong with a held one alone is no finding: it is registered, and never changes. `kinds` says which agency of
    the hub is of which kind.
    """
    sources: dict[tuple[str, int], Source] = {}
    documents: list[Instrument] = []
    problems: list[Problem] = []
    for path in files:
        try:
            source = read(beginning(path), path.name)
            instrument = document.from_source(source)
        except DocumentError as error:
            problems += error.problems
            continue
        documents.append(instrument)
        sources.setdefault((instrument.id, instrument.version), source)
    found = check(_together(documents, held), kinds) if not problems else ()
    placed = [_placed(each, sources) for each in found if not each.id or (each.id, each.version) in sources]
    return Examined(tuple(path.name for path in files), tuple(documents), tuple(problems), tuple(placed))


def _together(documents: Sequence[Instrument], held: Iterable[Instrument]) -> list[Instrument]:
    """A held version that a file has as well is left to `registrations`, which refuses other contents."""
    named = {(each.kind, each.id, each.version) for each in documents}
    return [*documents, *(each for each in held if (each.kind, each.id, each.version) not in named)]


def lessenings(documents: Sequence[Instrument], held: Sequence[Instrument]) -> dict[str, tuple[str, ...]]:
    """What each new version of a duty takes away from the version before it, by its name; none takes nothing."""
    standing = {(each.id, each.version) for each in held}
    found: dict[str, tuple[str, ...]] = {}
    for each in documents:
        if isinstance(each, Duty) and (each.id, each.version) not in standing:
            was = before(each, [*documents, *held])
            less = () if was is None else lessened(was, each)
            if less:
                found[f"{each.id} version {each.version}"] = less
    return found


def beginning(path: Path) -> bytes:
    """As much of a file as tells whether it is too large to be a document."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def registrations(
    documents: Iterable[Instrument], reference: Reference, asked_by: str = "", law_changed: str = ""
) -> list[InstrumentRegistered]:
    """Records for the documents that the reference does not have yet.

    `asked_by` is the office and body that had them registered, if not the operator; `law_changed` is why duties are
    other than they were, and stands with the duties alone.
    ValueError where a version stands there with other contents: versions are never changed.
    """
    bodies = []
    for instrument in documents:
        held = reference.instrument(instrument.id, instrument.version)
        digest = document.digest(instrument)
        if held is None:
            kind, text = InstrumentKind(instrument.kind), document.canonical(instrument)
            law = law_changed if kind is InstrumentKind.DUTY else ""
            bodies.append(InstrumentRegistered(instrument.id, instrument.version, kind, digest, text, asked_by, law))
        elif held.digest != digest:
            version = f"`{instrument.id}` version `{instrument.version}`"
            raise ValueError(f"{version} is registered with other contents: raise the version")
    return bodies


def suspend(hub: Operated, id: str, reason: str, asked_by: str, at: datetime, *, suspended: bool) -> None:
    """Let nothing more flow under an agreement, or let it again, from the next decision on.

    `asked_by` is the office and body that asked for it.
    ValueError for an id that no agreement has: a duty is law, and is never suspended.
    """
    kinds = {held.kind for (held_id, _), held in hub.reference().instruments.registered.items() if held_id == id}
    if not kinds:
        raise ValueError(f"no agreement `{id}` is registered: check its id, or register it first")
    if InstrumentKind.AGREEMENT not in kinds:
        raise ValueError(f"`{id}` is a duty, and a duty cannot be suspended: it is law, not an agreement")
    with hub.locked:
        hub.registry.refer([InstrumentSuspended(id, suspended, at, reason, asked_by)], at)


def _placed(finding: Finding, sources: dict[tuple[str, int], Source]) -> Placed:
    source = sources.get((finding.id, finding.version))
    if source is None:
        return Placed(finding, "", Place(0, 0))
    return Placed(finding, source.file, source.place(finding.path))
