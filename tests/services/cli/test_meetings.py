"""`firstbell meetings` on a hub with a missing child and a MARAC case: agenda, actions, conflict, transfer."""

from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from msgspec import structs
from msgspec.structs import replace

from schemas.events import missing
from schemas.events.header import SectionKind
from schemas.events.people import Address
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import Output
from schemas.records.inputs import OpenNotice
from schemas.records.meetings import (
    ActionSet,
    ConflictDeclared,
    ConflictReason,
    CopyPrinted,
    DeclareConflict,
    Owner,
    SetAction,
)
from schemas.records.share import Recipient
from schemas.records.watch import NoticeOpened
from schemas.vectors.flows import EPISODE
from services.cli.failures import ExitCode
from services.operator.opening import working_on
from streams.checks.home import reading, records_of
from streams.engines.contract import Hub, Undecided
from streams.views.rows import NoticeRow
from tests.browser.hub import MORNING, Night
from tests.browser.meeting import CARE as READER
from tests.browser.meeting import MARAC, NARRATIVE, SPOC, VICTIM, hold
from tests.services.cli.conftest import Program, Ran
from tests.support.furnishing import AREA

LATER = MORNING + timedelta(hours=4)
SPOC_DESK = Recipient("spoc_coordinator", "area", AREA)
CARE = f"childrens_social_care/area/{AREA}"
WORDS = "Ask her sister about Friday."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub with meetings to come, closed again; it is the Monday after."""
    night = Night(tmp_path / "home")
    hold(night)
    night.hub.close()
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: LATER)
    return tmp_path / "home"


@pytest.fixture
def revised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same hub, on which an action was set on each of two revisions of one episode."""
    night = Night(tmp_path / "home")
    hold(night)
    _set_on_the_latest(night, 1)
    _send_again(night, whereabouts="at a friend's")
    _set_on_the_latest(night, 2)
    assert list(_words(night.hub).values()) == [f"{WORDS} {revision}" for revision in (1, 2)]
    night.hub.close()
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: LATER)
    return tmp_path / "home"


def _send_again(night: Night, **changed: object) -> None:
    """The second revision of the episode, with other words about the child."""
    child = structs.replace(night.child("A5"), relationships=(), **changed)
    since = MORNING - timedelta(days=1, hours=9)
    episode = replace(EPISODE, missing_since=since, reported_at=since + timedelta(hours=1))
    sections = [(SectionKind.EPISODE, episode), (SectionKind.PERSON, child)]
    night.clock.forward(timedelta(minutes=1))
    night.send("MISPER-3", sections, missing.EVENT_TYPE, revision=2)


def test_no_address_stands_in_an_action_once_somebody_is_restricted(tmp_path: Path) -> None:
    """What a coordinator typed before it was known, or without thinking of it, is shown to each member asked."""
    night = Night(tmp_path / "home")
    hold(night)
    _set_on_the_latest(night, 1, "Visit 12 Refuge Lane, MK41 7ZZ, on Friday.")
    assert list(_words(night.hub).values()) == ["Visit 12 Refuge Lane, MK41 7ZZ, on Friday."]
    _send_again(night, restricted=True, address=Address(("12 Refuge Lane", "Bedford"), "MK41 7ZZ", ""))
    _set_on_the_latest(night, 2, "Call at refuge  lane; then write to mk417zz.")
    assert list(_words(night.hub).values()) == [
        "Visit [address], [address], on Friday.",
        "Call at [address]; then write to [address].",
    ]
    night.hub.close()


def _set_on_the_latest(night: Night, revision: int, words: str = "") -> None:
    row = next(one for one in night.hub.views.inbox_of(SPOC_DESK) if _reference(night.hub, one) == "MISPER-3")
    read = OpenNotice(row.case, row.person, row.notice, SPOC, row.role)
    night.hub.perform(read, command_id=f"read-{revision}")
    sealed, due = night.hub.seal(row.event, words or f"{WORDS} {revision}"), LATER + timedelta(days=7)
    owner = Owner(Recipient("childrens_social_care", "area", AREA), "")
    action = SetAction(row.case, row.person, row.notice, SPOC, row.role, "spoc", owner, due, sealed)
    done = night.hub.perform(action, command_id=f"action-{revision}")
    assert isinstance(done.outputs[0], ActionSet)


