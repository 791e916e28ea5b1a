"""What desks record by command on a cluster that works: contacts, patterns, interviews, meetings, hotspots."""

import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar

import pytest
from msgspec.structs import replace

from ops.cluster.postgres import PostgresServer
from schemas.events import encompass, front_door, missing
from schemas.events.event import Withdrawal
from schemas.events.missing import Stage
from schemas.events.people import Role
from schemas.records.decision import Output
from schemas.records.inputs import OpenNotice
from schemas.records.match import PersonResolved
from schemas.records.meetings import CopyPrinted, CopyWithheld
from schemas.records.share import Recipient
from schemas.records.watch import NoticeOpened
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import CONTACT, EPISODE
from services.cli.failures import ExitCode
from streams.views.rows import NoticeRow
from tests.services.processes.conftest import PROGRAM, WITHIN
from tests.services.processes.test_asking import Asked
from tests.streams.engines.kafka_sinks.whole import Whole, now
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, BEN, EXTRA, flow_plan, turn_on, user
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, Template, until
from tests.support.people import adult, child_of
from tests.support.world import World

pytestmark = pytest.mark.slow
WORDS: Final = "Ask her sister about Friday."
CARE: Final = f"childrens_social_care/area/{AREA}"
VICTIM: Final = adult("Tess", "Thistlewood", Role.VICTIM)
SPOC: Final = user("spoc_coordinator")


@pytest.fixture
def hub(kafka: TestKafka, postgres: PostgresServer, template: Template, tmp_path: Path) -> Iterator[KafkaHub]:
    """A hub with every flow on, for which nobody works yet."""
    world = World(tmp_path / "hub", plan=flow_plan())
    turn_on(world)
    made = KafkaHub(world, kafka.bootstrap, postgres, template)
    yield made
    made.close()
    world.close()


@pytest.fixture
def whole(hub: KafkaHub, tmp_path: Path) -> Iterator[Whole]:
    """The same with everything at work, after what the desks speak of was published."""
    made = Whole(hub, tmp_path)
    with made.deciding():
        _publish(made, hub.world.force)
        yield made
    made.close()


def _publish(whole: Whole, force: Force) -> None:
    """A contact, a child who was missing and is back, and three nights between the same people."""
    at = now()
    gone = at - timedelta(hours=9)
    back = replace(EPISODE, stage=Stage.RETURNED, missing_since=gone, reported_at=gone, placed_by="")
    family = (VICTIM, adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR))
    sent: list[tuple[str, str, tuple[Section, ...], timedelta]] = [
        ("C-1", front_door.CONTACT_TYPE, (CONTACT, child_of(EXTRA)), timedelta(0)),
        ("M-1", missing.EVENT_TYPE, (replace(back, returned_at=at - timedelta(hours=1)), child_of(BEN)), timedelta(0)),
        *((f"E-{n}", encompass.EVENT_TYPE, (child_of(AMY), *family), timedelta(days=2 * n + 1)) for n in range(3)),
    ]
    for reference, type, says, ago in sent:
        sections = [PlainSection(kind_of(one), one) for one in says]
        whole.door.submit(POLICE, [force.seal(reference, sections, at - ago, type=type)])
    until(lambda: len(whole.hub.views.events()) == len(sent))


class Answering(Asked):
    """A command to which something is said on standard input."""

    def __init__(self, variables: dict[str, str], said: str, *words: str) -> None:
        ran = subprocess.run(
            [str(PROGRAM), *words],
            env={"PATH": "/bin"} | variables,
            input=said,
            capture_output=True,
            text=True,
            timeout=WITHIN,
        )
        self.code, self.out, self.err = ran.returncode, ran.stdout, ran.stderr
        assert self.code == 0, self.err


def read(whole: Whole, role: str) -> NoticeRow:
    """Whoever holds a role reads their first notice, as on its page."""
    at = Recipient(role, "area", AREA)
    until(lambda: bool(whole.hub.views.inbox_of(at)))
    row = whole.hub.views.inbox_of(at)[0]
    whole.hub.perform(OpenNotice(row.case, row.person, row.notice, user(role), role), command_id=f"read-{role}")
    return row


def rows(asked: Asked, name: str) -> list[dict[str, object]]:
    """One list of a command's document."""
    assert asked.code == 0, asked.err
    found = asked.document[name]
    assert isinstance(found, list)
    return found


