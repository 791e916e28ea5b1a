"""Questions of agreements, as people put them on the command line."""

import re
from pathlib import Path
from typing import cast

import pytest
import yaml

from schemas.events.people import Role
from streams.simulation.result import LIMITS
from tests.project.sources import ROOT
from tests.services.cli.conftest import Program
from tests.support.force import POLICE
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, a_world

AGREEMENTS = ROOT / "ops" / "agreements"
BEDFORD = AGREEMENTS / "bedford-operation-encompass.yaml"
DUTY = ROOT / "ops" / "duties" / "domestic-abuse-act-2021-s49a.yaml"
LEADS = "designated safeguarding leads of schools in area 822"
BOTH = ("--file", AGREEMENTS, "--file", ROOT / "ops" / "duties", "--at", "2026-11-22")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with its agreements, one of them in two versions."""
    folder = tmp_path_factory.mktemp("asking")
    firstbell = Program()
    at = folder / "home"
    areas = [part for code in ("821", "822", "823", "826") for part in ("--area", f"{code}=Area {code}")]
    assert firstbell("init", "--hub", "test-hub", "--title", "A hub", *areas, "--home", at).code == 0
    assert firstbell("agreements", "register", ROOT / "ops" / "duties", AGREEMENTS, "--home", at).code == 0
    return at


def newer(folder: Path) -> Path:
    """A second version, in which heads get the grade as well."""
    tree = yaml.safe_load(BEDFORD.read_text())
    tree["version"] = 2
    tree["clauses"][1]["items"].append("incident_grade")
    path = folder / "newer.yaml"
    path.write_text(yaml.safe_dump(tree))
    return path


def test_diff_says_what_is_gained_and_exits_1(firstbell: Program, home: Path, tmp_path: Path) -> None:
    ran = firstbell("agreements", "diff", "bedford-operation-encompass@1", newer(tmp_path), "--home", home)
    assert ran.code == 1
    assert ran.out.startswith("gained: Head teachers of colleges and schools in area 822 now get risk grade")


def test_diff_of_the_same_exits_0(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "diff", BEDFORD, "bedford-operation-encompass", "--home", home)
    assert (ran.code, "mean the same" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere.yaml", "there is no file `nowhere.yaml`"),
        ("bedford-operation-encompass@7", "no agreement or duty `bedford-operation-encompass@7` is registered"),
        ("domestic-abuse-act-2021-s49a", "duties are law"),
    ],
)
def test_diff_says_what_it_cannot_compare(firstbell: Program, home: Path, name: str, says: str) -> None:
    ran = firstbell("agreements", "diff", BEDFORD, name, "--home", home)
    assert ran.code == 2
    assert says in ran.err


def test_who_sees_names_recipients_terms_and_clauses(firstbell: Program) -> None:
    ran = firstbell("agreements", "who-sees", "child_voice", *BOTH, "--json")
    assert ran.code == 0
    (seen,) = [row for row in ran.rows("sees") if row["recipient"] == LEADS]
    assert seen["terms"] == "if the child is under 18"
    assert seen["clauses"] == ["bedford-operation-encompass version 1, clause guidance-contents"]


def test_who_sees_knows_no_such_item(firstbell: Program) -> None:
    ran = firstbell("agreements", "who-sees", "child_nickname", *BOTH)
    assert ran.code == 2
    assert "no data item is called `child_nickname`" in ran.err


def test_a_day_is_written_as_a_day(firstbell: Program) -> None:
    ran = firstbell("agreements", "who-sees", "child_voice", "--file", AGREEMENTS, "--at", "22/11/2026")
    assert ran.code == 2
    assert "`22/11/2026` is no day" in ran.err


def test_can_knows_agencies_and_schools_alone(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "can", "nobody", "--home", home)
    assert ran.code == 2
    assert "no agency and no school `nobody`" in ran.err


def test_the_matrix_marks_what_is_given_always_and_sometimes(firstbell: Program) -> None:
    ran = firstbell("agreements", "matrix", *BOTH, "--area", "822")
    assert ran.code == 0
    encompass, rest = ran.out.split("Who gets what: encompass notification")[1].split("Who gets what:", 1)
    (line,) = [line for line in encompass.splitlines() if line.lstrip().startswith("What the child said")]
    assert re.findall(r"if \d|yes", line)
    assert "yes" not in line
    assert "if 1: " in encompass
    assert "Police narrative" not in encompass
    assert "marac referral" in rest


def test_explain_says_what_goes_and_why(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "explain", "--from", "nobody", "--to", "area:822", "--role", "dsl", "--home", home)
    assert ran.code == 2
    assert "the hub knows no agency `nobody`" in ran.err


def test_explain_takes_what_an_event_says_the_hour_and_the_days_in_the_role(firstbell: Program, history: Path) -> None:
    asked = ("--from", POLICE, "--to", "area:822", "--role", "council_education_safeguarding")
    said = ("--consent", "refused", "--ground", "repeat", "--ground", "dash_score", "--appointed-days", "13")
    for at, hours in (("2026-11-23T08:00", True), ("2026-11-23T07:59", False), ("2026-11-22", False)):
        ran = firstbell("agreements", "explain", *asked, *said, "--at", at, "--home", history, "--json")
        assert ran.code == 0, ran.err
        request = cast(dict[str, object], ran.document["request"])
        facts = cast(dict[str, object], request["facts"])
        assert (facts["consent"], facts["referral_grounds"]) == ("refused", ["dash_score", "repeat"])
        assert (facts["office_hours"], request["appointed_days"]) == (hours, 13)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--consent", "maybe"), "`maybe` is none of not_stated, not_needed"),
        (("--ground", "luck"), "`luck` is none of dash_score"),
        (("--at", "2026-11-23T25:00"), "`2026-11-23T25:00` is no day"),
        (("--at", "2026-11-23T08:30Z"), "names a zone"),
    ],
)
def test_explain_refuses_what_it_cannot_read(
    firstbell: Program, history: Path, wrong: tuple[str, str], says: str
) -> None:
    asked = ("--from", POLICE, "--to", "area:822", "--role", "council_education_safeguarding")
    ran = firstbell("agreements", "explain", *asked, *wrong, "--home", history)
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.parametrize(
    ("paper", "begins"),
    [
        ("agreement", "# Operation Encompass in Bedford Borough: information-sharing agreement, version 1"),
        ("data-flows", "# Data flows for the data protection impact assessment"),
        ("record-of-processing", "# Record of processing activities"),
        ("parents", "# How we share information to keep children safe: Operation Encompass in Bedford Borough"),
        ("child", "# When the police come to your home"),
    ],
)
def test_text_makes_each_paper(firstbell: Program, tmp_path: Path, paper: str, begins: str) -> None:
    named = [BEDFORD, DUTY] if paper in ("parents", "child") else [BEDFORD]
    ran = firstbell("agreements", "text", *named, "--paper", paper)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == begins
    out = tmp_path / "paper.md"
    assert firstbell("agreements", "text", *named, "--paper", paper, "--out", out).out == ""
    assert out.read_text(encoding="utf-8") == ran.out


def test_the_text_of_a_registered_agreement_tells_who_has_not_signed(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "text", "bedford-operation-encompass", "--home", home)
    assert "| bedfordshire-police | not yet |" in ran.out


def test_a_privacy_notice_without_the_duty_is_refused(firstbell: Program) -> None:
    ran = firstbell("agreements", "text", BEDFORD, "--paper", "parents")
    assert ran.code == 4
    assert "name the duty's file too" in ran.err


def test_a_privacy_notice_of_a_registered_agreement_counts_the_registered_duty(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "text", "bedford-operation-encompass", "--paper", "parents", "--home", home)
    assert ran.code == 0
    assert "Duty on police to notify schools and colleges" in ran.out


def test_duties_are_listed_and_shown_with_version_and_first_day(firstbell: Program, home: Path) -> None:
    (listed,) = firstbell("agreements", "list", "--home", home, "--json").rows("duties")
    assert (listed["id"], listed["version"], listed["state"]) == (DUTY.stem, 1, "in_force")
    said = firstbell("agreements", "show", DUTY.stem, "--home", home).out
    assert "2025-11-07" in said
    assert "Domestic Abuse Act 2021" in said
    assert firstbell("agreements", "show", f"{DUTY.stem}@2", "--home", home).code == 4


def test_text_of_two_agreements_is_no_text_of_one(firstbell: Program) -> None:
    ran = firstbell("agreements", "text", BEDFORD, AGREEMENTS / "luton-operation-encompass.yaml")
    assert ran.code == 2
    assert "`agreement` is made of one agreement" in ran.err


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that decided one event on 9 November 2026."""
    with a_world(tmp_path_factory.mktemp("history") / "hub") as world:
        world.publish("ref-1", [child_of(pupil(0, FIRST)), adult("Ann", "Other", Role.VICTIM, child=0)])
        world.run()
        return world.home.folder


