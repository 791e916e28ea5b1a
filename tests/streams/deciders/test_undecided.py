"""Two versions under one number, and what cannot be decided: neither disappears, a council's desk has it."""

import pytest
from msgspec.structs import replace

from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import (
    Forwarded,
    InputKind,
    OpenDeskItem,
    ReaderAppointed,
    SettleDeskItem,
    TellByTelephone,
    TimePassed,
)
from schemas.records.match import ChildMatched
from schemas.records.reference import AgencyKind, AgencyRegistered, AreaSettingsSet
from streams.deciders.undecided import desk_for_parked
from streams.reference.facts import Reference
from tests.streams.deciders.watching import on_item
from tests.support.facts import MONDAY_EVENING, Facts, a_reference, an_event, apply, hub_bodies
from tests.support.furnishing import school
from tests.support.hops import submitted
from tests.support.line import Line
from tests.support.people import child_of, pupil
from tests.support.world import FIRST

AMY = pupil(0, FIRST)
CONFLICT = "desk 822: id_conflict (other_content_under_one_id)"


def conflicting() -> Line:
    """The force sent two versions of one event under one number."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY])
    line = Line(facts)
    line.publish(an_event(child_of(AMY)))
    return line


def again(line: Line, sequence: int = 7) -> list[str]:
    """The same number with other content: its place in the force's sequence is content too."""
    return line.submit(submitted(an_event(child_of(AMY), sequence=sequence)))


class TestConflicts:
    def test_the_second_version_is_rejected_and_a_desk_asks(self) -> None:
        assert again(conflicting()) == ["rejected: conflict", CONFLICT]

    def test_the_school_keeps_what_it_has(self) -> None:
        line = conflicting()
        notice = line.notice(FIRST)
        again(line)
        assert line.notice(FIRST) == notice

    def test_the_same_bytes_again_stand_on_the_desk_once(self) -> None:
        line = conflicting()
        again(line)
        assert again(line) == ["rejected: conflict"]

    def test_a_third_version_is_another_question(self) -> None:
        line = conflicting()
        again(line)
        assert again(line, 8) == ["rejected: conflict", CONFLICT]

    def test_the_desk_settles_it_and_is_not_asked_again(self) -> None:
        line = conflicting()
        again(line)
        assert on_item(line, "id_conflict", SettleDeskItem) == ["desk item closed: settled"]
        assert again(line) == ["rejected: conflict"]

    @pytest.mark.parametrize(
        ("command", "reason"),
        [
            (OpenDeskItem, "nothing_to_open"),
            (TellByTelephone, "needs_its_own_answer"),
            (ReaderAppointed, "not_about_a_reader"),
        ],
    )
    def test_no_other_answer_fits(self, command: type, reason: str) -> None:
        line = conflicting()
        again(line)
        assert on_item(line, "id_conflict", command) == [f"refused: {reason}"]

    def test_it_is_overdue_like_any_other_item(self) -> None:
        line = conflicting()
        again(line)
        line.at(line.item("id_conflict")[2].due)
        assert "desk item overdue" in line.tick()

    def test_a_withdrawal_leaves_the_question_on_the_desk(self) -> None:
        line = conflicting()
        again(line)
        line.publish(an_event(revision=2))
        assert line.item("id_conflict")


class TestParked:
    def desk(self, reference: Reference, *outputs: ForwardedOutput, waits: bool = False) -> str | None:
        """The area on whose desk a parked input of hop 3 stands."""
        message = Forwarded("resolve", 1, 1, MONDAY_EVENING, (0,), outputs)
        kind = InputKind.FORWARDED
        found = desk_for_parked(reference, "person.0", kind, message, MONDAY_EVENING, waits=waits)
        return found.area if found is not None else None

    def test_a_submission_stands_on_the_desk_of_its_forces_first_area(self) -> None:
        north = AgencyRegistered("north-police", "North", AgencyKind.POLICE, (), ("930", "823"))
        calendar = next(body for body in hub_bodies() if isinstance(body, AreaSettingsSet))
        reference = a_reference(north, replace(calendar, area="823"))
        kind = InputKind.SUBMISSION
        found = desk_for_parked(reference, "intake.north-police.0", kind, None, MONDAY_EVENING, waits=True)
        assert found is not None
        assert (found.area, found.due.at > MONDAY_EVENING) == ("823", True)

    def test_a_child_outcome_stands_on_the_desk_of_its_school(self) -> None:
        line = conflicting()
        matched = next(o for o in line.recorded.values() if isinstance(o, ChildMatched))
        calendar = next(body for body in hub_bodies() if isinstance(body, AreaSettingsSet))
        reference = apply(line.facts.reference, replace(calendar, area="823"), replace(school(FIRST), area="823"))
        assert self.desk(reference, matched) == "823"

    def test_what_nobody_can_place_stands_on_the_desk_of_the_first_force(self) -> None:
        assert self.desk(a_reference()) == "822"

    def test_children_who_wait_behind_another_input_are_on_the_desk_too(self) -> None:
        assert self.desk(a_reference(), waits=True) == "822"

    def test_a_tick_is_when_it_fails_and_not_while_it_waits(self) -> None:
        tick, reference = TimePassed(MONDAY_EVENING), a_reference()
        found = [
            desk_for_parked(reference, "person.0", InputKind.TICK, tick, MONDAY_EVENING, waits=waits)
            for waits in (False, True)
        ]
        assert [desk is not None for desk in found] == [True, False]

    def test_a_hub_without_an_area_has_no_desk(self) -> None:
        assert self.desk(Reference()) is None

    def test_its_latest_time_is_that_of_a_usual_school_day(self) -> None:
        kind = InputKind.COMMAND
        found = desk_for_parked(a_reference(), "resolve", kind, None, MONDAY_EVENING, waits=False)
        assert found is not None
        assert found.due.at == MONDAY_EVENING.replace(day=10, hour=8, minute=45)
