"""What a simulation found, as pages, CSV and JSON tell it. Examples are ids of recorded decisions, never a person's."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from schemas.items import TITLES, Item
from services.web.words import role_title
from streams.agreements.document import Agreement
from streams.agreements.papers.saying import event_name
from streams.reference.facts import Reference
from streams.simulation.flips import FlipKind
from streams.simulation.simulate import Simulated

LIMITS: Final = (
    "Events that agencies would have published otherwise, had the draft been in force: only what was decided is asked"
    " again.",
    "Schools and desks that would have answered otherwise, and notices that would have gone to another reader.",
    "Events whose keys were destroyed since: they are counted, and cannot be asked again.",
    "Trainings of readers: an item that waits for one counts as given, for the reader is not known before the notice is"
    " opened.",
)
"""What a simulation cannot know."""

KINDS: Final = {
    FlipKind.NEWLY_PERMITTED: "Newly permitted",
    FlipKind.NEWLY_REFUSED: "Newly refused",
    FlipKind.ITEMS_GAINED: "Items gained",
    FlipKind.ITEMS_LOST: "Items lost",
}

HEADINGS: Final = ("kind", "event_type", "area", "role", "item", "clause", "disclosures", "examples")


class Sort(msgspec.Struct, frozen=True):
    """Disclosures that flip alike."""

    kind: FlipKind
    event_type: str
    area: str
    role: str
    item: Item
    clause: str
    disclosures: int
    examples: tuple[str, ...]


class Result(msgspec.Struct, frozen=True):
    """What a draft would have changed of the disclosures of [start, end)."""

    draft: str
    start: datetime
    end: datetime
    disclosures: int
    unchanged: int
    flipped: dict[FlipKind, int]
    not_asked_again: int
    sorts: tuple[Sort, ...]
    limits: tuple[str, ...] = LIMITS


class Row(msgspec.Struct, frozen=True):
    """One value of a dimension, and how many items flip each way."""

    title: str
    counts: tuple[int, ...]


def result_of(draft: Agreement, start: datetime, end: datetime, found: Simulated) -> Result:
    """The result in its settled order: by kind, the most frequent first."""
    order = list(FlipKind)
    flips = found.flips
    sorts = [
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
        for flip, counted in flips.sorts.items()
    ]
    sorts.sort(key=lambda one: (order.index(one.kind), -one.disclosures, one.area, one.role, one.item, one.clause))
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
    """The whole result."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2)


def tables(result: Result, reference: Reference) -> list[tuple[str, str, list[Row]]]:
    """(title, heading, rows) by recipient, item, event type and responsible clause."""
    dimensions: list[tuple[str, str, Callable[[Sort], str]]] = [
        ("By recipient", "Recipient", lambda one: recipient(one, reference)),
        ("By data item", "Data item", lambda one: TITLES[one.item]),
        ("By event type", "Event", lambda one: event_name(one.event_type).capitalize()),
        ("By responsible clause", "Clause", lambda one: one.clause),
    ]
    return [(title, heading, _rows(result.sorts, of)) for title, heading, of in dimensions]


def recipient(one: Sort, reference: Reference) -> str:
    """Who gets more or less: a role in a council area."""
    return f"{role_title(one.role)}, {reference.area_title(one.area)}"


def _rows(sorts: Sequence[Sort], of: Callable[[Sort], str]) -> list[Row]:
    counts: dict[str, dict[FlipKind, int]] = {}
    for one in sorts:
        row = counts.setdefault(of(one), dict.fromkeys(FlipKind, 0))
        row[one.kind] += one.disclosures
    rows = [Row(title, tuple(row.values())) for title, row in counts.items()]
    return sorted(rows, key=lambda row: (-sum(row.counts), row.title))
