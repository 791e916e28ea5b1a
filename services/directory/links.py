"""The links file of the register: which school came after which.

A line says what LinkURN is to URN; the register has most links twice, once from each side, and either is enough.
"""

from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct

from services.directory.faults import Fault, ValueRefused
from services.directory.tables import Cells, read_table
from services.directory.values import parse_urn

URN: Final = "URN"
LINK_URN: Final = "LinkURN"
LINK_TYPE: Final = "LinkType"
FORWARD: Final = frozenset({"successor", "successor - amalgamated", "successor - merged", "successor - split school"})
BACKWARD: Final = frozenset(
    {
        "predecessor",
        "predecessor - amalgamated",
        "predecessor - merged",
        "predecessor - split school",
        "result of amalgamation",
    }
)


class Links(Struct, frozen=True):
    """Successors and predecessors by URN, sorted, and what was odd about the file."""

    successors: dict[str, tuple[str, ...]]
    predecessors: dict[str, tuple[str, ...]]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def read_links(data: bytes, file: str, known: Collection[str]) -> Links:
    """The links between schools; one that leads out of the register is kept and noted.

    FileRefused for a file that cannot be read; a link of a school to itself or of an unknown type is noted and
    not followed.
    """
    table = read_table(data, file, (URN, LINK_URN, LINK_TYPE))
    edges: set[tuple[str, str]] = set()
    faults: list[Fault] = list(table.faults)
    notes: list[Fault] = []
    for row in table.rows:
        cells = Cells(table, row)
        urn, other = (cells.parsed(heading, parse_urn, required=True) for heading in (URN, LINK_URN))
        kind = cells.required(LINK_TYPE).lower()
        if urn is None or other is None or cells.faults:
            faults.extend(cells.faults)
            continue
        refusal = _odd(urn, other, kind, known)
        if refusal is not None:
            notes.append(table.fault(row, LINK_TYPE if kind not in FORWARD | BACKWARD else LINK_URN, refusal))
        if urn != other and kind in FORWARD:
            edges.add((urn, other))
        elif urn != other and kind in BACKWARD:
            edges.add((other, urn))
    forward, backward = _grouped(edges), _grouped((after, before) for before, after in edges)
    return Links(forward, backward, tuple(faults), tuple(notes))


def _odd(urn: str, other: str, kind: str, known: Collection[str]) -> ValueRefused | None:
    if kind not in FORWARD | BACKWARD:
        return ValueRefused(f"the link type `{kind[:60]}` is not one that is followed", "look whether it should be")
    if urn == other:
        return ValueRefused("the school is linked to itself", "the link is not followed")
    missing = [one for one in (urn, other) if one not in known]
    if missing:
        return ValueRefused(f"the register has no school `{missing[0]}`", "import the area that it belongs to as well")
    return None


def _grouped(edges: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {}
    for before, after in edges:
        groups.setdefault(before, set()).add(after)
    return {urn: tuple(sorted(others)) for urn, others in groups.items()}
