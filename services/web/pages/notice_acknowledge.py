"""Acknowledging a notice: the school has it and acts."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import AcknowledgeNotice
from services.web.access import SCHOOL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.forms import Once
from services.web.routing import Pages
from services.web.schools import notice_of

pages = Pages()


@pages.post("/school/{urn}/notices/{notice}/acknowledge", SCHOOL)
def acknowledge(web: Web, reader: CurrentReader, urn: str, notice: str, once: Once) -> Response:
    """Record the acknowledgement and go back to the inbox."""
    row = notice_of(web, reader, urn, notice)
    perform(web, reader, AcknowledgeNotice(row.case, row.person, row.notice, reader.user, reader.role), once)
    return RedirectResponse(f"/school/{urn}?done=acknowledged", HTTPStatus.SEE_OTHER)
