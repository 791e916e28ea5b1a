"""When each instrument counts among the others. Days of a document are London days; here they are instants in UTC."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from streams.agreements.document import Agreement, Duty, Instrument
from streams.agreements.verdict import NotInForce
from streams.calendar.wall_clock import LONDON

_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)

Name = tuple[str, str, int]
"""Id, kind and version of an instrument."""


class Term(msgspec.Struct, frozen=True):
    """When an instrument counts. `ends` is the first instant after it."""

    starts: datetime
    superseded: datetime | None
    incidents_from: datetime | None = None
    ends: datetime | None = None
    suspended: tuple[tuple[datetime, datetime | None], ...] = ()
    unsigned: bool = False

    def state(self, at: datetime, occurred_at: datetime) -> NotInForce | None:
        """Why it does not count for an incident at `occurred_at`, decided at `at`; none if it does."""
        if at < self.starts:
            return NotInForce.NOT_YET
        if self.superseded is not None and at >= self.superseded:
            return NotInForce.SUPERSEDED
        if self.ends is not None and at >= self.ends:
            return NotInForce.EXPIRED
        if self.unsigned:
            return NotInForce.UNSIGNED
        if self.suspended and self.suspended_at(at):
            return NotInForce.SUSPENDED
        if self.incidents_from is not None and occurred_at < self.incidents_from:
            return NotInForce.INCIDENT_OUTSIDE_DATES
        if self.ends is not None and occurred_at >= self.ends:
            return NotInForce.INCIDENT_OUTSIDE_DATES
        return None

    def suspended_at(self, at: datetime) -> bool:
        """Whether a suspension covers a time."""
        return any(at >= first and (last is None or at < last) for first, last in self.suspended)


class Succession:
    """Which instruments replace which. Versions that lack a signature replace nothing, and an agreement ends only by
    one that all of its own signatories sign as well: nobody ends what others agreed.
    """

    def __init__(self, documents: Iterable[Instrument], unsigned: Collection[tuple[str, int]] = ()) -> None:
        self._versions: dict[tuple[str, str], list[Instrument]] = defaultdict(list)
        self._naming: dict[tuple[str, int], list[Instrument]] = defaultdict(list)
        for document in documents:
            if isinstance(document, Agreement):
                if (document.id, document.version) in unsigned:
                    continue
                for named in document.supersedes:
                    if named.id != document.id:
                        self._naming[named.id, named.version].append(document)
            self._versions[document.kind, document.id].append(document)

    def replacing(self, document: Instrument) -> Instrument | None:
        """The first that comes into force of those that replace this one; its own end does not bring this one back."""
        found = [each for each in self._versions[document.kind, document.id] if each.version > document.version]
        if isinstance(document, Agreement):
            found += self._naming[document.id, document.version]
            found = [each for each in found if _signed_by_all_of(document, each)]
        return min(found, key=lambda each: (first_day(each), each.id, each.version), default=None)


def _signed_by_all_of(agreement: Agreement, other: Instrument) -> bool:
    return isinstance(other, Agreement) and set(agreement.signatories) <= set(other.signatories)


def terms_of(
    documents: Collection[Instrument],
    suspended: Collection[str] = (),
    unsigned: Collection[tuple[str, int]] = (),
) -> dict[Name, Term]:
    """The term of each instrument; the parameters are those of `compiled.compile_index`."""
    succession = Succession(documents, unsigned)
    terms: dict[Name, Term] = {}
    for content in documents:
        replacing = succession.replacing(content)
        superseded = None if replacing is None else start_of(first_day(replacing))
        if isinstance(content, Duty):
            term = Term(start_of(content.in_force_from), superseded)
        else:
            lacking = (content.id, content.version) in unsigned
            term = _agreement_term(content, superseded, content.id in suspended, lacking)
        terms[content.id, content.kind, content.version] = term
    return terms


def first_day(document: Instrument) -> date:
    """The day from which an instrument is to be in force."""
    return document.in_force_from if isinstance(document, Duty) else document.dates.in_force_from


@lru_cache(maxsize=4096)
def start_of(day: date) -> datetime:
    """The instant at which a London day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def after(day: date) -> datetime:
    """The first instant after a London day."""
    return start_of(day + timedelta(days=1))


def _agreement_term(agreement: Agreement, superseded: datetime | None, suspended_now: bool, unsigned: bool) -> Term:
    dates = agreement.dates
    pauses = [(start_of(each.starts), None if each.ends is None else after(each.ends)) for each in dates.suspended]
    return Term(
        starts=start_of(dates.in_force_from),
        superseded=superseded,
        incidents_from=start_of(dates.incidents_from or dates.in_force_from),
        ends=None if dates.expires is None else after(dates.expires),
        suspended=((_ALWAYS, None),) if suspended_now else tuple(pauses),
        unsigned=unsigned,
    )
