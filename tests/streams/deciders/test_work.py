"""Return interviews and hospitals' concerns are worked on step by step, and who is to know hears what came of it."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.doubts import Doubt
from schemas.events import hospital, missing
from schemas.events.event import Withdrawal
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.inputs import AcknowledgeNotice, OpenNotice
from schemas.records.notify import NoticeIssued, NoticeKind
from schemas.records.work import AnsweredBy, RecordStep, Step, StepReason, StepRecorded
from schemas.vectors.flows import ATTENDANCE, EPISODE
from tests.support.facts import MONDAY_EVENING, an_event
from tests.support.flows import BEN, HOSPITAL, a_flow_line, user
from tests.support.force import POLICE as FORCE
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of

PROVIDER, TEAM = "return_interview_provider", "hospital_safeguarding"
BACK = MONDAY_EVENING - timedelta(hours=2)
RETURNED = replace(
    EPISODE,
    stage=missing.Stage.RETURNED,
    missing_since=BACK - timedelta(hours=9),
    reported_at=BACK - timedelta(hours=8),
    returned_at=BACK,
)
AT_72_HOURS = BACK + timedelta(hours=72)
OFFICE_HOURS_OVER = datetime(2026, 11, 10, 17, 1, tzinfo=UTC)


def a_return(episode: missing.Episode = RETURNED, revision: int = 1) -> Line:
    """A child came back in the evening."""
    line = a_flow_line()
    line.publish(an_event(episode, child_of(BEN), type=missing.EVENT_TYPE, revision=revision))
    return line


def a_flag() -> Line:
    """Hospital staff filed a concern in the evening."""
    line = a_flow_line()
    flag = an_event(ATTENDANCE, child_of(BEN), type=hospital.EVENT_TYPE, publisher=HOSPITAL, instance="ed-1")
    line.publish(flag)
    return line


def open_(line: Line, role: str) -> list[str]:
    """Whoever holds the role opens its notice."""
    case, person, held = line.notice_of(role)
    return line.perform(OpenNotice(case, person, held.notice, user(role), role))


def step(
    line: Line,
    done: Step,
    by: AnsweredBy | None = None,
    reason: StepReason | None = None,
    at: datetime | None = None,
    previous: str | None = "latest",
    role: str = PROVIDER,
) -> list[str]:
    """Whoever holds the role records a step, after the latest unless another is named."""
    case, person, held = line.notice_of(role)
    before = latest(line) if previous == "latest" else previous
    return line.perform(
        RecordStep(case, person, held.notice, user(role), role, done, by, reason, at or line.now, before)
    )


def latest(line: Line) -> str | None:
    """The id of the latest step."""
    return next((id for id, output in reversed(line.recorded.items()) if isinstance(output, StepRecorded)), None)


def told(line: Line) -> list[NoticeIssued]:
    """What somebody was told of interviews."""
    issued = [output for output in line.recorded.values() if isinstance(output, NoticeIssued)]
    return [one for one in issued if one.kind is NoticeKind.INTERVIEW]


def test_offered_accepted_and_held_and_the_force_and_the_front_door_hear_of_it() -> None:
    line = a_return()
    assert step(line, Step.OFFERED) == ["refused: not_opened_yet"]
    open_(line, PROVIDER)
    assert step(line, Step.OFFERED) == [f"offered by {PROVIDER}"]
    assert step(line, Step.ACCEPTED, AnsweredBy.CHILD) == [f"accepted by {PROVIDER}"]
    assert told(line) == []
    line.later(hours=30)
    assert step(line, Step.HELD) == [
        f"held by {PROVIDER}",
        f"interview notice to police_safeguarding {FORCE}",
        f"interview notice to ifd {AREA}",
    ]
    police, _ = told(line)
    assert set(police.items) == {
        Item.INCIDENT_FACT,
        Item.INCIDENT_REFERENCE,
        Item.CHILD_NAME,
        Item.RETURN_INTERVIEW,
    }


def test_the_clock_runs_from_the_return_and_ends_when_held_or_declined_not_when_read() -> None:
    line = a_return()
    _, _, held = line.notice_of(PROVIDER)
    assert held.due == AT_72_HOURS
    open_(line, PROVIDER)
    step(line, Step.OFFERED)
    line.at(AT_72_HOURS - timedelta(minutes=1))
    assert not any("interview_overdue" in said for said in line.tick())
    line.at(AT_72_HOURS)
    assert f"desk {AREA}: interview_overdue for {PROVIDER} {AREA} (not_held_in_time)" in line.tick()
    said = step(line.later(hours=1), Step.DECLINED, AnsweredBy.CHILD, StepReason.TALKS_TO_SOMEBODY_ELSE)
    assert said[:2] == [f"declined by {PROVIDER}, late", "desk item closed: dealt_with"]


def test_an_interview_held_in_time_and_recorded_late_was_held_in_time() -> None:
    line = a_return()
    open_(line, PROVIDER)
    line.at(AT_72_HOURS + timedelta(hours=1)).tick()
    assert step(line, Step.HELD, at=AT_72_HOURS - timedelta(hours=5))[0] == f"held by {PROVIDER}"


@pytest.mark.parametrize(
    ("done", "by", "reason", "refused"),
    [
        (Step.PICKED_UP, None, None, "not_a_step_here"),
        (Step.DECLINED, None, StepReason.DOES_NOT_WANT_ONE, "answered_by_missing"),
        (Step.DECLINED, AnsweredBy.CHILD, None, "step_reason_missing"),
        (Step.DECLINED, AnsweredBy.CHILD, StepReason.ADVICE_GIVEN, "step_reason_missing"),
        (Step.HELD, AnsweredBy.CHILD, None, "answered_by_nobody"),
        (Step.OFFERED, None, StepReason.MISSING_AGAIN, "step_needs_no_reason"),
    ],
)
def test_a_step_says_who_and_why_where_it_must(
    done: Step, by: AnsweredBy | None, reason: StepReason | None, refused: str
) -> None:
    line = a_return()
    open_(line, PROVIDER)
    assert step(line, done, by, reason) == [f"refused: {refused}"]


def test_no_step_before_the_return_and_none_in_the_future() -> None:
    line = a_return()
    open_(line, PROVIDER)
    assert step(line, Step.HELD, at=BACK - timedelta(minutes=1)) == ["refused: step_before_its_time"]
    assert step(line, Step.HELD, at=line.now + timedelta(minutes=6)) == ["refused: step_in_the_future"]


def test_who_answers_what_somebody_recorded_meanwhile_is_refused() -> None:
    line = a_return()
    open_(line, PROVIDER)
    step(line, Step.OFFERED)
    assert step(line, Step.HELD, previous=None) == [f"refused: step_recorded_since, now {latest(line)}"]


def test_a_changed_answer_reaches_who_was_told_the_first() -> None:
    line = a_return()
    open_(line, PROVIDER)
    step(line, Step.DECLINED, AnsweredBy.PARENT_OR_CARER, StepReason.DOES_NOT_WANT_ONE)
    said = step(line, Step.ACCEPTED, AnsweredBy.CHILD)
    assert f"interview notice to ifd {AREA}" in said
    first, _, third, _ = told(line)
    assert third.replaces is not None
    assert line.recorded[third.replaces] is first
    assert f"desk {AREA}: interview_overdue for {PROVIDER} {AREA} (not_held_in_time)" in line.at(AT_72_HOURS).tick()


def test_news_of_the_episode_leaves_an_interview_held() -> None:
    line = a_return()
    open_(line, PROVIDER)
    step(line, Step.HELD)
    worse = replace(RETURNED, risk=missing.MissingRisk.HIGH)
    line.publish(an_event(worse, child_of(BEN), type=missing.EVENT_TYPE, revision=2))
    _, _, held = line.notice_of(PROVIDER)
    assert held.step is Step.HELD
    assert not any("interview_overdue" in said for said in line.at(AT_72_HOURS + timedelta(days=1)).tick())


MISSING = replace(RETURNED, stage=missing.Stage.REPORTED, returned_at=None)


def of_an_older_export(line: Line, revision: int = 2) -> list[str]:
    """The row of an export that was made before the child came back, sent after the one that says so."""
    return line.publish(an_event(MISSING, child_of(BEN), type=missing.EVENT_TYPE, revision=revision))


def accepted_last(line: Line) -> EventAccepted:
    """What hop 1 said of the newest event."""
    return [output for output in line.recorded.values() if isinstance(output, EventAccepted)][-1]


def test_a_return_that_an_older_export_takes_back_is_doubted_and_stands_on_a_desk() -> None:
    line = a_return()
    assert accepted_last(line).doubts == ()
    said = of_an_older_export(line)
    assert accepted_last(line).doubts == (Doubt.RETURN_TAKEN_BACK,)
    assert f"desk {AREA}: pattern for spoc_coordinator {AREA} (return_taken_back)" in said
    for role in ("ifd", "spoc_coordinator"):
        assert any(f"update notice to {role} {AREA} changed episode_stage" in one for one in said), "told as missing"
    of_an_older_export(line, 3)
    assert accepted_last(line).doubts == (Doubt.RETURN_TAKEN_BACK,), "it is doubtful until somebody says it anew"


def test_a_return_that_was_never_told_is_not_missed() -> None:
    line = a_flow_line()
    of_an_older_export(line, 1)
    of_an_older_export(line, 2)
    assert accepted_last(line).doubts == ()


def test_the_interview_is_not_lost_with_a_return_that_an_older_export_takes_back() -> None:
    line = a_return()
    open_(line, PROVIDER)
    step(line, Step.OFFERED)
    said = of_an_older_export(line.later(hours=1))
    assert f"recall notice to {PROVIDER} {AREA}" not in said
    assert any(f"update notice to {PROVIDER} {AREA} changed episode_stage" in one for one in said)
    _, _, held = line.notice_of(PROVIDER)
    assert (held.due, held.step) == (AT_72_HOURS, Step.OFFERED), "its time runs on from the return that was told"
    assert f"desk {AREA}: interview_overdue for {PROVIDER} {AREA} (not_held_in_time)" in line.at(AT_72_HOURS).tick()


def test_an_interview_that_a_desk_is_to_see_to_stays_there() -> None:
    line = a_flow_line()
    line.facts.name_staff(user(PROVIDER), BEN.given_names, BEN.family_name)
    waits = f"no_safe_reader for {PROVIDER} {AREA} (no_safe_reader)"
    told = an_event(RETURNED, child_of(BEN), type=missing.EVENT_TYPE)
    assert any(waits in one for one in line.publish(told))
    _, _, before = line.item("no_safe_reader")
    of_an_older_export(line)
    assert line.item("no_safe_reader")[2].item == before.item


def test_the_next_return_sets_the_clock_anew_and_ends_the_doubt() -> None:
    line = a_return()
    of_an_older_export(line)
    later = replace(RETURNED, returned_at=BACK + timedelta(hours=1))
    said = line.publish(an_event(later, child_of(BEN), type=missing.EVENT_TYPE, revision=3))
    _, _, held = line.notice_of(PROVIDER)
    assert held.due == AT_72_HOURS + timedelta(hours=1)
    assert accepted_last(line).doubts == ()
    assert any("pattern lapsed: return-taken-back/1" in one for one in said)


def test_who_is_missing_and_was_never_back_has_no_interview() -> None:
    line = a_flow_line()
    assert not any(PROVIDER in one for one in of_an_older_export(line, 1))


def test_what_came_of_it_is_taken_back_with_the_episode() -> None:
    line = a_return()
    open_(line, PROVIDER)
    step(line, Step.HELD)
    said = line.publish(an_event(type=missing.EVENT_TYPE, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert said.count(f"recall notice to ifd {AREA}") == 2
    assert f"recall notice to police_safeguarding {FORCE}" in said


def test_what_came_of_an_interview_is_no_contact_to_triage() -> None:
    line = a_return()
    open_(line, PROVIDER)
    step(line, Step.HELD)
    case, person, held = next(
        (case, person, held)
        for case, person, matter in line.matters()
        for held in matter.notices
        if held.kind is NoticeKind.INTERVIEW and held.recipient.role == "ifd"
    )
    line.perform(OpenNotice(case, person, held.notice, user("ifd"), "ifd"))
    assert line.perform(AcknowledgeNotice(case, person, held.notice, user("ifd"), "ifd")) == ["acknowledged by u-ifd"]


def test_where_nobody_there_may_read_it_a_desk_tells_them() -> None:
    line = a_return()
    line.facts.name_staff(user("police_safeguarding"), BEN.given_names, BEN.family_name)
    open_(line, PROVIDER)
    said = step(line, Step.HELD)
    assert f"desk {AREA}: interview_outcome for police_safeguarding {FORCE} (no_safe_reader)" in said


def test_the_interview_is_not_acknowledged_away() -> None:
    line = a_return()
    open_(line, PROVIDER)
    case, person, held = line.notice_of(PROVIDER)
    command = AcknowledgeNotice(case, person, held.notice, user(PROVIDER), PROVIDER)
    assert line.perform(command) == ["refused: record_a_step"]


def test_a_hospitals_team_picks_up_unread_and_closes_once_it_was_read() -> None:
    line = a_flag()
    assert step(line, Step.CLOSED, reason=StepReason.ADVICE_GIVEN, role=TEAM) == ["refused: not_opened_yet"]
    assert step(line, Step.PICKED_UP, role=TEAM) == [f"picked_up by {TEAM}"]
    assert not any("not_picked_up" in said for said in line.at(OFFICE_HOURS_OVER).tick())
    open_(line, TEAM)
    assert step(line, Step.CLOSED, reason=StepReason.SHARED_WITH_OTHERS, role=TEAM)[0].startswith("closed by")
    assert told(line) == []


def test_what_is_not_picked_up_in_office_hours_stands_on_the_councils_desk() -> None:
    line = a_flag()
    open_(line, TEAM)
    said = line.at(OFFICE_HOURS_OVER).tick()
    assert f"desk {AREA}: not_picked_up for {TEAM} {HOSPITAL} (not_picked_up_in_time)" in said
    assert step(line, Step.PICKED_UP, role=TEAM)[1] == "desk item closed: dealt_with"


def test_others_record_no_steps() -> None:
    line = a_return()
    open_(line, "spoc_coordinator")
    assert step(line, Step.OFFERED, role="spoc_coordinator") == ["refused: no_steps_here"]
