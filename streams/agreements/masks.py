"""Sets of data items as bits of an int, for speed.

A mask lives in memory only; documents and records write item names. Bit n is the n-th item as
`schemas.items.Item` declares them.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from schemas.items import ADDRESSES, Item
from schemas.items_of import ITEMS_OF, never_to_a_school

_BIT: Final = {item: 1 << position for position, item in enumerate(Item)}


def mask_of(items: Iterable[Item]) -> int:
    """The bits of these items."""
    mask = 0
    for item in items:
        mask |= _BIT[item]
    return mask


@lru_cache(maxsize=4096)
def mask_of_items(items: tuple[Item, ...]) -> int:
    """As `mask_of`, kept: the same few lists come again and again."""
    return mask_of(items)


@lru_cache(maxsize=4096)
def items_of(mask: int) -> tuple[Item, ...]:
    """The items of these bits, in the order that `Item` declares them. Bits beyond the last item are refused."""
    if mask & ~ALL:
        raise ValueError(f"mask `{mask:#x}` has bits that name no item: make masks with mask_of")
    return tuple(item for item, bit in _BIT.items() if mask & bit)


@lru_cache(maxsize=64)
def items_of_event(event_type: str) -> int:
    """The items that events of a type have; of a type that the hub does not know, all."""
    known = ITEMS_OF.get(event_type)
    return ALL if known is None else mask_of(known)


@lru_cache(maxsize=64)
def never_to_a_school_of(event_type: str) -> int:
    """The items that no setting ever gets of events of a type."""
    return mask_of(never_to_a_school(event_type))


ALL: Final = mask_of(Item)
ADDRESS_MASK: Final = mask_of(ADDRESSES)
