"""Who may open a notice, and what an answer to it does."""

from datetime import timedelta

from msgspec.structs import replace

from schemas.events.people import Role
from schemas.items import Item
from schemas.records.inputs import AcknowledgeNotice, NotOurs, OpenNotice
from schemas.records.reference import InstrumentSuspended, RoleAppointed, RoleEnded
from schemas.records.watch import NoticeOpened
from tests.streams.deciders.watching import AGREEMENT, AMY, a_line, acknowledge, open_, unopened
from tests.support.facts import MONDAY_EVENING, Facts, a_reference, an_event, apply
from tests.support.furnishing import BOTH_TRAININGS, LONG_AGO
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import FIRST, SECOND, dsl


class TestReading:
    def test_the_lead_may_read(self) -> None:
        assert open_(a_line()) == [f"opened by {dsl(FIRST)} in time first"]

    def test_a_second_opening_is_not_the_first(self) -> None:
        line = a_line()
        open_(line)
        assert open_(line) == [f"opened by {dsl(FIRST)} in time"]

    def test_the_lead_of_another_school_may_not(self) -> None:
        assert open_(a_line(), dsl(SECOND)) == [f"not shown to {dsl(SECOND)}: not_a_reader_here"]

    def test_a_role_that_one_does_not_hold_may_not(self) -> None:
        assert open_(a_line(), role="deputy_dsl") == [f"not shown to {dsl(FIRST)}: not_a_reader_here"]

    def test_a_role_that_ended_between_issue_and_opening_may_not(self) -> None:
        line = a_line()
        apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, MONDAY_EVENING + timedelta(hours=1)))
        assert open_(line.later(hours=2)) == [f"not shown to {dsl(FIRST)}: not_a_reader_here"]

    def test_cover_appointed_at_0730_may(self) -> None:
        line = a_line()
        now = line.later(hours=11, minutes=30).now
        apply(line.facts.reference, RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, now, None, BOTH_TRAININGS))
        line.facts.name_staff("u-cover", "Co", "Verer")
        assert open_(line, "u-cover", "cover_dsl") == ["opened by u-cover in time first"]

    def test_an_agreement_suspended_between_issue_and_opening_leaves_the_minimum(self) -> None:
        line = a_line()
        apply(line.facts.reference, InstrumentSuspended(AGREEMENT, True, line.now, "reviewed", "a council"))
        open_(line.later(hours=1))
        (opened,) = [o for o in line.recorded.values() if isinstance(o, NoticeOpened)]
        assert Item.SCHOOL_SUMMARY not in opened.items
        assert Item.CHILD_NAME in opened.items

    def test_where_nothing_may_be_read_any_more_the_council_has_it_at_once_and_once(self) -> None:
        facts = Facts(a_reference())
        facts.put_roll(FIRST, [AMY])
        line = Line(facts)
        line.publish(an_event(replace(child_of(AMY), resides_in_force_area=False)))
        apply(line.facts.reference, InstrumentSuspended(AGREEMENT, True, line.now, "reviewed", "a council"))
        refused = f"not shown to {dsl(FIRST)}: not_permitted_now"
        assert open_(line.later(hours=1)) == [refused, f"desk 822: refused_duty for {FIRST} (not_permitted_now)"]
        assert open_(line.later(hours=1)) == [refused]
        apply(line.facts.reference, InstrumentSuspended(AGREEMENT, False, line.now, "reviewed", "a council"))
        assert open_(line.later(hours=1)) == [f"opened by {dsl(FIRST)} in time first", "desk item closed: opened"]

    def test_an_agreement_signed_after_the_issue_adds_nothing_to_what_was_issued(self) -> None:
        line = a_line()
        facts = Facts(a_reference(InstrumentSuspended(AGREEMENT, True, LONG_AGO, "reviewed", "a council")))
        facts.put_roll(FIRST, [AMY])
        line = Line(facts)
        line.publish(an_event(child_of(AMY)))
        apply(facts.reference, InstrumentSuspended(AGREEMENT, False, line.now, "resumed", "a council"))
        open_(line.later(hours=1))
        (opened,) = [o for o in line.recorded.values() if isinstance(o, NoticeOpened)]
        assert set(opened.items) == set(line.notice(FIRST)[2].items)

    def test_a_reader_who_turns_out_to_be_connected_sees_nothing_and_the_council_watches(self) -> None:
        line = a_line()
        line.facts.name_staff(dsl(FIRST), "Ann", "Other")
        assert open_(line) == [
            f"not shown to {dsl(FIRST)}: may_be_connected",
            f"desk 822: no_safe_reader for {FIRST} (reader_may_be_connected)",
        ]

    def test_however_often_a_connected_reader_asks_the_council_has_it_once(self) -> None:
        line = a_line()
        line.facts.name_staff(dsl(FIRST), "Ann", "Other")
        open_(line)
        assert open_(line) == [f"not shown to {dsl(FIRST)}: may_be_connected"]

    def test_a_connected_reader_can_neither_acknowledge_nor_disown(self) -> None:
        line = a_line()
        open_(line)
        line.facts.name_staff(dsl(FIRST), "Ann", "Other")
        case, person, held = line.notice(FIRST)
        disowned = line.perform(NotOurs(case, person, held.notice, dsl(FIRST), "dsl"))
        assert disowned[0] == f"not shown to {dsl(FIRST)}: may_be_connected"
        assert acknowledge(line) == [f"not shown to {dsl(FIRST)}: may_be_connected"]

    def test_an_erased_child_can_still_be_opened_and_shows_no_address(self) -> None:
        line = a_line()
        event = line.notice(FIRST)[2].event
        victim = adult("Ann", "Other", Role.VICTIM)
        line.facts.opened[event] = an_event(child_of(AMY), victim, erased=(0,))
        assert open_(line) != []
        shown = [o for o in line.recorded.values() if isinstance(o, NoticeOpened)]
        assert all(Item.INCIDENT_LOCATION not in opened.items for opened in shown)


