"""Counts and patterns across events as pages show them: what was counted, by which rule, and when. They name nobody."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from msgspec import Struct
from starlette.responses import Response

from schemas.records.memory import DecidePattern, PatternAnswer, PatternFound, PatternReason, RepeatAssessed
from schemas.records.notify import DeskKind, DeskOutcome
from schemas.records.share import Recipient
from services.web import desks
from services.web.access import Reader
from services.web.commands import perform
from services.web.context import Context
from services.web.desks import Mistake
from services.web.inboxes import inbox_at, listed
from services.web.meetings import is_marac
from services.web.pages_common import page
from services.web.refusals import NotHere
from services.web.words_desk import DESK_KINDS, OUTCOMES
from services.web.words_events import notice_title
from services.web.words_meetings import changed_words
from services.web.words_patterns import (
    ANSWERS,
    CHANGED_WORDS,
    CHANGES,
    KINDS,
    NO_LONGER_HOLDS,
    NOTED,
    REASONS,
    REPEAT_CHANGED,
)
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person import patterns as deciding
from streams.disclosing.in_words import in_words
from streams.routing.routes import NOWHERE
from streams.views.repeats import Repeat, dropped
from streams.views.rows import DeskRow, NoticeRow


def has_proposals(web: Context, recipient: Recipient) -> bool:
    """Whether counts and patterns come to a desk: a rule of its area names its role, of today or not, or one waits."""
    if recipient.scheme != "area":
        return False
    rules = web.hub.reference().routing.get(recipient.value, NOWHERE).rules
    named = any(rule.role == recipient.role for rule in rules)
    return named or bool(web.hub.views.patterns([recipient.value], recipient.role))


class CountedCase(Struct, frozen=True):
    """One case that was counted: when it happened, and the reader's own notice of it, where there is one."""

    at: datetime
    href: str
    title: str


class ShownPattern(Struct, frozen=True):
    """One proposal; or what changed since one was told, which is noted. `counted` says how many in which window;
    `outcome` is empty while it is open.
    """

    row: DeskRow
    title: str
    counted: str
    outcome: str
    notes: bool


class Address(Struct, frozen=True):
    """Where a proposal stands: title and address of its list, and where the answer is posted."""

    list_title: str
    list_href: str
    decide_href: str


def shown_pattern(web: Context, row: DeskRow) -> ShownPattern:
    """A proposal as a list shows it."""
    found = web.hub.views.pattern(row.referral or "")
    outcome = OUTCOMES[DeskOutcome(row.outcome)] if row.outcome else ""
    return ShownPattern(row, _title(row), _counted(found), outcome, row.reason in deciding.TELLS_OF_CHANGE)


def pattern_of(web: Context, reader: Reader, recipient: Recipient, item: str) -> DeskRow:
    """A proposal to this role, for this reader. `NotHere` for any other: nobody learns that it exists."""
    row = web.hub.views.desk_item(item)
    if row is None or row.kind != DeskKind.PATTERN or _whose(row) != recipient or row.outcome == DeskOutcome.LEFT_OUT:
        raise NotHere
    if not desks.listed(web, reader, [row]):
        raise NotHere
    return row


