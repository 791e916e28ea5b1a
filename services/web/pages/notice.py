"""One notice. It shows only to the session whose opening was just recorded; else a page offers to open it."""

from starlette.responses import Response

from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.commands import may_render
from services.web.context import Web
from services.web.disclosed import shown_items
from services.web.inboxes import CurrentInbox, council_of, notice_of
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.words import NOTICE_STATES, never_sent, role_title
from services.web.words_events import DOUBTS, happening, notice_title

pages = Pages()


@pages.get("/school/{urn}/notices/{notice}", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}/notices/{notice}", ROLE_INBOX)
def show_notice(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str, view: str = "") -> Response:
    """The notice itself within minutes of its recorded opening `view`, otherwise the offer to open it (again)."""
    row = notice_of(web, reader, inbox, notice)
    values: dict[str, object] = {
        "inbox": inbox,
        "council": council_of(web, inbox),
        "row": row,
        "kind": notice_title(row.kind, row.type),
        "happening": happening(row.type),
        "state": NOTICE_STATES[row.state],
    }
    if row.replaced_by is not None or not may_render(web, reader, view, row.notice):
        return page(web, "notice_closed_cover.html", values | {"view": view}, session=reader.session)
    disclosed = web.hub.disclose(view)
    values |= {
        "handling": disclosed.handling,
        "items": shown_items(disclosed, row.changed),
        "doubts": [DOUBTS[doubt] for doubt in row.doubts],
        "never": never_sent(disclosed.never_given, to_a_school=inbox.is_school),
        "role": role_title(reader.role),
    }
    return page(web, "notice.html", values, session=reader.session)
