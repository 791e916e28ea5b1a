"""Out-of-order and late arrivals give the same answer as in-order ones (flows.md, memory across events)."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import encompass, hospital, marac, missing
from schemas.records.memory import OccurrenceForgotten, OccurrenceNoted, Pair, PatternChange, PatternFound
from streams.deciders.memory.decide import follow
from streams.deciders.memory.evolve import evolve
from streams.deciders.memory.state import History
from streams.deciders.states import States
from tests.support.facts import MONDAY_EVENING, a_reference
from tests.support.flows import flow_bodies
from tests.support.furnishing import AREA

REFERENCE = a_reference(*flow_bodies())
TYPES = (encompass.EVENT_TYPE, marac.EVENT_TYPE, hospital.EVENT_TYPE, missing.EVENT_TYPE)
CHILDREN = ("child-1", "child-2")
VICTIMS = ("victim-1", "victim-2")

Story = tuple[OccurrenceNoted | OccurrenceForgotten, ...]
"""What is noted of one case, in order: revisions, and perhaps its withdrawal."""


@st.composite
def stories(draw: st.DrawFn, number: int) -> Story:
    """A case of the last two years, some revised, some withdrawn; hop 1 keeps each of one type."""
    type = draw(st.sampled_from(TYPES))
    noted = draw(occurrences(number, type))
    told: list[OccurrenceNoted | OccurrenceForgotten] = [noted]
    if draw(st.integers(0, 4)) == 0:
        told.append(replace(draw(occurrences(number, type)), event=_id(number, 2)))
    if draw(st.integers(0, 4)) == 0:
        told.append(OccurrenceForgotten(_id(number, 3), _id(number, 0)))
    return tuple(told)


@st.composite
def occurrences(draw: st.DrawFn, number: int, type: str) -> OccurrenceNoted:
    """Something that happened to children, or between a victim and an alleged perpetrator."""
    at = MONDAY_EVENING - timedelta(hours=draw(st.integers(0, 600 * 24)))
    is_missing = type == missing.EVENT_TYPE
    back = draw(st.none() | st.integers(-2, 60)) if is_missing else None
    pair = Pair(draw(st.sampled_from(VICTIMS)), "perpetrator")
    return OccurrenceNoted(
        event=_id(number, 1),
        case=_id(number, 0),
        section=0,
        type=type,
        area=AREA,
        at=at,
        until=at + timedelta(hours=back) if back is not None else None,
        people=(draw(st.sampled_from(CHILDREN)),),
        pairs=() if is_missing else (pair,),
        companions=tuple(draw(st.sets(st.sampled_from(("friend-1", "friend-2"))))) if is_missing else (),
        place=draw(st.sampled_from((None, "place-1", "place-2"))) if is_missing else None,
        criminal=draw(st.booleans()),
    )


def _id(number: int, revision: int) -> bytes:
    return bytes([number, revision]) * 8


def hear(told: Sequence[OccurrenceNoted | OccurrenceForgotten]) -> tuple[dict[str, object], list[PatternFound]]:
    """What is remembered and answered at the end of a log, by history, and every pattern that was told on the way."""
    states = States(lambda _: None)
    patterns: list[PatternFound] = []
    for position, one in enumerate(told):

        def name(place: int, position: int = position) -> str:
            return f"resolve-{position}-{place}"

        for place, output in enumerate(follow(states, REFERENCE, one, name)):
            evolve(states, output, name(place))
            if isinstance(output, PatternFound):
                patterns.append(output)
    return {key: _said(value) for key, value in states.changed.items() if isinstance(value, History)}, patterns


def _said(history: History) -> object:
    """The history without the places at which its answers stand, which follow the order by their nature."""
    seen = {one.case for one in history.seen}
    answers = {
        (one.rule, one.about): (one.kind, one.version, one.cases, one.count, one.repeat)
        for one in history.answered
        if not one.about or one.about in seen
    }
    return history.seen, answers


def in_another_order(cases: Sequence[Story], random: Random) -> list[OccurrenceNoted | OccurrenceForgotten]:
    """All notes in any order in which each case's own order holds."""
    turns = [number for number, story in enumerate(cases) for _ in story]
    random.shuffle(turns)
    waiting = [iter(story) for story in cases]
    return [next(waiting[number]) for number in turns]


CASES = st.integers(1, 9).flatmap(lambda count: st.tuples(*(stories(number) for number in range(count))))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases=CASES, random=st.randoms(use_true_random=False))
def test_at_the_end_of_the_log_every_order_has_come_to_the_same(cases: tuple[Story, ...], random: Random) -> None:
    in_order, _ = hear([note for story in cases for note in story])
    late, _ = hear(in_another_order(cases, random))
    empty = _said(History())
    assert {k: v for k, v in late.items() if v != empty} == {k: v for k, v in in_order.items() if v != empty}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases=CASES, random=st.randoms(use_true_random=False))
def test_an_answer_is_never_changed_silently(cases: tuple[Story, ...], random: Random) -> None:
    """Each pattern that is told names the one that stood before it, and in order of time nothing is revised."""
    standing: dict[tuple[str, str | None, str], bool] = {}
    _, patterns = hear(in_another_order(cases, random))
    for one in patterns:
        about = (one.person, one.perpetrator, one.rule)
        assert (one.replaces is not None) is standing.get(about, False)
        standing[about] = one.change is not PatternChange.LAPSED
    noted = sorted((story[0] for story in cases), key=lambda one: one.at)  # type: ignore[union-attr]  # a story begins with a note
    _, in_time = hear(noted)
    assert {one.change for one in in_time} <= {PatternChange.FOUND, PatternChange.GREW}
