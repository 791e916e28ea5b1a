"""Was it opened in time? Overdue, escalated, opened late; the council's desk, and who may follow a trace."""

from datetime import timedelta

import pytest

from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.inputs import (
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    TellByTelephone,
    TimePassed,
    ViewTrace,
)
from schemas.records.notify import DeskItemRaised
from schemas.records.reference import RoleAppointed, RoleEnded
from schemas.records.share import Recipient
from schemas.records.watch import NoticeOverdue, NoticeReminded
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.falling_due import decide_tick
from streams.deciders.trace import SENDER
from tests.streams.deciders.watching import AMY, a_line, on_item, open_, unopened
from tests.support.facts import AUDITOR, FIRST_BELL, OTHER_POLICE, Facts, a_reference, an_event, apply
from tests.support.force import POLICE
from tests.support.furnishing import BOTH_TRAININGS, LONG_AGO, appointed
from tests.support.line import Line
from tests.support.people import child_of, stranger
from tests.support.sentences import sentences
from tests.support.world import COORDINATOR, FIRST, HUB, WITHOUT_ROLL, dsl

LEAD = "u-lead"


class TestTime:
    def test_before_its_latest_time_nothing_is_overdue(self) -> None:
        assert a_line().at(FIRST_BELL - timedelta(microseconds=1)).tick() == ["reminded"]

    def test_a_tick_at_its_latest_time_makes_it_overdue_and_escalates_it(self) -> None:
        assert a_line().at(FIRST_BELL).tick() == [
            "overdue",
            "escalated to 822",
            f"desk 822: unopened for {FIRST} (not_opened_in_time)",
        ]

    def test_a_later_tick_says_it_once(self) -> None:
        assert unopened(a_line()).later(minutes=1).tick() == []

    def test_a_tick_that_comes_late_and_an_earlier_one_after_it_do_no_harm(self) -> None:
        line = unopened(a_line())
        assert line.at(FIRST_BELL - timedelta(hours=1)).tick() == []

    def test_overdue_names_the_time_that_was_missed(self) -> None:
        line = a_line()
        line.at(FIRST_BELL + timedelta(hours=1)).tick()
        (overdue,) = [o for o in line.recorded.values() if isinstance(o, NoticeOverdue)]
        assert overdue.due_at == FIRST_BELL

    def test_a_reminder_says_for_when_it_was_planned_and_by_when_it_is_to_be_opened(self) -> None:
        line = a_line()
        planned = line.notice(FIRST)[2].reminders[-1]
        line.at(planned + timedelta(minutes=1)).tick()
        (reminded,) = [o for o in line.recorded.values() if isinstance(o, NoticeReminded)]
        assert (reminded.planned_at, reminded.due_at) == (planned, FIRST_BELL)

    def test_the_item_is_about_the_notice_that_nobody_opened(self) -> None:
        line = unopened(a_line())
        held = line.notice(FIRST)[2]
        (raised,) = [o for o in line.recorded.values() if isinstance(o, DeskItemRaised)]
        assert (raised.notice, raised.recipient, raised.pupil) == (held.notice, held.recipient, AMY.pupil)
        assert (raised.event, raised.section, raised.named_only) == (held.event, held.section, False)

    def test_an_item_about_a_school_that_was_only_named_says_so(self) -> None:
        line = Line(Facts(a_reference()))
        named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
        line.publish(an_event(stranger("Ulric", named)))
        line.later(days=1).tick()
        (raised,) = [o for o in line.recorded.values() if isinstance(o, DeskItemRaised)]
        assert (raised.recipient, raised.named_only, raised.pupil) == (
            Recipient("dsl", "urn", WITHOUT_ROLL),
            True,
            None,
        )

    def test_however_late_the_tick_the_desk_has_its_time_from_then_on(self) -> None:
        line = a_line()
        line.at(FIRST_BELL + timedelta(days=3)).tick()
        (raised,) = [o for o in line.recorded.values() if isinstance(o, DeskItemRaised)]
        assert raised.due.at > line.now

    def test_what_was_opened_is_never_overdue(self) -> None:
        line = a_line()
        open_(line)
        assert line.at(FIRST_BELL).tick() == []

    def test_an_opening_after_it_was_overdue_is_late_and_closes_the_desk_item(self) -> None:
        line = unopened(a_line())
        assert open_(line.later(minutes=5)) == [f"opened by {dsl(FIRST)} late first", "desk item closed: opened"]

    def test_an_opening_accepted_in_time_that_stands_later_in_the_log_closes_it_as_in_time(self) -> None:
        line = unopened(a_line())
        case, person, held = line.notice(FIRST)
        command = OpenNotice(case, person, held.notice, dsl(FIRST), "dsl")
        said = line.outputs_of("person.0", command, accepted_at=FIRST_BELL)
        assert sentences(said) == [
            f"opened by {dsl(FIRST)} in time first",
            "was in time after all",
            "desk item closed: opened",
        ]
        assert not line.notice(FIRST)[2].overdue

    def test_a_desk_item_past_its_deadline_is_marked_once(self) -> None:
        line = unopened(a_line())
        line.later(days=1)
        assert [line.tick(), line.later(days=1).tick()] == [["desk item overdue"], []]

    def test_what_falls_due_is_said_in_order_of_time_whatever_the_order_of_the_matters(self) -> None:
        line = a_line()
        line.later(hours=16).publish(an_event(child_of(AMY), reference="ref-2", occurred_at=line.now))
        line.at(FIRST_BELL + timedelta(days=2))
        tick, matters, reference = TimePassed(line.now), line.matters(), line.facts.reference
        assert decide_tick(matters, reference, tick) == decide_tick(matters[::-1], reference, tick)


