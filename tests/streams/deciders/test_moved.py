"""A notice is opened where the child is on roll today: what a school has not opened moves with the child."""

from datetime import timedelta

from msgspec.structs import replace

from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.records.inputs import OpenDeskItem, OpenNotice, ReaderAppointed, TellByTelephone
from schemas.records.notify import NoticeIssued
from schemas.records.reference import RoleEnded
from schemas.records.watch import ChildMoved, NoticeOpened
from tests.streams.deciders.watching import on_item
from tests.support.facts import FIRST_BELL, MONDAY_EVENING, Facts, a_reference, an_event, apply
from tests.support.furnishing import LONG_AGO, appointed
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, SECOND, WITHOUT_ROLL, dsl

AMY = pupil(0, FIRST)
AMY_AT_SECOND = replace(AMY, urn=SECOND)
OTHER = pupil(2, FIRST)


def told(*people: Person, second: bool = False) -> Line:
    """Amy's school was told in the evening; with `second` she is registered at the other school as well."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY, OTHER])
    facts.put_roll(SECOND, [AMY_AT_SECOND] if second else [])
    line = Line(facts)
    line.publish(an_event(*(people or (child_of(AMY),))))
    return line


def moved(line: Line) -> Line:
    """On the next morning she is on the other school's roll, and no more on the first's."""
    line.later(hours=11)
    line.facts.put_roll(FIRST, [OTHER])
    line.facts.put_roll(SECOND, [AMY_AT_SECOND])
    return line


def open_(line: Line, urn: str = FIRST) -> list[str]:
    """The lead of a school asks to see its latest notice."""
    case, person, held = line.notice(urn)
    return line.perform(OpenNotice(case, person, held.notice, dsl(urn), "dsl"))


class TestOpening:
    def test_the_old_school_is_refused_and_the_new_one_told_at_once(self) -> None:
        assert open_(moved(told())) == [
            f"not shown to {dsl(FIRST)}: no_longer_on_roll_here",
            f"moved from {FIRST} to {SECOND}/roll",
            f"recall notice to {FIRST}",
            f"first notice to {SECOND}",
        ]

    def test_the_old_school_learns_no_name_and_not_where_the_child_is_now(self) -> None:
        line = moved(told())
        open_(line)
        recall = next(o for o in line.recorded.values() if isinstance(o, NoticeIssued) and o.kind == "recall")
        assert (recall.recipient.value, recall.items) == (FIRST, ("incident_reference",))
        assert not [o for o in line.recorded.values() if isinstance(o, NoticeOpened)]

    def test_the_new_school_reads_it_in_time(self) -> None:
        line = moved(told())
        open_(line)
        assert open_(line, SECOND) == [f"opened by {dsl(SECOND)} in time first"]

    def test_the_record_binds_the_version_of_the_roll_that_says_so(self) -> None:
        line = moved(told())
        open_(line)
        (record,) = [o for o in line.recorded.values() if isinstance(o, ChildMoved)]
        assert [(r.urn, r.roll_version) for r in record.registrations] == [(SECOND, 2)]

    def test_what_was_read_stays_the_schools_own_record(self) -> None:
        line = told()
        open_(line)
        assert open_(moved(line)) == [f"opened by {dsl(FIRST)} in time"]

    def test_a_school_whose_roll_has_gone_stale_is_not_locked_out(self) -> None:
        line = told()
        line.facts.put_roll(FIRST, [AMY], stale=MONDAY_EVENING + timedelta(hours=1))
        assert open_(line.later(hours=2)) == [f"opened by {dsl(FIRST)} in time first"]

    def test_another_current_roll_counts_more_than_a_stale_one(self) -> None:
        line = told()
        line.facts.put_roll(FIRST, [AMY], stale=MONDAY_EVENING + timedelta(hours=1))
        line.facts.put_roll(SECOND, [AMY_AT_SECOND])
        assert open_(line.later(hours=2))[1] == f"moved from {FIRST} to {SECOND}/roll"

    def test_of_two_schools_the_one_with_a_stale_roll_is_not_locked_out_by_the_other(self) -> None:
        line = told(second=True)
        line.facts.put_roll(FIRST, [AMY], stale=MONDAY_EVENING + timedelta(hours=1))
        assert open_(line.later(hours=2)) == [f"opened by {dsl(FIRST)} in time first"]

    def test_of_two_schools_the_one_that_the_child_left_is_refused_and_the_other_told_once(self) -> None:
        line = told(second=True)
        line.facts.put_roll(FIRST, [OTHER])
        assert open_(line) == [
            f"not shown to {dsl(FIRST)}: no_longer_on_roll_here",
            f"moved from {FIRST} to {SECOND}/roll",
            f"recall notice to {FIRST}",
        ]

    def test_a_child_on_no_roll_any_more_is_for_the_councils_desk_at_once(self) -> None:
        line = told()
        line.facts.put_roll(FIRST, [OTHER])
        assert open_(line)[1:] == [
            f"moved from {FIRST} to no roll",
            f"recall notice to {FIRST}",
            "desk 822: no_setting for 822 (left_the_roll)",
        ]
        assert line.item("no_setting")[2].due == FIRST_BELL

    def test_a_school_that_only_police_named_answers_for_itself(self) -> None:
        named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
        line = told(replace(child_of(AMY), settings=(named,)))
        line.facts.put_roll(FIRST, [OTHER])
        assert open_(line, WITHOUT_ROLL) == [f"opened by {dsl(WITHOUT_ROLL)} in time first"]

    def test_it_stays_open_to_the_school_if_the_child_is_back_on_its_roll(self) -> None:
        line = moved(told())
        line.facts.put_roll(FIRST, [AMY, OTHER])
        assert open_(line) == [f"opened by {dsl(FIRST)} in time first"]

    def test_a_new_school_whose_reader_may_be_connected_is_not_told(self) -> None:
        line = moved(told(child_of(AMY), adult("Ann", "Other", Role.VICTIM)))
        line.facts.name_staff(dsl(SECOND), "Ann", "Other")
        assert open_(line)[3:] == [f"desk 822: no_safe_reader for {SECOND} (no_safe_reader)"]

    def test_a_revision_after_the_move_goes_to_the_new_school_alone(self) -> None:
        line = moved(told())
        open_(line)
        changed = replace(child_of(AMY, named=False), whereabouts="outside")
        assert line.publish(an_event(changed, revision=2)) == [
            f"changed child is pupil-0 at {SECOND}/roll",
            f"update notice to {SECOND} changed child_whereabouts",
        ]

    def test_the_new_school_gets_the_latest_that_is_known(self) -> None:
        line = told(child_of(AMY), adult("Ann", "Other", Role.VICTIM))
        victim = replace(adult("Ann", "Other", Role.VICTIM), date_of_birth=None)
        line.publish(an_event(child_of(AMY), victim, revision=2))
        open_(moved(line))
        assert line.notice(SECOND)[2].event != line.notice(FIRST)[2].event


class TestTheDesk:
    def test_an_unopened_notice_is_passed_on_when_the_desk_takes_it_up(self) -> None:
        line = moved(told())
        line.at(FIRST_BELL).tick()
        assert on_item(line, "unopened", OpenDeskItem) == [
            "refused: child_moved_school",
            f"moved from {FIRST} to {SECOND}/roll",
            f"recall notice to {FIRST}",
            "desk item closed: superseded",
            f"first notice to {SECOND}",
        ]

    def test_a_school_without_a_reader_is_passed_by(self) -> None:
        line = told()
        apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
        line.publish(an_event(child_of(AMY), reference="ref-2"))
        moved(line)
        apply(line.facts.reference, appointed("u-cover", "cover_dsl", "urn", FIRST))
        assert on_item(line, "no_reader", ReaderAppointed)[:3] == [
            "refused: child_moved_school",
            f"moved from {FIRST} to {SECOND}/roll",
            "desk item closed: superseded",
        ]

    def test_whom_a_coordinator_has_told_already_is_recorded_all_the_same(self) -> None:
        line = moved(told())
        line.at(FIRST_BELL).tick()
        assert on_item(line, "unopened", TellByTelephone)[0] == "told by telephone: head"

    def test_a_coordinator_sees_the_item_while_the_child_is_where_it_was(self) -> None:
        line = told()
        line.at(FIRST_BELL).tick()
        assert on_item(line, "unopened", OpenDeskItem) == [f"desk item shown to {COORDINATOR}"]


def test_a_reader_who_is_connected_by_a_later_revision_stays_so_after_the_bell() -> None:
    line = told()
    line.facts.name_staff(dsl(FIRST), "Ann", "Other")
    line.publish(an_event(child_of(AMY), revision=2))
    line.facts.name_staff(dsl(FIRST), "Read", "Er")
    line.publish(an_event(child_of(AMY), adult("Nobody", "Else", Role.VICTIM), revision=3))
    line.at(FIRST_BELL).tick()
    line.facts.name_staff(dsl(FIRST), "Nobody", "Else")
    assert open_(line)[0] == f"not shown to {dsl(FIRST)}: may_be_connected"