def test_each_desk_records_what_it_does(whole: Whole, variables: dict[str, str], tmp_path: Path) -> None:
    _a_contact_is_queued_and_decided(whole, variables)
    _a_pattern_is_referred_once(whole, variables)
    _an_interview_is_recorded_step_by_step(whole, variables)
    _a_meeting_sets_reports_and_leaves_out(whole, variables)
    _hotspots_are_published_once(whole, variables)
    _a_pack_is_written_once_each_case_is_recorded(whole, variables, tmp_path)
    _who_was_named_in_error_is_erased_once(whole, variables)


def _a_contact_is_queued_and_decided(whole: Whole, variables: dict[str, str]) -> None:
    notice = read(whole, "ifd").notice
    queued = rows(Asked(variables, "front-door", "queue", "--area", AREA, "--cluster", "--json"), "contacts")
    assert notice in {names["ifd"] for one in queued if isinstance(names := one["notices"], dict)}
    said = ("--user", user("ifd"), "--outcome", "early_help", "--consent", "given", "--cluster", "--json")
    done = Asked(variables, "front-door", "triage", notice, *said)
    assert (done.code, bool(done.document["triage"])) == (0, True), done.err
    again = Asked(variables, "front-door", "triage", notice, *said)
    assert again.code == ExitCode.REFUSED


def _a_pattern_is_referred_once(whole: Whole, variables: dict[str, str]) -> None:
    until(lambda: bool(whole.hub.views.patterns([AREA], "marac_coordinator")))
    (one,) = rows(Asked(variables, "patterns", "list", "--cluster", "--json"), "patterns")
    said = ("--user", user("marac_coordinator"), "--answer", "refer", "--reason", "risk_has_grown", "--cluster")
    assert Asked(variables, "patterns", "decide", str(one["item"]), *said).code == 0
    assert Asked(variables, "patterns", "decide", str(one["item"]), *said).code == ExitCode.REFUSED


def _an_interview_is_recorded_step_by_step(whole: Whole, variables: dict[str, str]) -> None:
    notice = read(whole, "return_interview_provider").notice
    said = (notice, "--user", user("return_interview_provider"), "--cluster")
    offered = Asked(variables, "work", "record", *said, "--step", "offered", "--json")
    assert offered.code == 0, offered.err
    unsaid = Asked(
        variables, "work", "record", *said, "--step", "declined", "--previous", str(offered.document["step"])
    )
    assert (unsaid.code, "--by" in unsaid.err) == (ExitCode.REFUSED, True)
    (piece,) = rows(Asked(variables, "work", "list", "--area", AREA, "--cluster", "--json"), "work")
    assert (piece["notice"], piece["step"]) == (notice, "offered")


def _a_meeting_sets_reports_and_leaves_out(whole: Whole, variables: dict[str, str]) -> None:
    row = read(whole, "spoc_coordinator")
    by, due = ("--user", SPOC, "--cluster", "--json"), str(date.today() + timedelta(days=14))
    said = ("meetings", "set", row.notice, *by, "--for", CARE, "--due", due)
    action = str(Answering(variables, WORDS, *said).document["recorded"])
    assert action
    opened = whole.hub.perform(OpenNotice(row.case, row.person, row.notice, SPOC, row.role), command_id="again")
    assert whole.hub.words(opened.ids[0], [action]) == {action: WORDS}
    where = ("--area", AREA, "--role", "spoc_coordinator", "--cluster", "--json")
    assert [one["action"] for one in rows(Asked(variables, "meetings", "actions", *where), "actions")] == [action]
    assert len(rows(Asked(variables, "meetings", "agenda", *where), "cases")) == 1
    done = Asked(variables, "meetings", "report", action, *by, "--outcome", "done", "--reason", "completed")
    assert done.code == 0, done.err
    left = Asked(variables, "meetings", "leave-out", row.notice, *by, "--for", CARE, "--reason", "employs")
    assert left.code == 0, left.err
    moved = Asked(variables, "meetings", "transfer", row.notice, *by, "--to", "999", "--reason", "victim_moved")
    assert (moved.code, "only a MARAC case" in moved.err) == (ExitCode.REFUSED, True)


def _hotspots_are_published_once(whole: Whole, variables: dict[str, str]) -> None:
    today = now().date()
    monday = str(today - timedelta(days=today.weekday(), weeks=6))
    of = ("--area", AREA, "--of", missing.EVENT_TYPE, "--from", monday, "--cluster", "--json")
    done = Asked(variables, "hotspots", "publish", *of, "--user", SPOC)
    assert (done.code, bool(done.document["publication"])) == (0, True), done.err
    again = Asked(variables, "hotspots", "publish", *of, "--user", SPOC)
    assert (again.code, "already" in again.err) == (ExitCode.REFUSED, True)
    until(lambda: bool(whole.hub.views.hotspots(AREA)))
    assert len(rows(Asked(variables, "hotspots", "show", "--area", AREA, "--cluster", "--json"), "tables")) == 1


