"""The desks of return interview providers and of hospitals' safeguarding teams: one row a piece of work, in steps."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from schemas.doubts import Doubt
from schemas.records.reference import AreaSettingsSet
from schemas.records.share import Recipient
from schemas.records.work import AnsweredBy, RecordStep, Step, StepReason
from services.web.refusals import SPOKEN
from services.web.words_work import ANSWERS, FIELDS, PROBLEMS, REASONS, STEP_CHOICES, STEPS
from streams.calendar import AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.deciders.person import works
from streams.views.rows import StepRow
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.support.facts import apply

PROVIDER = Recipient("return_interview_provider", "area", world.AREA)
DESK = f"/inbox/return_interview_provider/area/{world.AREA}"
TEAM = Recipient("hospital_safeguarding", "agency", world.HOSPITAL)
WARD = f"/inbox/hospital_safeguarding/agency/{world.HOSPITAL}"


def a_step(recipient: Recipient, step: Step, *, in_time: bool = True, person: str = "resolve-1-0") -> StepRow:
    """A recorded step."""
    return StepRow(
        step_id=f"person.0-9-{step}",
        at=world.NOW - timedelta(hours=1),
        case=world.CASE,
        person=person,
        event=world.EVENT,
        section=1,
        notice="n",
        recipient_role=recipient.role,
        scheme=recipient.scheme,
        value=recipient.value,
        step=step,
        by="",
        reason="",
        happened_at=world.NOW - timedelta(hours=2),
        in_time=in_time,
        user="u-somebody",
        role=recipient.role,
        previous="",
    )


@pytest.fixture
def provider(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """Whoever holds interviews, with one child who came back."""
    hub.rows.notices["n"] = world.notice_row("n", recipient=PROVIDER, type="missing.episode")
    return visit().sign_in(world.PROVIDER)


@pytest.fixture
def team(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """The hospital's team, with an adult patient and a child of theirs."""
    apply(
        hub.facts,
        AreaSettingsSet(
            world.AREA,
            "Bedford",
            msgspec.json.encode(AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2027), office_hours=())),
        ),
    )
    adult = world.notice_row("n", recipient=TEAM, type="hospital.flag")
    hub.rows.notices["n"] = adult
    hub.rows.notices["m"] = replace(adult, notice="m", person="resolve-1-1", section=2)
    hub.rows.event_rows = [replace(world.event_row(), event=world.EVENT, children=1)]
    return visit().sign_in(world.HOSPITAL_TEAM)


def test_a_row_an_episode_with_the_time_by_which_it_is_to_be_held(provider: Visitor) -> None:
    text = provider.get(DESK).text
    assert "To offer: nothing recorded yet (1)" in text
    assert "Hold it by" in text
    assert text.count("fb-list__item") == 1


@pytest.mark.parametrize(
    ("doubt", "told"),
    [
        (Doubt.INTERVIEW_BEFORE_RETURN, "an interview was held before the child was back"),
        (Doubt.RETURN_TAKEN_BACK, "the child may be missing"),
    ],
)
def test_a_doubt_of_the_interview_stands_beside_the_time_that_runs_on(
    hub: FakeHub, provider: Visitor, doubt: Doubt, told: str
) -> None:
    assert told not in provider.get(DESK).text
    hub.rows.notices["n"] = replace(hub.rows.notices["n"], doubts=(doubt, Doubt.AUTHORITY_NOT_KNOWN))
    text = provider.get(DESK).text
    assert told in text
    assert "Hold it by" in text


def test_overdue_stands_first_until_it_is_held_or_declined(hub: FakeHub, provider: Visitor) -> None:
    hub.rows.notices["n"] = replace(hub.rows.notices["n"], overdue=True)
    hub.rows.step_rows = [a_step(PROVIDER, Step.ACCEPTED)]
    assert "Past their time (1)" in provider.get(DESK).text
    hub.rows.step_rows = [a_step(PROVIDER, Step.HELD)]
    assert "Past their time" not in provider.get(DESK).text


def test_what_has_the_least_time_left_stands_first_opened_or_not(hub: FakeHub, provider: Visitor) -> None:
    row = hub.rows.notices["n"]
    hub.rows.notices["m"] = replace(row, notice="m", case=bytes(16), due_at=row.due_at - timedelta(minutes=1))
    text = provider.get(DESK).text
    assert text.index(f"{DESK}/notices/m") < text.index(f"{DESK}/notices/n")


