"""A coordinator told the school by telephone."""

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from schemas.records.inputs import TellByTelephone
from services.web.access import COUNCIL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.desks import Mistake, back_to_desk, item_of, item_page, reason_mistakes
from services.web.forms import Once
from services.web.routing import Pages
from services.web.words_desk import TOLD_ROLES

pages = Pages()


@pages.post("/council/{area}/items/{item}/told", COUNCIL)
def told(
    web: Web,
    reader: CurrentReader,
    area: str,
    item: str,
    once: Once,
    told_role: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
) -> Response:
    """Record whom, by role, and the note; or say what is missing."""
    row = item_of(web, area, item)
    mistakes = () if told_role in TOLD_ROLES else (Mistake("told_role", "Select whom you told"),)
    if reason_mistakes("note", note):
        mistakes += (Mistake("note", "Enter when you rang and on which number, in 256 characters or fewer"),)
    if mistakes:
        return item_page(web, reader, row, view, mistakes, {"told_role": told_role, "note": note})
    command = TellByTelephone(row.case, row.person, row.item, reader.user, reader.role, told_role, note.strip())
    perform(web, reader, command, once)
    return back_to_desk(area, "told")
