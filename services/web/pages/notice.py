"""One notice. It shows only to the session whose opening was just recorded; else a page offers to open it."""

from starlette.responses import Response

from schemas.records.notify import NoticeKind
from services.web.access import SCHOOL, CurrentReader
from services.web.commands import may_render
from services.web.context import Web
from services.web.disclosed import shown_items
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.schools import council_of, notice_of, school_title
from services.web.words import NOTICE_KINDS, NOTICE_STATES, never_sent, role_title

pages = Pages()


@pages.get("/school/{urn}/notices/{notice}", SCHOOL)
def notice(web: Web, reader: CurrentReader, urn: str, notice: str, view: str = "") -> Response:
    """The notice itself within minutes of its recorded opening `view`, otherwise the offer to open it (again)."""
    row = notice_of(web, reader, urn, notice)
    values: dict[str, object] = {
        "urn": urn,
        "school": school_title(web, urn),
        "council": council_of(web, urn),
        "row": row,
        "kind": NOTICE_KINDS[NoticeKind(row.kind)],
        "state": NOTICE_STATES[row.state],
    }
    if row.replaced_by is not None or not may_render(web, reader, view, row.notice):
        return page(web, "notice_closed_cover.html", values | {"view": view}, session=reader.session)
    disclosed = web.hub.disclose(view)
    values |= {
        "handling": disclosed.handling,
        "items": shown_items(disclosed, row.changed),
        "never": never_sent(disclosed.never_given),
        "role": role_title(reader.role),
    }
    return page(web, "notice.html", values, session=reader.session)
