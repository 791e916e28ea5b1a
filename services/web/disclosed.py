"""What a recorded opening shows, in the order that a reader needs it."""

from collections.abc import Collection

from msgspec import Struct

from schemas.items import Item
from services.web.words import READING_ORDER, item_title
from streams.engines.contract import Disclosed


class ShownItem(Struct, frozen=True):
    """One line of a notice: a title and its lines of text, whether it is new in an update, whether it was erased."""

    title: str
    lines: tuple[str, ...]
    changed: bool
    erased: bool


def shown_items(disclosed: Disclosed, changed: Collection[Item] = ()) -> list[ShownItem]:
    """The permitted items that the event holds, and those whose keys were destroyed."""
    return [
        ShownItem(item_title(item), tuple(disclosed.items.get(item, ())), item in changed, item in disclosed.erased)
        for item in READING_ORDER
        if disclosed.items.get(item) or item in disclosed.erased
    ]
