"""Who gets a notice: the cases of the statutory duty and of the partnership's practice."""

from msgspec.structs import replace

from schemas.events.people import Address, NamedSetting, Person, Registration, Role, Scheme
from schemas.records.match import PersonResolved
from schemas.records.reference import SettingStatus
from tests.streams.deciders.telling import (
    AMY,
    AT_A_SCHOOL_WITHOUT_ROLL,
    BEN,
    a_line,
    acknowledge,
    issued,
    not_ours,
    read,
)
from tests.support.facts import FIRST_BELL, MONDAY_EVENING, an_event, apply
from tests.support.force import POLICE
from tests.support.furnishing import school
from tests.support.hops import Submitted, submitted
from tests.support.line import Line
from tests.support.people import adult, child_of, stranger
from tests.support.sentences import MINIMUM, sentences
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL, dsl


def test_the_school_of_registration_gets_it() -> None:
    assert a_line().publish(an_event(child_of(AMY))) == [
        f"new child is pupil-0 at {FIRST}/roll",
        f"first notice to {FIRST}",
    ]


def test_a_school_gets_it_at_night_and_its_latest_time_is_the_first_bell() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY)))
    (notice,) = issued(line)
    assert (notice.due.at, notice.due.rule) == (FIRST_BELL, "next_first_bell")


def test_every_school_of_registration_gets_it() -> None:
    line = a_line()
    line.facts.put_roll(SECOND, [BEN, replace(AMY, urn=SECOND)])
    assert line.publish(an_event(child_of(AMY))) == [
        f"new child is pupil-0 at {FIRST}/roll {SECOND}/roll",
        f"first notice to {FIRST}",
        f"first notice to {SECOND}",
    ]


def test_siblings_at_two_schools_each_get_a_notice_of_their_own_child() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), child_of(BEN)))
    assert [(n.recipient.value, n.section) for n in issued(line)] == [(FIRST, 0), (SECOND, 1)]


def test_a_child_who_moved_on_friday_is_told_of_at_the_school_whose_roll_holds_them() -> None:
    line = a_line()
    moved = replace(child_of(BEN), settings=(NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL),))
    assert line.publish(an_event(moved)) == [f"new child is pupil-1 at {SECOND}/roll", f"first notice to {SECOND}"]


def test_a_school_that_police_only_name_gets_the_minimum() -> None:
    assert a_line().publish(an_event(stranger("Ulric", AT_A_SCHOOL_WITHOUT_ROLL))) == [
        f"new child on no roll: named_setting_without_roll {WITHOUT_ROLL}/named_by_publisher",
        f"first notice to {WITHOUT_ROLL} minimum",
    ]


def test_a_school_that_police_only_name_gets_the_rest_once_it_answers_ours() -> None:
    line = a_line()
    line.publish(an_event(stranger("Ulric", AT_A_SCHOOL_WITHOUT_ROLL)))
    line.later(minutes=5).perform(read(line, WITHOUT_ROLL))
    said = line.later(minutes=1).perform(acknowledge(line, WITHOUT_ROLL))
    assert said[0] == f"acknowledged by {dsl(WITHOUT_ROLL)}"
    assert said[1].startswith(f"update notice to {WITHOUT_ROLL} changed ")
    assert frozenset(issued(line)[-1].items) > MINIMUM


def test_a_school_that_answered_ours_is_not_cut_back_to_the_minimum_by_a_revision() -> None:
    line = a_line()
    child = stranger("Ulric", AT_A_SCHOOL_WITHOUT_ROLL)
    line.publish(an_event(child))
    line.later(minutes=5).perform(read(line, WITHOUT_ROLL))
    line.perform(acknowledge(line, WITHOUT_ROLL))
    line.perform(read(line, WITHOUT_ROLL))
    corrected = replace(child, whereabouts="in the kitchen")
    said = line.later(hours=1).publish(an_event(corrected, revision=2))
    assert said[-1] == f"update notice to {WITHOUT_ROLL} changed child_whereabouts"
    assert frozenset(issued(line)[-1].items) > MINIMUM


def test_a_school_that_answers_not_ours_hands_it_to_the_council() -> None:
    line = a_line()
    line.publish(an_event(stranger("Ulric", AT_A_SCHOOL_WITHOUT_ROLL)))
    line.perform(read(line, WITHOUT_ROLL))
    assert line.perform(not_ours(line, WITHOUT_ROLL)) == [
        "not ours",
        f"desk 822: not_ours for {WITHOUT_ROLL} (school_says_not_ours)",
    ]


def test_home_education_goes_to_the_council() -> None:
    at_home = NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED)
    assert a_line().publish(an_event(stranger("Wystan", at_home))) == [
        "new child on no roll: home_educated",
        "desk 822: no_setting for 822 (without_school)",
    ]


