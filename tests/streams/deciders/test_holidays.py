"""Holidays, weekends that are held, and reminders: who is told beside the school, and when."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from schemas.records.inputs import AcknowledgeNotice, OpenDeskItem, OpenNotice, SettleDeskItem, TellByTelephone
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.reference import AreaSettingsSet, RoleEnded, SettingCalendarSet
from schemas.records.watch import NoticeOpened, NoticeReminded
from streams.calendar import Closure, ClosureKind, ReminderSettings, SettingCalendar, Week
from streams.deciders.person.due import HELD_RULE
from tests.streams.deciders.watching import on_item
from tests.support.facts import FIRST_BELL, MONDAY_EVENING, Facts, a_reference, an_event, apply
from tests.support.furnishing import AREA, LONG_AGO, appointed, area_calendar
from tests.support.line import Line
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, dsl

AMY = pupil(0, FIRST)
HALF_TERM = Closure(date(2026, 11, 10), date(2026, 11, 13), ClosureKind.HOLIDAY)
BACK = datetime(2026, 11, 16, 8, 40, tzinfo=UTC)
CONTACT = "u-contact"
HOLIDAY_ITEM = f"desk 822: holiday for {FIRST} (school_in_holiday)"


def a_line(*closures: Closure) -> Line:
    """Amy is on the roll of a school with a holiday contact, and with these closures."""
    calendar = SettingCalendar(week=Week.monday_to_friday(time(8, 40), time(15, 15)), closures=closures)
    contact = appointed(CONTACT, "holiday_contact", "urn", FIRST)
    facts = Facts(a_reference(SettingCalendarSet(FIRST, msgspec.json.encode(calendar)), contact))
    facts.name_staff(CONTACT, "Con", "Tact")
    facts.put_roll(FIRST, [AMY])
    return Line(facts)


def in_half_term(at: datetime = MONDAY_EVENING) -> Line:
    """Police report Amy on the evening of the last day before half-term."""
    line = a_line(HALF_TERM).at(at)
    line.publish(an_event(child_of(AMY), occurred_at=at - timedelta(hours=1)))
    return line


def open_(line: Line, user: str = CONTACT, role: str = "holiday_contact") -> list[str]:
    """Somebody asks to see the school's latest notice."""
    case, person, held = line.notice(FIRST)
    return line.perform(OpenNotice(case, person, held.notice, user, role))


class TestHolidays:
    def test_it_goes_to_the_school_and_to_the_councils_desk_at_once(self) -> None:
        line = a_line(HALF_TERM)
        assert line.publish(an_event(child_of(AMY)))[1:] == [f"first notice to {FIRST}", HOLIDAY_ITEM]

    def test_the_desk_has_a_deadline_of_its_own_and_the_notice_the_first_bell_of_term(self) -> None:
        line = in_half_term()
        assert line.notice(FIRST)[2].due == BACK
        assert line.item("holiday")[2].due == MONDAY_EVENING + timedelta(hours=2)

    def test_the_desks_time_is_a_setting_and_never_after_the_notices(self) -> None:
        for minutes, due in ((30, MONDAY_EVENING + timedelta(minutes=30)), (20_000, BACK)):
            line = a_line(HALF_TERM)
            area = replace(area_calendar(), holiday_desk_due_minutes=minutes)
            apply(line.facts.reference, AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area)))
            line.publish(an_event(child_of(AMY)))
            assert line.item("holiday")[2].due == due

    def test_a_weekend_is_no_holiday(self) -> None:
        line = a_line().at(MONDAY_EVENING - timedelta(days=1))
        assert line.publish(an_event(child_of(AMY)))[1:] == [f"first notice to {FIRST}"]

    def test_the_holiday_contact_reads_it_and_the_desk_is_done(self) -> None:
        assert open_(in_half_term().later(hours=1)) == [
            f"opened by {CONTACT} in time first",
            "desk item closed: opened",
        ]

    def test_in_term_the_holiday_contact_may_not(self) -> None:
        line = a_line()
        line.publish(an_event(child_of(AMY)))
        assert open_(line) == [f"not shown to {CONTACT}: not_a_reader_here"]

    def test_back_in_term_the_holiday_contact_may_not_any_more(self) -> None:
        assert open_(in_half_term().at(BACK)) == [f"not shown to {CONTACT}: not_a_reader_here"]

    def test_the_holiday_contact_gets_what_cover_gets(self) -> None:
        line = in_half_term()
        open_(line)
        open_(line, dsl(FIRST), "dsl")
        shown = [o.items for o in line.recorded.values() if isinstance(o, NoticeOpened)]
        assert shown[0] == shown[1]

    def test_a_school_whose_only_reader_is_its_holiday_contact_gets_it_in_the_holidays(self) -> None:
        line = a_line(HALF_TERM)
        apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
        assert line.publish(an_event(child_of(AMY)))[1:] == [f"first notice to {FIRST}", HOLIDAY_ITEM]

    def test_who_was_told_by_telephone_stops_both_clocks(self) -> None:
        line = in_half_term()
        assert on_item(line, "holiday", TellByTelephone) == [
            "told by telephone: head",
            "desk item closed: told_by_telephone",
        ]
        assert line.at(BACK).tick() == []

    def test_settled_by_the_desk_it_still_stands_first_on_the_first_morning(self) -> None:
        line = in_half_term()
        assert on_item(line, "holiday", SettleDeskItem) == ["desk item closed: settled"]
        assert line.at(BACK).tick()[0] == "overdue"

    def test_a_desk_that_lets_it_lie_is_overdue(self) -> None:
        assert in_half_term().later(hours=2).tick() == ["desk item overdue"]

    def test_the_desk_can_look_at_what_stands_behind_it(self) -> None:
        assert on_item(in_half_term(), "holiday", OpenDeskItem) == ["desk item shown to u-coordinator"]

    def test_an_update_in_the_holidays_takes_the_place_of_both(self) -> None:
        line = in_half_term().later(hours=1)
        changed = replace(child_of(AMY), whereabouts="outside")
        assert line.publish(an_event(changed, revision=2))[1:] == [
            f"update notice to {FIRST} changed child_whereabouts",
            HOLIDAY_ITEM,
            "desk item closed: superseded",
        ]
        assert len([i for _, _, m in line.matters() for i in m.desk]) == 1

    def test_the_recall_of_what_was_read_goes_to_the_desk_too(self) -> None:
        line = in_half_term()
        open_(line)
        said = line.publish(an_event(child_of(pupil(3, FIRST)), revision=2))
        assert said[-2:] == [f"recall notice to {FIRST}", HOLIDAY_ITEM]

    def test_the_recall_of_what_nobody_read_does_not(self) -> None:
        line = in_half_term()
        said = line.publish(an_event(child_of(pupil(3, FIRST)), revision=2))
        assert HOLIDAY_ITEM not in said

    def test_acknowledging_raises_nothing(self) -> None:
        line = in_half_term()
        open_(line)
        case, person, held = line.notice(FIRST)
        said = line.perform(AcknowledgeNotice(case, person, held.notice, CONTACT, "holiday_contact"))
        assert said == [f"acknowledged by {CONTACT}"]


