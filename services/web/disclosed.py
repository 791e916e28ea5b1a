"""What a recorded opening shows, in the order that a reader needs it."""

from collections.abc import Collection
from typing import Final

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


NO_LONGER_SHOWN: Final = ("No longer shown. If you were sent it before, do not use it.",)
"""What stands in the place of an address that a notice before this one may have held."""


def shown_items(
    disclosed: Disclosed, event_type: str, changed: Collection[Item] = (), hidden: Collection[Item] = ()
) -> list[ShownItem]:
    """A line for every item that this reader's role can be given, in an order that is the same on every notice.

    What says nothing is never marked as new: an item that was withheld from an update must look like any other that
    was not given (flows.md, what a notice may contain). But of what they may have been sent before, and is `hidden`
    since, its readers are told: they must not use it.
    """
    return [
        _no_longer(title_of(item, event_type))
        if item in hidden and item in disclosed.items
        else _shown(item, title_of(item, event_type), disclosed, item in changed)
        for item in READING_ORDER
        if _has_line(item, disclosed)
    ]


def _no_longer(title: str) -> ShownItem:
    return ShownItem(title, NO_LONGER_SHOWN, changed=True, erased=False)


def _has_line(item: Item, disclosed: Disclosed) -> bool:
    return item in disclosed.items or item in disclosed.erased


def _shown(item: Item, title: str, disclosed: Disclosed, changed: bool) -> ShownItem:
    if item in disclosed.erased:
        return ShownItem(title, (), changed=False, erased=True)
    lines = tuple(disclosed.items[item]) or not_given(item)
    return ShownItem(title, lines, changed=changed and lines != not_given(item), erased=False)