def test_home_education_does_not_displace_a_college() -> None:
    at_home = NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED)
    assert a_line().publish(an_event(stranger("Wystan", at_home, AT_A_SCHOOL_WITHOUT_ROLL)))[1:] == [
        f"first notice to {WITHOUT_ROLL} minimum",
        "desk 822: no_setting for 822 (without_school)",
    ]


def test_a_name_that_two_open_schools_share_is_for_a_person() -> None:
    line = a_line()
    apply(
        line.facts.reference,
        replace(school("100008"), name="Twin School"),
        replace(school("100009"), name="Twin School"),
    )
    named = NamedSetting(Scheme.NAME, "twin  SCHOOL", Registration.REGISTERED_PUPIL)
    assert line.publish(an_event(stranger("Zebedee", named))) == [
        "new child is doubtful: setting_name_ambiguous",
        "desk 822: match (setting_name_ambiguous)",
    ]


def test_a_closed_school_stands_for_its_successor() -> None:
    line = a_line()
    closed = replace(school("100007", status=SettingStatus.CLOSED), successors=(WITHOUT_ROLL,))
    apply(line.facts.reference, closed)
    named = NamedSetting(Scheme.URN, "100007", Registration.REGISTERED_PUPIL)
    assert line.publish(an_event(stranger("Ulric", named)))[-1] == f"first notice to {WITHOUT_ROLL} minimum"


def test_a_doubtful_match_is_for_a_person_with_the_deadline_of_the_school() -> None:
    line = a_line()
    other_name = replace(child_of(AMY), given_names="Othername")
    assert line.publish(an_event(other_name)) == [
        "new child is doubtful: name_doubtful",
        "desk 822: match (name_doubtful)",
    ]
    assert line.item("match")[2].due == FIRST_BELL


def test_a_stale_roll_does_not_send_a_child_to_a_school_that_police_do_not_name() -> None:
    line = a_line()
    line.facts.put_roll(FIRST, [AMY], stale=MONDAY_EVENING)
    unnamed = child_of(AMY, named=False)
    assert line.publish(an_event(unnamed)) == [
        "new child is doubtful: roll_not_current",
        "desk 822: match (roll_not_current)",
    ]


def test_a_stale_roll_of_the_school_that_police_name_brings_the_minimum() -> None:
    line = a_line()
    line.facts.put_roll(FIRST, [AMY], stale=MONDAY_EVENING)
    assert line.publish(an_event(child_of(AMY)))[-1] == f"first notice to {FIRST} minimum"


def test_a_school_outside_the_areas_of_this_hub_is_for_a_desk_where_somebody_works() -> None:
    line = a_line()
    apply(line.facts.reference, replace(school("100006"), area="873"))
    named = NamedSetting(Scheme.URN, "100006", Registration.REGISTERED_PUPIL)
    assert line.publish(an_event(stranger("Ulric", named)))[-1] == "desk 822: no_reader for 100006 (no_reader)"


def test_three_calls_to_one_family_in_a_night_are_three_notices() -> None:
    line = a_line()
    for number in (1, 2, 3):
        line.later(hours=1).publish(an_event(child_of(AMY), reference=f"ref-{number}"))
    assert [notice.kind for notice in issued(line)] == ["first", "first", "first"]
    assert len({notice.person for notice in issued(line)}) == 1


def test_the_same_adult_in_two_cases_is_one_person() -> None:
    line = a_line()
    victim = adult("Petronella", "Quillfeather", Role.VICTIM)
    first = line.outputs_of("intake.bedfordshire-police.0", _submitted(line, victim, "ref-1"))
    second = line.outputs_of("intake.bedfordshire-police.0", _submitted(line, victim, "ref-2"))
    people = [o.person for o in (*first, *second) if isinstance(o, PersonResolved)]
    assert len(people) == 2
    assert len(set(people)) == 1


def _submitted(line: Line, victim: Person, reference: str) -> Submitted:
    event = an_event(child_of(AMY), victim, reference=reference)
    line.facts.opened[event.header.event] = event
    return submitted(event)


def test_a_child_whose_address_alone_tells_the_area_goes_to_that_councils_desk() -> None:
    line = a_line()
    child = replace(stranger("Nobody"), address=Address(("1 Somewhere",), "MK40 9ZZ", ""))
    assert line.publish(an_event(child)) == [
        "new child is doubtful: nobody_alike",
        "desk 822: match (nobody_alike)",
    ]


def test_every_output_has_a_sentence() -> None:
    line = a_line()
    outputs = line.outputs_of(f"intake.{POLICE}.0", _submitted(line, adult("Ann", "Other", Role.VICTIM), "ref-9"))
    assert all(not text.endswith(("Raised", "Issued", "Matched")) for text in sentences(outputs))
