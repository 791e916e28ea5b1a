"""The demo's story, told once: every named case comes as it must, and everything that can be checked holds."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.demo import SEED
from services.demo.finding import CaseFound
from services.demo.homes import clear, make_demo
from services.demo.telling import find, play
from services.demo.world import evening, schools
from services.demo.world.story import CaseName
from services.operator.opening import clock_of
from services.operator.reading import HomeReader
from streams.checks.conservation import conserve
from streams.checks.history import check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import hub_of, reading, records_of
from streams.checks.replay import verify_replay
from streams.engines.local.home import Home, HomeError
from streams.engines.local.hub import LocalHub
from streams.ledger.errors import LogInUse
from streams.ledger.verify import verify_log
from streams.outbox.asking import MessageKind
from streams.outbox.texts import WORDS
from streams.views.rows import NoticeState
from tests.services.conftest import ToldHome


@pytest.mark.parametrize("name", list(CaseName), ids=str)
def test_every_named_case_comes_as_it_must(told_home: ToldHome, name: CaseName) -> None:
    found = _case(told_home, name)
    assert found.found, "the case expects nothing"
    assert [(one.expected, one.instead) for one in found.found if not one.met] == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (CaseName.FRIDAY_NIGHT, "notice to 109435 (BEDS-OE-27-1325), due Tue 04 May 08:50"),
        (CaseName.SCHOOL_DAY, "notice to 139160 (BEDS-OE-27-1301), due Fri 30 Apr 14:40"),
        (CaseName.EXPIRED_AGREEMENT, "notice to 136319 (BEDS-OE-27-1356), the duty's minimum alone"),
        (CaseName.HEAD_READS, "notice to 109503 (BEDS-OE-27-1389), read by head"),
        (
            CaseName.RESTRICTED,
            "notice to 142387 (BEDS-OE-27-1391), without child_address, incident_location, victim_address",
        ),
    ],
    ids=str,
)
def test_what_a_case_is_held_to_is_told_in_full(told_home: ToldHome, name: CaseName, told: str) -> None:
    assert told in [one.expected for one in _case(told_home, name).found]


def test_sixty_callouts_reach_schools_before_the_bell(told_home: ToldHome) -> None:
    counted = told_home.story.counted
    assert counted.callouts == 60
    assert counted.to_be_opened > 70
    assert counted.opened_in_time == counted.to_be_opened - 1
    assert counted.longest_wait is not None
    assert counted.longest_wait < timedelta(days=4)


def test_only_the_notice_that_the_story_leaves_is_unopened_before_the_evening(reader: HomeReader) -> None:
    waiting = [row for row in reader.views.notices() if row.state is NoticeState.WAITING and row.issued_at < evening.AT]
    assert [reader.views.event(row.event).reference for row in waiting] == ["BEDS-OE-27-1382"]  # type: ignore[union-attr]  # it is there


def test_the_evening_leaves_something_to_read_at_four_schools_and_on_a_desk(
    told_home: ToldHome, reader: HomeReader
) -> None:
    told = told_home.story.evening
    assert told is not None
    assert (told.brought.incidents, told.brought.sent, told.brought.faults, told.notices) == (4, 4, (), 4)
    new = [row for row in reader.views.notices() if row.issued_at >= evening.AT]
    assert {row.value for row in new if row.state is NoticeState.WAITING and not row.overdue} == {
        schools.CASTLE_NEWNHAM_PRIMARY,
        schools.GOLDINGTON_ACADEMY,
        schools.BEDFORD_ACADEMY,
        schools.CAULDWELL,
    }
    raised = {(row.kind, row.overdue) for row in reader.views.desk(("822",)) if row.raised_at >= evening.AT}
    # a hospital's team read its concern in the morning, and has not said by 17:00 that it picked it up
    assert raised == {("match", False), ("not_picked_up", False)}


def test_refused_rows_are_told_with_their_places(told_home: ToldHome) -> None:
    refused = {(fault.line, fault.column, fault.field) for fault in told_home.story.counted.rows_refused}
    assert refused == {(13, 17, "Surname"), (17, 20, "DOB")}


def test_readers_are_told_by_mail_that_holds_nothing_and_the_log_says_of_each(
    told_home: ToldHome, reader: HomeReader
) -> None:
    said = [row for row in reader.views.notices() if reader.views.deliveries(row.notice)]
    assert len(said) > 50
    assert {delivery.outcome for row in said for delivery in reader.views.deliveries(row.notice)} == {"sent"}
    subjects = told_home.story.mails
    assert set(subjects) <= {words.subject for words in WORDS.values()}
    assert subjects[WORDS[MessageKind.NOTICE].subject] > 50
    assert subjects[WORDS[MessageKind.DESK_ITEM].subject] > 0


def test_time_passes_in_ticks_and_deadlines(told_home: ToldHome, reader: HomeReader) -> None:
    played = told_home.story.played
    assert played.ticks > 4 * 24 * 2
    assert list(told_home.times) == sorted(told_home.times)
    assert reader.last_recorded() == evening.AT


def test_the_told_home_conserves(told_home: ToldHome) -> None:
    with reading(told_home.folder) as database:
        found = conserve(records_of(database), person_partitions=hub_of(database).person_partitions)
    assert found.findings == ()
    assert found.counts["events"] == told_home.story.counted.events + sum(told_home.story.counted.others.values()) + 4


def test_the_told_home_has_a_sound_history(told_home: ToldHome) -> None:
    with history_of_home(told_home.folder) as history:
        assert check_history(history) == ()


def test_the_told_home_replays(told_home: ToldHome, reader: HomeReader) -> None:
    found = verify_replay(told_home.folder, reader.keys)
    assert found.findings == ()
    assert found.counts["decided_again"] == found.counts["records"] > 500


def test_the_told_homes_ledger_verifies(told_home: ToldHome, reader: HomeReader) -> None:
    count = reader.entry_count()
    report = verify_log(
        reader.home.ledger, str(reader.ledger_key), entries=reader.entries, entry_count=reader.entry_count()
    )
    assert report.findings == ()
    assert report.checkpoint is not None
    assert report.checkpoint.size == count > 1000


def test_a_case_that_fails_is_seen(told_home: ToldHome, copy_of_told_home: Path) -> None:
    found = _case(told_home, CaseName.FRIDAY_NIGHT)
    wrong = CaseFound(found.name, found.shows, (*found.found, type(found.found[0])("notice", False, "no notice")))
    assert found.met
    assert not wrong.met


def test_a_force_that_is_silent_leaves_every_case_unmet(tmp_path: Path) -> None:
    demo = make_demo(tmp_path / "home", SEED, lambda _: None)
    try:
        played = play(demo, lambda *_: None, until=demo.world.story.begins)
        unmet = [case.name for case in find(demo, played) if not case.met]
    finally:
        demo.hub.close()
    assert set(unmet) == set(CaseName)


def test_another_home_is_never_cleared(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(HomeError, match="is not a home that the demo made"):
        clear(tmp_path)
    assert (tmp_path / "mine").read_text() == "kept"


def test_a_home_in_use_is_never_cleared(copy_of_told_home: Path) -> None:
    hub = LocalHub(Home(copy_of_told_home), clock_of(copy_of_told_home))
    try:
        with pytest.raises(LogInUse):
            clear(copy_of_told_home)
    finally:
        hub.close()
    clear(copy_of_told_home)
    assert not copy_of_told_home.exists()


def _case(told: ToldHome, name: CaseName) -> CaseFound:
    return next(case for case in told.story.cases if case.name == name)
