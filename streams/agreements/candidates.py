"""Candidates: the few clauses that can touch requests between two parties while no instrument begins or ends."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Final

import msgspec

from streams.agreements.compiled import AgreementPart, DutyPart, Index, Rule
from streams.agreements.layout import RESTRICTED, UNREAD, Layout
from streams.agreements.masks import items_of_event, never_to_a_school_of
from streams.agreements.request import Request
from streams.agreements.terms import Term
from streams.agreements.verdict import Instrument, NotInForce
from streams.agreements.vocabulary import SETTING_ROLES, SETTINGS

_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Candidate(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A clause ready to be weighed. `need` are the bits of its conditions (`layout`), `items` what it gives or takes.

    `demands` are the bit and the items of each demand that it makes of a reader, `why` the reason for which its
    instrument does not count, `overdue` whether that is past its review.
    """

    demands: tuple[tuple[int, int], ...]
    name: str
    items: int
    need: int
    rule: Rule
    overdue: bool
    why: NotInForce | None

    def lacking(self, bits: int) -> int:
        """The items that wait for a demand whose bit is set."""
        items = 0
        for bit, asked in self.demands:
            if bits & bit:
                items |= asked
        return items


class Candidates(msgspec.Struct, frozen=True, eq=False, gc=False):
    """All candidates, each sort in the order of instruments and clauses.

    `items` are those that events of this type have. `dormant` are clauses of instruments that do not count now,
    `resting` these instruments. `never_given` is what the ones in force never give. Only the bits `relevant` can change
    the outcome.
    """

    forbids: tuple[Candidate, ...]
    permits: tuple[Candidate, ...]
    minimums: tuple[Candidate, ...]
    never_school: int
    layout: Layout
    items: int
    fixed: int
    relevant: int
    never_given: int
    dormant: tuple[Candidate, ...]
    resting: tuple[tuple[Instrument, NotInForce], ...]