def test_explain_of_a_real_event_is_what_its_decisions_recorded(firstbell: Program, history: Path) -> None:
    ran = firstbell("agreements", "explain", "ref-1", "--home", history)
    assert ran.code == 0, ran.err
    assert "Given by" in ran.out
    assert "clause guidance-contents" in ran.out
    assert "Purpose: " in ran.out
    steps = cast(
        list[dict[str, list[dict[str, str]]]], firstbell("trace", "ref-1", "--home", history, "--json").rows("steps")
    )
    shared = [each["id"] for step in steps for each in step["outputs"] if each["stage"] == "Share"]
    told = firstbell("agreements", "explain", "ref-1", "--home", history, "--json").rows("steps")
    outputs = [each for step in cast(list[dict[str, list[dict[str, str]]]], told) for each in step["outputs"]]
    assert [each["id"] for each in outputs] == shared != []
    assert {each["stage"] for each in outputs} == {"Share"}


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        (("ref-1", "--role", "dsl"), 2, "`ref-1` is a real event"),
        ((), 2, "name an event, or make a request up"),
        (("ref-9",), 6, "no accepted event is called `ref-9`"),
        (("--from", POLICE, "--to", FIRST, "--role", "dsl", "--event-type", "custody"), 2, "no event type is called"),
        (("--from", POLICE, "--to", "area:822", "--role", "dsl"), 2, "give a school's URN"),
    ],
)
def test_explain_says_what_it_cannot_explain(
    firstbell: Program, history: Path, asked: tuple[str, ...], code: int, says: str
) -> None:
    ran = firstbell("agreements", "explain", *asked, "--home", history)
    assert (ran.code, says in ran.err) == (code, True), ran.err