def _reference(hub: Hub, row: NoticeRow) -> str:
    event = hub.views.event(row.event)
    assert event is not None
    return event.reference


def _words(hub: Hub) -> dict[str, str | None]:
    """The words of the episode's actions, by the latest opening that was recorded of it."""
    actions = sorted(hub.views.open_actions(AREA, "spoc_coordinator"), key=lambda one: one.action)
    row = next(one for one in hub.views.inbox_of(SPOC_DESK) if _reference(hub, one) == "MISPER-3")
    opened = hub.perform(OpenNotice(row.case, row.person, row.notice, SPOC, row.role), command_id=f"read-{row.notice}")
    return dict(hub.words(opened.ids[0], [one.action for one in actions]))


@pytest.mark.parametrize("revision", [1, 2])
def test_what_was_written_down_goes_with_either_revision(firstbell: Program, revised: Path, revision: int) -> None:
    ran = firstbell("erase", f"MISPER-3@{revision}", "--reason", "court_order", "--yes", "--home", revised)
    assert ran.code == 0, ran.err
    with working_on(revised) as (hub, _):
        assert list(_words(hub).values()) == [None, None]
    assert firstbell("replay", "--verify", "--home", revised).code == 0


def open_first(home: Path, role: str, user: str) -> str:
    """The coordinator reads a case, as on its page."""
    with working_on(home) as (hub, _):
        rows = hub.views.inbox_of(Recipient(role, "area", AREA))
        row = next((one for one in rows if hub.views.repeat_of(one.notice) is not None), rows[0])
        hub.perform(OpenNotice(row.case, row.person, row.notice, user, role), command_id=f"read-{role}")
    return row.notice


def test_an_action_is_set_carried_on_and_done_and_the_log_is_sound(firstbell: Program, home: Path) -> None:
    where = ("--area", AREA, "--role", "spoc_coordinator", "--home", home)
    agenda = firstbell("meetings", "agenda", *where, "--on", "2026-11-25", "--json")
    assert (agenda.document["meeting"], len(agenda.rows("cases"))) == ("spoc", 3)
    assert VICTIM not in agenda.out
    assert firstbell("meetings", "agenda", *where, "--on", "2026-11-26").code == ExitCode.REFUSED

    notice = open_first(home, "spoc_coordinator", SPOC)
    said = ("meetings", "set", notice, "--user", SPOC, "--for", CARE, "--home", home)
    done = firstbell(*said, "--due", "2026-12-01", "--json", answer=WORDS)
    assert done.code == 0, done.err
    action = str(done.document["recorded"])
    assert WORDS not in done.out
    assert firstbell(*said, "--due", "1 December", answer=WORDS).code == ExitCode.USAGE
    late = firstbell(*said, "--due", "2026-11-01", answer=WORDS)
    assert (late.code, "still to come" in late.err) == (ExitCode.REFUSED, True)
    far = firstbell(*said, "--due", "9999-12-31", answer=WORDS)
    assert (far.code, "within a year" in far.err) == (ExitCode.REFUSED, True)

    told = ("meetings", "report", action, "--user", SPOC, "--home", home)
    undated = firstbell(*told, "--outcome", "not_done", "--reason", "no_contact")
    assert (undated.code, "--due" in undated.err) == (ExitCode.REFUSED, True)
    assert firstbell(*told, "--outcome", "not_done", "--reason", "no_contact", "--due", "2026-12-08").code == 0
    (row,) = firstbell("meetings", "actions", *where, "--json").rows("actions")
    assert (row["owner"], row["outcome"], row["reason"]) == (CARE, "not_done", "no_contact")
    assert firstbell(*told, "--outcome", "done", "--reason", "completed").code == 0
    assert firstbell("meetings", "actions", *where, "--json").rows("actions") == []
    replayed = firstbell("replay", "--verify", "--home", home, "--json").rows("findings")
    conserved = firstbell("conserve", "--home", home, "--json").rows("findings")
    assert {str(row["kind"]) for row in (*replayed, *conserved)} <= {"parked"}


