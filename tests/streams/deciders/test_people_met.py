"""Whom somebody may be is told without comparing: what is remembered of them is loaded before a batch is decided."""

from hypothesis import given
from hypothesis import strategies as st

from streams.deciders.match.compare import known_people, likely_people
from streams.deciders.match.known import KnownPeople
from streams.matching.compare import Sought
from tests.streams.matching.invented_pupils import described, pupils
from tests.streams.matching.test_matching_properties import DATA, descriptions

SOME = [described(pupil.entry) for pupil in pupils(3, seed=7)]
people = st.lists((st.sampled_from(SOME) | descriptions).map(Sought), max_size=8)


@given(met=people, sought=people)
def test_whoever_is_known_was_likely_before(met: list[Sought], sought: list[Sought]) -> None:
    """Whatever others are met before it is decided: they make nobody known who was not likely."""
    known = KnownPeople(DATA)
    for number, one in enumerate(met):
        known.add(f"person-{number}", one)
    folded = dict(enumerate(sought))
    likely = set(likely_people(folded, {}, known))
    assert set(known_people(folded, {}, known).values()) <= likely
    known.add("met later", Sought(SOME[0]))
    assert set(known_people(folded, {}, known).values()) <= likely | {"met later"}


def test_who_was_met_is_likely() -> None:
    known, one = KnownPeople(DATA), Sought(SOME[0])
    known.add("person-0", one)
    known.add("person-1", Sought(SOME[1]))
    assert likely_people({2: one}, {}, known) == ["person-0"]
    assert known_people({2: one}, {}, known) == {2: "person-0"}
