"""A coordinator has dealt with a desk item in another way, and says how."""

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from schemas.records.inputs import SettleDeskItem, SettledHow
from schemas.records.notify import DeskKind
from services.web.access import COUNCIL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.desk_rows import settlements_of
from services.web.desks import Mistake, back_to_desk, item_of, item_page
from services.web.forms import Once
from services.web.refusals import NotHere
from services.web.routing import Pages

pages = Pages()


@pages.post("/council/{area}/items/{item}/settle", COUNCIL)
def settle(
    web: Web,
    reader: CurrentReader,
    area: str,
    item: str,
    once: Once,
    settled: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
) -> Response:
    """Record what was done, or say that it is missing.

    A doubtful match is answered, and settled only where it was erased; what is parked ends when it is decided.
    """
    row = item_of(web, reader, area, item)
    if row.kind == DeskKind.PARKED:
        raise NotHere
    offered = settlements_of(row)
    missing = "Select what the police said" if row.kind == DeskKind.ID_CONFLICT else "Select what you did"
    mistakes = () if settled in offered else (Mistake("settled", missing),)
    if mistakes:
        return item_page(web, reader, row, view, mistakes, {"settled": settled})
    command = SettleDeskItem(row.case, row.person, row.item, reader.user, reader.role, SettledHow(settled))
    perform(web, reader, command, once)
    return back_to_desk(area, "settled")