class TestHeldWeekends:
    SATURDAY = datetime(2026, 11, 14, 22, 0, tzinfo=UTC)

    def held(self, *, holds: bool = True) -> Line:
        """Police report Amy on a Saturday in an area that holds weekends, or in one that does not."""
        line = a_line()
        area = replace(area_calendar(), hold_weekends_until_monday=holds)
        apply(line.facts.reference, AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area)))
        line.at(self.SATURDAY).publish(an_event(child_of(AMY), occurred_at=self.SATURDAY))
        return line

    def test_it_is_issued_at_once_and_says_until_when_it_is_held(self) -> None:
        line = self.held()
        (notice,) = [o for o in line.recorded.values() if isinstance(o, NoticeIssued)]
        assert notice.due.held_until == datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
        assert (notice.due.rule, notice.due.at) == (HELD_RULE, BACK)

    def test_nobody_opens_it_before_monday(self) -> None:
        assert open_(self.held().later(hours=3), dsl(FIRST), "dsl") == [f"not shown to {dsl(FIRST)}: held_until_monday"]

    def test_on_monday_morning_it_is_opened_in_time(self) -> None:
        line = self.held().at(datetime(2026, 11, 16, 7, 0, tzinfo=UTC))
        assert open_(line, dsl(FIRST), "dsl") == [f"opened by {dsl(FIRST)} in time first"]

    def test_elsewhere_nothing_is_held(self) -> None:
        line = self.held(holds=False)
        assert open_(line, dsl(FIRST), "dsl") == [f"opened by {dsl(FIRST)} in time first"]

    def test_what_is_on_a_desk_is_held_nowhere(self) -> None:
        line = a_line()
        area = replace(area_calendar(), hold_weekends_until_monday=True)
        ended = RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO)
        apply(line.facts.reference, AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area)), ended)
        line.at(self.SATURDAY).publish(an_event(child_of(AMY), occurred_at=self.SATURDAY))
        (item,) = [o for o in line.recorded.values() if isinstance(o, DeskItemRaised)]
        assert (item.due.held_until, item.due.reminders, item.due.at) == (None, (), BACK)


class TestReminders:
    def told(self) -> Line:
        """Amy's school was told on Monday evening."""
        line = a_line()
        line.publish(an_event(child_of(AMY)))
        return line

    def test_an_hour_before_the_bell_the_school_is_reminded_once(self) -> None:
        line = self.told().at(FIRST_BELL - timedelta(hours=1))
        assert [line.tick(), line.later(minutes=1).tick()] == [["reminded"], []]

    def test_not_before(self) -> None:
        assert self.told().at(FIRST_BELL - timedelta(minutes=61)).tick() == []

    def test_not_once_it_was_opened(self) -> None:
        line = self.told()
        open_(line, dsl(FIRST), "dsl")
        assert line.at(FIRST_BELL - timedelta(hours=1)).tick() == []

    def test_a_tick_that_comes_after_the_bell_says_overdue_alone(self) -> None:
        assert "reminded" not in self.told().at(FIRST_BELL).tick()

    def test_one_that_lay_before_the_notice_is_left_out(self) -> None:
        line = a_line().at(FIRST_BELL - timedelta(minutes=20))
        line.publish(an_event(child_of(AMY)))
        assert line.later(minutes=1).tick() == []

    @pytest.mark.parametrize(("late", "planned"), [(0, 90), (40, 60)])
    def test_of_several_that_are_due_the_last_is_said(self, late: int, planned: int) -> None:
        line = a_line()
        area = replace(area_calendar(), reminders=ReminderSettings(minutes_before=(90, 60)))
        apply(line.facts.reference, AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area)))
        line.publish(an_event(child_of(AMY)))
        line.at(FIRST_BELL - timedelta(minutes=90 - late)).tick()
        (reminded,) = [o for o in line.recorded.values() if isinstance(o, NoticeReminded)]
        assert reminded.planned_at == FIRST_BELL - timedelta(minutes=planned)
        assert reminded.due_at == FIRST_BELL
