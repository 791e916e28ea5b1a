"""An agreement from draft to force on the command line: registered, signed by each party, taken in, listed, shown."""

import shutil
from pathlib import Path

import pytest

from services.operator.agency_folder import AgencyFolder
from tests.services.cli.conftest import Program, Ran

OPS = Path(__file__).parents[3] / "ops"
BEDFORD = "bedford-operation-encompass"
FILE = OPS / "agreements" / f"{BEDFORD}.yaml"
POLICE, COUNCIL = "bedfordshire-police", "bedford-borough-council"
OFFICER = ("--asked-by", "data protection officer, Bedford Borough Council")
GUARDIAN = ("--asked-by", "Caldicott guardian, a trust")


class Partnership:
    """A hub that is being set up, and the folders of two parties."""

    def __init__(self, firstbell: Program, folder: Path) -> None:
        self.firstbell = firstbell
        self.folder = folder
        self.home = folder / "home"
        made = ("--hub", "a-hub", "--title", "A hub", "--area", "822=Bedford Borough", "--home", self.home)
        assert firstbell("init", *made).code == 0
        registered = (OPS / "duties", FILE, "--home", self.home)
        assert firstbell("agreements", "register", *registered).code == 0

    def joins(self, agency: str, key: str = "k1") -> None:
        """Make a party's folder and register its key, which publishes nothing."""
        made = self.firstbell("keys", "make", self.folder / agency, "--agency", agency, "--key", key, "--json")
        public = str(made.document["public"])
        named = ("--title", agency.title(), "--kind", "council", "--area", "822", "--signs-only")
        ran = self.firstbell("keys", "register", agency, key, public, *named, "--home", self.home)
        assert ran.code == 0, ran.err
        (self.folder / agency / "hub.json").write_text(self.firstbell("keys", "descriptor", "--home", self.home).out)

    def signs(self, agency: str, file: Path = FILE, *more: str | Path, answer: str | None = None) -> Ran:
        """A party signs on its own machine."""
        given = ("--agency", self.folder / agency, "--as", "Chief officer", "--out", self.signature(agency))
        return self.firstbell("agreements", "sign", file, *given, *more, answer=answer)

    def signature(self, agency: str) -> Path:
        """Where a party's signature goes."""
        return self.folder / f"{agency}.signature"

    def takes(self, *agencies: str) -> Ran:
        """The hub takes signatures in."""
        files = [self.signature(agency) for agency in agencies]
        return self.firstbell("agreements", "countersign", *files, "--home", self.home)

    def standing(self) -> dict[str, object]:
        """How the agreement is listed."""
        (found,) = self.firstbell("agreements", "list", "--home", self.home, "--json").rows("agreements")
        return found


@pytest.fixture
def partnership(firstbell: Program, tmp_path: Path) -> Partnership:
    """A hub with Bedford's agreement registered and both of its parties known."""
    made = Partnership(firstbell, tmp_path)
    made.joins(POLICE)
    made.joins(COUNCIL)
    return made


def test_an_agreement_comes_into_force_when_both_have_signed(partnership: Partnership) -> None:
    assert (partnership.standing()["state"], partnership.standing()["missing"]) == ("draft", [POLICE, COUNCIL])
    asked = partnership.signs(POLICE, answer="y\n")
    assert asked.code == 0, asked.err
    assert str(partnership.standing()["digest"]) in asked.out.replace("\n", "")
    assert partnership.takes(POLICE).code == 0
    assert (partnership.standing()["state"], partnership.standing()["missing"]) == ("draft", [COUNCIL])
    assert partnership.signs(COUNCIL, FILE, "--yes").code == 0
    taken = partnership.takes(COUNCIL)
    assert "is signed by all" in taken.out
    assert partnership.standing()["state"] == "in_force"
    shown = partnership.firstbell("agreements", "show", BEDFORD, "--home", partnership.home, "--json")
    assert [(each["what"], each["who"]) for each in shown.rows("timeline")] == [
        ("registered", "operator"),
        ("signed", POLICE),
        ("signed", COUNCIL),
        ("in_force", "its dates"),
    ]
    assert [each["what"] for each in shown.rows("coming")] == ["due_for_review", "review_overdue", "expired"]
    drawn = partnership.firstbell("agreements", "show", f"{BEDFORD}@1", "--home", partnership.home).out
    assert "Chief officer" in drawn
    assert partnership.firstbell("ledger", "verify", "--home", partnership.home).code == 0
    assert partnership.firstbell("replay", "--verify", "--home", partnership.home).code == 0


