"""How much of it a notice holds, and for whom: restriction, age, area, readers, agreements that do not count."""

from datetime import date, timedelta

from msgspec.structs import replace

from schemas.events.people import Relation, Relationship, Role
from schemas.items import ADDRESSES, Item
from schemas.records.reference import InstrumentSuspended, RoleAppointed, RoleEnded
from schemas.records.watch import NoticeOpened
from tests.streams.deciders.telling import AMY, BEN, a_line, issued, read
from tests.support.facts import MONDAY_EVENING, Facts, a_reference, an_event, apply
from tests.support.furnishing import LONG_AGO
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import FIRST, dsl

SUSPENDED = InstrumentSuspended("bedford-operation-encompass", True, LONG_AGO, "reviewed", "a council")


def test_a_restricted_address_is_nowhere_in_any_notice() -> None:
    line = a_line()
    hidden = replace(adult("Ann", "Other", Role.VICTIM), restricted=True)
    line.publish(an_event(child_of(AMY), hidden))
    assert issued(line)
    assert not any(ADDRESSES.intersection(notice.items) for notice in issued(line))


def test_without_a_restriction_the_place_of_the_incident_is_told() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), adult("Ann", "Other", Role.VICTIM)))
    assert Item.INCIDENT_LOCATION in issued(line)[0].items


def test_of_a_child_over_18_nothing_goes_and_a_person_looks() -> None:
    grown = replace(AMY, date_of_birth=date(2008, 11, 9))
    line = Line(Facts(a_reference()))
    line.facts.put_roll(FIRST, [grown])
    assert line.publish(an_event(child_of(grown)))[1:] == [
        f"refused to {FIRST}: not_under_18",
        f"desk 822: refused_duty for {FIRST} (not_under_18)",
    ]


def test_on_the_day_before_the_eighteenth_birthday_it_still_goes() -> None:
    still = replace(AMY, date_of_birth=date(2008, 11, 10))
    line = Line(Facts(a_reference()))
    line.facts.put_roll(FIRST, [still])
    assert line.publish(an_event(child_of(still)))[-1] == f"first notice to {FIRST}"


def test_a_child_of_another_forces_area_goes_on_the_basis_of_an_agreement() -> None:
    elsewhere = replace(child_of(AMY), resides_in_force_area=False)
    assert a_line().publish(an_event(elsewhere))[1:] == [f"first notice to {FIRST}"]


def test_a_child_of_another_forces_area_is_for_a_person_where_no_agreement_holds() -> None:
    line = a_line()
    apply(line.facts.reference, SUSPENDED)
    elsewhere = replace(child_of(AMY), resides_in_force_area=False)
    assert line.publish(an_event(elsewhere))[1:] == [
        f"refused to {FIRST}: not_in_force",
        f"desk 822: outside_area for {FIRST} (not_in_force)",
    ]


def test_a_school_without_a_reader_is_for_the_council() -> None:
    line = a_line()
    apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
    assert line.publish(an_event(child_of(AMY)))[1:] == [f"desk 822: no_reader for {FIRST} (no_reader)"]


def test_a_head_reads_where_no_lead_can() -> None:
    line = a_line()
    head = RoleAppointed("u-head", "head", "urn", FIRST, LONG_AGO, None, ())
    line.facts.name_staff("u-head", "Hea", "Dmaster")
    apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO), head)
    assert line.publish(an_event(child_of(AMY)))[-1] == f"first notice to {FIRST}"


def test_a_reader_who_may_be_the_alleged_perpetrator_is_passed_by() -> None:
    line = a_line()
    line.facts.name_staff(dsl(FIRST), "Dennis", "Quillfeather")
    suspect = adult("Dennis", "Quillfeather", Role.ALLEGED_PERPETRATOR)
    assert line.publish(an_event(child_of(AMY), suspect))[1:] == [
        f"desk 822: no_safe_reader for {FIRST} (no_safe_reader)"
    ]


