"""Decisions made under an agreement, counted over a stretch of time; nothing here speaks of a person."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from textwrap import wrap
from typing import Final

from msgspec import Struct

from services.web.governance.scope import Scope
from services.web.words import role_title
from services.web.words_desk import HELD_REASONS
from streams.agreements.papers.saying import event_name
from streams.agreements.sentences import REASONS
from streams.calendar.wall_clock import LONDON, london
from streams.disclosing.in_words import in_words
from streams.reference.facts import Reference
from streams.views.rows import DecidedRow

OUTCOMES: Final = {
    "permitted": "Something was given",
    "withheld": "Nothing was given, something withheld",
    "refused": "Refused",
}
PERIODS: Final = {"days": "The last 30 days", "month": "This month so far", "before": "The month before"}

LABEL_CHARACTERS: Final = 38
"""Characters of a label's line: as many as a screen of 320 pixels holds."""
LINE_PIXELS: Final = 18
BAR_PIXELS: Final = 28
"""A bar, with the space above and below it."""

_SENTENCES: Final = {reason.value: sentence for reason, sentence in REASONS.items()} | HELD_REASONS


class Period(Struct, frozen=True):
    """A stretch of time, its end not included."""

    name: str
    start: datetime
    end: datetime


class Counted(Struct, frozen=True):
    """How many decisions of one sort: in words."""

    event_type: str
    recipient: str
    outcome: str
    reason: str
    count: int


class Bar(Struct, frozen=True):
    """One bar of a chart: its label in lines, its number, its length in hundredths of the longest, and its top."""

    lines: tuple[str, ...]
    count: int
    length: float
    top: int

    @property
    def label(self) -> str:
        """The label whole."""
        return " ".join(self.lines)

    @property
    def below(self) -> int:
        """Where the next bar begins."""
        return self.top + LINE_PIXELS * len(self.lines) + BAR_PIXELS


def period_of(name: str, now: datetime) -> Period:
    """The stretch of a name in `PERIODS`; the last 30 days for any other."""
    today = london(now).date()
    first = today.replace(day=1)
    if name == "month":
        return Period(name, _midnight(first), now)
    if name == "before":
        return Period(name, _midnight((first - timedelta(days=1)).replace(day=1)), _midnight(first))
    return Period("days", now - timedelta(days=30), now)


def counted(rows: Sequence[DecidedRow], scope: Scope, reference: Reference) -> list[Counted]:
    """The rows of a scope in words, the most frequent first."""
    found = [
        Counted(
            event_name(row.event_type) if row.event_type else "not known yet",
            f"{role_title(row.role)}, {reference.area_title(row.area)}",
            OUTCOMES.get(row.outcome, in_words(row.outcome)),
            _SENTENCES.get(row.reason, in_words(row.reason)) if row.reason else "",
            row.count,
        )
        for row in rows
        if scope.area in (None, row.area)
    ]
    return sorted(found, key=lambda one: (-one.count, one.event_type, one.recipient, one.outcome, one.reason))


def bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Bars of a chart in the order given, those of one label together."""
    together: dict[str, int] = {}
    for label, count in counts:
        together[label] = together.get(label, 0) + count
    longest, found = max(together.values(), default=0), list[Bar]()
    for label, count in together.items() if longest else ():
        lines = tuple(wrap(f"{count} · {label}", LABEL_CHARACTERS))
        found.append(Bar(lines, count, round(100 * count / longest, 2), found[-1].below if found else 0))
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)
