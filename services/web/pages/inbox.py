"""An inbox: the notices of a school, or of a role elsewhere, most urgent first. It holds no child's name."""

from datetime import datetime

from starlette.responses import Response

from services.web.access import HOTSPOT_ROLES, ROLE_INBOX, SCHOOL, CurrentReader
from services.web.context import Web
from services.web.front_door import queue_values
from services.web.inboxes import CurrentInbox, Inbox, is_reminded, listed
from services.web.own_actions import to_do
from services.web.pages_common import page
from services.web.patterns import has_proposals
from services.web.routing import Pages
from services.web.words import NOTICE_STATES
from services.web.words_events import happening, notice_titles
from services.web.work_desks import work_desk
from streams.deciders.person.agendas import meetings_of
from streams.views.rows import NoticeRow, NoticeState

pages = Pages()


@pages.get("/school/{urn}", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}", ROLE_INBOX)
def show_inbox(web: Web, reader: CurrentReader, inbox: CurrentInbox, done: str = "") -> Response:
    """Notices that wait here, or were opened and not finished; none that its area still holds, or of which this reader
    may not know."""
    own = {"own_actions": to_do(web, reader, inbox)}
    if inbox.triages:
        values = queue_values(web, reader, inbox) | own | {"inbox": inbox, "done": done}
        values |= {"hotspots": _hotspots(inbox)}
        return page(web, "front_door.html", values, session=reader.session)
    rows = sorted(listed(web, reader, web.hub.views.inbox_of(inbox.recipient)), key=urgency)
    if inbox.work is not None:
        desk = work_desk(web, inbox, rows, reader.now) | own | {"done": done}
        return page(web, "work_desk.html", desk, session=reader.session)
    shown = own | {
        "inbox": inbox,
        "waiting": [row for row in rows if row.state is NoticeState.WAITING],
        "opened": [row for row in rows if row.state is not NoticeState.WAITING],
        "titles": notice_titles(rows),
        "happening": happening,
        "states": NOTICE_STATES,
        "reminded": {row.notice for row in rows if is_reminded(web, row, reader.now)},
        "done": done,
        "proposes": has_proposals(web, inbox.recipient),
        "stands_by": _stands_by(web, reader, inbox),
        "hotspots": _hotspots(inbox),
        "agenda": bool(meetings_of(web.hub.reference(), inbox.recipient)),
    }
    return page(web, "inbox.html", shown, session=reader.session)


def _stands_by(web: Web, reader: CurrentReader, inbox: Inbox) -> bool:
    """Whether a head looks at a school whose notices others read: the same whatever the notices are about."""
    if not inbox.is_school:
        return False
    return reader.user not in {one.user for one in web.hub.reference().readers(inbox.recipient.value, reader.now)}


def _hotspots(inbox: Inbox) -> str:
    """The address of its area's hotspots, for a role that may look at them."""
    to = inbox.recipient
    return f"/hotspots/{to.value}" if to.scheme == "area" and to.role in HOTSPOT_ROLES else ""


def urgency(row: NoticeRow) -> tuple[bool, bool, datetime, bool, str]:
    """Sorts notices: unopened before opened, overdue first, then by time left; from a holiday before its equals."""
    return row.state is not NoticeState.WAITING, not row.overdue, row.due_at, not row.holiday, row.notice