class TestTheCouncilsDesk:
    def test_told_by_telephone_stops_the_clock(self) -> None:
        line = unopened(a_line())
        assert on_item(line, "unopened", TellByTelephone) == [
            "told by telephone: head",
            "desk item closed: told_by_telephone",
        ]
        assert line.later(days=3).tick() == []

    def test_a_coordinator_of_another_area_may_not(self) -> None:
        line = unopened(a_line())
        apply(line.facts.reference, appointed("u-elsewhere", COUNCIL_DESK, "area", "823"))
        assert on_item(line, "unopened", TellByTelephone, "u-elsewhere") == ["refused: not_your_area"]

    def test_a_coordinator_who_may_be_connected_may_not(self) -> None:
        line = unopened(a_line())
        line.facts.name_staff(COORDINATOR, "Ann", "Other")
        assert on_item(line, "unopened", OpenDeskItem) == ["refused: may_be_connected"]

    def test_a_coordinator_sees_what_stands_behind_an_item(self) -> None:
        assert on_item(unopened(a_line()), "unopened", OpenDeskItem) == [f"desk item shown to {COORDINATOR}"]

    def test_an_item_is_settled_once(self) -> None:
        line = unopened(a_line())
        case, person, item = line.item("unopened")
        command = SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.ALREADY_TOLD)
        assert [line.perform(command), line.perform(command)] == [
            ["desk item closed: settled"],
            ["refused: no_longer_current"],
        ]

    def test_a_doubtful_match_is_closed_by_its_own_answer_alone(self) -> None:
        line = a_line()
        line.publish(an_event(stranger("Nobody"), reference="ref-2"))
        refused = ["refused: needs_its_own_answer"]
        assert on_item(line, "match", SettleDeskItem) == refused
        assert on_item(line, "match", TellByTelephone) == refused

    def test_once_a_reader_is_appointed_the_notice_goes(self) -> None:
        facts = Facts(a_reference(RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO)))
        facts.put_roll(FIRST, [AMY])
        line = Line(facts)
        line.publish(an_event(child_of(AMY)))
        assert on_item(line, "no_reader", ReaderAppointed) == ["refused: still_no_reader"]
        apply(facts.reference, RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, LONG_AGO, None, BOTH_TRAININGS))
        facts.name_staff("u-cover", "Co", "Verer")
        assert on_item(line, "no_reader", ReaderAppointed) == [
            f"first notice to {FIRST}",
            "desk item closed: reader_appointed",
        ]

    def test_a_reader_appointed_beside_a_notice_that_stands_makes_no_second_notice(self) -> None:
        line = a_line()
        line.facts.name_staff(dsl(FIRST), "Ann", "Other")
        open_(line)
        apply(
            line.facts.reference,
            RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO),
            RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, LONG_AGO, None, BOTH_TRAININGS),
        )
        line.facts.name_staff("u-cover", "Co", "Verer")
        line.facts.name_staff(dsl(FIRST), "Read", "Er")
        assert on_item(line, "no_safe_reader", ReaderAppointed) == ["desk item closed: reader_appointed"]

    def test_an_unread_recall_is_on_the_desk_as_such(self) -> None:
        facts = Facts(a_reference())
        line = Line(facts)
        named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
        line.publish(an_event(stranger("Ulric", named), stranger("Wystan", named)))
        line.publish(an_event(stranger("Ulric", named), revision=2))
        said = line.at(FIRST_BELL).tick()
        assert f"desk 822: recall_unread for {WITHOUT_ROLL} (not_opened_in_time)" in said