SPAN = ("--from", "2026-11-09", "--to", "2026-11-10")


def test_simulate_of_what_is_in_force_flips_nothing(firstbell: Program, history: Path) -> None:
    ran = firstbell("agreements", "simulate", BEDFORD, *SPAN, "--as", "json", "--home", history)
    assert ran.code == 0
    assert ran.document["disclosures"] == ran.document["unchanged"] != 0
    assert ran.document["limits"] == list(LIMITS)
    assert "Trainings of readers" in firstbell("agreements", "simulate", BEDFORD, *SPAN, "--home", history).out


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_simulate_lists_what_flips(firstbell: Program, history: Path, tmp_path: Path, form: str) -> None:
    tree = yaml.safe_load(BEDFORD.read_text())
    tree["clauses"][0]["items"].append("incident_grade")
    draft = tmp_path / "draft.yaml"
    draft.write_text(yaml.safe_dump(tree))
    ran = firstbell("agreements", "simulate", draft, *SPAN, "--as", form, "--home", history)
    assert ran.code == 1
    assert "bedford-operation-encompass/guidance-contents" in ran.out
    assert ("incident_grade" if form != "table" else "Risk grade") in ran.out


def test_simulate_goes_forward_in_time(firstbell: Program, history: Path) -> None:
    ran = firstbell("agreements", "simulate", BEDFORD, "--from", "2026-11-10", "--to", "2026-11-09", "--home", history)
    assert ran.code == 2
    assert "`--to 2026-11-09` lies before" in ran.err


def test_simulate_refuses_what_check_refuses(firstbell: Program, history: Path, tmp_path: Path) -> None:
    tree = yaml.safe_load(BEDFORD.read_text())
    tree["clauses"][0]["items"].append("police_narrative")
    draft = tmp_path / "draft.yaml"
    draft.write_text(yaml.safe_dump(tree))
    ran = firstbell("agreements", "simulate", draft, *SPAN, "--home", history)
    assert ran.code == 4
    assert "`police_narrative` never goes to a school" in ran.err
    assert "draft.yaml:" in ran.err
