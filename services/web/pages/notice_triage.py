"""The front door decides what follows from a contact."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import CONTACT_TYPE, FrontDoorOutcome
from schemas.records.inputs import TriageContact
from services.web.access import ROLE_INBOX, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, notice_of
from services.web.notice_page import notice_page
from services.web.refusals import NotHere
from services.web.routing import Pages
from services.web.triages import triage_mistakes
from streams.views.rows import NoticeRow

pages = Pages()


@pages.post("/inbox/{role}/{scheme}/{value}/notices/{notice}/triage", ROLE_INBOX)
def triage(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    outcome: Annotated[str, Form()] = "",
    consent: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    previous: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
) -> Response:
    """Record the decision, or say what is missing. `previous` names the decision that a changed mind replaces.

    Of a contact somebody is told the outcome; of any other event that a front door decides nobody is, and it says so.
    """
    if not inbox.triages:
        raise NotHere
    row = notice_of(web, reader, inbox, notice)
    mistakes = triage_mistakes(outcome, consent, reason)
    if mistakes:
        posted = {"outcome": outcome, "consent": consent, "reason": reason}
        return notice_page(web, reader, inbox, row, view, mistakes, posted)
    command = TriageContact(
        case=row.case,
        person=row.person,
        notice=row.notice,
        user=reader.user,
        role=reader.role,
        outcome=FrontDoorOutcome(outcome),
        consent=Consent(consent),
        reason=ConsentReason(reason) if reason else None,
        previous=previous or None,
    )
    perform(web, reader, command, once)
    return RedirectResponse(f"{inbox.href}?done={_done(row)}", HTTPStatus.SEE_OTHER)


def _done(row: NoticeRow) -> str:
    """Who hears of the decision; that is not said where the row does not know yet what sort of event it is of."""
    if row.type == CONTACT_TYPE:
        return "contact-triaged"
    return "triaged-untold" if row.type else "triaged"
