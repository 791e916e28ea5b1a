"""Addresses that an earlier notice held and this one does not: whoever read that one must hear of it."""

from collections.abc import Collection, Mapping, Sequence

from schemas.items import ADDRESSES, Item
from services.web.context import Context
from streams.views.rows import NoticeRow


def hidden_since(web: Context, rows: Sequence[NoticeRow]) -> Mapping[str, Collection[Item]]:
    """Of each of these notices the items that say where somebody lives or was, of which a notice that this update
    replaced had one and it has none; asked at once. Why is not said: it may be another agency's mark, or what an
    agreement permits by now.
    """
    had = web.hub.views.items_before([row.notice for row in rows])
    return {row.notice: (ADDRESSES & had.get(row.notice, frozenset())) - set(row.items) for row in rows}
