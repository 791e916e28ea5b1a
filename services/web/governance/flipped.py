"""What a simulation found, as its page tells it: how each sort of flip is called, and items counted in tables."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from schemas.items import TITLES
from services.web.words import role_title
from streams.agreements.papers.saying import event_name
from streams.reference.facts import Reference
from streams.simulation.flips import FlipKind
from streams.simulation.result import Result, Sort

KINDS: Final = {
    FlipKind.NEWLY_PERMITTED: "Newly permitted",
    FlipKind.NEWLY_REFUSED: "Newly refused",
    FlipKind.ITEMS_GAINED: "Items gained",
    FlipKind.ITEMS_LOST: "Items lost",
}


class Row(msgspec.Struct, frozen=True):
    """One value of a dimension, and how many items flip each way."""

    title: str
    counts: tuple[int, ...]


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
