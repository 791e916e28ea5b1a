"""Two children of one event, much alike, are two people until a human says otherwise; each is heard of."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.events.people import Person
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.match import ChildMatched, ChildNotOnRoll, MatchReferred
from streams.deciders.areas import COUNCIL_DESK
from tests.streams.deciders.telling import AMY, AT_A_SCHOOL_WITHOUT_ROLL, BEN, a_line, issued
from tests.support.facts import an_event
from tests.support.line import Line
from tests.support.people import child_of, stranger
from tests.support.world import COORDINATOR, FIRST, SECOND, WITHOUT_ROLL

ALIKE = [
    ("Ella", "Ellie"),
    ("Jon", "John"),
    ("Daniel", "Danielle"),
    ("Muhammad", "Mohammed"),
    ("Alexander", "Alexandra"),
    ("Mohammed Ali", "Mohammed Hassan"),
    ("Harry", "Henry"),
]
ON_NO_ROLL = f"child on no roll: named_setting_without_roll {WITHOUT_ROLL}/named_by_publisher"


def unrolled(name: str, ref: str) -> Person:
    """A child at a school without a roll."""
    return replace(stranger(name, AT_A_SCHOOL_WITHOUT_ROLL), ref=ref)


def with_twin_on_the_roll(name: str) -> Line:
    """The first school's roll holds one of the twins; the other joins on Monday."""
    line = a_line()
    line.facts.put_roll(FIRST, [replace(AMY, given_names=name)])
    return line


def called(name: str, ref: str) -> Person:
    """A child of that name, born and living where the twin of the roll was and does."""
    return replace(child_of(AMY, ref=ref), given_names=name)


def people(line: Line, sections: int) -> list[str]:
    """The persons of the last event's child sections."""
    children = [o for o in line.recorded.values() if isinstance(o, ChildMatched | MatchReferred | ChildNotOnRoll)]
    return [child.person for child in children[-sections:]]


@pytest.mark.parametrize(("one", "other"), ALIKE)
@pytest.mark.parametrize("first", ["one", "other"])
def test_twins_on_no_roll_are_two_notices_although_one_was_met_before(one: str, other: str, first: str) -> None:
    line = a_line()
    line.publish(an_event(unrolled(one, "a"), reference="ref-1"))
    twins = [unrolled(one, "a"), unrolled(other, "b")]
    said = line.publish(an_event(*(twins if first == "one" else reversed(twins)), reference="ref-2"))
    assert said.count(f"first notice to {WITHOUT_ROLL} minimum") == 2
    assert len(set(people(line, 2))) == 2


def test_the_twin_who_was_met_before_is_the_one_described_as_then() -> None:
    line = a_line()
    line.publish(an_event(unrolled("Muhammad", "a"), reference="ref-1"))
    (met,) = people(line, 1)
    line.publish(an_event(unrolled("Mohammed", "b"), unrolled("Muhammad", "a"), reference="ref-2"))
    other, same = people(line, 2)
    assert (same, other != met) == (met, True)


def test_a_child_on_no_roll_listed_twice_is_told_of_twice_rather_than_not_at_all() -> None:
    line = a_line()
    line.publish(an_event(unrolled("Ella", "a"), reference="ref-1"))
    said = line.publish(an_event(unrolled("Ella", "a"), unrolled("Ella", "b"), reference="ref-2"))
    assert said == [f"new {ON_NO_ROLL}"] * 2 + [f"first notice to {WITHOUT_ROLL} minimum"] * 2


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_twin_added_by_a_revision_is_a_child_of_their_own(one: str, other: str) -> None:
    line = a_line()
    line.publish(an_event(unrolled(one, "a")))
    assert line.publish(an_event(unrolled(other, "b"), unrolled(one, "a"), revision=2)) == [
        f"new {ON_NO_ROLL}",
        f"unchanged {ON_NO_ROLL}",
        f"first notice to {WITHOUT_ROLL} minimum",
    ]


@pytest.mark.parametrize(("one", "other"), ALIKE)
@pytest.mark.parametrize("first", ["one", "other"])
def test_of_twins_of_whom_one_is_on_the_roll_the_other_is_for_a_person(one: str, other: str, first: str) -> None:
    line = with_twin_on_the_roll(one)
    twins = [called(one, "a"), called(other, "b")]
    said = line.publish(an_event(*(twins if first == "one" else reversed(twins))))
    assert f"new child is pupil-0 at {FIRST}/roll" in said
    assert said.count(f"first notice to {FIRST}") == 1
    assert len([item for _, _, matter in line.matters() for item in matter.desk]) == 1
    assert len(set(people(line, 2))) == 2


