"""The month that `firstbell demo` tells: every desk has something to do, and everything that can be checked holds."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.records.actions import ActionAnswer, ActionAnswered, ActionOpened
from schemas.records.answers import OutcomeNotTaken
from schemas.records.decision import Decision, Output
from schemas.records.inputs import InputKind
from schemas.records.meetings import (
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
)
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.notify import DeskItemOverdue
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import NoticeOverdue, PatternDecided
from schemas.records.work import Step, StepRecorded
from services.cli.commands.demo_shown import check, show
from services.demo import SEED
from services.demo.homes import Making
from services.demo.telling import ToldStory, tell
from services.demo.world.build import Span
from services.demo.world.month.episodes import FIRST_DAY
from services.operator.reading import HomeReader
from streams.checks.home import reading, records_of
from streams.views.rows import NoticeState
from tests.support.memory import folder_in_memory

pytestmark = pytest.mark.slow
TYPES = {
    encompass.EVENT_TYPE,
    missing.EVENT_TYPE,
    marac.EVENT_TYPE,
    hospital.EVENT_TYPE,
    front_door.CONTACT_TYPE,
    front_door.OUTCOME_TYPE,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with folder_in_memory(tmp_path_factory.mktemp("month")) as folder:
        yield folder / "home"


@pytest.fixture(scope="module")
def told(folder: Path) -> ToldStory:
    return tell(folder, SEED, lambda _: None, lambda *_: None, making=Making(span=Span.MONTH))


@pytest.fixture(scope="module")
def decisions(told: ToldStory, folder: Path) -> list[Decision]:
    with reading(folder) as database:
        return [record.decision for record in records_of(database)]


@pytest.fixture
def month(told: ToldStory, folder: Path) -> Iterator[HomeReader]:
    with HomeReader(folder) as opened:
        yield opened


def test_every_named_case_comes_as_it_must_in_the_month_too(told: ToldStory) -> None:
    unmet = {case.name: [one.instead for one in case.found if not one.met] for case in told.cases if not case.met}
    assert unmet == {}
    assert len(told.cases) == 34


def test_only_rows_of_the_weekends_own_cases_are_refused(told: ToldStory) -> None:
    assert {(fault.file, fault.line) for fault in told.counted.rows_refused} == {
        ("callouts-20270501-0830.csv", 13),
        ("callouts-20270501-0830.csv", 17),
    }


def test_all_event_types_come_with_revisions_and_withdrawals(month: HomeReader) -> None:
    events = month.views.events(limit=10_000)
    counts = Counter(event.type for event in events)
    assert set(counts) == TYPES
    assert 300 < counts.total() < 500
    assert {event.type for event in events if event.revision > 1} >= TYPES - {
        front_door.CONTACT_TYPE,
        front_door.OUTCOME_TYPE,
    }
    assert {event.type for event in events if event.standing == "withdrawn"} == {
        encompass.EVENT_TYPE,
        missing.EVENT_TYPE,
        marac.EVENT_TYPE,
    }


def test_every_desk_has_something_to_look_at_on_the_last_morning(told: ToldStory) -> None:
    stands = {one.role: one for one in told.morning.desks}
    idle = {role for role, one in stands.items() if not one.new + one.under_way}
    # they are told within the hour, and read within it
    assert idle <= {"childrens_social_care", "idva"}
    assert stands["ifd"].new >= 8
    assert stands["spoc_coordinator"].new >= 8
    provider = stands["return_interview_provider"]
    assert 0 < provider.overdue < provider.new + provider.under_way
    assert told.morning.schools >= 5
    assert told.morning.at.isoformat() == "2027-05-10T06:45:00+00:00"
    assert min(told.morning.desk_items, told.morning.patterns, told.morning.actions) >= 3
    assert told.morning.tables == 1


def test_a_child_placed_here_is_told_to_the_home_authority(month: HomeReader) -> None:
    rows = [row for row in month.views.notices() if (row.scheme, row.value) == ("area", "821")]
    assert {row.role for row in rows} == {"ifd"}
    assert rows


def test_schools_have_new_notices_finished_ones_and_one_that_was_taken_back(month: HomeReader) -> None:
    rows = [row for row in month.views.notices() if row.scheme == "urn"]
    waiting = Counter(row.kind for row in rows if row.state is NoticeState.WAITING)
    assert waiting["first"] > 5
    assert waiting["recall"] >= 1
    assert sum(row.state is NoticeState.ACKNOWLEDGED for row in rows) > 50


def test_people_at_desks_did_all_that_can_be_done_there(decisions: list[Decision]) -> None:
    outputs = [output for decision in decisions for output in decision.outputs]
    done = Counter(type(output) for output in outputs)
    for kind in (
        *(ActionOpened, ActionAnswered),
        *(ActionSet, ActionReported, ActionOverdue, ConflictDeclared, CaseTransferred, CopyPrinted, CopyWithheld),
        *(ContactTriaged, ContactPrioritised, PatternFound, PatternDecided),
    ):
        assert done[kind], f"nothing of the month made a {kind.__name__}"
    assert {output.answer for output in outputs if isinstance(output, ActionAnswered)} == set(ActionAnswer)
    published = [output for output in outputs if isinstance(output, ContactTriaged) and output.published is not None]
    assert len(published) == 3
    assert {output.previous is None for output in published} == {True, False}
    assert not [output for output in outputs if isinstance(output, OutcomeNotTaken)]
    assert {output.step for output in outputs if isinstance(output, StepRecorded)} == set(Step)
    assert len({output.outcome for output in outputs if isinstance(output, ContactTriaged)}) == 5
    assert {output.repeat for output in outputs if isinstance(output, RepeatAssessed)} == {True, False}


def test_what_falls_due_is_found_at_its_minute(decisions: list[Decision]) -> None:
    late: list[tuple[Output, float]] = []
    found = 0
    for decision in decisions:
        if decision.kind is not InputKind.TICK:
            continue
        for output in decision.outputs:
            if isinstance(output, NoticeOverdue | DeskItemOverdue | ActionOverdue):
                found += 1
                seconds = (decision.at - output.due_at).total_seconds()
                late += [(output, seconds)] if seconds > 0 else []
    assert found > 20
    assert late == []


def test_a_contact_waits_beside_which_others_of_its_event_and_an_earlier_one_stand(month: HomeReader) -> None:
    waiting = [row for row in month.views.contacts("822") if row.role == "ifd"]
    assert [row for row in waiting if month.views.beside(row) and month.views.earlier(row)]


def test_the_table_of_the_weeks_before_keeps_small_numbers_back(month: HomeReader) -> None:
    (table,) = month.views.hotspots("822")
    assert (table.event_type, table.first_day) == (missing.EVENT_TYPE, FIRST_DAY)
    shown = [number for row in table.shown for number in row]
    assert None in shown
    assert len([row for row in table.shown[:-1] if None not in row]) == 3, "districts whose every week is shown"
    assert not any(number is not None and 0 < number < 5 for number in shown)


def test_the_month_conserves_replays_and_is_shown(told: ToldStory, folder: Path) -> None:
    checked = check(folder, told, as_json=True)
    assert checked.good
    text = StringIO()
    show(Console(file=text, width=120), checked)
    for said in ("34 of 34 named cases came as they must", "Mon 10 May 07:45, before anybody has come in", "Overdue"):
        assert said in text.getvalue()
