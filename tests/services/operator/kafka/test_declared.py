"""The files of ops/kafka: what they declare, and how a mistake in one is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops.cluster.properties import _TLS
from schemas import limits
from services.directory.faults import FileRefused
from services.operator.instruments import examine, instrument_files
from services.operator.kafka.certificates import CertificateFolder
from services.operator.kafka.declared import FOLDER, load_declared, parse_span
from services.operator.kafka.plan import SUBJECTS
from services.operator.kafka.wanted import AgencyUnusable, Resource, Right, spell_out
from streams.agreements.document import Agreement
from streams.engines.kafka.topics import Topics
from tests.project.sources import ROOT

POLICE = "bedfordshire-police"
WANTED = spell_out(load_declared(), [POLICE, "thames-valley-police"])


def changed(folder: Path, name: str, old: str, new: str) -> list[str]:
    """The faults of the project's own files with one place changed."""
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8")
        if path.name == name:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / path.name).write_text(text, "utf-8")
    with pytest.raises(FileRefused) as caught:
        load_declared(folder)
    return [str(fault) for fault in caught.value.faults]


def test_an_agency_has_the_right_to_write_its_own_topic_and_no_other_right() -> None:
    mine = {right for right in WANTED.rights if right.principal == f"agency.{POLICE}"}
    assert mine == {Right(f"agency.{POLICE}", Resource.TOPIC, f"intake.{POLICE}", "write")}


def test_nobody_but_its_owner_writes_what_is_written_once() -> None:
    writers: dict[str, set[str]] = {}
    for right in WANTED.rights:
        if right.operation == "write":
            writers.setdefault(right.name, set()).add(right.principal)
    assert writers["reference"] == {"operator"}
    assert writers["ledger-entries"] == {"ledger-writer"}
    assert writers["decisions.*"] == {"worker"}
    assert writers["intake.*"] == {"intake", "operator"}


def test_topics_of_an_agency_have_equal_counts_and_the_limits_by_name() -> None:
    intake, decisions = WANTED.topics[f"intake.{POLICE}"], WANTED.topics[f"decisions.intake.{POLICE}"]
    assert intake.partitions == decisions.partitions
    assert int(intake.configs["max.message.bytes"]) > limits.ENVELOPE_BYTES + limits.KEY_HEADER_BYTES
    assert int(decisions.configs["max.message.bytes"]) > limits.RECORD_BYTES


def test_the_topics_are_those_that_the_engine_knows() -> None:
    counts = load_declared().topics.partitions
    known = Topics().partitions((POLICE, "thames-valley-police"), counts.intake, counts.person)
    assert {name: topic.partitions for name, topic in WANTED.topics.items()} == known


def test_no_topic_is_compacted_and_all_are_stamped_by_the_broker() -> None:
    for topic in WANTED.topics.values():
        assert topic.configs["cleanup.policy"] == "delete"
        assert topic.configs["message.timestamp.type"] == "LogAppendTime"
        assert (topic.replication, topic.configs["min.insync.replicas"]) == (3, "2")


def test_the_key_headers_are_gone_soon() -> None:
    configs = WANTED.topics[f"intake.{POLICE}"].configs
    assert (
        int(configs["segment.ms"]) * 4 <= int(configs["retention.ms"]) <= timedelta(days=14) / timedelta(milliseconds=1)
    )


def test_the_log_outlives_every_agreement() -> None:
    longest = load_declared().schedule.longest()
    agreements = examine(instrument_files([ROOT / "ops" / "agreements"])).documents
    days = [document.retention.hub_days for document in agreements if isinstance(document, Agreement)]
    assert days
    assert timedelta(days=max(days)) <= longest
    kept = [topic for name, topic in WANTED.topics.items() if name.startswith(("decisions.", "reference"))]
    assert {int(topic.configs["retention.ms"]) for topic in kept} == {longest // timedelta(milliseconds=1)}


def test_one_broker_on_trial_has_one_copy() -> None:
    alone = spell_out(load_declared(), [POLICE], replication=1)
    assert {topic.replication for topic in alone.topics.values()} == {1}
    assert {topic.configs["min.insync.replicas"] for topic in alone.topics.values()} == {"1"}


def test_the_rule_that_is_asked_of_brokers_is_the_one_that_ours_have() -> None:
    assert SUBJECTS in _TLS


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("topics.yaml", "segment: 1 day", "segment: 2 days", "(`topics.0`): `segment` must"),
        ("topics.yaml", "keep: 7 days", "keep: a week", "(`topics.0.keep`): `a week` is no time: write it like"),
        ("topics.yaml", "RECORD_BYTES", "RECORD_BITES", "`RECORD_BITES` is no limit"),
        ("topics.yaml", "min_in_sync: 2", "min_in_sync: 4", "nothing could ever be written"),
        ("topics.yaml", "partitions: person", "partitions: persons", "topics.4.partitions`): write a number, or"),
        ("topics.yaml", "name: ticker", "name: reference", "`reference` stands twice"),
        ("topics.yaml", "name: ticker", "name: tick er", "`tick er` cannot be a topic"),
        ("acls.yaml", "name: web", "name: we b", "`we b` cannot be a principal"),
        ("acls.yaml", "name: web", "name: intake", "`intake` stands twice"),
        ("acls.yaml", "[describe], groups", "[write], groups", "a group is never written to"),
        ("acls.yaml", "{allow: [read], topic: reference}", "{allow: [read]}", "name one of `topic`"),
        ("acls.yaml", "{allow: [read], topic", "{allow: [reed], topic", "allow.0"),
        ("acls.yaml", "super_user: true", "supper_user: true", "correct its spelling or remove it"),
        ("schedule.yaml", "keep: 25 years", "keep: for ever", "`for ever` is no time"),
        ("schedule.yaml", 'area: "821"', "area: Luton", "schedule.yaml, line 7"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    faults = changed(tmp_path, name, old, new)
    assert any(told in fault and fault.startswith(f"{name}, line ") for fault in faults), faults


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"topics\.yaml: the file is missing: put it into"):
        load_declared(tmp_path)


@pytest.mark.parametrize(
    ("text", "span"),
    [("1 hour", timedelta(hours=1)), ("7 days", timedelta(days=7)), ("25 years", timedelta(days=9132))],
)
def test_times_are_read(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "0 days", "7", "7d", "-1 days", "1 week", "7 days ", "100000 days"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_span(text)


@pytest.mark.parametrize("agency", ["bedfordshire police", "a/b", "", "x" * 58, "*", "police\n"])
def test_an_agency_that_cannot_be_in_a_topics_name_is_refused(agency: str) -> None:
    with pytest.raises(AgencyUnusable, match="cannot have a topic and a certificate"):
        spell_out(load_declared(), [agency])


def test_no_agency_can_be_taken_for_a_service() -> None:
    services = {principal.name for principal in load_declared().acls.principals}
    agencies = {right.principal for right in spell_out(load_declared(), services - {"agency.{agency}"}).rights}
    assert {name for name in agencies if name.startswith("agency.")}.isdisjoint(services)


def test_everybody_who_is_declared_can_have_a_certificate(tmp_path: Path) -> None:
    folder = CertificateFolder(tmp_path / "c")
    folder.create_authority("x", datetime.now(UTC))
    for principal in WANTED.principals():
        folder.issue(principal, WANTED.hosts.get(principal, ()), datetime.now(UTC))
    assert {held.principal for held in folder.held() if held.principal} == set(WANTED.principals())
