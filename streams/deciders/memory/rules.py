"""What follows from one history under an area's rules: pure functions of the cases, whatever order they came in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from schemas.events import marac
from schemas.records.memory import RuleKind
from streams.deciders.memory.found import Assessed, Found
from streams.deciders.memory.seen import Seen
from streams.deciders.memory.state import ANSWERED
from streams.routing.routes import Routing
from streams.routing.rules import RepeatDefinition, Rule, london_day

OF_PAIRS: Final = frozenset({RuleKind.MARAC_REPEAT, RuleKind.ESCALATION})
"""Kinds of rule about a victim and an alleged perpetrator; all others are about a child."""

_OF_ONE_CASE: Final = frozenset({RuleKind.RETURNED_BEFORE_MISSING, RuleKind.RETURN_TAKEN_BACK})
"""Kinds of rule that say what is odd about a case by itself."""

RoutingOf = Callable[[str], Routing]
"""The document of an area, by its code."""


def patterns(seen: Sequence[Seen], routing_of: RoutingOf, *, pairs: bool) -> dict[str, Found]:
    """By rule, the latest case with which it holds. A rule's version is that in force when that case happened, in its
    area: so an answer does not hang on when the case came in.
    """
    found: dict[str, Found] = {}
    for place in range(len(seen) - 1, -1, -1):
        anchor = seen[place]
        if anchor.at < seen[-1].at - ANSWERED:
            break
        for rule in in_force(routing_of(anchor.area), anchor.at):
            if rule.id in found or (rule.kind in OF_PAIRS) is not pairs or anchor.type not in rule.events:
                continue
            hit = _HOLDS[rule.kind](rule, seen[:place], anchor)
            if hit is not None:
                found[rule.id] = hit
    return found


def assessments(seen: Sequence[Seen], routing_of: RoutingOf) -> Iterator[Assessed]:
    """Of each referral to MARAC that a repeat rule speaks of, whether it is one, earliest first.

    Source: SafeLives: abuse between the same victim and perpetrator within 12 months of the last referral. Abuse is
    what was brought with the referral itself too.
    """
    cases = [one.case for one in seen if one.type == marac.EVENT_TYPE]
    for place, referral in enumerate(seen):
        if referral.type != marac.EVENT_TYPE or referral.at < seen[-1].at - ANSWERED:
            continue
        for rule in in_force(routing_of(referral.area), referral.at):
            if rule.kind is RuleKind.MARAC_REPEAT:
                others = tuple([case for case in cases if case != referral.case])
                yield _assessed(rule, seen[:place], referral, others)


def hold_alone(rules: Iterable[Rule], event_type: str) -> bool:
    """Whether any version of a rule may say something of a history in which nothing but one case of a type stands."""
    return any(
        event_type == marac.EVENT_TYPE
        if rule.kind is RuleKind.MARAC_REPEAT
        else event_type in rule.events and (rule.kind in _OF_ONE_CASE or rule.at_least <= 1)
        for rule in rules
        if rule.kind is not RuleKind.TWO_OPEN_EPISODES
    )


def occasions(cases: Sequence[Seen], hours: int) -> int:
    """How many occasions cases in order of time are: whatever begins within so many hours of the first of one is part
    of it, so that one night's calls count once.
    """
    return _separate([case.at for case in cases], hours)


def _separate(times: Iterable[datetime], hours: int) -> int:
    count, first = 0, None
    for at in times:
        if first is None or at - first > timedelta(hours=hours):
            count, first = count + 1, at
    return count


def occasions_at(routing: Routing, times: Sequence[datetime], at: datetime) -> Iterator[tuple[str, int]]:
    """(window, occasions) of a child's missing episodes as of a time, by each counting rule in force then: what an area
    counts from is shown before it is so much that it is proposed to anybody.
    """
    for rule in in_force(routing, at):
        if rule.kind is RuleKind.MISSING_COUNT:
            begins = rule.window.begins(at)
            counted = sorted(time for time in times if begins < time <= at)
            yield rule.window.words, _separate(counted, rule.once_within_hours)


def in_force(routing: Routing, at: datetime) -> tuple[Rule, ...]:
    """The rules of an area that are in force when something happened."""
    return routing.rules_on(london_day(at)) if routing.rules else ()


def _counted(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> list[Seen]:
    begins = rule.window.begins(anchor.at)
    return [one for one in earlier if one.at > begins and one.type in rule.events] + [anchor]


def _if_enough(rule: Rule, anchor: Seen, cases: list[Seen]) -> Found | None:
    count = occasions(cases, rule.once_within_hours)
    return Found(rule, anchor, tuple(cases), count) if count >= rule.at_least else None


def _so_many(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> Found | None:
    return _if_enough(rule, anchor, _counted(rule, earlier, anchor))


def _same_place(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> Found | None:
    if not anchor.place:
        return None
    there = [one for one in _counted(rule, earlier, anchor) if one.place == anchor.place]
    return _if_enough(rule, anchor, there)


def _same_companion(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> Found | None:
    """With the companion of most occasions; of two with as many, the one whose cases come first."""
    cases = _counted(rule, earlier, anchor)
    with_each = [[one for one in cases if companion in one.companions] for companion in anchor.companions]
    enough = [hit for together in with_each if (hit := _if_enough(rule, anchor, together)) is not None]
    return min(enough, key=lambda hit: (-hit.count, [(one.at, one.case) for one in hit.cases]), default=None)


def _several_flows(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> Found | None:
    cases = _counted(rule, earlier, anchor)
    flows = len({one.type for one in cases})
    return Found(rule, anchor, tuple(cases), flows) if flows >= rule.at_least else None


def _two_open(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> Found | None:
    """Episodes that had not ended when another began. One that ends before it begins is a doubt of its own."""
    still = [one for one in _counted(rule, earlier, anchor)[:-1] if one.until is None or one.until > anchor.at]
    return Found(rule, anchor, (*still, anchor), len(still) + 1) if still else None


def _returned_before(rule: Rule, _: Sequence[Seen], anchor: Seen) -> Found | None:
    backward = anchor.until is not None and anchor.until < anchor.at
    return Found(rule, anchor, (anchor,), 1) if backward else None


def _taken_back(rule: Rule, _: Sequence[Seen], anchor: Seen) -> Found | None:
    return Found(rule, anchor, (anchor,), 1) if anchor.taken_back else None


def _repeat(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> Found | None:
    """Abuse since the last referral that nobody has brought yet: a referral says for itself if it is a repeat."""
    if anchor.type == marac.EVENT_TYPE or not _is_abuse(rule, anchor):
        return None
    last, since = _since_last(rule, earlier, anchor)
    if last is None or since[-1:] != (anchor,):
        return None
    return Found(rule, anchor, (last, *since), occasions(since, rule.once_within_hours))


def _assessed(rule: Rule, earlier: Sequence[Seen], referral: Seen, others: tuple[bytes, ...]) -> Assessed:
    last, since = _since_last(rule, earlier, referral)
    if last is None or not since:
        return Assessed(rule, referral, None, (referral,), others)
    return Assessed(rule, referral, last, since, others)


def _since_last(rule: Rule, earlier: Sequence[Seen], anchor: Seen) -> tuple[Seen | None, tuple[Seen, ...]]:
    """The last referral before a case and not of the same night, and abuse since then within the window, up to it."""
    night = timedelta(hours=rule.once_within_hours)
    before = [one for one in earlier if one.type == marac.EVENT_TYPE and anchor.at - one.at > night]
    if not before:
        return None, ()
    last = before[-1]
    candidates = [one for one in earlier if one.at - last.at > night and one.case != last.case] + [anchor]
    return last, tuple([one for one in candidates if _is_abuse(rule, one) and rule.window.begins(one.at) <= last.at])


def _is_abuse(rule: Rule, case: Seen) -> bool:
    return case.type in rule.events and (rule.definition is RepeatDefinition.ANY_ABUSE or case.criminal)


_HOLDS: Final[dict[RuleKind, Callable[[Rule, Sequence[Seen], Seen], Found | None]]] = {
    RuleKind.MARAC_REPEAT: _repeat,
    RuleKind.ESCALATION: _so_many,
    RuleKind.MISSING_COUNT: _so_many,
    RuleKind.SAME_PLACE: _same_place,
    RuleKind.SAME_COMPANION: _same_companion,
    RuleKind.SEVERAL_FLOWS: _several_flows,
    RuleKind.TWO_OPEN_EPISODES: _two_open,
    RuleKind.RETURNED_BEFORE_MISSING: _returned_before,
    RuleKind.RETURN_TAKEN_BACK: _taken_back,
}
