"""What counts and patterns across events propose to a role; and one of them, on which whoever holds it decides."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from services.web import desks
from services.web.access import ROLE_INBOX, CurrentReader
from services.web.context import Web
from services.web.desks import urgency
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, Inbox
from services.web.pages_common import page
from services.web.patterns import Address, decide_posted, pattern_of, pattern_page, shown_pattern
from services.web.refusals import NotHere
from services.web.routing import Pages

pages = Pages()


@pages.get("/inbox/{role}/{scheme}/{value}/patterns", ROLE_INBOX)
def list_patterns(web: Web, reader: CurrentReader, inbox: CurrentInbox, done: str = "") -> Response:
    """What waits for this role to refer or decline, least time first, and what it has answered."""
    area, role = _area_of(inbox), inbox.recipient.role
    waiting = desks.listed(web, reader, web.hub.views.patterns([area], role))
    answered = desks.listed(web, reader, web.hub.views.patterns([area], role, closed=True))
    values = {
        "inbox": inbox,
        "open": [shown_pattern(web, row) for row in sorted(waiting, key=urgency)],
        "answered": [shown_pattern(web, row) for row in answered[:50]],
        "done": done,
    }
    return page(web, "patterns.html", values, session=reader.session)


@pages.get("/inbox/{role}/{scheme}/{value}/patterns/{item}", ROLE_INBOX)
def show_pattern(web: Web, reader: CurrentReader, inbox: CurrentInbox, item: str) -> Response:
    """What one of them counts, by which rule, and the form."""
    row = pattern_of(web, reader, inbox.recipient, item)
    return pattern_page(web, reader, inbox.recipient, row, _here(inbox, item))


@pages.post("/inbox/{role}/{scheme}/{value}/patterns/{item}/decide", ROLE_INBOX)
def decide_pattern(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    item: str,
    once: Once,
    answer: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Refer or decline it with the reason, or say what is missing."""
    row = pattern_of(web, reader, inbox.recipient, item)
    mistakes = decide_posted(web, reader, row, answer, reason, once)
    if mistakes:
        posted = {"answer": answer, "reason": reason}
        return pattern_page(web, reader, inbox.recipient, row, _here(inbox, item), mistakes, posted)
    return RedirectResponse(f"{inbox.href}/patterns?done={answer}", HTTPStatus.SEE_OTHER)


def _area_of(inbox: Inbox) -> str:
    """Rules are of an area: an agency's role is proposed nothing."""
    if inbox.recipient.scheme != "area":
        raise NotHere
    return inbox.recipient.value


def _here(inbox: Inbox, item: str) -> Address:
    return Address("Counts and patterns", f"{inbox.href}/patterns", f"{inbox.href}/patterns/{item}/decide")
