"""Addresses that an earlier notice held and this one does not: whoever read that one must hear of it."""

from collections.abc import Collection

from schemas.items import ADDRESSES, Item
from schemas.records.notify import NoticeKind
from services.web.context import Context
from streams.views.rows import NoticeRow


def hidden_since(web: Context, row: NoticeRow) -> Collection[Item]:
    """The items that say where somebody lives or was, of which a notice that this update replaced had one and it has
    none. Why is not said: it may be another agency's mark, or what an agreement permits by now.
    """
    if row.kind != NoticeKind.UPDATE:
        return frozenset()
    had: set[Item] = set()
    before = row.replaces
    while before is not None:
        earlier = web.hub.views.notice(before)
        if earlier is None or earlier.kind == NoticeKind.RECALL:
            break
        had.update(earlier.items)
        before = earlier.replaces
    return (ADDRESSES & had) - set(row.items)
