"""All finished items of desks, which views give a page at a time."""

from collections.abc import Iterator, Sequence

from streams.engines.contract import Views
from streams.views.rows import DeskRow


def done_items(views: Views, areas: Sequence[str]) -> Iterator[DeskRow]:
    """Every finished item of some areas' desks, newest first."""
    before = None
    while page := views.desk(areas, closed=True, before=before):
        yield from page
        before = page[-1].item
