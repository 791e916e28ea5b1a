"""Memory across events: repeats at MARAC, escalation, missing counts and patterns, which only propose (flows.md)."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.events import marac, missing
from schemas.events.event import Withdrawal
from schemas.events.people import Address, Role
from schemas.records.inputs import OpenDeskItem, SettleDeskItem, SettledHow
from schemas.records.memory import DecidePattern, OccurrenceNoted, PatternAnswer, PatternReason, RepeatAssessed
from schemas.records.notify import NoticeIssued
from schemas.vectors.flows import DASH, EPISODE, REFERRAL
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import OpenedEvent
from tests.support.facts import MONDAY_EVENING, Section, an_event
from tests.support.flows import AMY, a_flow_line, user
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import COORDINATOR

TESS = adult("Tess", "Thistlewood", Role.VICTIM)
ROLF = adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR)
OTHER = adult("Otto", "Larch", Role.ALLEGED_PERPETRATOR)
FAMILY = (child_of(AMY), TESS, ROLF)
COORDINATES = user("marac_coordinator")


def incident(reference: str, days: float, *people: Section, **more: object) -> OpenedEvent:
    """Police were called so many days before Monday evening."""
    return an_event(*(people or FAMILY), reference=reference, occurred_at=_ago(days), **more)  # type: ignore[arg-type]  # the fields of an event


def referral(reference: str, days: float, *people: Section, **more: object) -> OpenedEvent:
    """A referral to MARAC so many days before Monday evening."""
    people = people or FAMILY
    return an_event(
        REFERRAL,
        DASH,
        *people,
        type=marac.EVENT_TYPE,
        reference=reference,
        occurred_at=_ago(days),
        **more,  # type: ignore[arg-type]  # as above
    )


def episode(reference: str, days: float, *people: Section, revision: int = 1, **facts: object) -> OpenedEvent:
    """A child missing since so many days before Monday evening, for two hours."""
    since = _ago(days)
    usual = {"stage": missing.Stage.RETURNED, "returned_at": since + timedelta(hours=2), "found_at": None}
    plain = replace(EPISODE, missing_since=since, reported_at=since, **{**usual, **facts})
    people = people or (child_of(AMY),)
    type = missing.EVENT_TYPE
    return an_event(plain, *people, type=type, reference=reference, revision=revision, occurred_at=since)


def _ago(days: float) -> datetime:
    return MONDAY_EVENING - timedelta(days=days, hours=1)


def of_memory(said: list[str]) -> list[str]:
    """What was found and assessed."""
    return [one for one in said if one.startswith(("pattern", "assessed"))]


def assessed(line: Line) -> RepeatAssessed:
    """The latest assessment."""
    return [one for one in line.recorded.values() if isinstance(one, RepeatAssessed)][-1]


class TestRepeatAtMarac:
    def test_a_second_referral_within_twelve_months_is_a_repeat_and_its_notice_says_why(self) -> None:
        line = a_flow_line()
        assert of_memory(line.publish(referral("r-1", 200))) == ["assessed by marac-repeat/2: no repeat"]
        assert "assessed by marac-repeat/2: repeat" in line.publish(referral("r-2", 0))
        told = assessed(line)
        assert told.last_referral is not None
        assert told.last_referral.at == _ago(200)
        assert [one.at for one in told.counted] == [_ago(0)]
        notices = [one for one in line.recorded.values() if isinstance(one, NoticeIssued)]
        (mine,) = [one for one in notices if one.recipient.role == "marac_coordinator" and one.person == told.person]
        assert line.recorded[mine.repeat or ""] == told
        assert all(one.repeat is None for one in notices if one.recipient.role != "marac_coordinator")

    def test_abuse_in_the_twelve_months_makes_a_later_referral_a_repeat(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 500))
        line.publish(incident("i-1", 200))
        assert "assessed by marac-repeat/2: repeat" in line.publish(referral("r-2", 0))

    def test_abuse_after_the_twelve_months_does_not(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 500))
        line.publish(incident("i-1", 100))
        assert "assessed by marac-repeat/2: no repeat" in line.publish(referral("r-2", 0))

    def test_another_perpetrator_is_another_pair(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 200))
        assert "assessed by marac-repeat/2: no repeat" in line.publish(referral("r-2", 0, child_of(AMY), TESS, OTHER))

    def test_an_incident_since_the_last_referral_is_proposed_to_the_coordinator(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 200))
        said = line.publish(incident("i-1", 0))
        assert of_memory(said) == ["pattern found: marac-repeat/2 1 in 12 months"]
        assert said[-1] == f"desk {AREA}: pattern for marac_coordinator {AREA} (marac_repeat)"

    def test_the_definition_is_that_which_was_in_force_when_it_happened(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 5000))
        assert "assessed by marac-repeat/1: repeat" in line.publish(referral("r-2", 4900))

    def test_what_is_known_late_changes_the_answer_and_a_desk_hears_of_it(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 500))
        line.publish(referral("r-2", 0))
        said = line.publish(incident("i-1", 200))
        assert "assessed otherwise than before by marac-repeat/2: repeat" in said
        assert f"desk {AREA}: pattern for marac_coordinator {AREA} (repeat_changed)" in said

    def test_a_withdrawn_referral_was_never_the_last(self) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 200))
        line.publish(referral("r-2", 0))
        said = line.publish(
            an_event(type=marac.EVENT_TYPE, reference="r-1", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
        )
        assert "assessed otherwise than before by marac-repeat/2: no repeat" in said


class TestEscalation:
    def test_three_occasions_in_twelve_months_are_proposed(self) -> None:
        line = a_flow_line()
        assert not of_memory(line.publish(incident("i-1", 300)))
        assert not of_memory(line.publish(incident("i-2", 100)))
        assert of_memory(line.publish(incident("i-3", 0))) == ["pattern found: escalation/1 3 in 12 months"]

    def test_one_nights_calls_count_once(self) -> None:
        line = a_flow_line()
        line.publish(incident("i-1", 10))
        line.publish(incident("i-2", 9.9))
        assert not of_memory(line.publish(incident("i-3", 0)))

    def test_a_revision_is_no_other_occasion(self) -> None:
        line = a_flow_line()
        line.publish(incident("i-1", 10))
        line.publish(incident("i-1", 10, child_of(AMY), replace(TESS, restricted=True), ROLF, revision=2))
        assert not of_memory(line.publish(incident("i-2", 0)))

    def test_a_withdrawn_incident_counts_not_at_all(self) -> None:
        line = a_flow_line()
        for number, days in enumerate((300, 100, 0)):
            line.publish(incident(f"i-{number}", days))
        said = line.publish(an_event(reference="i-1", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
        assert of_memory(said) == ["pattern lapsed: escalation/1 0 in none"]
        assert said[-1] == "desk item closed: superseded"

    def test_after_somebody_has_decided_a_withdrawal_comes_back_to_them(self) -> None:
        line = a_flow_line()
        for number, days in enumerate((300, 100, 0)):
            line.publish(incident(f"i-{number}", days))
        decide(line, PatternAnswer.REFER)
        said = line.publish(an_event(reference="i-1", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
        assert said[-1] == f"desk {AREA}: pattern for marac_coordinator {AREA} (no_longer_holds)"

    def test_it_is_looked_for_between_the_same_people_alone(self) -> None:
        line = a_flow_line()
        line.publish(incident("i-1", 300))
        line.publish(incident("i-2", 100, child_of(AMY), TESS, OTHER))
        assert not of_memory(line.publish(incident("i-3", 0)))


class TestMissing:
    def test_counts_over_a_day_ninety_days_and_a_year_are_rules_of_their_own(self) -> None:
        line = a_flow_line()
        found = [of_memory(line.publish(episode(f"m-{days}", days))) for days in (300, 200, 80, 70, 0.5, 0)]
        assert found[:3] == [[], [], []]
        assert found[4] == [
            "pattern found: missing-12-months/1 5 in 12 months",
            "pattern found: missing-90-days/1 3 in 90 days",
        ]
        assert "pattern found: missing-24-hours/1 2 in 24 hours" in found[5]

    def test_found_at_the_same_place_twice(self) -> None:
        line = a_flow_line()
        there = Address(("The yard",), "MK42 9ZZ", "")
        line.publish(episode("m-1", 20, found_at=there))
        line.publish(episode("m-2", 10, found_at=replace(there, postcode="MK42 1AA")))
        said = line.publish(episode("m-3", 5, found_at=replace(there, lines=(), postcode="mk42 9zz")))
        assert "pattern found: missing-same-place/1 2 in 90 days" in said

    def test_no_place_is_written_down(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 20, found_at=Address(("The yard",), "MK42 9ZZ", "")))
        noted = [one for one in line.recorded.values() if isinstance(one, OccurrenceNoted)]
        assert "MK42" not in repr(noted)
        assert "yard" not in repr(noted)

    def test_missing_with_the_same_companion_twice(self) -> None:
        line = a_flow_line()
        friend = adult("Ned", "Sallow", Role.COMPANION)
        line.publish(episode("m-1", 20, child_of(AMY), friend))
        said = line.publish(episode("m-2", 5, child_of(AMY), friend))
        assert "pattern found: missing-same-companion/1 2 in 90 days" in said

    def test_two_episodes_open_at_once_contradict_each_other(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 5, stage=missing.Stage.REPORTED, returned_at=None))
        said = line.publish(episode("m-2", 2))
        assert "pattern found: two-open-episodes/1 2 in 12 months" in said
        assert f"desk {AREA}: pattern for spoc_coordinator {AREA} (two_open_episodes)" in said

    def test_a_child_who_came_back_before_they_went_stands_on_a_desk(self) -> None:
        line = a_flow_line()
        said = line.publish(episode("m-1", 5, returned_at=_ago(6)))
        assert f"desk {AREA}: pattern for spoc_coordinator {AREA} (returned_before_missing)" in said

    def test_the_same_child_in_several_flows_is_the_front_doors(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 5))
        said = line.publish(incident("i-1", 0))
        assert f"desk {AREA}: pattern for ifd {AREA} (several_flows)" in said


class TestWhoDecides:
    @pytest.fixture
    def line(self) -> Line:
        line = a_flow_line()
        for number, days in enumerate((300, 100, 0)):
            line.publish(incident(f"i-{number}", days))
        return line

    @pytest.mark.parametrize(
        ("answer", "ends"), [(PatternAnswer.REFER, "referred"), (PatternAnswer.DECLINE, "declined")]
    )
    def test_a_named_person_answers_with_the_reason(self, line: Line, answer: PatternAnswer, ends: str) -> None:
        assert decide(line, answer) == [
            f"pattern decided by {COORDINATES}: {answer} (professional_judgement)",
            f"desk item closed: {ends}",
        ]

    def test_what_is_proposed_is_not_merely_noted(self, line: Line) -> None:
        assert decide(line, PatternAnswer.NOTED) == ["refused: asks_for_a_decision"]

    def test_that_one_holds_no_more_and_that_a_repeat_is_none_are_noted(self, line: Line) -> None:
        decide(line, PatternAnswer.REFER)
        line.publish(incident("i-1", 100, revision=2, withdrawal=Withdrawal.NOT_DOMESTIC_ABUSE))
        noted = f"pattern decided by {COORDINATES}: noted (professional_judgement)", "desk item closed: noted"
        assert tuple(decide(line, PatternAnswer.NOTED)) == noted
        line.publish(referral("r-2", -1))
        line.publish(referral("r-1", 200))
        assert line.item("pattern")[2].reason == "repeat_changed"
        assert tuple(decide(line, PatternAnswer.NOTED)) == noted

    def test_nobody_elses_role_will_do(self, line: Line) -> None:
        assert decide(line, PatternAnswer.REFER, user("ifd"), "ifd") == ["refused: not_your_area"]
        assert decide(line, PatternAnswer.REFER, COORDINATOR, COUNCIL_DESK) == ["refused: not_your_area"]

    def test_who_may_be_connected_decides_nothing(self, line: Line) -> None:
        line.facts.name_staff(COORDINATES, "Rolf", "Marsh")
        assert decide(line, PatternAnswer.DECLINE) == ["refused: may_be_connected"]

    def test_it_is_neither_opened_nor_settled_like_other_work(self, line: Line) -> None:
        case, person, item = line.item("pattern")
        role = "marac_coordinator"
        for command in (
            OpenDeskItem(case, person, item.item, COORDINATES, role),
            SettleDeskItem(case, person, item.item, COORDINATES, role, SettledHow.ALREADY_TOLD),
        ):
            assert line.perform(command) == ["refused: needs_its_own_answer"]

    def test_an_answer_to_what_was_overtaken_is_refused(self, line: Line) -> None:
        case, person, item = line.item("pattern")
        line.publish(incident("i-4", -1))
        command = DecidePattern(
            case, person, item.item, COORDINATES, "marac_coordinator", PatternAnswer.DECLINE, PatternReason.EXPLAINED
        )
        assert line.perform(command) == ["refused: no_longer_current"]

    def test_what_grows_after_it_was_declined_is_proposed_again(self, line: Line) -> None:
        decide(line, PatternAnswer.DECLINE)
        said = line.publish(incident("i-4", -1))
        assert of_memory(said) == ["pattern grew: escalation/1 4 in 12 months"]
        assert said[-1] == f"desk {AREA}: pattern for marac_coordinator {AREA} (escalation)"

    def test_unanswered_it_falls_overdue_like_any_work(self, line: Line) -> None:
        line.at(line.item("pattern")[2].due)
        assert "desk item overdue" in line.tick()


def decide(line: Line, answer: PatternAnswer, who: str = COORDINATES, role: str = "marac_coordinator") -> list[str]:
    """Somebody answers the latest pattern."""
    case, person, item = line.item("pattern")
    reason = PatternReason.PROFESSIONAL_JUDGEMENT
    return line.perform(DecidePattern(case, person, item.item, who, role, answer, reason))