def test_a_suspension_stands_in_list_and_timeline_with_its_reason(partnership: Partnership) -> None:
    for party in (POLICE, COUNCIL):
        partnership.signs(party, FILE, "--yes")
    assert partnership.takes(POLICE, COUNCIL).code == 0
    home = ("--home", partnership.home)
    assert (
        partnership.firstbell("agreements", "suspend", BEDFORD, "--reason", "under review", *OFFICER, *home).code == 0
    )
    assert partnership.standing()["state"] == "suspended"
    assert "notices that were given stay readable" in partnership.firstbell("agreements", "list", *home).out
    assert partnership.firstbell("agreements", "resume", BEDFORD, "--reason", "review done", *GUARDIAN, *home).code == 0
    changes = partnership.firstbell("agreements", "show", BEDFORD, *home, "--json").rows("timeline")
    assert [(each["what"], each["who"], each["why"], each["recorded_by"]) for each in changes[-2:]] == [
        ("suspended", OFFICER[1], "under review", "operator"),
        ("resumed", GUARDIAN[1], "review done", "operator"),
    ]
    drawn = partnership.firstbell("agreements", "show", BEDFORD, *home).out
    assert "data protection" in drawn
    assert "Caldicott" in drawn


def test_who_had_an_agreement_registered_stands_in_its_timeline(firstbell: Program, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    assert firstbell("init", "--title", "A hub", "--hub", "a-hub", "--area", "822=Bedford", *home).code == 0
    given = (OPS / "duties", FILE, "--asked-by", "chair, Bedford safeguarding partnership", *home)
    assert firstbell("agreements", "register", *given).code == 0
    (change,) = firstbell("agreements", "show", BEDFORD, *home, "--json").rows("timeline")
    assert (change["who"], change["recorded_by"]) == ("chair, Bedford safeguarding partnership", "operator")


def test_nothing_is_signed_unless_it_is_confirmed(partnership: Partnership) -> None:
    assert partnership.signs(POLICE, answer="n\n").code == 4
    assert partnership.signs(POLICE, FILE, "--json").code == 4
    assert not partnership.signature(POLICE).exists()


def test_a_signature_is_never_written_over(partnership: Partnership) -> None:
    partnership.signature(POLICE).write_bytes(b"mine")
    ran = partnership.signs(POLICE, FILE, "--yes")
    assert (ran.code, partnership.signature(POLICE).read_bytes()) == (2, b"mine")


def test_signing_twice_is_refused(partnership: Partnership) -> None:
    partnership.signs(POLICE, FILE, "--yes")
    twice = partnership.takes(POLICE, POLICE)
    assert twice.code == 4
    assert "signs the same version twice here" in twice.err
    assert partnership.takes(POLICE).code == 0
    again = partnership.takes(POLICE)
    assert again.code == 4
    assert "`bedfordshire-police` signed this version before: as Chief officer" in again.err


def test_a_signature_over_another_version_or_other_contents_is_refused(
    partnership: Partnership, tmp_path: Path
) -> None:
    text = FILE.read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    for changed, says in (
        (text.replace("version: 1\n", "version: 2\n"), "version `2`, which is not registered (registered is"),
        (text.replace("title: Operation", "title: The operation"), "signed other contents under the name"),
    ):
        other.write_text(changed, encoding="utf-8")
        assert partnership.signs(POLICE, other, "--yes").code == 0
        ran = partnership.takes(POLICE)
        assert ran.code == 4
        assert says in ran.err
        assert "bedfordshire-police.signature: " in ran.err
        partnership.signature(POLICE).unlink()
    assert partnership.standing()["missing"] == [POLICE, COUNCIL]


def test_one_bad_signature_among_good_ones_records_none(partnership: Partnership) -> None:
    partnership.signs(POLICE, FILE, "--yes")
    partnership.signature(COUNCIL).write_bytes(partnership.signature(POLICE).read_bytes()[:-1] + b"\0")
    ran = partnership.takes(POLICE, COUNCIL)
    assert ran.code == 4
    assert "nothing was recorded" in ran.err
    assert partnership.standing()["missing"] == [POLICE, COUNCIL]


def test_a_party_whose_key_is_revoked_or_unknown_signs_nothing(partnership: Partnership) -> None:
    home = ("--home", partnership.home)
    partnership.signs(POLICE, FILE, "--yes")
    assert partnership.firstbell("keys", "revoke", POLICE, "k1", "--reason", "lost", *home).code == 0
    assert "key_revoked" in partnership.takes(POLICE).err
    shutil.rmtree(partnership.folder / COUNCIL)
    AgencyFolder(partnership.folder / COUNCIL).create(COUNCIL, "k9")
    shutil.copy(partnership.folder / POLICE / "hub.json", partnership.folder / COUNCIL / "hub.json")
    assert partnership.signs(COUNCIL, FILE, "--yes").code == 0
    assert "unknown_key" in partnership.takes(COUNCIL).err


def test_who_is_no_signatory_signs_nothing(partnership: Partnership) -> None:
    partnership.joins("luton-borough-council")
    ran = partnership.signs("luton-borough-council", FILE, "--yes")
    assert ran.code == 4
    assert "`luton-borough-council` is no signatory" in ran.err


def test_a_duty_is_not_signed(partnership: Partnership) -> None:
    (duty,) = (OPS / "duties").glob("*.yaml")
    ran = partnership.signs(POLICE, duty, "--yes")
    assert ran.code == 4
    assert "a duty is law" in ran.err


def test_a_document_that_would_not_be_registered_is_not_signed(partnership: Partnership, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    text = FILE.read_text(encoding="utf-8")
    for old, new, says in (
        ("expires: 2028-08-31\n", "", "must expire"),
        ("  - bedfordshire-police\n  - bedford-borough-council\n", "  - bedford-borough-council\n", "does not sign it"),
        ("  - bedfordshire-police\n", "  - bedfordsh\u0456re-police\n", "`bedfordsh\\u0456re-police` has a character"),
        ("  dpia: Bedford", "  dpia: ' ' # Bedford", "has a character or form"),
        ("signatories:\n  - bedfordshire-police\n  - bedford-borough-council\n", "", "field `signatories` is missing"),
    ):
        assert old in text
        wrong.write_text(text.replace(old, new), encoding="utf-8")
        ran = partnership.signs(COUNCIL, wrong, "--yes")
        assert ran.code == 4
        assert says in ran.err, ran.err


def test_an_id_with_a_look_alike_is_named_by_its_code(partnership: Partnership) -> None:
    ran = partnership.firstbell("agreements", "show", "b\u0435dford-operation-encompass", "--home", partnership.home)
    assert ran.code == 4
    assert "`b\\u0435dford-operation-encompass`" in ran.err
    assert "only looks like a plain letter" in ran.err


def test_what_is_no_signature_is_refused(partnership: Partnership) -> None:
    ran = partnership.firstbell("agreements", "countersign", FILE, "--home", partnership.home)
    assert ran.code == 4
    assert f"{FILE.name}: this is no signature of an agreement" in ran.err
    gone = partnership.firstbell("agreements", "countersign", partnership.folder / "none", "--home", partnership.home)
    assert gone.code == 2