class Pool:
    """Candidates made before, so that areas, roles and kinds of recipient under the same clauses share them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._each: dict[tuple[object, ...], Candidate] = {}
        self._masks: dict[int, int] = {}
        self._all: dict[tuple[object, ...], Candidates] = {}

    def candidate(
        self,
        rule: Rule,
        universe: int,
        demands: tuple[tuple[str, int], ...] = (),
        overdue: bool = False,
        why: NotInForce | None = None,
    ) -> Candidate:
        """The candidate of a rule."""
        key = (rule.name, rule.instrument.version, universe, demands, overdue, why)
        found = self._each.get(key)
        if found is None:
            given = rule.items & universe
            asked = [(self._layout.demand(name), items & given) for name, items in demands]
            lacking = tuple((bit, items) for bit, items in asked if items)
            items, need = self._one(given), self._one(self._layout.need(rule.when))
            found = self._each[key] = Candidate(lacking, rule.name, items, need, rule, overdue, why)
        return found

    def candidates(self, made: Candidates) -> Candidates:
        """These, or the ones like them that were made before."""
        key = (
            made.forbids, made.permits, made.minimums, made.dormant, made.resting, made.fixed, made.never_school,
            made.items, made.never_given,
        )  # fmt: skip
        return self._all.setdefault(key, made)

    def _one(self, mask: int) -> int:
        """The one object of an integer: many clauses share their masks, and what is near is read faster."""
        return self._masks.setdefault(mask, mask)


class Span(msgspec.Struct, frozen=True, eq=False):
    """Candidates with the times for which they stand: from each first one up to before each last."""

    first: datetime
    last: datetime
    occurred_first: datetime
    occurred_last: datetime
    candidates: Candidates


class Lineup:
    """The parts of instruments that stand between the parties of a request, whatever the event and the time."""

    __slots__ = ("_agreements", "_duties", "_fixed", "_instants", "_items", "_layout", "_never")

    def __init__(self, index: Index, request: Request) -> None:
        entry = index.entry(request)
        self._layout = index.layout
        self._items = items_of_event(request.event_type)
        self._agreements = tuple(part for part in entry.agreements if part.between(request))
        self._duties = tuple(duty for duty in entry.duties if duty.between(request))
        rules = chain(
            (rule for part in self._agreements for rule in (*part.permits, *part.forbids)),
            (duty.minimum for duty in self._duties),
        )
        self._fixed = index.layout.parties((condition for rule in rules for condition in rule.when), request)
        school = request.recipient_kind in SETTINGS or request.role in SETTING_ROLES
        self._never = never_to_a_school_of(request.event_type) if school else 0
        self._instants = [_ALWAYS, *sorted(set(instants(self._agreements, self._duties))), _NEVER]

    def span(self, at: datetime, occurred_at: datetime, pool: Pool) -> Span:
        """What counts and what rests at these times, and for how long that is so."""
        found = _Found(self._layout, self._items, pool)
        for part in self._agreements:
            found.agreement(part, part.term.state(at, occurred_at), part.review_overdue <= at)
        for duty in self._duties:
            found.duty(duty, duty.term.state(at, occurred_at))
        candidates = found.candidates(self._fixed, self._never)
        now, then = bisect_right(self._instants, at), bisect_right(self._instants, occurred_at)
        moments = self._instants
        return Span(moments[now - 1], moments[now], moments[then - 1], moments[then], candidates)


class Between(msgspec.Struct, eq=False):
    """A line-up, the candidates for the times that were asked of last, and those for others."""

    lineup: Lineup
    latest: Span
    spans: list[Span]


class _Found:
    """Candidates while they are gathered."""

    def __init__(self, layout: Layout, items: int, pool: Pool) -> None:
        self._layout = layout
        self._items = items
        self._pool = pool
        self._forbids: list[Candidate] = []
        self._permits: list[Candidate] = []
        self._minimums: list[Candidate] = []
        self._dormant: list[Candidate] = []
        self._resting: list[tuple[Instrument, NotInForce]] = []
        self._offered = self._always_forbidden = self._floor = 0

    def agreement(self, part: AgreementPart, why: NotInForce | None, overdue: bool) -> None:
        """Take an agreement that counts, or rests for a reason."""
        if why is None or why is NotInForce.INCIDENT_OUTSIDE_DATES:
            self._offered |= part.offered
            self._always_forbidden |= part.always_forbidden
            self._forbids += [self._pool.candidate(rule, self._items) for rule in part.forbids]
        if why is not None:
            self._rests(part.instrument, part.permits, why)
        else:
            self._permits += [self._pool.candidate(rule, self._items, part.demands, overdue) for rule in part.permits]

    def duty(self, duty: DutyPart, why: NotInForce | None) -> None:
        """Take a duty that counts, or rests for a reason."""
        if why is not None:
            self._rests(duty.minimum.instrument, (duty.minimum,), why)
        else:
            self._floor |= duty.minimum.items & self._items
            self._minimums.append(self._pool.candidate(duty.minimum, self._items))

    def candidates(self, fixed: int, never_school: int) -> Candidates:
        """All that was taken."""
        return self._pool.candidates(
            Candidates(
                forbids=tuple(self._forbids),
                permits=tuple(self._permits),
                minimums=tuple(self._minimums),
                never_school=never_school,
                layout=self._layout,
                items=self._items,
                fixed=fixed,
                relevant=self._relevant(),
                never_given=self._items & ~((self._offered & ~self._always_forbidden & ~never_school) | self._floor),
                dormant=tuple(self._dormant),
                resting=tuple(self._resting),
            )
        )

    def _relevant(self) -> int:
        needed, others = 0, RESTRICTED | UNREAD
        for each in chain(self._forbids, self._permits, self._minimums, self._dormant):
            needed |= each.need
            for bit, _ in each.demands:
                others |= bit
        return needed | needed << 1 | others

    def _rests(self, instrument: Instrument, rules: Iterable[Rule], why: NotInForce) -> None:
        self._resting.append((instrument, why))
        self._dormant += [self._pool.candidate(rule, self._items, why=why) for rule in rules]


def instants(agreements: Iterable[AgreementPart], duties: Iterable[DutyPart]) -> Iterator[datetime]:
    """Every instant at which one of these begins, ends, rests or falls due for review."""
    for part in agreements:
        yield part.review_overdue
        yield from _changes(part.term)
    for duty in duties:
        yield from _changes(duty.term)


def _changes(term: Term) -> Iterator[datetime]:
    """Every instant with which `Term.state` compares a time."""
    for moment in (term.starts, term.superseded, term.incidents_from, term.ends, *chain(*term.suspended)):
        if moment is not None:
            yield moment
