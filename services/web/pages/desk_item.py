"""One desk item: what stands behind it shows only after its opening was recorded."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.notify import DeskKind
from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desks import item_of, item_page
from services.web.routing import Pages

pages = Pages()


@pages.get("/council/{area}/items/{item}", COUNCIL)
def desk_item(web: Web, reader: CurrentReader, area: str, item: str, view: str = "") -> Response:
    """The item within minutes of its recorded opening `view`, otherwise the offer to open it."""
    row = item_of(web, reader, area, item)
    if row.kind == DeskKind.PATTERN:
        return RedirectResponse(f"/council/{area}/patterns/{item}", HTTPStatus.SEE_OTHER)
    return item_page(web, reader, row, view)
