"""The actions that a coordinator records of a meeting, and what becomes of them."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.events import missing
from schemas.events.event import Withdrawal
from schemas.records.meetings import (
    ActionOutcome,
    ActionReason,
    ActionSet,
    Owner,
)
from schemas.records.reference import RoleEnded
from schemas.records.share import Recipient
from tests.streams.deciders.meeting_cases import (
    MARAC,
    NEXT_WEEK,
    SOCIAL_CARE,
    SPOC,
    WORDS,
    a_missing_child,
    held,
    report,
    set_action,
    suspend,
)
from tests.streams.deciders.test_memory import episode
from tests.support.facts import MONDAY_EVENING, an_event, apply
from tests.support.flows import a_flow_line, user
from tests.support.furnishing import AREA, LONG_AGO
from tests.support.world import FIRST, SECOND

CARE = "childrens_social_care"


class TestActions:
    def test_an_action_is_recorded_with_who_by_when_and_its_words_sealed(self) -> None:
        line = a_missing_child()
        assert set_action(line) == [f"action for childrens_social_care {AREA} by 2026-11-16"]
        (action,) = [one for one in line.recorded.values() if isinstance(one, ActionSet)]
        assert (action.user, action.role, action.meeting, action.area) == (user(SPOC), SPOC, "spoc", AREA)
        assert action.words == WORDS

    def test_nothing_is_recorded_on_a_case_that_nobody_read(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 0))
        assert set_action(line) == ["refused: not_opened_yet"]

    @pytest.mark.parametrize(
        ("owner", "due", "meeting", "refused"),
        [
            (Owner(SOCIAL_CARE, ""), MONDAY_EVENING, "spoc", "needs_a_later_date"),
            (Owner(SOCIAL_CARE, ""), datetime(9999, 12, 31, tzinfo=UTC), "spoc", "needs_an_earlier_date"),
            (Owner(SOCIAL_CARE, ""), NEXT_WEEK, "marac", "not_of_a_meeting"),
            (Owner(Recipient("ifd", "area", "999"), ""), NEXT_WEEK, "spoc", "owner_not_known"),
            (Owner(Recipient("dsl", "urn", "999999"), ""), NEXT_WEEK, "spoc", "owner_not_known"),
            (Owner(SOCIAL_CARE, user("ifd")), NEXT_WEEK, "spoc", "owner_not_known"),
            (Owner(Recipient("dsl", "urn", SECOND), ""), NEXT_WEEK, "spoc", "owner_not_of_the_case"),
            (Owner(Recipient("school_nurse", "area", AREA), ""), NEXT_WEEK, "spoc", "owner_not_of_the_case"),
        ],
    )
    def test_an_action_that_nobody_could_do_is_refused(
        self, owner: Owner, due: datetime, meeting: str, refused: str
    ) -> None:
        assert set_action(a_missing_child(), owner=owner, due=due, meeting=meeting) == [f"refused: {refused}"]

    def test_somebody_of_the_directory_can_own_it_at_a_school_too(self) -> None:
        line = a_missing_child()
        assert set_action(line, owner=Owner(SOCIAL_CARE, user("childrens_social_care")))
        assert set_action(line, owner=Owner(Recipient("dsl", "urn", FIRST), "")) == [
            f"action for {FIRST} by 2026-11-16"
        ]

    @pytest.mark.parametrize("why", ["no agreement", "nobody there"])
    def test_its_coordinator_is_told_before_that_nobody_could_read_it_and_tells_them_by_hand(self, why: str) -> None:
        line = a_missing_child()
        if why == "no agreement":
            suspend(line)
        else:
            apply(line.facts.reference, RoleEnded(user(CARE), CARE, "area", AREA, LONG_AGO))
        assert set_action(line) == ["refused: owner_could_not_read"]
        assert held(line) == []
        assert set_action(line, by_hand=True) == [f"action for {CARE} {AREA} by 2026-11-16"]
        (action,) = [one for one in line.recorded.values() if isinstance(one, ActionSet)]
        assert action.by_hand

    def test_what_is_not_done_goes_to_the_next_agenda_with_another_date(self) -> None:
        line = a_missing_child()
        set_action(line)
        not_done = ActionOutcome.NOT_DONE
        assert report(line, not_done, ActionReason.NO_CONTACT) == ["refused: needs_a_later_date"]
        typed = NEXT_WEEK.replace(year=NEXT_WEEK.year + 10)
        assert report(line, not_done, ActionReason.NO_CONTACT, typed) == ["refused: needs_an_earlier_date"]
        later = NEXT_WEEK + timedelta(days=7)
        assert report(line, not_done, ActionReason.NO_CONTACT, later) == ["action not_done: no_contact"]
        (matter,) = held(line)
        assert [one.due for one in matter.actions] == [later]
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED) == ["action done: completed"]
        assert held(line) == []
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED) == ["refused: no_longer_current"]

    def test_an_outcome_has_its_own_reasons(self) -> None:
        line = a_missing_child()
        set_action(line)
        done = report(line, ActionOutcome.DONE, ActionReason.NO_CONTACT)
        assert done == ["refused: reason_of_another_outcome"]

    def test_only_its_coordinator_reports_it(self) -> None:
        line = a_missing_child()
        set_action(line)
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED, who=user(MARAC)) == ["refused: not_your_area"]

    def test_one_that_is_not_done_in_time_is_marked_once(self) -> None:
        line = a_missing_child()
        set_action(line)
        line.at(NEXT_WEEK - timedelta(minutes=1))
        assert "action overdue" not in line.tick()
        line.at(NEXT_WEEK)
        assert "action overdue" in line.tick()
        line.later(days=1)
        assert "action overdue" not in line.tick()

    def test_it_stands_on_after_the_event_was_withdrawn(self) -> None:
        line = a_missing_child()
        set_action(line)
        withdrawn = Withdrawal.ENTERED_IN_ERROR
        line.publish(an_event(type=missing.EVENT_TYPE, reference="m-1", revision=2, withdrawal=withdrawn))
        assert len(held(line)) == 1
        no_longer = report(line, ActionOutcome.NO_LONGER_NEEDED, ActionReason.SET_IN_ERROR)
        assert no_longer == ["action no_longer_needed: set_in_error"]
