"""A coordinator told whoever an item is for by telephone."""

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from schemas.records.inputs import TellByTelephone
from services.web.access import COUNCIL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.desk_rows import elsewhere, told_of_it
from services.web.desks import Mistake, back_to_desk, item_of, item_page
from services.web.forms import Once
from services.web.routing import Pages

pages = Pages()

NOT_NAMED = ""
"""The form asks for the role alone: who in it took the call is not known to be anyone of the directory."""


@pages.post("/council/{area}/items/{item}/told", COUNCIL)
def told(
    web: Web,
    reader: CurrentReader,
    area: str,
    item: str,
    once: Once,
    told_role: Annotated[str, Form()] = "",
    rang: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
) -> Response:
    """Record whom, by role, once the coordinator confirms which number was rung; or say what is missing."""
    row = item_of(web, reader, area, item)
    mistakes: tuple[Mistake, ...] = ()
    if told_role not in told_of_it(row):
        mistakes += (Mistake("told_role", "Select whom you told"),)
    if rang != "directory":
        directory = "your own directory" if elsewhere(row) else "your directory of schools"
        mistakes += (Mistake("rang", f"Confirm that you rang the number in {directory}"),)
    if mistakes:
        return item_page(web, reader, row, view, mistakes, {"told_role": told_role, "rang": rang})
    command = TellByTelephone(row.case, row.person, row.item, reader.user, reader.role, NOT_NAMED, told_role)
    perform(web, reader, command, once)
    return back_to_desk(area, "told")
