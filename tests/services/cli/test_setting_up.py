"""From an empty folder to a hub that takes an agency's export, by commands alone."""

import base64
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.directory.rolls import REQUIRED
from streams.agreements.vocabulary import INBOX_ROLES
from tests.project.sources import ROOT
from tests.services.cli.conftest import Program

DEMO = ROOT / "ops" / "demo"
INSTRUMENTS = (ROOT / "ops" / "duties", ROOT / "ops" / "agreements")
HEADINGS = "User id,Surname,Forename(s),E-mail,Role,URN,From,Until,Trainings,Other surnames,Known as,Home postcode\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with its area, its duties and agreements, and its schools; not to be changed."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    firstbell = Program()
    areas = [part for code in ("821", "822", "823", "826") for part in ("--area", f"{code}=Area {code}")]
    assert firstbell("init", "--hub", "test-hub", "--title", "A hub", *areas, "--home", home).code == 0
    assert firstbell("agreements", "register", *INSTRUMENTS, "--home", home).code == 0
    files = ("--register", DEMO / "register.csv", "--links", DEMO / "register-links.csv")
    assert firstbell("directory", "import", *files, "--home", home).code in (0, 1)
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared hub, to be changed."""
    copy = tmp_path / "home"
    shutil.copytree(prepared, copy)
    return copy


def public_key() -> str:
    """A fresh public key as agencies send it."""
    return base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()


def test_init_makes_a_home_of_private_keys(firstbell: Program, tmp_path: Path) -> None:
    home = tmp_path / "home"
    ran = firstbell(
        "init", "--hub", "a-hub", "--title", "A hub", "--area", "822=Bedford Borough", "--home", home, "--json"
    )
    assert ran.code == 0
    assert ran.document == {"home": str(home), "hub": "a-hub", "title": "A hub", "areas": {"822": "Bedford Borough"}}
    assert {path.stat().st_mode & 0o077 for path in (home / "keys").iterdir() if path.suffix != ".public"} == {0}
    assert firstbell("ledger", "verify", "--home", home).code == 0


def test_init_overwrites_nothing(firstbell: Program, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    ran = firstbell("init", "--hub", "a-hub", "--title", "A hub", "--area", "822=B", "--home", tmp_path)
    assert ran.code == 3
    assert "is not empty" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--hub", "A Hub", "--area", "822=B"], "`A Hub` cannot be a hub's name"),
        (["--hub", "a-hub", "--area", "Bedford"], "`Bedford` names no area"),
    ],
)
def test_init_says_what_is_wrong(firstbell: Program, tmp_path: Path, arguments: list[str], says: str) -> None:
    ran = firstbell("init", "--title", "A hub", *arguments, "--home", tmp_path / "home")
    assert ran.code == 2
    assert says in ran.err
    assert not (tmp_path / "home").exists()


def test_agreements_are_registered_once(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "register", *INSTRUMENTS, "--home", home, "--json")
    assert ran.code == 0
    assert ran.document["registered"] == []


def test_a_registered_version_never_changes(firstbell: Program, home: Path, tmp_path: Path) -> None:
    files = tmp_path / "files"
    shutil.copytree(INSTRUMENTS[1], files)
    changed = files / "luton-operation-encompass.yaml"
    changed.write_text(changed.read_text().replace("Encompass in Luton", "Encompass in all of Luton"))
    ran = firstbell("agreements", "register", INSTRUMENTS[0], files, "--home", home)
    assert ran.code == 4
    assert "`luton-operation-encompass` version `2` is registered with other contents: raise the version" in ran.err


def test_importing_again_changes_nothing(firstbell: Program, home: Path) -> None:
    files = ("--register", DEMO / "register.csv", "--links", DEMO / "register-links.csv")
    ran = firstbell("directory", "import", *files, "--home", home, "--json")
    (imported,) = ran.rows("imported")
    assert (imported["rows"], imported["changed"]) == (779, 0)


def test_staff_rows_at_fault_are_left_out_without_their_names(firstbell: Program, home: Path, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    right = "u-1,Quillfeather,Anna,a@example.org,dsl,109435,01/09/2025,,,,,\n"
    wrong = "u-2,Underhay,Bert,b@example.org,caretaker,109435,01/09/2025,,,,,\n"
    staff.write_text(HEADINGS + right + wrong)
    ran = firstbell("directory", "import", "--staff", staff, "--home", home)
    assert ran.code == 1
    assert "staff.csv, line 3, column 5 (`Role`)" in ran.out
    assert "Underhay" not in ran.out + ran.err


def test_a_roll_with_faults_is_not_put_in_place(firstbell: Program, home: Path, tmp_path: Path) -> None:
    roll = tmp_path / "roll.csv"
    row = "B822200000001,Quillfeather,Anna,,02/03/2015,1 High Street,Bedford,MK40 2AB,,04/09/2020,"
    roll.write_text(f"{','.join(REQUIRED)}\n{row}\n")
    ran = firstbell("directory", "import", "--roll", f"109435={roll}", "--home", home)
    assert ran.code == 1
    assert "line 2, column 1 (`UPN`)" in ran.out
    assert "Quillfeather" not in ran.out + ran.err
    assert firstbell("status", "--home", home, "--json").document["rolls"] == 0


def test_a_roll_cut_short_is_refused_unless_it_is_said_to_be_smaller(
    firstbell: Program, home: Path, tmp_path: Path
) -> None:
    roll = tmp_path / "roll.csv"
    rows = [f",Quillfeather,{name},,02/03/2015,1 High Street,Bedford,MK40 2AB,,04/09/2020," for name in ("A", "B", "C")]
    importing = ("directory", "import", "--roll", f"109435={roll}", "--home", home)
    roll.write_text("\n".join([",".join(REQUIRED), *rows]))
    assert firstbell(*importing).code == 0
    roll.write_text("\n".join([",".join(REQUIRED), *rows[:1]]))
    refused = firstbell(*importing)
    assert refused.code == 4
    assert "pupils on this roll today: 1, on the one before: 3" in refused.err
    assert firstbell(*importing, "--smaller", "109661").code == 2
    assert firstbell(*importing, "--smaller", "109435").code == 0


def test_a_file_without_its_columns_is_refused_whole(firstbell: Program, home: Path, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text("User id,Surname\nu-1,Quillfeather\n")
    ran = firstbell("directory", "import", "--staff", staff, "--home", home)
    assert ran.code == 4
    assert "staff.csv, line 1" in ran.err
    assert "Quillfeather" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to import"),
        (["--roll", "roll.csv"], "`roll.csv` names no roll"),
        (["--roll", "109435=none.csv"], "there is no file `none.csv`"),
        (
            ["--links", str(DEMO / "register-links.csv"), "--roll", f"109435={DEMO / 'README.md'}"],
            "`--links` goes with",
        ),
    ],
)
def test_import_says_what_is_missing(firstbell: Program, home: Path, arguments: list[str], says: str) -> None:
    ran = firstbell("directory", "import", *arguments, "--home", home)
    assert ran.code == 2
    assert says in ran.err


def test_a_coordinator_is_appointed_to_an_area_that_is_served(firstbell: Program, home: Path) -> None:
    names = ("--given", "Wilhelmina", "--family", "Quillfeather")
    role = "council_education_safeguarding"
    ran = firstbell("directory", "appoint", "u-c", role, "822", *names, "--home", home)
    assert ran.code == 0
    assert "Quillfeather" not in ran.out
    assert firstbell("directory", "appoint", "u-c", role, "999", *names, "--home", home).code == 4
    lead = "information_governance_lead"
    for place in ("822", "test-hub"):
        assert firstbell("directory", "appoint", "u-g", lead, place, *names, "--home", home).code == 0
    sender = ("directory", "appoint", "u-s", "information_sharing_lead")
    assert firstbell(*sender, "no-such-agency", *names, "--home", home).code == 4
    assert firstbell("directory", "appoint", "u-c", "dsl", "822", *names, "--home", home).code == 2


def test_every_role_that_notices_go_to_can_be_appointed(firstbell: Program, home: Path) -> None:
    names = ("--given", "Wilhelmina", "--family", "Quillfeather", "--home", home)
    for agency, kind in (("e81001", "gp_practice"), ("city-hospitals", "hospital"), ("city-police", "police")):
        named = ("--title", "An agency", "--area", "822", "--kind", kind, "--signs-only", "--home", home)
        assert firstbell("keys", "register", agency, "k1", public_key(), *named).code == 0
    held = {"hospital_safeguarding": "city-hospitals", "police_safeguarding": "city-police", "gp_practice": "e81001"}
    for number, role in enumerate(sorted(INBOX_ROLES["area"] | INBOX_ROLES["agency"])):
        place = held.get(role, "822")
        ran = firstbell("directory", "appoint", f"u-{number}", role.value, place, *names)
        assert ran.code == 0, ran.err
    ran = firstbell("directory", "appoint", "u-x", "gp_practice", "city-police", *names)
    assert (ran.code, "it must be e81001" in ran.err) == (4, True)
    assert firstbell("directory", "appoint", "u-x", "idva", "e81001", *names).code == 4


def test_keys_are_registered_listed_and_revoked(firstbell: Program, home: Path) -> None:
    public = public_key()
    agency = ("--title", "Bedfordshire Police", "--area", "822")
    assert firstbell("keys", "register", "bedfordshire-police", "k1", public, *agency, "--home", home).code == 0
    assert firstbell("keys", "revoke", "bedfordshire-police", "k1", "--reason", "lost", "--home", home).code == 0
    listed = firstbell("keys", "--home", home, "--json").rows("keys")
    (key,) = [one for one in listed if one["owner"] == "bedfordshire-police"]
    assert (key["key"], key["public"]) == ("k1", public)
    assert key["revoked_at"] is not None
    assert {one["use"] for one in listed} == {"wrapping section keys", "promises", "ledger checkpoints", "signing"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x-police", "k1", public_key()], "no agency `x-police` is registered"),
        (["x-police", "k1", "short", "--title", "X", "--area", "822"], "`short` is no public key"),
        (["x-police", "k1", public_key(), "--title", "X", "--area", "999"], "does not serve the area `999`"),
        (["x-police", "k1", base64.b64encode(bytes(32)).decode(), "--title", "X", "--area", "822"], "low order"),
    ],
)
def test_a_key_that_cannot_count_is_refused(firstbell: Program, home: Path, arguments: list[str], says: str) -> None:
    ran = firstbell("keys", "register", *arguments, "--home", home)
    assert ran.code == 4
    assert says in ran.err


def test_a_key_id_is_never_used_twice(firstbell: Program, home: Path) -> None:
    agency = ("--title", "X", "--area", "822")
    assert firstbell("keys", "register", "x-police", "k1", public_key(), *agency, "--home", home).code == 0
    ran = firstbell("keys", "register", "x-police", "k1", public_key(), "--home", home)
    assert ran.code == 4
    assert "was used before" in ran.err


def test_a_token_is_for_a_registered_agency(firstbell: Program, home: Path) -> None:
    ran = firstbell("keys", "token", "x-police", "--home", home)
    assert ran.code == 4
    assert "no agency `x-police` is registered" in ran.err