def test_a_reader_of_whom_no_name_is_known_is_not_taken_for_safe() -> None:
    line = a_line()
    del line.facts.staff[dsl(FIRST)]
    assert line.publish(an_event(child_of(AMY)))[-1] == f"desk 822: no_safe_reader for {FIRST} (no_safe_reader)"


def test_a_former_lead_who_may_be_the_victim_does_not_keep_it_from_todays_lead() -> None:
    line = a_line()
    line.facts.name_staff("u-former", "Ann", "Quillfeather")
    former = RoleAppointed("u-former", "dsl", "urn", FIRST, LONG_AGO, LONG_AGO + timedelta(days=1), ())
    apply(line.facts.reference, former)
    victim = adult("Ann", "Quillfeather", Role.VICTIM)
    assert line.publish(an_event(child_of(AMY), victim))[-1] == f"first notice to {FIRST}"


def test_under_a_suspended_agreement_the_minimum_goes_all_the_same() -> None:
    line = a_line()
    apply(line.facts.reference, SUSPENDED)
    assert line.publish(an_event(child_of(AMY)))[-1] == f"first notice to {FIRST} minimum"


def test_under_an_expired_agreement_the_minimum_goes_all_the_same() -> None:
    line = a_line()
    line.facts.put_roll(FIRST, [AMY], stale=MONDAY_EVENING + timedelta(days=4000))
    line.at(MONDAY_EVENING.replace(year=2028, month=9, day=4))
    event = an_event(child_of(AMY), occurred_at=line.now - timedelta(hours=1))
    assert line.publish(event)[-1] == f"first notice to {FIRST} minimum"


def test_what_a_lead_is_to_the_child_is_told_by_role_and_never_by_a_siblings_name() -> None:
    line = a_line()
    child = replace(child_of(AMY), relationships=(Relationship(1, Relation.SIBLING),))
    line.publish(an_event(child, child_of(BEN)))
    assert Item.CHILD_RELATIONSHIPS in issued(line)[0].items


def test_a_restriction_that_comes_with_a_revision_hides_the_addresses_of_who_has_it_already() -> None:
    line = a_line()
    witness = adult("Ann", "Other", Role.WITNESS)
    line.publish(an_event(child_of(AMY), witness))
    assert Item.INCIDENT_LOCATION in issued(line)[0].items
    line.later(hours=1).publish(an_event(child_of(AMY), replace(witness, restricted=True), revision=2))
    first, update = issued(line)
    assert update.replaces is not None
    assert not ADDRESSES.intersection(update.items)
    assert set(update.items) == set(first.items) - ADDRESSES


def test_what_is_opened_under_an_earlier_revision_shows_no_address_either() -> None:
    line = a_line()
    witness = adult("Ann", "Other", Role.WITNESS)
    line.publish(an_event(child_of(AMY), witness))
    line.publish(an_event(child_of(AMY), adult("Bea", "Other", Role.WITNESS), revision=2))
    (_, _, matter), *_ = line.matters()
    line.facts.opened[matter.event] = an_event(child_of(AMY), replace(witness, restricted=True), revision=2)
    line.perform(read(line, FIRST))
    (opened,) = [output for output in line.recorded.values() if isinstance(output, NoticeOpened)]
    assert not ADDRESSES.intersection(opened.items)


def test_a_child_found_to_live_in_another_forces_area_is_taken_back_and_stands_on_the_desk() -> None:
    line = a_line()
    apply(line.facts.reference, SUSPENDED)
    line.publish(an_event(child_of(AMY)))
    elsewhere = replace(child_of(AMY), resides_in_force_area=False)
    said = line.later(hours=1).publish(an_event(elsewhere, revision=2))
    assert f"recall notice to {FIRST}" in said
    assert f"desk 822: outside_area for {FIRST} (not_in_force)" in said
    said = line.later(hours=1).publish(an_event(child_of(AMY), revision=3))
    assert any(one.startswith(f"first notice to {FIRST}") for one in said)
