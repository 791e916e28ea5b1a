"""A school's inbox: its notices, most urgent first. It holds no child's name."""

from datetime import datetime

from starlette.responses import Response

from services.web.access import SCHOOL, CurrentReader
from services.web.context import Web
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.schools import is_reminded, listed, school_title
from services.web.words import NOTICE_KINDS, NOTICE_STATES
from streams.views.rows import NoticeRow, NoticeState

pages = Pages()


@pages.get("/school/{urn}", SCHOOL)
def inbox(web: Web, reader: CurrentReader, urn: str, done: str = "") -> Response:
    """Notices that wait for this school, or that it has opened and not finished; none that its area still holds, or of
    which this reader may not know."""
    rows = sorted(listed(web, reader, web.hub.views.inbox(urn)), key=urgency)
    values = {
        "urn": urn,
        "school": school_title(web, urn),
        "waiting": [row for row in rows if row.state is NoticeState.WAITING],
        "opened": [row for row in rows if row.state is not NoticeState.WAITING],
        "kinds": NOTICE_KINDS,
        "states": NOTICE_STATES,
        "reminded": {row.notice for row in rows if is_reminded(web, row, reader.now)},
        "done": done,
    }
    return page(web, "inbox.html", values, session=reader.session)


def urgency(row: NoticeRow) -> tuple[bool, bool, datetime, bool, str]:
    """Sorts notices: unopened before opened, overdue first, then by time left; from a holiday before its equals."""
    return row.state is not NoticeState.WAITING, not row.overdue, row.due_at, not row.holiday, row.notice