@pytest.mark.parametrize("role", ["idva", "ifd"])
def test_a_member_in_conflict_has_nothing_of_the_case_in_its_inbox(firstbell: Program, home: Path, role: str) -> None:
    notice = open_first(home, "marac_coordinator", MARAC)
    inbox = ("inbox", "--area", AREA, "--role", role, "--home", home, "--json")
    with working_on(home) as (hub, _):
        row = hub.views.notice(notice)
        assert row is not None
        case = {one.notice for one in hub.views.told_of(row.case) if one.role == role}
    assert case & {str(one["notice"]) for one in firstbell(*inbox).rows("notices")}
    by = ("--user", MARAC, "--home", home)
    assert (
        firstbell("meetings", "leave-out", notice, *by, "--for", f"{role}/area/{AREA}", "--reason", "related").code == 0
    )
    for closed in ((), ("--closed",)):
        assert not case & {str(one["notice"]) for one in firstbell(*inbox, *closed).rows("notices")}
    replayed = firstbell("replay", "--verify", "--home", home, "--json").rows("findings")
    conserved = firstbell("conserve", "--home", home, "--json").rows("findings")
    assert {str(found["kind"]) for found in (*replayed, *conserved)} <= {"parked"}


def test_a_member_is_left_out_and_a_transfer_says_why_nothing_was_sent(firstbell: Program, home: Path) -> None:
    notice = open_first(home, "marac_coordinator", MARAC)
    by = ("--user", MARAC, "--home", home)
    assert firstbell("meetings", "leave-out", notice, *by, "--for", CARE, "--reason", "employs").code == 0
    again = firstbell("meetings", "leave-out", notice, *by, "--for", CARE, "--reason", "employs")
    assert (again.code, "already" in again.err) == (ExitCode.REFUSED, True)
    nowhere = firstbell("meetings", "transfer", notice, *by, "--to", "999", "--reason", "victim_moved")
    assert (nowhere.code, "does not serve" in nowhere.err) == (ExitCode.REFUSED, True)
    other = firstbell(
        "meetings", "transfer", notice, "--user", SPOC, "--home", home, "--to", "999", "--reason", "victim_moved"
    )
    assert other.code == ExitCode.REFUSED


def test_a_member_whose_conflict_has_ended_has_the_case_in_its_inbox_again(firstbell: Program, home: Path) -> None:
    notice = open_first(home, "marac_coordinator", MARAC)
    inbox = ("inbox", "--area", AREA, "--role", "idva", "--home", home, "--json")
    with working_on(home) as (hub, _):
        row = hub.views.notice(notice)
        assert row is not None
        events = {one.event for one in hub.views.told_of(row.case)}
    before = len(firstbell(*inbox).rows("notices"))
    who = ("--user", MARAC, "--home", home, "--for", f"idva/area/{AREA}")
    none = firstbell("meetings", "end-conflict", notice, *who, "--reason", "declared_in_error")
    assert (none.code, "not left out" in none.err) == (ExitCode.REFUSED, True)
    assert firstbell("meetings", "leave-out", notice, *who, "--reason", "related").code == 0
    assert len(firstbell(*inbox).rows("notices")) == before - 1
    assert firstbell("meetings", "end-conflict", notice, *who, "--reason", "declared_in_error").code == 0
    assert len(firstbell(*inbox).rows("notices")) == before
    assert {one.event for one in recorded(home) if isinstance(one, ConflictEnded)} <= events
    replayed = firstbell("replay", "--verify", "--home", home, "--json").rows("findings")
    conserved = firstbell("conserve", "--home", home, "--json").rows("findings")
    assert {str(found["kind"]) for found in (*replayed, *conserved)} <= {"parked"}


