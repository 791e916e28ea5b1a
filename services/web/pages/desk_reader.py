"""A coordinator says that the school now has a reader; the hub decides the notice again."""

from starlette.responses import Response

from schemas.records.inputs import ReaderAppointed
from services.web.access import COUNCIL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.desks import back_to_desk, item_of
from services.web.forms import Once
from services.web.routing import Pages

pages = Pages()


@pages.post("/council/{area}/items/{item}/reader", COUNCIL)
def reader_appointed(web: Web, reader: CurrentReader, area: str, item: str, once: Once) -> Response:
    """Record it and go back to the desk."""
    row = item_of(web, reader, area, item)
    perform(web, reader, ReaderAppointed(row.case, row.person, row.item, reader.user, reader.role), once)
    return back_to_desk(area, "reader")
