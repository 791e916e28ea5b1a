"""A council's desk items, as its pages show them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import RedirectResponse, Response

from schemas.records.answers import OF_WRONG_PEOPLE
from schemas.records.inputs import WithholdDeskItem
from schemas.records.notify import DeskKind
from services.web.access import Reader
from services.web.commands import may_render
from services.web.context import Context
from services.web.deliveries import told_of
from services.web.desk_rows import ShownDeskRow, details_of, elsewhere, settlements_of, shown_row, told_of_it
from services.web.disclosed import shown_items
from services.web.inboxes import school_title
from services.web.left_out import record_left_out
from services.web.pages_common import page
from services.web.refusals import NotHere
from services.web.words import role_title
from services.web.words_desk import READER_KINDS, UNOPENED_KINDS
from services.web.words_match import ShownCandidate, referral_reason, shown_candidates
from services.web.words_outcomes import is_unsafe
from services.web.words_reasons import ANSWERS
from streams.deciders.areas import COUNCIL_DESK
from streams.views.rows import DeskRow


class Mistake(Struct, frozen=True):
    """What is missing or wrong in a posted form: at which field, and what to do."""

    field: str
    text: str


_OF_NOBODY = UNOPENED_KINDS - {DeskKind.PATTERN}
"""Kinds of which nobody can be connected: what is parked, and bytes under an id that was used before."""


def as_of_now(web: Context, row: DeskRow) -> DeskRow:
    """The row; one that is parked is overdue by the clock alone, for no tick passes where it stands."""
    late = row.kind == DeskKind.PARKED and row.closed_at is None and row.due_at <= web.clock()
    return replace(row, overdue=True) if late else row


def urgency(row: DeskRow) -> tuple[bool, datetime, str]:
    """Sorts desk items: overdue first, then by the time left to the bell."""
    return not row.overdue, row.due_at, row.item


def item_of(web: Context, reader: Reader, area: str, item: str) -> DeskRow:
    """A desk item of this area, for this coordinator. `NotHere` for any other: nobody learns that it exists."""
    row = web.hub.views.desk_item(item)
    if row is None or row.area != area or not _of_the_council(row) or not listed(web, reader, [row]):
        raise NotHere
    return as_of_now(web, row)


def _of_the_council(row: DeskRow) -> bool:
    """Whether the council's desk works on it: a pattern is for the role that the area's rule names."""
    return row.kind != DeskKind.PATTERN or row.recipient_role == COUNCIL_DESK


def listed(web: Context, reader: Reader, rows: Sequence[DeskRow]) -> list[DeskRow]:
    """Those items of which this coordinator may know; what is left out is recorded once, and no page says so.

    What was erased stays listed, for a coordinator closes it; opening it is refused.
    """
    named = web.hub.withheld(reader.user, [row for row in rows if row.kind not in _OF_NOBODY]).named
    for row in rows:
        if row.item in named and row.closed_at is None:
            command = WithholdDeskItem(row.case, row.person, row.item, reader.user, reader.role)
            record_left_out(web, reader, command, row.item)
    return [row for row in rows if row.item not in named]


def item_page(
    web: Context,
    reader: Reader,
    row: DeskRow,
    view: str,
    mistakes: tuple[Mistake, ...] = (),
    posted: dict[str, str] | None = None,
) -> Response:
    """The item with what its recorded opening `view` permits, or without it the offer to open; `mistakes` on top."""
    values: dict[str, object] = {
        "area": row.area,
        "council": web.hub.reference().area_title(row.area),
        "item": _with_details(web, shown_row(web, row)),
        "at_a_school": not elsewhere(row),
    }
    if row.kind in UNOPENED_KINDS or row.reason in OF_WRONG_PEOPLE:
        return _plain_page(web, reader, row, values, mistakes, posted)
    values |= _by_hand(row) | {"unsafe": _is_unsafe(web, row)}
    values |= {"mistakes": {mistake.field: mistake.text for mistake in mistakes}, "posted": posted or {}, "view": view}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
    if row.closed_at is not None or not may_render(web, reader, view, row.item):
        return page(web, "desk_item_cover.html", values, session=reader.session, status=status)
    values |= _opened(web, row, view)
    return page(web, "desk_item.html", values, session=reader.session, status=status)


def _with_details(web: Context, item: ShownDeskRow) -> ShownDeskRow:
    """The item with what its page says of it, and of the messages about the notice behind it: whoever rings ought to
    know what became of them.
    """
    return replace(item, details=(*details_of(web, item.row), *told_of(web, item.row.notice)))


def _plain_page(
    web: Context,
    reader: Reader,
    row: DeskRow,
    values: dict[str, object],
    mistakes: tuple[Mistake, ...],
    posted: dict[str, str] | None,
) -> Response:
    """An item with nothing to open: what is known of it, and for a conflict, or what was erased, how it ended."""
    conflict = row.kind == DeskKind.ID_CONFLICT
    settle = (conflict or row.reason in OF_WRONG_PEOPLE) and row.closed_at is None
    values |= {"settle": settle, "settlements": list(settlements_of(row).items()), "posted": posted or {}}
    values |= {"asked": "What did the police say?" if conflict else "What became of it?"}
    values |= {"settle_title": "Settle this item" if conflict else "If it was erased before anybody withdrew it"}
    values |= {"mistakes": {mistake.field: mistake.text for mistake in mistakes}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
    return page(web, "desk_item_plain.html", values, session=reader.session, status=status)


def back_to_desk(area: str, done: str) -> Response:
    """To the desk, which says what was done."""
    return RedirectResponse(f"/council/{area}?done={done}", HTTPStatus.SEE_OTHER)


def choice_mistakes(field: str, value: str, choices: type[StrEnum], missing: str) -> tuple[Mistake, ...]:
    """What is wrong with a choice from a closed list."""
    return () if value in {choice.value for choice in choices} else (Mistake(field, missing),)


def _opened(web: Context, row: DeskRow, view: str) -> dict[str, object]:
    kind = DeskKind(row.kind)
    disclosed = web.hub.disclose(view)
    event = web.hub.views.event(row.event)
    referral = web.hub.views.referral(row.referral) if row.referral else None
    candidates: list[ShownCandidate] = []
    if referral is not None:
        candidates = shown_candidates(web.hub.candidates(view), lambda urn: school_title(web, urn))
    return {
        "handling": disclosed.handling,
        "items": shown_items(disclosed, event.type if event is not None else ""),
        "candidates": candidates,
        "matching": referral is not None,
        "referral_reason": referral_reason(referral) if referral else "",
        "named": [(urn, school_title(web, urn)) for urn in referral.named] if referral else [],
        "reader": kind in READER_KINDS,
        "settle": kind is not DeskKind.MATCH,
        "answers": list(ANSWERS.items()),
    }


def _by_hand(row: DeskRow) -> dict[str, object]:
    """The forms that record what was done. They need no opening: what was erased opens no more and must be closed."""
    return {
        "told_roles": [(role, role_title(role)) for role in told_of_it(row)],
        "settle": True,
        "settlements": list(settlements_of(row).items()),
    }


def _is_unsafe(web: Context, row: DeskRow) -> bool:
    """Whether a usual reader of the school may be close to the family, whichever item of the child is looked at."""
    if row.kind == DeskKind.NO_SAFE_READER or is_unsafe(row.reason):
        return True
    beside = web.hub.views.desk([row.area])
    return any(o.kind == DeskKind.NO_SAFE_READER and (o.case, o.person) == (row.case, row.person) for o in beside)