def leave_out(firstbell: Program, home: Path, notice: str) -> Ran:
    """Social care is left out of a case."""
    said = ("--user", MARAC, "--home", home, "--for", CARE, "--reason", "related", "--json")
    return firstbell("meetings", "leave-out", notice, *said)


def test_who_is_left_out_of_one_matter_already_is_left_out_of_the_others(firstbell: Program, home: Path) -> None:
    notice = open_first(home, "marac_coordinator", MARAC)
    member = Recipient("childrens_social_care", "area", AREA)
    with working_on(home) as (hub, _):
        row = hub.views.notice(notice)
        assert row is not None
        first = DeclareConflict(row.case, row.person, notice, MARAC, row.role, member, ConflictReason.RELATED)
        hub.perform(first, command_id="cut off after this one")
        household = {one.person for one in hub.views.beside(row)}
    done = leave_out(firstbell, home, notice)
    assert (done.code, bool(done.document["recorded"])) == (0, True), done.err
    out_of = {one.person for one in recorded(home) if isinstance(one, ConflictDeclared)}
    assert out_of == household | {row.person}
    assert leave_out(firstbell, home, notice).code == ExitCode.REFUSED


def recorded(home: Path) -> list[Output]:
    """Every output of the hub."""
    with reading(home) as database:
        return [output for one in records_of(database) for output in one.decision.outputs]


def test_the_coordinators_own_pack_is_opened_before_it_is_written(
    firstbell: Program, home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "pack.html"
    said = ("meetings", "pack", "--area", AREA, "--role", "marac_coordinator", "--home", home, "--out", out)
    other = firstbell(*said, "--user", SPOC)
    assert (other.code, out.exists()) == (ExitCode.REFUSED, False)
    done = firstbell(*said, "--user", MARAC)
    assert (done.code, VICTIM in done.out) == (0, False), done.err
    text = out.read_text(encoding="utf-8")
    assert text.count(VICTIM) >= 2
    assert ("<style>" in text, "<script" in text, "<link" in text) == (True, False, False)
    assert out.stat().st_mode & 0o777 == 0o600
    opened = {one.user for one in recorded(home) if isinstance(one, NoticeOpened)}
    assert opened == {MARAC}
    again = firstbell(*said, "--user", MARAC)
    assert (again.code, "there already" in again.err) == (ExitCode.REFUSED, True)


def test_a_pack_that_no_engine_decides_is_not_told_as_refused(
    firstbell: Program, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undecided(*_: object, **__: object) -> NoReturn:
        raise Undecided

    monkeypatch.setattr("streams.engines.local.hub.LocalHub.perform", undecided)
    out = tmp_path / "pack.html"
    said = ("meetings", "pack", "--area", AREA, "--role", "marac_coordinator", "--user", MARAC, "--home", home)
    ran = firstbell(*said, "--out", out)
    assert (ran.code, out.exists(), "in time" in ran.err) == (ExitCode.UNREACHABLE, False, True)


def test_a_members_copy_holds_what_its_agreement_permits(firstbell: Program, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.html"
    said = ("meetings", "pack", "--area", AREA, "--role", "marac_coordinator", "--user", MARAC, "--home", home)
    nobody = firstbell(*said, "--for", f"{CARE}/u-nobody", "--out", out)
    assert (nobody.code, out.exists()) == (ExitCode.REFUSED, False)
    assert firstbell(*said, "--out", tmp_path / "copy.pdf").code == ExitCode.USAGE
    done = firstbell(*said, "--for", f"{CARE}/{READER}", "--out", out)
    assert done.code == 0, done.err
    text = out.read_text(encoding="utf-8")
    assert VICTIM in text
    assert NARRATIVE not in text
    printed = [one for one in recorded(home) if isinstance(one, CopyPrinted)]
    assert {(one.user, one.reader) for one in printed} == {(MARAC, READER)}
