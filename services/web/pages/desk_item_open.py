"""Opening a desk item: decided and recorded first, shown after."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import OpenDeskItem
from schemas.records.watch import DeskItemOpened
from services.web.access import COUNCIL, CurrentReader
from services.web.commands import perform, remember_opening
from services.web.context import Web
from services.web.desks import item_of
from services.web.forms import Once
from services.web.routing import Pages

pages = Pages()


@pages.post("/council/{area}/items/{item}/open", COUNCIL)
def open_item(web: Web, reader: CurrentReader, area: str, item: str, once: Once) -> Response:
    """Ask the hub to open the item for this coordinator, then show what that opening permits."""
    row = item_of(web, reader, area, item)
    settled = perform(web, reader, OpenDeskItem(row.case, row.person, row.item, reader.user, reader.role), once)
    opening = remember_opening(web, reader, settled, DeskItemOpened, row.item)
    return RedirectResponse(f"/council/{area}/items/{row.item}?view={opening}", HTTPStatus.SEE_OTHER)
