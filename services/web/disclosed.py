"""What a recorded opening shows, in the order that a reader needs it."""

from collections.abc import Collection

from msgspec import Struct

from schemas.items import Item
from schemas.items_of import title_of
from services.web.words import READING_ORDER
from streams.disclosing.lines import not_given
from streams.engines.contract import Disclosed


class ShownItem(Struct, frozen=True):
    """One line of a notice: a title and its lines of text, whether it is new in an update, whether it was erased."""

    title: str
    lines: tuple[str, ...]
    changed: bool
    erased: bool


def shown_items(disclosed: Disclosed, event_type: str, changed: Collection[Item] = ()) -> list[ShownItem]:
    """A line for every item that this reader's role can be given, in an order that is the same on every notice.

    What says nothing is never marked as new: an item that was withheld from an update must look like any other that
    was not given (flows.md, what a notice may contain).
    """
    return [
        _shown(item, title_of(item, event_type), disclosed, item in changed)
        for item in READING_ORDER
        if _has_line(item, disclosed)
    ]


def _has_line(item: Item, disclosed: Disclosed) -> bool:
    return item in disclosed.items or item in disclosed.erased


def _shown(item: Item, title: str, disclosed: Disclosed, changed: bool) -> ShownItem:
    if item in disclosed.erased:
        return ShownItem(title, (), changed=False, erased=True)
    lines = tuple(disclosed.items[item]) or not_given(item)
    return ShownItem(title, lines, changed=changed and lines != not_given(item), erased=False)