def _a_pack_is_written_once_each_case_is_recorded(whole: Whole, variables: dict[str, str], folder: Path) -> None:
    pack = folder / "pack.html"
    said = ("meetings", "pack", "--area", AREA, "--role", "spoc_coordinator", "--cluster", "--json", "--out")
    other = Asked(variables, *said, str(pack), "--user", user("ifd"))
    assert (other.code, pack.exists()) == (ExitCode.REFUSED, False)
    before = len(_recorded(whole, NoticeOpened))
    done = Asked(variables, *said, str(pack), "--user", SPOC)
    assert (done.code, BEN.family_name in done.out) == (0, False), done.err
    assert BEN.family_name in pack.read_text(encoding="utf-8")
    assert pack.stat().st_mode & 0o777 == 0o600
    assert len(_recorded(whole, NoticeOpened)) == before + 1

    members: list[tuple[str, type[CopyPrinted | CopyWithheld]]] = [
        ("ifd", CopyPrinted),
        ("childrens_social_care", CopyWithheld),  # left out of the case
    ]
    for role, record in members:
        copy = folder / f"{role}.html"
        whose = ("--user", SPOC, "--for", f"{role}/area/{AREA}/{user(role)}")
        made = Asked(variables, *said, str(copy), *whose)
        assert made.code == 0, made.err
        assert (BEN.family_name in copy.read_text(encoding="utf-8")) == (record is CopyPrinted)
        (one,) = _recorded(whole, record)
        assert (one.user, one.reader) == (SPOC, user(role))


def _who_was_named_in_error_is_erased_once(whole: Whole, variables: dict[str, str]) -> None:
    force, at = whole.base.world.force, now()
    _one_of_several_is_named_no_more(whole, force)
    wrong = force.seal("M-1", [], at, type=missing.EVENT_TYPE, revision=2, withdrawal=Withdrawal.WRONG_PEOPLE)
    whole.door.submit(POLICE, [wrong])
    until(lambda: "withdrawn" in {one.standing for one in whole.hub.views.events()})
    early = Asked(variables, "erase-due", "--cluster", "--json")
    assert rows(early, "erased") == rows(early, "people") == [], "nothing is due for four weeks"
    due = ("erase-due", "--after-days", "0", "--cluster", "--json")
    done = Asked(variables, *due)
    (gone,) = rows(done, "erased")
    assert (gone["reference"], gone["revisions"]) == ("M-1", 2)
    (one,) = rows(done, "people")
    assert (one["reference"], one["revision"], one["sections"], one["keys"]) == ("E-0", 1, [2], 1)
    again = Asked(variables, *due)
    assert rows(again, "erased") == rows(again, "people") == []
    left = Asked(variables, "erase", "E-0@1", "--reason", "court_order", "--yes", "--cluster")
    assert left.out.startswith("2 keys destroyed"), "the other two of the three sections had their keys still"
    told = variables | {"FIRSTBELL_LEDGER_FOLDER": str(whole.ledger)}
    replayed = Asked(told, "replay", "--verify", "--cluster", "--json")
    assert replayed.code == 0, replayed.out + replayed.err


def _one_of_several_is_named_no_more(whole: Whole, force: Force) -> None:
    """The second revision of a night has one of its three people no more, and hop 2 has found who the others are."""
    people = [PlainSection(kind_of(one), one) for one in (child_of(AMY), VICTIM)]
    whole.door.submit(POLICE, [force.seal("E-0", people, now(), type=encompass.EVENT_TYPE, revision=2)])

    def known() -> bool:
        second = [one.event for one in whole.hub.views.events() if (one.reference, one.revision) == ("E-0", 2)]
        steps = [step for event in second for step in whole.hub.views.trace(event)]
        resolved = [o for step in steps for _, o in step.outputs if isinstance(o, PersonResolved)]
        return any(one.event in second for one in resolved)

    until(known)


Recorded = TypeVar("Recorded", bound=Output)


def _recorded(whole: Whole, kind: type[Recorded]) -> list[Recorded]:
    """Every output of one kind."""
    views = whole.hub.views
    outputs = (output for event in views.events() for step in views.trace(event.event) for _, output in step.outputs)
    return [output for output in outputs if isinstance(output, kind)]
