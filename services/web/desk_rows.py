"""One item of a council's desk in words: why it stands there, whom it is for, and how it may end."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events import marac
from schemas.events.front_door import OUTCOME_TYPE
from schemas.items import Item
from schemas.items_of import title_of
from schemas.records.answers import OF_WRONG_PEOPLE
from schemas.records.inputs import SettledHow
from schemas.records.notify import DeskKind, DeskOutcome
from schemas.records.share import Recipient
from services.web import times
from services.web.context import Context
from services.web.inboxes import inbox_at
from services.web.words_desk import (
    DESK_KINDS,
    HELD_REASONS,
    OUTCOMES,
    OUTCOMES_AT_A_SCHOOL,
    SAY_NOTHING,
    TELEPHONE_KINDS,
    DeskWords,
)
from services.web.words_desk_elsewhere import (
    DUTY_TEAM_LATE,
    ELSEWHERE,
    OF_WHAT_WE_TOLD,
    SAY_NOTHING_THERE,
    TELEPHONE_ELSEWHERE,
    UNNAMED_CONFLICT,
)
from services.web.words_outcomes import NOT_TAKEN_REASONS, OF_WRONG_PEOPLE_WORDS, is_unsafe
from services.web.words_reasons import (
    CONFLICT_SETTLEMENTS,
    ELSEWHERE_SETTLEMENTS,
    FEEDBACK_SETTLEMENTS,
    NO_ROUTE_SETTLEMENTS,
    OUTCOME_SETTLEMENTS,
    SETTLEMENTS,
    TAKEN_BACK_SETTLEMENTS,
    TRIAGE_SETTLEMENTS,
    WORK_SETTLEMENTS,
)
from streams.deciders.areas import COUNCIL_DESK, DUTY_TEAM
from streams.deciders.person.by_hand import is_of_what_this_desk_told, told_roles
from streams.deciders.person.kept_items import IN_PLACE
from streams.views.rows import DeskRow, EventRow

_SAY_WHY = frozenset(
    {
        DeskKind.REFUSED_DUTY,
        DeskKind.OUTSIDE_AREA,
        DeskKind.NO_SETTING,
        DeskKind.NO_ROUTE,
        DeskKind.OUTCOME,
        DeskKind.FEEDBACK,
    }
)
_SETTLEMENTS: Final = {
    DeskKind.ID_CONFLICT: CONFLICT_SETTLEMENTS,
    DeskKind.OUTCOME: OUTCOME_SETTLEMENTS,
    DeskKind.FEEDBACK: FEEDBACK_SETTLEMENTS,
    DeskKind.NO_ROUTE: NO_ROUTE_SETTLEMENTS,
    DeskKind.UNTRIAGED: TRIAGE_SETTLEMENTS,
    DeskKind.INTERVIEW_OVERDUE: WORK_SETTLEMENTS,
    DeskKind.NOT_PICKED_UP: WORK_SETTLEMENTS,
}
"""By kind, how an item may be settled by hand, where it is not about a child whose school is to be told."""
_WHY: Final = {**HELD_REASONS, **NOT_TAKEN_REASONS}


class ShownDeskRow(Struct, frozen=True):
    """One line of the desk. `details` are titles and texts of its own page that need no opening: they speak of nobody.

    `reference` is the publisher's behind what it is called, by which two items of one kind are told apart; empty where
    no event is known.
    """

    row: DeskRow
    words: DeskWords
    place: str
    outcome: str
    why: str
    reference: str
    details: tuple[tuple[str, str], ...] = ()


def shown_row(web: Context, row: DeskRow) -> ShownDeskRow:
    """A desk item with its kind in words and the place that it is about."""
    outcomes = OUTCOMES if elsewhere(row) else OUTCOMES | OUTCOMES_AT_A_SCHOOL
    outcome = outcomes[DeskOutcome(row.outcome)] if row.outcome else ""
    why = _WHY.get(row.reason, "") if row.kind in _SAY_WHY else ""
    event = web.hub.views.event(row.event) if row.event else None
    named = event is not None and _may_name(event)
    reference = f"{title_of(Item.INCIDENT_REFERENCE, event.type)} {event.reference}" if event and named else ""
    words = _words(row)
    if row.kind == DeskKind.ID_CONFLICT and event is not None and not named:
        words = replace(words, steps=UNNAMED_CONFLICT)
    return ShownDeskRow(row, words, _place(web, row), outcome, why, reference)


def _may_name(event: EventRow) -> bool:
    """Whether this desk may know the event by its reference. Of a referral to MARAC no agreement gives it that."""
    return event.type != marac.EVENT_TYPE


def elsewhere(row: DeskRow) -> bool:
    """Whether an item is for no school: for another desk, an agency, or nobody known."""
    return row.recipient_scheme != "urn"


def told_of_it(row: DeskRow) -> tuple[str, ...]:
    """The roles that may have been told in the place of whoever the item is for; nobody where nobody is to be rung."""
    kinds = TELEPHONE_ELSEWHERE if elsewhere(row) else TELEPHONE_KINDS
    return told_roles(_recipient(row)) if row.kind in kinds else ()


def _recipient(row: DeskRow) -> Recipient | None:
    if row.recipient_role is None or row.recipient_scheme is None or row.recipient_value is None:
        return None
    return Recipient(row.recipient_role, row.recipient_scheme, row.recipient_value)


def _words(row: DeskRow) -> DeskWords:
    kind = DeskKind(row.kind)
    if row.reason in OF_WRONG_PEOPLE:
        return OF_WRONG_PEOPLE_WORDS
    if is_of_what_this_desk_told(kind, _recipient(row)):
        return OF_WHAT_WE_TOLD
    words = ELSEWHERE.get(kind, DESK_KINDS[kind]) if elsewhere(row) else DESK_KINDS[kind]
    if kind is DeskKind.UNTRIAGED and row.recipient_role == DUTY_TEAM:
        words = DUTY_TEAM_LATE
    if kind is not DeskKind.NO_SAFE_READER and is_unsafe(row.reason):
        return replace(words, steps=(SAY_NOTHING_THERE if elsewhere(row) else SAY_NOTHING, *words.steps))
    return words


def settlements_of(row: DeskRow) -> Mapping[SettledHow, str]:
    """How an item may be settled by hand. A doubtful match is answered, and an outcome about the wrong people is
    withdrawn, unless its event was erased.
    """
    kind = DeskKind(row.kind)
    usual = ELSEWHERE_SETTLEMENTS if elsewhere(row) and kind is not DeskKind.NO_SETTING else SETTLEMENTS
    settled = _SETTLEMENTS.get(kind, usual)
    if is_of_what_this_desk_told(kind, _recipient(row)):
        settled = TAKEN_BACK_SETTLEMENTS
    if kind is DeskKind.MATCH or row.reason in OF_WRONG_PEOPLE:
        return {SettledHow.ERASED: settled[SettledHow.ERASED]}
    return settled


def details_of(web: Context, row: DeskRow) -> Iterator[tuple[str, str]]:
    """What the page of an item says of it without an opening, as titles and texts."""
    if row.kind == DeskKind.PARKED:
        yield "Key", row.recipient_value or ""
        yield "Where it waits", f"{row.person}, position {row.section}"
    elif row.kind == DeskKind.ID_CONFLICT:
        event = web.hub.views.event(row.event)
        if event is not None and _may_name(event):
            yield title_of(Item.INCIDENT_REFERENCE, event.type), f"{event.reference}, revision {event.revision}"
        elif event is not None:
            yield "Item", row.item
    elif row.kind == DeskKind.OUTCOME:
        yield from _of_outcome(web, row)
    elif DeskKind(row.kind) in IN_PLACE and row.closed_at is None:
        yield from _updated(web, row)


def _updated(web: Context, row: DeskRow) -> Iterator[tuple[str, str]]:
    """When the event behind an item that stayed as it stood was last revised."""
    for event in web.hub.views.events(case=row.case, limit=1):
        if event.event != row.event and event.accepted_at > row.raised_at:
            yield "Updated since", f"{times.full(event.accepted_at)}. Opened now, it shows the update."


def _of_outcome(web: Context, row: DeskRow) -> Iterator[tuple[str, str]]:
    """Who published it and what it was called there, and which contact of the front door it speaks of, as far as there
    is one.

    The item of a child whom the outcome does not name is of the contact itself, which somebody else sent.
    """
    event = web.hub.views.event(row.event)
    published = event is not None and event.type == OUTCOME_TYPE
    agency = web.hub.reference().agencies.get(event.publisher) if event is not None and published else None
    if agency is not None and event is not None:
        yield "Sent by", agency.title
        yield title_of(Item.INCIDENT_REFERENCE, event.type), f"{event.reference}, revision {event.revision}"
    notice = web.hub.views.notice(row.notice) if row.notice else None
    contact = web.hub.views.event(notice.event) if notice is not None else None
    if contact is not None:
        yield "Contact", f"{title_of(Item.INCIDENT_REFERENCE, contact.type)} {contact.reference}"


def _place(web: Context, row: DeskRow) -> str:
    """Whom the item is for: a school by its name, else the role and its council or agency; nobody for this desk."""
    recipient = _recipient(row)
    if recipient is None or recipient.role == COUNCIL_DESK:
        return ""
    return inbox_at(web, recipient).title
