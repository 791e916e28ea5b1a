"""The page of one notice: before it is opened, and as its opening shows it, with the forms that answer it."""

from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus

from starlette.responses import Response

from schemas.events import missing
from schemas.items import Item
from schemas.records.notify import NoticeKind
from services.web.access import Reader
from services.web.commands import may_render
from services.web.context import Context
from services.web.copies import on_paper
from services.web.desks import Mistake
from services.web.disclosed import shown_items
from services.web.hidden import hidden_since
from services.web.inboxes import Inbox, council_of
from services.web.interviews import as_recorded
from services.web.pages_common import page
from services.web.patterns import repeat_words
from services.web.triages import triage_values
from services.web.words import NOTICE_STATES, never_sent, role_title
from services.web.words_events import DOUBTS, happening, notice_title
from services.web.words_meetings import NO_LONGER_ASSESSED, changed_words
from services.web.works import work_values
from streams.agreements.vocabulary import RecipientRole
from streams.deciders.person.agendas import meetings_of
from streams.deciders.person.works import OF_THE_MATTER
from streams.views.rows import NoticeRow, StepRow


def notice_page(
    web: Context,
    reader: Reader,
    inbox: Inbox,
    row: NoticeRow,
    view: str,
    mistakes: tuple[Mistake, ...] = (),
    posted: dict[str, str] | None = None,
) -> Response:
    """The notice itself within minutes of its recorded opening `view`, otherwise the offer to open it (again)."""
    values: dict[str, object] = {
        "inbox": inbox,
        "council": council_of(web, inbox),
        "row": row,
        "kind": notice_title(row.kind, row.type),
        "happening": happening(row.type),
        "state": NOTICE_STATES[row.state],
    }
    if row.replaced_by is not None or not may_render(web, reader, view, row.notice):
        return page(web, "notice_closed_cover.html", values | {"view": view}, session=reader.session)
    disclosed = as_recorded(row, web.hub.disclose(view), _interview(web, row))
    hidden = hidden_since(web, [row])[row.notice]
    values |= {
        "handling": disclosed.handling,
        "items": shown_items(disclosed, row.type, row.changed, hidden),
        "address_gone": bool(hidden),
        "doubts": [DOUBTS[doubt] for doubt in row.doubts],
        "repeat": _repeat(web, row),
        "on_paper": on_paper(web, [row]) if _takes_back(web, inbox, row) else [],
        "never": never_sent(_never(inbox, disclosed.never_given), row.type, to_a_school=inbox.is_school),
        "role": role_title(reader.role),
        "view": view,
        "posted": posted or {},
        "mistakes": {mistake.field: mistake.text for mistake in mistakes},
    }
    of_the_matter = NoticeKind(row.kind) in OF_THE_MATTER
    contact, works = inbox.triages and of_the_matter, inbox.work is not None and of_the_matter
    if contact:
        values |= triage_values(web, reader, inbox, row)
    if works:
        values |= work_values(web, reader, inbox, row)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
    template = "contact.html" if contact else "work.html" if works else "notice.html"
    return page(web, template, values, session=reader.session, status=status)


def _interview(web: Context, row: NoticeRow) -> StepRow | None:
    """How far the return home interview of a missing child has got."""
    found = web.hub.views.interviews([row.case]) if row.type == missing.EVENT_TYPE else {}
    return found.get((row.case, row.person))


def _repeat(web: Context, row: NoticeRow) -> tuple[str, tuple[datetime, ...], str] | None:
    """For the MARAC coordinator: whether the referral is a repeat by what is known now, when what is counted happened,
    and what has changed since the notice was issued.
    """
    found = web.hub.views.repeat_of(row.notice) if row.role == RecipientRole.MARAC_COORDINATOR else None
    if found is None:
        return None
    if found.now is None:
        return NO_LONGER_ASSESSED, (), changed_words(found)
    return repeat_words(found.now), tuple(case.at for case in found.now.counted), changed_words(found)


def _takes_back(web: Context, inbox: Inbox, row: NoticeRow) -> bool:
    """Whether it says that what a meeting's coordinator had copied no longer holds as it was."""
    corrects = NoticeKind(row.kind) in (NoticeKind.RECALL, NoticeKind.UPDATE)
    return corrects and bool(meetings_of(web.hub.reference(), inbox.recipient))


def _never(inbox: Inbox, never_given: Collection[Item]) -> Collection[Item]:
    """A front door is not sent what it decides itself."""
    return [item for item in never_given if not (inbox.triages and item is Item.FRONT_DOOR_OUTCOME)]