def pattern_page(
    web: Context,
    reader: Reader,
    recipient: Recipient,
    row: DeskRow,
    here: Address,
    mistakes: tuple[Mistake, ...] = (),
    posted: Mapping[str, str] | None = None,
) -> Response:
    """One proposal: what it counts and why, and the form."""
    found = web.hub.views.pattern(row.referral or "")
    pattern = shown_pattern(web, row)
    assessed = found if isinstance(found, RepeatAssessed) else None
    mine = _own(web, reader, recipient, row)
    values = {
        "pattern": pattern,
        "words": CHANGED_WORDS if pattern.notes else DESK_KINDS[DeskKind.PATTERN],
        "rule": f"{found.rule}, version {found.version}" if found is not None else "",
        "change": _change(web, row, found),
        "repeat": repeat_words(assessed) if assessed is not None else "",
        "referral": _referral(web, recipient, mine, assessed) if assessed is not None else None,
        "noted": NOTED if pattern.notes else None,
        "cases": _cases(web, recipient, mine, found),
        "place": inbox_at(web, recipient).title,
        "here": here,
        "of_the_desk": recipient.role == COUNCIL_DESK,
        "answers": list(ANSWERS.items()),
        "reasons": list(REASONS.items()),
        "posted": posted or {},
        "mistakes": {mistake.field: mistake.text for mistake in mistakes},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
    return page(web, "pattern.html", values, session=reader.session, status=status)


def decide_posted(
    web: Context, reader: Reader, row: DeskRow, answer: str, reason: str, once: str
) -> tuple[Mistake, ...]:
    """Record the answer, or say what is missing in it. Raises as `perform` where the hub refuses it."""
    mistakes = desks.choice_mistakes("answer", answer, PatternAnswer, "Select whether to refer it")
    mistakes += desks.choice_mistakes("reason", reason, PatternReason, "Select why")
    if not mistakes:
        named = (reader.user, reader.role, PatternAnswer(answer), PatternReason(reason))
        perform(web, reader, DecidePattern(row.case, row.person, row.item, *named), once)
    return mistakes


def repeat_words(assessed: RepeatAssessed) -> str:
    """Whether a referral to MARAC is a repeat, and on what that rests."""
    if not assessed.repeat:
        return f"Not a repeat: no abuse between them was counted within {assessed.window} of an earlier referral."
    return f"A repeat: abuse between the same people within {assessed.window} of the last referral."


def _change(web: Context, row: DeskRow, found: PatternFound | RepeatAssessed | None) -> str:
    """What is new since the answer before: of a referral what was counted then and is no more, or the other way."""
    if not isinstance(found, RepeatAssessed):
        return CHANGES[found.change] if found is not None else ""
    before = web.hub.views.pattern(found.replaces) if found.replaces is not None else None
    if not isinstance(before, RepeatAssessed):
        return ""
    gone = web.hub.views.withdrawn_of(set(dropped(before, found)))
    return changed_words(Repeat(before, found, row.raised_at, gone))


def _own(web: Context, reader: Reader, recipient: Recipient, row: DeskRow) -> dict[bytes, NoticeRow]:
    """By case, the first notice of this role about whom a proposal is about that the reader may see listed."""
    mine: dict[bytes, NoticeRow] = {}
    for notice in listed(web, reader, web.hub.views.about(row.person, recipient)):
        mine.setdefault(notice.case, notice)
    return mine


def _referral(
    web: Context, recipient: Recipient, mine: Mapping[bytes, NoticeRow], assessed: RepeatAssessed
) -> CountedCase | None:
    """The reader's own page of the referral that was assessed. None on the council's desk, which has no such page."""
    if recipient.role == COUNCIL_DESK:
        return None
    notice, inbox = mine.get(assessed.case), inbox_at(web, recipient)
    if notice is None:
        return CountedCase(assessed.counted[-1].at, "", "")
    href = f"{inbox.href}/agenda/cases/{notice.notice}" if is_marac(notice) else inbox.notice_href(notice.notice)
    return CountedCase(notice.occurred_at, href, notice_title("first", notice.type))


def _whose(row: DeskRow) -> Recipient:
    return Recipient(row.recipient_role or "", row.recipient_scheme or "", row.recipient_value or "")


def _title(row: DeskRow) -> str:
    if row.reason == deciding.REPEAT_CHANGED:
        return REPEAT_CHANGED
    if row.reason == deciding.NO_LONGER_HOLDS:
        return NO_LONGER_HOLDS
    known = {kind.value: title for kind, title in KINDS.items()}
    return known.get(row.reason, in_words(row.reason))


def _counted(found: PatternFound | RepeatAssessed | None) -> str:
    match found:
        case PatternFound():
            return f"{found.count} in {found.window}"
        case RepeatAssessed():
            return repeat_words(found)
        case None:
            return ""


def _cases(
    web: Context, recipient: Recipient, mine: Mapping[bytes, NoticeRow], found: PatternFound | RepeatAssessed | None
) -> list[CountedCase]:
    """When each case happened. What sort of event it was is told only where this role has a notice of it."""
    counted = found.cases if isinstance(found, PatternFound) else found.counted if found is not None else ()
    inbox = inbox_at(web, recipient)
    return [
        CountedCase(case.at, inbox.notice_href(mine[case.case].notice), notice_title("first", mine[case.case].type))
        if case.case in mine
        else CountedCase(case.at, "", "")
        for case in counted
    ]
