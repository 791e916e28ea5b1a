"""`firstbell meetings own`, `open` and `answer`: an action in its owner's hands, on a hub with a MARAC case."""

from pathlib import Path

from schemas.records.actions import ActionAnswered, ActionOpened
from schemas.records.watch import OpeningRefused
from services.cli.failures import ExitCode
from services.operator.opening import working_on
from streams.matching.people import StaffNames
from tests.browser.meeting import CARE as READER
from tests.browser.meeting import IDVA, MARAC, NARRATIVE, VICTIM
from tests.services.cli.conftest import Program
from tests.services.cli.test_meetings import CARE, WORDS, home, leave_out, open_first, recorded
from tests.support.furnishing import AREA

__all__ = ["home"]

NOTE = "The sister asks for Friday."


def given(firstbell: Program, home: Path) -> str:
    """The MARAC coordinator gives social care something to do."""
    notice = open_first(home, "marac_coordinator", MARAC)
    said = ("meetings", "set", notice, "--user", MARAC, "--for", CARE, "--due", "2026-12-01", "--home", home, "--json")
    done = firstbell(*said, answer=WORDS)
    assert done.code == 0, done.err
    return str(done.document["recorded"])


def test_an_owner_lists_opens_and_answers_its_action_and_the_log_is_sound(
    firstbell: Program, home: Path, tmp_path: Path
) -> None:
    action, out = given(firstbell, home), tmp_path / "action.html"
    own = ("meetings", "own", "--user", READER, "--for", CARE, "--home", home, "--json")
    (listed,) = firstbell(*own).rows("actions")
    assert (listed["action"], listed["opened_at"], listed["answer"]) == (action, None, "")
    said = ("meetings", "answer", action, "--user", READER, "--home", home)
    early = firstbell(*said, "--answer", "done", "--reason", "completed", answer="")
    assert (early.code, "nobody has opened it" in early.err) == (ExitCode.REFUSED, True)

    opened = firstbell("meetings", "open", action, "--user", READER, "--home", home, "--out", out)
    assert (opened.code, VICTIM in opened.out) == (0, False), opened.err
    text = out.read_text(encoding="utf-8")
    assert (WORDS in text, VICTIM in text, NARRATIVE in text) == (True, True, False)
    assert out.stat().st_mode & 0o777 == 0o600
    (recorded_opening,) = [one for one in recorded(home) if isinstance(one, ActionOpened)]
    assert (recorded_opening.user, recorded_opening.action) == (READER, action)

    wrong = firstbell(*said, "--answer", "done", "--reason", "no_contact", answer="")
    assert (wrong.code, "choose another" in wrong.err) == (ExitCode.REFUSED, True)
    done = firstbell(*said, "--answer", "cannot_be_done", "--reason", "no_contact", answer=NOTE)
    assert (done.code, NOTE in done.out) == (0, False), done.err
    (answered,) = [one for one in recorded(home) if isinstance(one, ActionAnswered)]
    assert answered.note is not None
    assert NOTE.encode() not in answered.note.body
    where = ("meetings", "actions", "--area", AREA, "--role", "marac_coordinator", "--home", home)
    (row,) = firstbell(*where, "--json").rows("actions")
    assert (row["answer"], row["answer_reason"]) == ("cannot_be_done", "no_contact")
    assert "cannot_be_done" in firstbell(*where).out.replace("\n", "")
    replayed = firstbell("replay", "--verify", "--home", home, "--json").rows("findings")
    conserved = firstbell("conserve", "--home", home, "--json").rows("findings")
    assert {str(found["kind"]) for found in (*replayed, *conserved)} <= {"parked"}


def test_what_somebody_else_was_given_is_neither_written_nor_answered(
    firstbell: Program, home: Path, tmp_path: Path
) -> None:
    action, out = given(firstbell, home), tmp_path / "action.html"
    other = firstbell("meetings", "open", action, "--user", IDVA, "--home", home, "--out", out)
    assert (other.code, out.exists()) == (ExitCode.REFUSED, False)
    said = ("meetings", "answer", action, "--user", IDVA, "--home", home, "--answer", "done", "--reason", "completed")
    assert firstbell(*said, answer="").code == ExitCode.REFUSED
    nothing = firstbell("meetings", "open", "person.0-99-0", "--user", READER, "--home", home, "--out", out)
    assert (nothing.code, "`person.0-99-0`" in nothing.err) == (ExitCode.REFUSED, True)


def test_a_member_in_conflict_has_no_action_of_the_case(firstbell: Program, home: Path, tmp_path: Path) -> None:
    action, out = given(firstbell, home), tmp_path / "action.html"
    own = ("meetings", "own", "--user", READER, "--for", CARE, "--home", home, "--json")
    (row,) = firstbell(*own).rows("actions")
    assert leave_out(firstbell, home, str(row["notice"])).code == 0
    assert firstbell(*own).rows("actions") == []
    opened = firstbell("meetings", "open", action, "--user", READER, "--home", home, "--out", out)
    assert (opened.code, out.exists()) == (ExitCode.REFUSED, False)
    replayed = firstbell("replay", "--verify", "--home", home, "--json").rows("findings")
    assert {str(found["kind"]) for found in replayed} <= {"parked"}


def test_who_may_be_connected_with_a_case_is_listed_no_action_of_it_and_that_is_recorded(
    firstbell: Program, home: Path
) -> None:
    given(firstbell, home)
    own = ("meetings", "own", "--user", READER, "--for", CARE, "--home", home, "--json")
    assert len(firstbell(*own).rows("actions")) == 1
    with working_on(home) as (hub, clock):
        hub.registry.put_staff([(READER, StaffNames(given_names="Osric", family_name="Vandermeer"))], clock())
    assert firstbell(*own).rows("actions") == []
    (refused,) = [one for one in recorded(home) if isinstance(one, OpeningRefused)]
    assert (refused.user, refused.reason) == (READER, "may_be_connected")


def test_whoever_does_not_act_for_the_owner_is_listed_nothing(firstbell: Program, home: Path) -> None:
    given(firstbell, home)
    done = firstbell("meetings", "own", "--user", IDVA, "--for", CARE, "--home", home, "--json")
    assert (done.code, f"`{IDVA}`" in done.err) == (ExitCode.REFUSED, True)
