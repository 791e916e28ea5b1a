"""What a simulation found, in its settled order, as CSV and as JSON. It names decisions by their ids, and no person."""

import csv
import io
from datetime import datetime
from typing import Final

import msgspec

from schemas.items import Item
from streams.agreements.document import Agreement
from streams.simulation.flips import Counted, Flip, FlipKind
from streams.simulation.simulate import Simulated

LIMITS: Final = (
    "Events that agencies would have published otherwise, had the draft been in force: only what was decided is asked"
    " again.",
    "Schools and desks that would have answered otherwise, and notices that would have gone to another reader.",
    "Recipients to whom an area's routing led nothing: an agreement says who may have what, routing who is told.",
    "Events whose keys were destroyed since: they are counted, and cannot be asked again.",
    "Trainings of readers: an item that waits for one counts as given, for the reader is not known before the notice is"
    " opened.",
)
"""What a simulation cannot know."""

HEADINGS: Final = ("kind", "event_type", "area", "role", "item", "clause", "disclosures", "examples")
"""The columns of the CSV."""

_ORDER: Final = {kind: place for place, kind in enumerate(FlipKind)}


class Sort(msgspec.Struct, frozen=True):
    """Disclosures that flip alike; `examples` are ids of recorded decisions, for `firstbell trace`."""

    kind: FlipKind
    event_type: str
    area: str
    role: str
    item: Item
    clause: str
    disclosures: int
    examples: tuple[str, ...]


class Result(msgspec.Struct, frozen=True):
    """What a draft, named `id@version`, would have changed of the disclosures of [start, end).

    `not_asked_again` are those whose events were erased, `limits` what no simulation can know.
    """

    draft: str
    start: datetime
    end: datetime
    disclosures: int
    unchanged: int
    flipped: dict[FlipKind, int]
    not_asked_again: int
    sorts: tuple[Sort, ...]
    limits: tuple[str, ...] = LIMITS


def result_of(draft: Agreement, start: datetime, end: datetime, found: Simulated) -> Result:
    """The result: its sorts by kind, the most frequent first."""
    flips = found.flips
    sorts = sorted((_sort(flip, counted) for flip, counted in flips.sorts.items()), key=_place)
    name = f"{draft.id}@{draft.version}"
    return Result(name, start, end, flips.disclosures, flips.unchanged, flips.by_kind, found.gone, tuple(sorts))


def as_csv(result: Result) -> str:
    """The sorts, a row each, under their headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for one in result.sorts:
        examples = " ".join(one.examples)
        writer.writerow((one.kind, one.event_type, one.area, one.role, one.item, one.clause, one.disclosures, examples))
    return out.getvalue()


def as_json(result: Result) -> bytes:
    """The whole result, indented."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2)


def _sort(flip: Flip, counted: Counted) -> Sort:
    return Sort(
        flip.kind,
        flip.event_type,
        flip.area,
        flip.role,
        flip.item,
        flip.clause,
        counted.disclosures,
        tuple(counted.examples),
    )


def _place(one: Sort) -> tuple[int, int, str, str, str, str, str]:
    return _ORDER[one.kind], -one.disclosures, one.area, one.role, one.item, one.clause, one.event_type