class TestTraces:
    def test_an_auditor_may_follow_an_event(self) -> None:
        line = a_line()
        event = line.notice(FIRST)[2].event
        assert line.perform(ViewTrace(event, AUDITOR, "auditor")) == [f"trace shown to {AUDITOR}"]

    def test_nobody_else_may(self) -> None:
        line = a_line()
        event = line.notice(FIRST)[2].event
        assert line.perform(ViewTrace(event, dsl(FIRST), "auditor")) == ["refused: not_an_auditor"]

    def test_an_auditor_whose_role_ended_may_not(self) -> None:
        line = a_line()
        apply(line.facts.reference, RoleEnded(AUDITOR, "auditor", "hub", HUB, LONG_AGO))
        event = line.notice(FIRST)[2].event
        assert line.perform(ViewTrace(event, AUDITOR, "auditor")) == ["refused: not_an_auditor"]

    def test_whoever_leads_the_senders_sharing_may_follow_its_own_events(self) -> None:
        line = a_line()
        event = line.notice(FIRST)[2].event
        apply(line.facts.reference, appointed(LEAD, SENDER, "agency", POLICE))
        line.facts.name_staff(LEAD, "Nerys", "Talbot-Quaye")
        assert line.perform(ViewTrace(event, LEAD, SENDER)) == [f"trace shown to {LEAD}"]

    @pytest.mark.parametrize("named", ["as somebody of the event", "not at all"])
    def test_whoever_may_be_connected_with_the_event_may_not(self, named: str) -> None:
        line = a_line()
        event = line.notice(FIRST)[2].event
        apply(line.facts.reference, appointed(LEAD, SENDER, "agency", POLICE))
        if named == "as somebody of the event":
            line.facts.name_staff(LEAD, AMY.given_names, AMY.family_name)
        assert line.perform(ViewTrace(event, LEAD, SENDER)) == ["refused: may_be_connected"]

    @pytest.mark.parametrize("event", ["another agency's", "unknown"])
    def test_no_sender_follows_what_it_did_not_send(self, event: str) -> None:
        line = a_line()
        apply(line.facts.reference, appointed(LEAD, SENDER, "agency", OTHER_POLICE if event != "unknown" else POLICE))
        asked = line.notice(FIRST)[2].event if event != "unknown" else bytes(16)
        assert line.perform(ViewTrace(asked, LEAD, SENDER)) == ["refused: not_the_sender"]

    def test_a_senders_lead_is_no_auditor(self) -> None:
        line = a_line()
        event = line.notice(FIRST)[2].event
        apply(line.facts.reference, appointed(LEAD, SENDER, "agency", POLICE))
        assert line.perform(ViewTrace(event, LEAD, "auditor")) == ["refused: not_an_auditor"]
        assert line.perform(ViewTrace(event, AUDITOR, SENDER)) == ["refused: not_the_sender"]
