"""`firstbell work` on a home: an interview from its offer to its end, a concern, and what is refused and why."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import hospital, missing
from schemas.events.hospital import Sign
from schemas.events.missing import Stage
from schemas.events.people import Role
from schemas.records.inputs import OpenNotice
from schemas.records.share import Recipient
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, EPISODE
from services.cli.failures import ExitCode
from services.operator.opening import working_on
from tests.services.cli.conftest import Program, Ran
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, BEN, HOSPITAL, flow_plan, turn_on, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import World

INTERVIEWS = Recipient("return_interview_provider", "area", AREA)
CONCERNS = Recipient("hospital_safeguarding", "agency", HOSPITAL)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub with a child who is back and one in hospital, an hour later; nobody has read anything."""
    world = World(tmp_path / "hub", plan=flow_plan())
    forces, at = turn_on(world), world.clock.now
    gone = at - timedelta(hours=9)
    back = replace(
        EPISODE, stage=Stage.RETURNED, missing_since=gone, reported_at=gone, returned_at=at - timedelta(hours=1)
    )
    attended = replace(ATTENDANCE, arrived_at=at - timedelta(hours=1), signs=(Sign.GUNSHOT,))
    sent: list[tuple[str, str, tuple[Section, ...]]] = [
        (POLICE, missing.EVENT_TYPE, (back, child_of(AMY))),
        (HOSPITAL, hospital.EVENT_TYPE, (attended, replace(child_of(BEN), roles=(Role.CHILD, Role.PATIENT)))),
    ]
    for agency, type, says in sent:
        sections = [PlainSection(kind_of(one), one) for one in says]
        world.submit(forces[agency].seal("R-1", sections, at, type=type), "R-1", 1, agency)
        world.run()
    world.close()
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: at + timedelta(hours=1))
    return world.home.folder


def notice_of(home: Path, recipient: Recipient, *, read: bool = True) -> str:
    """The one notice of a desk, which whoever holds its role has read."""
    with working_on(home) as (hub, _):
        (row,) = hub.views.inbox_of(recipient)
        who = user(recipient.role)
        if read:
            hub.perform(OpenNotice(row.case, row.person, row.notice, who, recipient.role), command_id="read")
    return row.notice


def record(firstbell: Program, home: Path, notice: str, role: str, step: str, *more: str) -> Ran:
    """Whoever holds a role records a step."""
    return firstbell("work", "record", notice, "--user", user(role), "--step", step, *more, "--home", home, "--json")


def interview(firstbell: Program, home: Path, notice: str, step: str, *more: str) -> Ran:
    """The provider records a step of an interview."""
    return record(firstbell, home, notice, "return_interview_provider", step, *more)


def listed(firstbell: Program, home: Path, *whose: str) -> list[dict[str, object]]:
    """What waits."""
    return firstbell("work", "list", *whose, "--home", home, "--json").rows("work")


def test_an_interview_goes_from_its_offer_to_its_end(firstbell: Program, home: Path) -> None:
    notice = notice_of(home, INTERVIEWS)
    (waits,) = listed(firstbell, home, "--area", AREA)
    assert (waits["notice"], waits["step"], waits["overdue"]) == (notice, "", False)
    offered = interview(firstbell, home, notice, "offered")
    assert offered.code == 0, offered.err
    previous = ("--previous", str(offered.document["step"]))
    assert [one["step"] for one in listed(firstbell, home, "--area", AREA)] == ["offered"]
    accepted = interview(firstbell, home, notice, "accepted", "--by", "child", *previous)
    assert accepted.code == 0, accepted.err
    held = interview(firstbell, home, notice, "held", "--previous", str(accepted.document["step"]))
    assert held.code == 0, held.err
    assert listed(firstbell, home, "--area", AREA) == []
    assert firstbell("replay", "--verify", "--home", home).code == 0
    assert firstbell("conserve", "--home", home).code == 0


def test_a_concern_is_picked_up_and_closed_with_a_reason(firstbell: Program, home: Path) -> None:
    notice = notice_of(home, CONCERNS)
    picked = record(firstbell, home, notice, "hospital_safeguarding", "picked_up")
    assert picked.code == 0, picked.err
    then = ("--previous", str(picked.document["step"]))
    unsaid = record(firstbell, home, notice, "hospital_safeguarding", "closed", *then)
    assert (unsaid.code, "--reason" in unsaid.err) == (ExitCode.REFUSED, True)
    assert [one["step"] for one in listed(firstbell, home, "--agency", HOSPITAL)] == ["picked_up"]


def test_nothing_is_recorded_before_it_was_read(firstbell: Program, home: Path) -> None:
    ran = interview(firstbell, home, notice_of(home, INTERVIEWS, read=False), "offered")
    assert (ran.code, "read it on the desk's page first" in ran.err) == (ExitCode.REFUSED, True)


@pytest.mark.parametrize(
    ("step", "more", "said"),
    [
        ("declined", (), "--by"),
        ("offered", ("--by", "child"), "leave --by out"),
        ("picked_up", (), "not one of this work"),
        ("offered", ("--at", "2030-01-01T00:00:00+0000"), "cannot be later than now"),
        ("offered", ("--at", "2020-01-01T00:00:00+0000"), "cannot be before the return"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_says_what_to_do(
    firstbell: Program, home: Path, step: str, more: tuple[str, ...], said: str
) -> None:
    notice = notice_of(home, INTERVIEWS)
    ran = interview(firstbell, home, notice, step, *more)
    assert (ran.code, said in ran.err) == (ExitCode.REFUSED, True), ran.err
    assert [one["step"] for one in listed(firstbell, home, "--area", AREA)] == [""]


def test_a_step_that_another_overtook_is_refused_with_what_stands(firstbell: Program, home: Path) -> None:
    notice = notice_of(home, INTERVIEWS)
    first = interview(firstbell, home, notice, "offered")
    again = interview(firstbell, home, notice, "offered")
    assert (again.code, str(first.document["step"]) in again.err) == (ExitCode.REFUSED, True)


def test_only_whoever_holds_the_role_records_and_only_on_its_own_work(firstbell: Program, home: Path) -> None:
    notice = notice_of(home, INTERVIEWS)
    other = record(firstbell, home, notice, "ifd", "offered")
    assert (other.code, "hold the role" in other.err) == (ExitCode.REFUSED, True)
    nowhere = interview(firstbell, home, "person.0-1-1", "offered")
    assert (nowhere.code, "no desk works on" in nowhere.err) == (ExitCode.REFUSED, True)


def test_one_says_whose_work_is_meant(firstbell: Program, home: Path) -> None:
    for whose in ((), ("--area", AREA, "--agency", HOSPITAL)):
        assert firstbell("work", "list", *whose, "--home", home).code == ExitCode.USAGE
