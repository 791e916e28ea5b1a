"""A coordinator answers a doubtful match: this pupil, this school, or neither; never what is no longer asked."""

from msgspec.structs import replace

from schemas.events.people import Role
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.match import MatchReferred
from schemas.records.reference import RoleEnded, SettingStatus
from streams.deciders.areas import COUNCIL_DESK
from tests.support.facts import Facts, a_reference, an_event, apply
from tests.support.furnishing import AREA, LONG_AGO, appointed, school
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, SECOND, WITHOUT_ROLL

AMY = pupil(0, FIRST)


def asked(*more: object) -> Line:
    """Police gave Amy another given name: a coordinator is asked."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY])
    line = Line(facts)
    victim = adult("Ann", "Other", Role.VICTIM)
    line.publish(an_event(replace(child_of(AMY), given_names="Othername"), victim))
    return line


def answer(line: Line, *, pupil: str | None = None, setting: str | None = None, user: str = COORDINATOR) -> list[str]:
    """The coordinator's answer to the latest question."""
    place, referred = next((p, o) for p, o in reversed(line.recorded.items()) if isinstance(o, MatchReferred))
    command = MatchDecided(referred.case, place, user, COUNCIL_DESK, pupil, setting, AnswerBasis.EVIDENCE_SHOWN)
    return line.perform(command)


def test_the_pupil_is_taken_and_the_school_told() -> None:
    assert answer(asked(), pupil="pupil-0") == [
        f"new child is pupil-0 at {FIRST}/desk",
        "desk item closed: matched",
        f"first notice to {FIRST}",
    ]


def test_a_school_may_be_named_instead() -> None:
    assert answer(asked(), setting=WITHOUT_ROLL) == [
        f"new child on no roll: named_setting_without_roll {WITHOUT_ROLL}/desk",
        "desk item closed: matched",
        f"first notice to {WITHOUT_ROLL}",
    ]


def test_neither_brings_it_to_the_council() -> None:
    assert answer(asked()) == [
        "new child on no roll: no_placement",
        "desk item closed: matched",
        "desk 822: no_setting for 822 (without_school)",
    ]


def test_a_pupil_who_is_no_candidate_is_refused() -> None:
    assert answer(asked(), pupil="pupil-7") == ["refused: not_among_the_candidates"]


def test_a_candidate_who_left_every_roll_meanwhile_is_refused() -> None:
    line = asked()
    line.facts.put_roll(FIRST, [])
    assert answer(line, pupil="pupil-0") == ["refused: no_longer_on_any_roll"]


def test_a_closed_school_is_refused() -> None:
    line = asked()
    apply(line.facts.reference, school(WITHOUT_ROLL, status=SettingStatus.CLOSED))
    assert answer(line, setting=WITHOUT_ROLL) == ["refused: school_not_open"]


def test_the_same_answer_twice_is_refused_the_second_time() -> None:
    line = asked()
    answer(line, pupil="pupil-0")
    assert answer(line, pupil="pupil-0") == ["refused: no_longer_current"]


def test_an_answer_that_a_revision_has_overtaken_is_refused() -> None:
    line = asked()
    line.publish(an_event(child_of(AMY), revision=2))
    assert answer(line, pupil="pupil-0") == ["refused: no_longer_current"]


def test_a_coordinator_of_another_area_is_refused() -> None:
    line = asked()
    apply(line.facts.reference, appointed("u-elsewhere", COUNCIL_DESK, "area", "823"))
    assert answer(line, pupil="pupil-0", user="u-elsewhere") == ["refused: not_your_area"]


def test_a_coordinator_whose_role_ended_is_refused() -> None:
    line = asked()
    apply(line.facts.reference, RoleEnded(COORDINATOR, COUNCIL_DESK, "area", AREA, LONG_AGO))
    assert answer(line, pupil="pupil-0") == ["refused: not_your_area"]


def test_a_coordinator_who_may_be_connected_is_refused() -> None:
    line = asked()
    line.facts.name_staff(COORDINATOR, "Ann", "Other")
    assert answer(line, pupil="pupil-0") == ["refused: may_be_connected"]


def test_a_pupil_met_before_is_the_same_person_and_the_provisional_one_goes() -> None:
    line = asked()
    line.publish(an_event(child_of(AMY), reference="ref-2"))
    assert answer(line, pupil="pupil-0")[:2] == ["child removed", f"new child is pupil-0 at {FIRST}/desk"]


def test_a_pupil_of_two_schools_is_told_of_at_both() -> None:
    line = asked()
    line.facts.put_roll(SECOND, [replace(AMY, urn=SECOND)])
    assert answer(line, pupil="pupil-0")[-2:] == [f"first notice to {FIRST}", f"first notice to {SECOND}"]


def test_an_answered_doubt_is_not_asked_again_by_an_unrelated_change() -> None:
    line = asked()
    answer(line, pupil="pupil-0")
    child = replace(child_of(AMY), given_names="Othername", whereabouts="in the kitchen")
    said = line.later(hours=1).publish(an_event(child, adult("Ann", "Other", Role.VICTIM), revision=2))
    assert said == [
        f"changed child is pupil-0 at {FIRST}/roll",
        f"update notice to {FIRST} changed child_whereabouts",
    ]


def test_it_is_asked_again_when_the_name_changed() -> None:
    line = asked()
    answer(line, pupil="pupil-0")
    child = replace(child_of(AMY), given_names="Thirdname")
    said = line.later(hours=1).publish(an_event(child, adult("Ann", "Other", Role.VICTIM), revision=2))
    assert said[0].startswith("changed child is doubtful")
