"""One desk item: what stands behind it shows only after its opening was recorded."""

from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desks import item_of, item_page
from services.web.routing import Pages

pages = Pages()


@pages.get("/council/{area}/items/{item}", COUNCIL)
def desk_item(web: Web, reader: CurrentReader, area: str, item: str, view: str = "") -> Response:
    """The item within minutes of its recorded opening `view`, otherwise the offer to open it."""
    return item_page(web, reader, item_of(web, reader, area, item), view)
