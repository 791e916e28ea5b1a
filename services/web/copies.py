"""Who holds a printed copy of a case: paper hears of no correction and no withdrawal, so somebody fetches it back."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from schemas.records.meetings import CopyPrinted
from services.web.context import Context
from services.web.inboxes import inbox_at
from streams.views.rows import NoticeRow


class OnPaper(Struct, frozen=True):
    """For whom a copy was printed, and when it was last."""

    who: str
    at: datetime


def on_paper(web: Context, rows: Sequence[NoticeRow]) -> list[OnPaper]:
    """Of these matters of one page, every reader for whom a copy was printed, the latest first."""
    matters = {(row.case, row.person) for row in rows}
    revisions = web.hub.views.revisions({row.case for row in rows})
    printed: dict[str, datetime] = {}
    for event in (event for events in revisions.values() for event in events):
        for step in web.hub.views.trace(event):
            for _, output in step.outputs:
                if isinstance(output, CopyPrinted) and (output.case, output.person) in matters:
                    who = f"{inbox_at(web, output.recipient).title}: {web.hub.staff_name(output.reader)}"
                    printed[who] = max(step.at, printed.get(who, step.at))
    return sorted((OnPaper(who, at) for who, at in printed.items()), key=lambda one: (one.at, one.who), reverse=True)