def test_the_twin_with_the_rolls_own_name_is_the_pupil_and_the_other_says_why_not() -> None:
    line = with_twin_on_the_roll("Muhammad")
    assert line.publish(an_event(called("Mohammed", "b"), called("Muhammad", "a"))) == [
        "new child is doubtful: two_children_one_pupil",
        f"new child is pupil-0 at {FIRST}/roll",
        "desk 822: match (two_children_one_pupil)",
        f"first notice to {FIRST}",
    ]


def test_where_neither_has_the_rolls_own_name_both_are_for_a_person() -> None:
    line = with_twin_on_the_roll("Mohamed")
    said = line.publish(an_event(called("Mohammed", "b"), called("Muhammad", "a")))
    assert (
        said == ["new child is doubtful: two_children_one_pupil"] * 2 + ["desk 822: match (two_children_one_pupil)"] * 2
    )


def test_the_name_settles_nothing_where_the_other_has_the_date_of_birth() -> None:
    line = with_twin_on_the_roll("Muhammad")
    born_otherwise = replace(called("Muhammad", "a"), date_of_birth=AMY.date_of_birth + timedelta(days=1))
    assert line.publish(an_event(born_otherwise, reference="ref-0"))[0] == f"new child is pupil-0 at {FIRST}/roll"
    said = line.publish(an_event(born_otherwise, called("Mohammed", "b")))
    assert said[:2] == ["new child is doubtful: two_children_one_pupil"] * 2


def test_a_child_whom_police_list_twice_is_for_a_person() -> None:
    line = a_line()
    said = line.publish(an_event(child_of(AMY), child_of(AMY, ref="again"), child_of(BEN)))
    assert said == [
        "new child is doubtful: two_children_one_pupil",
        "new child is doubtful: two_children_one_pupil",
        f"new child is pupil-1 at {SECOND}/roll",
        "desk 822: match (two_children_one_pupil)",
        "desk 822: match (two_children_one_pupil)",
        f"first notice to {SECOND}",
    ]
    assert len(set(people(line, 3))) == 3


def test_when_the_rolls_name_comes_with_a_revision_the_pupils_notice_is_corrected_and_the_twin_is_asked_about() -> None:
    line = with_twin_on_the_roll("Muhammad")
    line.publish(an_event(called("Mohammed", "b")))
    assert line.publish(an_event(called("Mohammed", "b"), called("Muhammad", "a"), revision=2)) == [
        "new child is doubtful: two_children_one_pupil",
        f"changed child is pupil-0 at {FIRST}/roll",
        "desk 822: match (two_children_one_pupil)",
        f"update notice to {FIRST} changed child_name",
    ]


def test_a_doubtful_child_does_not_become_the_person_whom_the_pupil_beside_them_is() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY, ref="a")))
    assert line.publish(an_event(called("Othername", "a"), child_of(AMY, ref="b"), revision=2)) == [
        "new child is doubtful: name_doubtful",
        f"unchanged child is pupil-0 at {FIRST}/roll",
        "desk 822: match (name_doubtful)",
    ]


def answer(line: Line, referral: str, pupil: str) -> list[str]:
    """The coordinator says which pupil a doubtful child is."""
    referred = line.recorded[referral]
    assert isinstance(referred, MatchReferred)
    basis = AnswerBasis.EVIDENCE_SHOWN
    return line.perform(MatchDecided(referred.case, referral, COORDINATOR, COUNCIL_DESK, pupil, None, basis))


def test_a_human_may_say_that_both_are_one_and_the_school_hears_of_both() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), child_of(AMY, ref="again")))
    first, second = [place for place, output in line.recorded.items() if isinstance(output, MatchReferred)]
    assert answer(line, first, "pupil-0")[-1] == f"first notice to {FIRST}"
    assert answer(line, second, "pupil-0")[:3] == [
        "child removed",
        f"changed child is pupil-0 at {FIRST}/desk",
        "desk item closed: superseded",
    ]
    assert [(notice.kind, notice.section) for notice in issued(line)] == [("first", 0), ("update", 1)]


def test_an_answer_for_one_child_never_takes_the_question_about_the_other_off_the_desk() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY, ref="a")))
    line.publish(an_event(called("Othername", "a"), called("Another", "b"), revision=2))
    questions = [place for place, output in line.recorded.items() if isinstance(output, MatchReferred)]
    assert answer(line, questions[1], "pupil-0")[-1] == f"first notice to {FIRST}"
    waiting = [item.referral for _, _, matter in line.matters() for item in matter.desk]
    assert waiting == questions[:1]
