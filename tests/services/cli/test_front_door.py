"""`firstbell front-door` on a hub with a contact: the queue, a decision, a changed mind, what is refused and why."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.records.inputs import OpenNotice
from schemas.records.share import Recipient
from services.cli.failures import ExitCode
from services.operator.opening import working_on
from streams.deciders.areas import FRONT_DOOR_MANAGER
from tests.browser.hub import CHILD_NAME, FRONT_DOOR, MORNING, SCHOOL, Night
from tests.services.cli.conftest import Program
from tests.support.furnishing import AREA

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub on which a school asked the front door about two children, closed again; it is the Monday after."""
    night = Night(tmp_path / "home")
    night.hub.close()
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: LATER)
    return tmp_path / "home"


def open_first(home: Path) -> str:
    """Somebody of the front door reads the first contact, as on its page."""
    with working_on(home) as (hub, _):
        row = hub.views.inbox_of(Recipient("ifd", "area", AREA))[0]
        hub.perform(OpenNotice(row.case, row.person, row.notice, FRONT_DOOR, "ifd"), command_id="read")
    return row.notice


def findings(firstbell: Program, home: Path) -> list[list[dict[str, object]]]:
    """What conservation and replay find: on this night one input is parked, and nothing else."""
    checks = (["conserve"], ["replay", "--verify"])
    return [firstbell(*check, "--home", home, "--json").rows("findings") for check in checks]


def notices_of(row: dict[str, object]) -> dict[str, str]:
    """Which role has which notice of a contact."""
    notices = row["notices"]
    assert isinstance(notices, dict)
    return notices


def test_a_manager_changes_the_priority_and_it_says_why(firstbell: Program, home: Path) -> None:
    before = findings(firstbell, home)
    queue = ("front-door", "queue", "--area", AREA, "--home", home, "--json")
    last = firstbell(*queue).rows("contacts")[-1]
    notice = notices_of(last)["ifd"]
    said = ("--priority", "urgent", "--reason", "new_information", "--home", home)
    other = firstbell("front-door", "prioritise", notice, "--user", FRONT_DOOR, *said)
    assert (other.code, "no manager of this front door" in other.err) == (ExitCode.REFUSED, True)
    appoint = ("directory", "appoint", "u-manager", FRONT_DOOR_MANAGER, AREA, "--given", "Maud", "--family", "Beale")
    assert firstbell(*appoint, "--home", home).code == 0
    done = firstbell("front-door", "prioritise", notice, "--user", "u-manager", *said, "--json")
    assert done.code == 0, done.err
    first = firstbell(*queue).rows("contacts")[0]
    assert notices_of(first) == notices_of(last)
    assert (first["priority"], first["set_by"]) == ("urgent", "u-manager")
    assert "new_information" in str(first["why"])
    shown = firstbell("front-door", "queue", "--area", AREA, "--home", home)
    assert "new_information" in shown.out.replace("\n", "")
    assert findings(firstbell, home) == before


def test_a_contact_is_decided_after_it_was_read_and_the_mind_is_changed(firstbell: Program, home: Path) -> None:
    before = findings(firstbell, home)
    waiting = firstbell("front-door", "queue", "--area", AREA, "--home", home, "--json")
    contacts = waiting.rows("contacts")
    assert [sorted(notices_of(row)) for row in contacts] == [["emergency_duty_team", "ifd"]] * 2, "one line a contact"
    assert CHILD_NAME not in waiting.out
    duty = [row["duty_team"] for row in contacts]
    assert [isinstance(one, dict) and one["overdue"] for one in duty] == [True, True], "its hour at night went by"
    assert [row["overdue"] for row in contacts] == [False, False], "the front door's own time runs, as on its page"
    notice = notices_of(contacts[0])["ifd"]
    said = ("--user", FRONT_DOOR, "--outcome", "early_help", "--home", home)
    unread = firstbell("front-door", "triage", notice, *said, "--consent", "given")
    assert unread.code == ExitCode.REFUSED
    assert "nobody has opened it" in unread.err

    notice = open_first(home)
    unsaid = firstbell("front-door", "triage", notice, *said, "--consent", "dispensed_with")
    assert (unsaid.code, "--reason" in unsaid.err) == (ExitCode.REFUSED, True)
    done = firstbell("front-door", "triage", notice, *said, "--consent", "given", "--json")
    assert done.code == 0, done.err
    first = str(done.document["triage"])
    again = firstbell("front-door", "triage", notice, *said, "--consent", "not_needed")
    assert (again.code, first in again.err) == (ExitCode.REFUSED, True)
    instead = ("--consent", "not_needed", "--previous", first)
    unsaid = firstbell("front-door", "triage", notice, *said, *instead)
    assert (unsaid.code, "--reason" in unsaid.err) == (ExitCode.REFUSED, True)
    changed = firstbell("front-door", "triage", notice, *said, *instead, "--reason", "legal_duty")
    assert changed.code == 0, changed.err

    left = firstbell("front-door", "queue", "--area", AREA, "--home", home, "--json")
    assert len(left.rows("contacts")) == 1, "what one of them decided leaves the queue of both"
    assert notice not in left.out
    told = firstbell("inbox", SCHOOL, "--home", home, "--json").rows("notices")
    assert [row["kind"] for row in told].count("feedback") == 1
    assert findings(firstbell, home) == before


def test_somebody_elses_decision_is_refused(firstbell: Program, home: Path) -> None:
    notice = open_first(home)
    said = ("--outcome", "advice", "--consent", "given", "--home", home)
    other = firstbell("front-door", "triage", notice, "--user", "u-dsl", *said)
    assert other.code == ExitCode.REFUSED
    assert "hold the role" in other.err
    unknown = firstbell("front-door", "triage", "person.0-1-99", "--user", FRONT_DOOR, *said)
    assert unknown.code == ExitCode.REFUSED


def test_a_roles_inbox_is_listed_and_a_wrong_place_is_named(firstbell: Program, home: Path) -> None:
    found = firstbell("inbox", "--role", "ifd", "--area", AREA, "--home", home, "--json")
    assert {row["type"] for row in found.rows("notices")} == {"front_door.contact"}
    for wrong, code in (
        (["--role", "ifd"], ExitCode.USAGE),
        ([SCHOOL, "--role", "ifd", "--area", AREA], ExitCode.USAGE),
        (["--role", "dsl", "--area", AREA], ExitCode.REFUSED),
        (["--role", "ifd", "--area", "999"], ExitCode.REFUSED),
        (["--role", "police_safeguarding", "--agency", "nobody"], ExitCode.REFUSED),
    ):
        assert firstbell("inbox", *wrong, "--home", home).code == code
