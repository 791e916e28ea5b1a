"""What a coordinator records on a case: an action, what became of one, a conflict and its end, a transfer."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.records.conflicts import ConflictEndReason, EndConflict
from schemas.records.meetings import (
    DUE_WITHIN,
    REASONS_OF,
    WORDS_MOST,
    ActionOutcome,
    ActionReason,
    ConflictReason,
    DeclareConflict,
    Owner,
    ReportAction,
    SetAction,
    TransferCase,
    TransferReason,
)
from schemas.records.share import Recipient
from services.web.access import ROLE_INBOX, CurrentReader
from services.web.agenda_case import case_page, current_row, of_case
from services.web.commands import perform
from services.web.conflicts import left_out_of, may_be_left_out, of_each
from services.web.context import Web
from services.web.desks import Mistake
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, Inbox, notice_of
from services.web.meetings import owner_value, owners_of, page_row, sitting_of
from services.web.refusals import NoLongerCurrent, NotHere
from services.web.routing import Pages
from streams.calendar.wall_clock import instant_of
from streams.views.rows import NoticeRow

pages = Pages()

_ENDS: Final = time(17, 0)
"""An action is due by the end of a working day."""

_REFUSED_AT: Final = {"owner_could_not_read": "by_hand", "owner_left_out": "owner"}
"""Reasons for which an action is refused that the coordinator can mend at once, and at which field: that they tell its
owner themselves, or choose another.
"""


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/cases/{notice}/actions", ROLE_INBOX)
def set_action(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    owner: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    by_hand: Annotated[str, Form()] = "",
) -> Response:
    """Record an action, or say what is missing. Its words are sealed before they leave this process.

    Where its owner could not read it here, the coordinator is told so first.
    """
    row = page_row(web, reader, notice_of(web, reader, inbox, notice))
    sitting = sitting_of(web, inbox, "", reader.now)
    words = words.replace("\r\n", "\n").strip()
    at = read_day(due, reader.now)
    posted = {"owner": owner, "due": due, "words": words, "by_hand": by_hand}
    mistakes = []
    if owner not in {value for value, _ in owners_of(web, inbox, sitting, row, reader.now)}:
        mistakes.append(Mistake("owner", "Select who is to do it"))
    if isinstance(at, Mistake):
        mistakes.append(at)
    if not words or len(words) > WORDS_MOST:
        mistakes.append(Mistake("words", f"Enter what is to be done, in {WORDS_MOST} characters at most"))
    if mistakes or isinstance(at, Mistake):
        return case_page(web, reader, inbox, row, tuple(mistakes), posted)
    command = SetAction(
        case=row.case,
        person=row.person,
        notice=row.notice,
        user=reader.user,
        role=reader.role,
        meeting=sitting.meeting.name,
        owner=owner_of(owner),
        due_at=at,
        words=web.hub.seal(row.event, words),
        by_hand=bool(by_hand),
    )
    try:
        perform(web, reader, command, once)
    except NoLongerCurrent as refused:
        field = _REFUSED_AT.get(refused.reason)
        if field is None:
            raise
        return case_page(web, reader, inbox, row, (Mistake(field, refused.spoken),), posted)
    return _back(inbox, notice)


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/actions/{action}", ROLE_INBOX)
def report_action(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    action: str,
    once: Once,
    outcome: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
) -> Response:
    """Record what became of an action, or say what is missing: on the page of its case as it stands by now."""
    row = web.hub.views.action(action)
    if row is None or (row.area, row.role) != (inbox.recipient.value, inbox.recipient.role):
        raise NotHere
    notice = current_row(web, reader, inbox, row.notice)
    mistakes = _report_mistakes(outcome, reason)
    at = read_day(due, reader.now) if outcome == ActionOutcome.NOT_DONE else None
    if isinstance(at, Mistake):
        mistakes = (*mistakes, Mistake("report_due", at.text))
    if mistakes or isinstance(at, Mistake):
        posted = {"action": action, "outcome": outcome, "reason": reason, "report_due": due}
        return case_page(web, reader, inbox, notice, mistakes, posted)
    command = ReportAction(
        row.case, row.person, action, reader.user, reader.role, ActionOutcome(outcome), ActionReason(reason), at
    )
    perform(web, reader, command, once)
    return _back(inbox, notice.notice)


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/cases/{notice}/conflict", ROLE_INBOX)
def declare_conflict(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    member: Annotated[str, Form()] = "",
    conflict: Annotated[str, Form()] = "",
) -> Response:
    """Leave a member out of this case from now on, and of what stands on the same page: household, other episodes."""
    row = page_row(web, reader, notice_of(web, reader, inbox, notice))
    sitting = sitting_of(web, inbox, "", reader.now)
    rows = of_case(web, reader, row)
    mistakes = []
    if member not in {owner_value(one, "") for one in may_be_left_out(web, sitting, rows)}:
        mistakes.append(Mistake("member", "Select who is left out"))
    if conflict not in {one.value for one in ConflictReason}:
        mistakes.append(Mistake("conflict", "Select why"))
    if mistakes:
        return case_page(web, reader, inbox, row, tuple(mistakes), {"member": member, "conflict": conflict})
    recipient, why = owner_of(member).recipient, ConflictReason(conflict)

    def leave_out(one: NoticeRow) -> DeclareConflict:
        return DeclareConflict(one.case, one.person, one.notice, reader.user, reader.role, recipient, why)

    of_each(web, reader, rows, leave_out, "left_out_already", once)
    return _back(inbox, notice)


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/cases/{notice}/conflict-ended", ROLE_INBOX)
def end_conflict(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    back: Annotated[str, Form()] = "",
    ended: Annotated[str, Form()] = "",
) -> Response:
    """A member is left out no longer, of this case and of what stands on the same page."""
    row = page_row(web, reader, notice_of(web, reader, inbox, notice))
    rows = of_case(web, reader, row)
    mistakes = []
    if back not in {owner_value(one, "") for one in left_out_of(web, rows)}:
        mistakes.append(Mistake("back", "Select who is left out no longer"))
    if ended not in {one.value for one in ConflictEndReason}:
        mistakes.append(Mistake("ended", "Select why"))
    if mistakes:
        return case_page(web, reader, inbox, row, tuple(mistakes), {"back": back, "ended": ended})
    recipient, why = owner_of(back).recipient, ConflictEndReason(ended)

    def end(one: NoticeRow) -> EndConflict:
        return EndConflict(one.case, one.person, one.notice, reader.user, reader.role, recipient, why)

    of_each(web, reader, rows, end, "not_left_out", once)
    return _back(inbox, notice)


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/cases/{notice}/transfer", ROLE_INBOX)
def transfer(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    area: Annotated[str, Form()] = "",
    transfer: Annotated[str, Form()] = "",
) -> Response:
    """Hand the case on to another area's MARAC."""
    row = page_row(web, reader, notice_of(web, reader, inbox, notice))
    mistakes = []
    if area not in web.hub.reference().areas or area == inbox.recipient.value:
        mistakes.append(Mistake("area", "Select the area"))
    if transfer not in {one.value for one in TransferReason}:
        mistakes.append(Mistake("transfer", "Select why"))
    if mistakes:
        return case_page(web, reader, inbox, row, tuple(mistakes), {"area": area, "transfer": transfer})
    command = TransferCase(row.case, row.person, row.notice, reader.user, reader.role, area, TransferReason(transfer))
    perform(web, reader, command, once)
    return _back(inbox, notice)


def read_day(text: str, now: datetime) -> datetime | Mistake:
    """The end of a working day that is still to come, from a date as 2026-12-01, or what is wrong with it."""
    try:
        at = instant_of(date.fromisoformat(text), _ENDS)
    except ValueError:
        return Mistake("due", "Enter a day, such as 2026-12-01")
    if at <= now:
        return Mistake("due", "Enter a day that is still to come")
    if at > now + DUE_WITHIN:
        return Mistake("due", "Enter a day within a year from now")
    return at


def owner_of(value: str) -> Owner:
    """A form's choice of who is to do something."""
    role, scheme, place, user = value.split("/", 3)
    return Owner(Recipient(role, scheme, place), user)


def _report_mistakes(outcome: str, reason: str) -> tuple[Mistake, ...]:
    if outcome not in {one.value for one in ActionOutcome}:
        return (Mistake("outcome", "Select what became of the action"),)
    if reason not in {one.value for one in REASONS_OF[ActionOutcome(outcome)]}:
        return (Mistake("reason", "Select a reason that goes with the outcome"),)
    return ()


def _back(inbox: Inbox, notice: str) -> Response:
    return RedirectResponse(f"{inbox.href}/agenda/cases/{notice}", HTTPStatus.SEE_OTHER)
