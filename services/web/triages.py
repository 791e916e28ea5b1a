"""What stands beside a contact at the front door: household, earlier contacts, what was decided, the choices."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.answers import NotTaken
from schemas.records.notify import DeskKind
from services.web import times
from services.web.access import Reader
from services.web.context import Context
from services.web.desks import Mistake
from services.web.front_door import manages, priority_of, routing_of, set_for, why_so_soon
from services.web.inboxes import Inbox, listed
from services.web.words import NOTICE_STATES, role_title
from services.web.words_events import happening, notice_title
from services.web.words_outcomes import NOT_TAKEN_REASONS
from services.web.words_triage import CONSENTS, ELSEWHERE, NO_REASON, OUTCOMES, PRIORITIES, PROBLEMS, REASONS
from streams.deciders.person.triage import consent_problem
from streams.views.rows import NoticeRow, TriageRow


class Near(Struct, frozen=True):
    """A line that leads to another notice. It names nobody: who it is about is read there, once it is opened.

    `outcome` is what was decided of it, empty where nothing was; `whom` says whether it is about the same person.
    """

    row: NoticeRow
    href: str
    title: str
    happening: str
    state: tuple[str, str]
    outcome: str
    whom: str


class Decided(Struct, frozen=True):
    """One triage in words."""

    row: TriageRow
    outcome: str
    consent: str
    reason: str
    by: str


def triage_values(web: Context, reader: Reader, inbox: Inbox, row: NoticeRow) -> dict[str, object]:
    """What the page of a contact has beyond that of a notice."""
    views = web.hub.views
    household = listed(web, reader, views.beside(row))
    earlier = listed(web, reader, views.earlier(row))
    decided = views.latest_triages([*household, *earlier], inbox.recipient.value)
    set_by = set_for(web, [row]).get(row.prioritised or "")
    decided_here = [_decided(one) for one in triages_of(web, inbox, row)]
    return {
        "household": near(inbox, household, row, decided),
        "earlier": near(inbox, earlier, row, decided),
        "priority": PRIORITIES[priority_of(row)],
        "why": why_so_soon(routing_of(web, inbox), row, set_by),
        "manages": manages(web, reader, inbox),
        "decided": decided_here,
        "previous": _standing(decided_here),
        "not_taken": _not_taken(web, row),
        "outcomes": list(OUTCOMES.items()),
        "consents": list(CONSENTS.items()),
        "reasons": [*REASONS.items(), *NO_REASON.items()],
    }


def triages_of(web: Context, inbox: Inbox, row: NoticeRow) -> Sequence[TriageRow]:
    """What this area's front door decided of the contact, newest first."""
    return web.hub.views.triages(row.case, row.person, inbox.recipient.value)


def _not_taken(web: Context, row: NoticeRow) -> list[str]:
    """Why what was published of this contact decides nothing, as long as the council's desk has it to settle.

    Not that a front door was left out of it: its own is told of the contact since.
    """
    items = web.hub.views.desk([row.value])
    of_it = [one for one in items if one.kind == DeskKind.OUTCOME and (one.case, one.person) == (row.case, row.person)]
    reasons = dict.fromkeys(one.reason for one in of_it)
    return [NOT_TAKEN_REASONS[reason] for reason in reasons if reason != NotTaken.FRONT_DOOR_LEFT_OUT]


def triage_mistakes(outcome: str, consent: str, reason: str) -> tuple[Mistake, ...]:
    """What is missing in a posted decision, or does not stand on the footing that it states."""
    missing = []
    if outcome not in {one.value for one in FrontDoorOutcome}:
        missing.append(Mistake("outcome", "Select what was decided"))
    if consent not in {one.value for one in CONSENTS}:
        missing.append(Mistake("consent", "Select whether the family agreed"))
    if reason and reason not in {one.value for one in ConsentReason}:
        missing.append(Mistake("reason", PROBLEMS["consent_reason_missing"]))
    if missing:
        return tuple(missing)
    problem = consent_problem(Consent(consent), ConsentReason(reason) if reason else None, FrontDoorOutcome(outcome))
    return () if problem is None else (Mistake("reason", PROBLEMS[problem]),)


def near(
    inbox: Inbox,
    rows: Sequence[NoticeRow],
    of: NoticeRow | None = None,
    decided: Mapping[tuple[bytes, str], TriageRow] = MappingProxyType({}),
) -> list[Near]:
    """Lines to other notices of this inbox, of which its reader may know, with what was decided of each."""
    return [
        Near(
            row,
            inbox.notice_href(row.notice),
            notice_title(row.kind, row.type),
            happening(row.type),
            NOTICE_STATES[row.state],
            _outcome(decided.get((row.case, row.person))),
            "The same person" if of is not None and row.person == of.person else "Somebody else in this event",
        )
        for row in rows
    ]


def _outcome(row: TriageRow | None) -> str:
    return f"{OUTCOMES[FrontDoorOutcome(row.outcome)]}, {times.full(row.decided_at)}" if row is not None else ""


def _decided(row: TriageRow) -> Decided:
    reason = REASONS[ConsentReason(row.reason)] if row.reason else ""
    outcome, consent = OUTCOMES[FrontDoorOutcome(row.outcome)], CONSENTS[Consent(row.consent)]
    return Decided(row, outcome, consent, reason, who_decided(row))


def who_decided(row: TriageRow) -> str:
    """Somebody's role here, or that it was decided in the council's own system."""
    return ELSEWHERE if row.published else role_title(row.role)


def _standing(decided: Sequence[Decided]) -> str:
    """The decision that stands; empty where none does: one that was withdrawn is in nobody's way."""
    return next((one.row.triage for one in decided if one.row.withdrawn_at is None), "")