class TestAnswers:
    def test_acknowledging_comes_after_opening(self) -> None:
        assert acknowledge(a_line()) == ["refused: not_opened_yet"]

    def test_the_lead_acknowledges(self) -> None:
        line = a_line()
        open_(line)
        assert acknowledge(line) == [f"acknowledged by {dsl(FIRST)}"]

    def test_an_answer_to_what_was_replaced_is_refused_with_what_stands_now(self) -> None:
        line = a_line()
        case, person, held = line.notice(FIRST)
        changed = replace(child_of(AMY), whereabouts="outside")
        line.publish(an_event(changed, adult("Ann", "Other", Role.VICTIM), revision=2))
        now = line.notice(FIRST)[2].notice
        stale = OpenNotice(case, person, held.notice, dsl(FIRST), "dsl")
        assert line.perform(stale) == [f"refused: no_longer_current, now {now}"]

    def test_an_answer_to_what_was_replaced_twice_names_the_last(self) -> None:
        line = a_line()
        case, person, held = line.notice(FIRST)
        for revision, where in ((2, "outside"), (3, "at a neighbour's")):
            line.publish(an_event(replace(child_of(AMY), whereabouts=where), revision=revision))
        now = line.notice(FIRST)[2].notice
        stale = AcknowledgeNotice(case, person, held.notice, dsl(FIRST), "dsl")
        assert line.perform(stale) == [f"refused: no_longer_current, now {now}"]

    def test_an_answer_in_another_matter_is_refused(self) -> None:
        line = a_line()
        _, person, held = line.notice(FIRST)
        assert line.perform(OpenNotice(bytes(16), person, held.notice, dsl(FIRST), "dsl")) == [
            "refused: no_longer_current"
        ]

    def test_what_was_disowned_cannot_be_opened_any_more(self) -> None:
        line = a_line()
        case, person, held = line.notice(FIRST)
        line.perform(OpenNotice(case, person, held.notice, dsl(FIRST), "dsl"))
        line.perform(NotOurs(case, person, held.notice, dsl(FIRST), "dsl"))
        assert line.perform(OpenNotice(case, person, held.notice, dsl(FIRST), "dsl")) == ["refused: no_longer_current"]

    def test_what_nobody_opened_cannot_be_disowned(self) -> None:
        line = a_line()
        case, person, held = line.notice(FIRST)
        assert line.perform(NotOurs(case, person, held.notice, dsl(FIRST), "dsl")) == ["refused: not_opened_yet"]

    def test_disowning_what_was_opened_late_hands_it_to_the_council(self) -> None:
        line = unopened(a_line())
        case, person, held = line.notice(FIRST)
        line.perform(OpenNotice(case, person, held.notice, dsl(FIRST), "dsl"))
        assert line.perform(NotOurs(case, person, held.notice, dsl(FIRST), "dsl")) == [
            "not ours",
            f"desk 822: not_ours for {FIRST} (school_says_not_ours)",
        ]