def test_counts_say_how_many_were_held_and_how_many_in_time(hub: FakeHub, provider: Visitor) -> None:
    hub.rows.step_rows = [
        a_step(PROVIDER, Step.HELD, person="a"),
        a_step(PROVIDER, Step.HELD, person="b", in_time=False),
        a_step(PROVIDER, Step.DECLINED, person="c"),
    ]
    text = " ".join(provider.get(DESK).text.split())
    for title, number in (("Held", 2), ("Held in time", 1), ("Declined", 1), ("Offered", 0)):
        assert f'key">{title}</dt><dd class="govuk-summary-list__value">{number}<' in text


def test_a_step_is_recorded_with_who_answered_why_and_when(hub: FakeHub, provider: Visitor) -> None:
    page = provider.get(provider.send(provider.get(f"{DESK}/notices/n"), "/open").headers["location"])
    assert "For example, 22/11/2026 16:30." in page.text
    sent = {"step": "declined", "by": "child", "reason": "does_not_want_one", "at": "22/11/2026 16:30"}
    assert provider.send(page, "/step", **sent).headers["location"] == f"{DESK}?done=step"
    command = hub.performed[-1]
    assert isinstance(command, RecordStep)
    assert (command.step, command.by, command.reason) == (
        Step.DECLINED,
        AnsweredBy.CHILD,
        StepReason.DOES_NOT_WANT_ONE,
    )
    assert command.happened_at.isoformat() == "2026-11-22T16:30:00+00:00"
    assert (command.role, command.user) == (PROVIDER.role, world.PROVIDER)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "step"),
        ({"step": "picked_up"}, "step"),
        ({"step": "declined", "reason": "does_not_want_one"}, "by"),
        ({"step": "declined", "by": "child"}, "reason"),
        ({"step": "held", "at": "yesterday"}, "at"),
        ({"step": "held", "at": "24/11/2026 16:30"}, "at"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    hub: FakeHub, provider: Visitor, sent: dict[str, str], field: str
) -> None:
    page = provider.get(provider.send(provider.get(f"{DESK}/notices/n"), "/open").headers["location"])
    before = len(hub.performed)
    answer = provider.send(page, "/step", **sent)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert len(hub.performed) == before


def test_an_attendance_is_one_row_that_thinks_of_the_children(team: Visitor) -> None:
    text = team.get(WARD).text
    assert text.count("fb-list__item") == 1
    assert "Think Family" in text
    assert "An adult patient, and 1 child to think of." in text


def test_an_attendance_is_picked_up_with_everyone_in_it(hub: FakeHub, team: Visitor) -> None:
    assert team.send(team.get(WARD), "/pick-up").headers["location"] == f"{WARD}?done=step"
    picked = [command for command in hub.performed if isinstance(command, RecordStep)]
    assert [(one.notice, one.step) for one in picked] == [("n", Step.PICKED_UP), ("m", Step.PICKED_UP)]


def test_the_team_sees_who_else_was_told_and_names_no_school(hub: FakeHub, team: Visitor) -> None:
    hub.rows.notices["s"] = world.notice_row("s", type="hospital.flag")
    page = team.get(team.send(team.get(f"{WARD}/notices/n"), "/open").headers["location"])
    assert "Designated safeguarding lead of a school" in page.text
    assert "Elm Grove" not in page.text


def test_whoever_may_be_close_to_the_family_sees_no_row_and_picks_nothing_up(hub: FakeHub, team: Visitor) -> None:
    form = team.get(WARD)
    hub.connected[world.HOSPITAL_TEAM] = {"n", "m"}
    assert "fb-list__item" not in team.get(WARD).text
    assert team.send(form, "/pick-up").status_code == 404
    assert not any(isinstance(command, RecordStep) for command in hub.performed)


def test_no_other_role_records_steps(hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    recipient = Recipient("spoc_coordinator", "area", world.AREA)
    hub.rows.notices["n"] = world.notice_row("n", recipient=recipient, type="missing.episode")
    visitor = visit().sign_in(world.SPOC)
    address = f"/inbox/spoc_coordinator/area/{world.AREA}/notices/n"
    form = visitor.get(address)
    assert visitor.send(form, "/open").status_code == 303
    token = visitor.get(address)
    assert "/step" not in token.text


def test_every_step_reason_and_answer_has_words() -> None:
    assert set(STEPS) == set(STEP_CHOICES) == set(Step)
    assert set(ANSWERS) == set(AnsweredBy)
    assert set(REASONS) == set(StepReason) == {one for some in works.REASONS.values() for one in some}
    assert set(FIELDS) == set(PROBLEMS)
    assert {"record_a_step", "step_recorded_since"} <= set(SPOKEN)
