"""Certificates: their profile, their files, their renewal."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from services.operator.kafka.certificates import CertificateFolder, CertificatesFailed
from services.operator.kafka.declared import load_declared
from services.operator.kafka.issuing import Issuing, issue_due, missing
from services.operator.kafka.wanted import spell_out

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
USUAL = Issuing(365, 30)


@pytest.fixture
def folder(tmp_path: Path) -> CertificateFolder:
    made = CertificateFolder(tmp_path / "certificates")
    made.create_authority("an authority", NOW)
    return made


def certificate(folder: CertificateFolder, principal: str) -> x509.Certificate:
    """The first certificate of a principal's file."""
    return x509.load_pem_x509_certificates(folder.keystore(principal).read_bytes())[0]


def test_a_subject_is_one_common_name_on_p_256(folder: CertificateFolder) -> None:
    folder.issue("worker", (), NOW)
    found = certificate(folder, "worker")
    assert [(part.oid, part.value) for part in found.subject] == [(NameOID.COMMON_NAME, "worker")]
    key = found.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


def test_only_a_broker_may_serve(folder: CertificateFolder) -> None:
    folder.issue("broker", ("127.0.0.1", "kafka-1"), NOW)
    folder.issue("worker", (), NOW)
    usages = {
        name: set(certificate(folder, name).extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
        for name in ("broker", "worker")
    }
    both = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}
    assert usages == {"broker": both, "worker": {ExtendedKeyUsageOID.CLIENT_AUTH}}
    names = certificate(folder, "broker").extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["kafka-1"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_a_file_is_a_keystore_that_only_its_owner_reads(folder: CertificateFolder) -> None:
    folder.issue("worker", (), NOW)
    path = folder.keystore("worker")
    assert path.read_text("ascii").startswith("-----BEGIN PRIVATE KEY-----")
    assert path.read_text("ascii").count("BEGIN CERTIFICATE") == 2
    assert {file.stat().st_mode & 0o777 for file in folder.folder.iterdir()} == {0o600}
    assert folder.folder.stat().st_mode & 0o777 == 0o700
    ssl.create_default_context(cafile=str(folder.authority)).load_cert_chain(path)


def test_a_second_authority_is_refused(folder: CertificateFolder) -> None:
    with pytest.raises(CertificatesFailed, match="has an authority already"):
        folder.create_authority("another", NOW)


@pytest.mark.parametrize("name", ["", "a b", "CN=x", "a,b", "a/b", "../up", "x" * 65, "é"])
def test_a_name_that_the_brokers_rule_does_not_take_is_refused(folder: CertificateFolder, name: str) -> None:
    with pytest.raises(CertificatesFailed, match="cannot be a principal"):
        folder.issue(name, (), NOW)


def test_nothing_outlives_the_authority(folder: CertificateFolder) -> None:
    with pytest.raises(CertificatesFailed, match="the authority itself ends on 19 November 2036"):
        folder.issue("worker", (), NOW + timedelta(days=3600))
    assert not folder.keystore("worker").exists()


def test_another_authoritys_certificate_is_found(folder: CertificateFolder, tmp_path: Path) -> None:
    other = CertificateFolder(tmp_path / "other")
    other.create_authority("an authority", NOW)
    other.issue("worker", (), NOW)
    folder.keystore("worker").write_bytes(other.keystore("worker").read_bytes())
    with pytest.raises(CertificatesFailed, match="is not of this folder's authority"):
        folder.held()


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "is missing: bring the authority's key back"), (b"x", "is no private key in PEM")],
)
def test_without_the_authoritys_key_nothing_is_issued(
    folder: CertificateFolder, content: bytes | None, told: str
) -> None:
    key = folder.folder / "authority.key"
    key.unlink()
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(CertificatesFailed, match=told):
        folder.issue("worker", (), NOW)


def test_issuing_makes_all_then_nothing_then_what_is_due(tmp_path: Path) -> None:
    folder = CertificateFolder(tmp_path / "c")
    wanted = spell_out(load_declared(), ["police"])
    assert set(issue_due(folder, wanted, USUAL, NOW).issued) == set(wanted.principals())
    before = {held.principal: held.serial for held in folder.held()}
    assert issue_due(folder, wanted, USUAL, NOW + timedelta(days=300)).issued == ()
    assert {held.principal: held.serial for held in folder.held()} == before
    late = NOW + timedelta(days=336)
    assert set(issue_due(folder, wanted, USUAL, late).issued) == set(wanted.principals())
    after = {held.principal: held.serial for held in folder.held()}
    assert {name for name in after if after[name] == before[name]} == {""}
    assert [held for held in folder.held() if held.is_due(late)] == []


def test_a_broker_with_other_hosts_is_issued_anew(tmp_path: Path) -> None:
    folder = CertificateFolder(tmp_path / "c")
    wanted = spell_out(load_declared(), [])
    issue_due(folder, wanted, USUAL, NOW)
    folder.issue("broker", ("127.0.0.1",), NOW)
    assert issue_due(folder, wanted, USUAL, NOW).issued == ("broker",)


def test_one_that_is_named_is_issued_anew_and_a_stranger_is_refused(tmp_path: Path) -> None:
    folder = CertificateFolder(tmp_path / "c")
    wanted = spell_out(load_declared(), [])
    issue_due(folder, wanted, USUAL, NOW)
    assert issue_due(folder, wanted, Issuing(365, 30, frozenset({"web"})), NOW).issued == ("web",)
    with pytest.raises(CertificatesFailed, match="`wep` is no principal"):
        issue_due(folder, wanted, Issuing(365, 30, frozenset({"wep"})), NOW)


def test_an_agency_of_an_earlier_run_is_kept_and_a_new_one_is_missed(tmp_path: Path) -> None:
    folder = CertificateFolder(tmp_path / "c")
    issue_due(folder, spell_out(load_declared(), ["police"]), USUAL, NOW)
    late = NOW + timedelta(days=350)
    assert "agency.police" in issue_due(folder, spell_out(load_declared(), []), USUAL, late).issued
    assert missing(folder, spell_out(load_declared(), ["police", "health"])) == ("agency.health",)
