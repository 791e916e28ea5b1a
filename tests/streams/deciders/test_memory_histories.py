"""Histories carry cases along as bytes, and are asked only where an area has rules: no answer may hang on that."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import marac
from schemas.records.memory import OccurrenceForgotten, OccurrenceNoted, PatternChange, PatternFound, RuleKind
from streams.deciders.memory.decide import follow
from streams.deciders.memory.evolve import evolve, history_at, noted_of
from streams.deciders.memory.histories import holds_another, keys_of, with_case, without
from streams.deciders.memory.packing import packed, unpacked
from streams.deciders.memory.rules import assessments, hold_alone, patterns
from streams.deciders.memory.seen import Seen
from streams.deciders.memory.state import KEPT, History
from streams.deciders.states import States
from streams.reference.facts import Reference
from streams.routing.routes import Routing
from streams.routing.rules import Rule, Window, WindowUnit
from tests.streams.deciders.test_memory_in_any_order import REFERENCE, occurrences
from tests.support.facts import a_reference
from tests.support.furnishing import AREA

NO_RULES = a_reference()
NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)

TIMES = st.datetimes(datetime(2020, 1, 1), NOW.replace(tzinfo=None)).map(lambda at: at.replace(tzinfo=UTC))
CASES = st.builds(
    lambda at, number, more: Seen(at, bytes([number]) * 16, b"e" * 16, 1, "missing.episode", AREA, *more),
    TIMES,
    st.integers(0, 5),
    st.tuples(
        st.none() | TIMES, st.sampled_from(("", "place")), st.sampled_from(((), ("resolve-1-0",))), st.booleans()
    ),
)
KINDS = ("encompass.notification", "missing.episode")
NOTES = st.integers(1, 6).flatmap(
    lambda count: st.tuples(*(st.one_of(*(occurrences(n, kind) for kind in KINDS)) for n in range(count)))
)


def tell(states: States, reference: Reference, told: OccurrenceNoted | OccurrenceForgotten) -> list[PatternFound]:
    """Note it, fold what follows, and give the patterns of it."""
    name = f"resolve-{len(states.changed)}-{{}}".format
    outputs = follow(states, reference, told, name)
    for place, output in enumerate(outputs):
        evolve(states, output, name(place))
    return [output for output in outputs if isinstance(output, PatternFound)]


def answers(states: States, key: str) -> set[tuple[object, ...]]:
    """What stands, without the places of the outputs."""
    return {(a.rule, a.kind, a.version, a.about, a.cases, a.count, a.repeat) for a in history_at(states, key).answered}


def keys(told: OccurrenceNoted) -> list[str]:
    """The histories in which it stands."""
    return keys_of(told.people, noted_of(told).pairs)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=NOTES)
def test_rules_that_an_area_sets_later_count_what_was_noted_before(told: Sequence[OccurrenceNoted]) -> None:
    late, ever = States(lambda _: None), States(lambda _: None)
    for one in told:
        tell(late, NO_RULES, one)
        tell(ever, REFERENCE, one)
    tell(late, REFERENCE, told[-1])
    for key in keys(told[-1]):
        assert history_at(late, key).seen == history_at(ever, key).seen
        current = {one for one in answers(late, key) if not one[3]}
        assert current == {one for one in answers(ever, key) if not one[3]}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=NOTES)
def test_what_a_rule_found_ends_with_the_rule(told: Sequence[OccurrenceNoted]) -> None:
    states = States(lambda _: None)
    for one in told:
        tell(states, REFERENCE, one)
    standing = {(key, a.rule) for key in keys(told[-1]) for a in history_at(states, key).answered if not a.about}
    ended = tell(states, NO_RULES, told[-1])
    assert {one.change for one in ended} <= {PatternChange.LAPSED}
    assert len(ended) == len(standing)
    assert not any(one for key in keys(told[-1]) for one in answers(states, key) if not one[3])


@given(cases=st.lists(CASES, max_size=12))
def test_a_history_is_what_sorting_its_cases_makes(cases: list[Seen]) -> None:
    history, held = History(), list[Seen]()
    for seen in cases:
        history = with_case(without(history, seen.case), packed(seen), seen.area)
        held = sorted([*(one for one in held if one.case != seen.case), seen], key=lambda one: (one.at, one.case))
        held = [one for one in held if one.at >= held[-1].at - KEPT]
        assert history.seen == tuple(held)


@given(seen=CASES, days=st.integers(0, 1000))
def test_packing_loses_nothing_and_later_is_greater(seen: Seen, days: int) -> None:
    later = Seen(seen.at + timedelta(days=days, microseconds=1), b"\0" * 16, seen.event, 1, seen.type, seen.area)
    assert unpacked(packed(seen)) == seen
    assert packed(seen) < packed(later)


def test_a_packed_case_holds_nothing_twice_and_nothing_that_it_has_none_of() -> None:
    plain = Seen(NOW, b"c" * 16, b"e" * 16, 0, "encompass.notification", AREA)
    held = packed(plain)
    assert held.count(plain.case) == 1
    assert len(held) == len(packed(Seen(NOW, b"c" * 16, b"e" * 16, 0, plain.type, AREA, criminal=False))) - 5


RULES = st.builds(
    lambda kind, events, at_least: Rule("a-rule", 1, kind, events, Window(2, WindowUnit.MONTHS), "ifd", at_least),
    st.sampled_from(RuleKind),
    st.sets(st.sampled_from((*KINDS, marac.EVENT_TYPE)), min_size=1).map(tuple),
    st.integers(1, 3),
)


@settings(max_examples=400, deadline=None)
@given(case=CASES, kind=st.sampled_from((*KINDS, marac.EVENT_TYPE)), rule=RULES)
def test_where_nothing_can_hold_of_a_case_alone_nothing_does(case: Seen, kind: str, rule: Rule) -> None:
    seen, routing = replace(case, type=kind), Routing(rules=(rule,))
    said = [patterns((seen,), lambda _: routing, pairs=pairs) for pairs in (False, True)]
    if any(said) or any(assessments((seen,), lambda _: routing)):
        assert hold_alone(routing.rules, kind)


def test_what_one_case_can_be_proposed_for_by_itself() -> None:
    def alone(kind: RuleKind, events: tuple[str, ...], event_type: str, at_least: int = 1) -> bool:
        return hold_alone([Rule("a-rule", 1, kind, events, Window(2, WindowUnit.MONTHS), "ifd", at_least)], event_type)

    calls, missing = KINDS
    assert alone(RuleKind.ESCALATION, (calls,), calls)
    assert not alone(RuleKind.ESCALATION, (calls,), calls, 2)
    assert not alone(RuleKind.ESCALATION, (missing,), calls)
    assert alone(RuleKind.RETURNED_BEFORE_MISSING, (missing,), missing, 2)
    assert not alone(RuleKind.TWO_OPEN_EPISODES, (missing,), missing)
    assert alone(RuleKind.MARAC_REPEAT, (calls,), marac.EVENT_TYPE)
    assert not alone(RuleKind.MARAC_REPEAT, (calls,), calls)


def test_a_case_is_not_another_beside_itself() -> None:
    one, other = (packed(Seen(NOW, bytes([n]) * 16, b"e" * 16, 1, KINDS[0], AREA)) for n in (1, 2))
    assert not holds_another(History(cases=(one,)), bytes([1]) * 16)
    assert holds_another(History(cases=(one,)), bytes([2]) * 16)
    assert holds_another(History(cases=(one, other)), bytes([1]) * 16)
    assert not holds_another(History(), bytes([1]) * 16)
