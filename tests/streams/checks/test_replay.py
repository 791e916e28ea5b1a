"""Replay finds what was changed in a home behind the hub's back, and says what can no longer be verified."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas import codec
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision, Output
from schemas.records.match import ChildMatched
from schemas.records.notify import NoticeIssued
from schemas.records.reference import SignedReference
from streams import sqlite
from streams.checks.findings import FindingKind
from streams.checks.history_home import history_of_home
from streams.checks.home import HomeUnreadable
from streams.checks.replay import verify_replay
from streams.engines.local.home import Home, Keys
from streams.ledger.entry import entry_of
from streams.vault.names import event_owner
from streams.vault.store import Vault
from tests.streams.checks.forging import altered, forged, kinds, read
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World, a_world

NOT_OF_THE_RECORDS = (FindingKind.VIEW_DIFFERS, FindingKind.STATE_DIFFERS)
"""What was forged in a record does not stand in the views, nor in the state."""


def test_a_whole_home_is_verified_and_decided_again(told: World, keys: Keys) -> None:
    found = verify_replay(told.home.folder, keys)
    assert found.findings == ()
    assert found.sound
    assert found.counts["decided_again"] == found.counts["records"]
    assert found.counts["children_compared"] == 6
    assert found.counts["reference_records"] == told.engine.reference.number


def test_nothing_is_written_into_the_home(home: Path, keys: Keys) -> None:
    def contents() -> dict[str, bytes]:
        return {
            file.name: sha256(file.read_bytes()).digest()
            for file in home.rglob("*")
            if file.is_file() and not file.name.endswith("-shm")
        }

    before = contents()
    assert verify_replay(home, keys).sound
    assert contents() == before


def test_progress_ends_with_all_records(told: World, keys: Keys) -> None:
    calls: list[tuple[int, int]] = []
    found = verify_replay(told.home.folder, keys, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(found.counts["records"], found.counts["records"])]


def test_a_folder_without_a_hub_is_named(tmp_path: Path, keys: Keys) -> None:
    with pytest.raises(HomeUnreadable, match="--home"):
        verify_replay(tmp_path, keys)


def test_a_decision_that_was_rewritten_whole_is_decided_otherwise(home: Path, keys: Keys) -> None:
    def sooner(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
        return tuple(
            replace(o, due=replace(o.due, at=o.due.at + timedelta(days=1))) if isinstance(o, NoticeIssued) else o
            for o in outputs
        )

    forged(home, "person.0", sooner)
    found = verify_replay(home, keys)
    assert kinds(found) == {FindingKind.DECIDED_OTHERWISE, *NOT_OF_THE_RECORDS}
    assert ".due.at: recorded" in found.findings[0].detail


def test_an_output_that_was_taken_out_is_decided_otherwise(home: Path, keys: Keys) -> None:
    forged(home, "person.0", lambda outputs: outputs[:-1])
    assert kinds(verify_replay(home, keys)) == {FindingKind.DECIDED_OTHERWISE, *NOT_OF_THE_RECORDS}


def test_evidence_that_was_rewritten_is_compared_otherwise(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()

        def heavier(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
            return tuple(
                replace(o, evidence=replace(o.evidence, rolls=99)) if isinstance(o, ChildMatched) else o
                for o in outputs
            )

        forged(world.home.folder, "resolve", heavier)
        found = verify_replay(world.home.folder, world.keys)
        assert FindingKind.COMPARED_OTHERWISE in kinds(found)
        assert "rolls: recorded `99`, again `2`" in "".join(finding.detail for finding in found.findings)


@pytest.mark.parametrize("source", ["intake.bedfordshire-police.0", "resolve", "person.0"])
def test_a_flipped_bit_in_a_record_is_found(home: Path, keys: Keys, source: str) -> None:
    (body,) = read(home, "SELECT body FROM decisions WHERE source = ? AND number = 2", source)[0]
    flipped = bytearray(body)
    flipped[-10] ^= 1
    altered(home, ("UPDATE decisions SET body = ? WHERE source = ? AND number = 2", (bytes(flipped), source)))
    assert {FindingKind.LEDGER_ENTRY_DIFFERS, FindingKind.BLIND_DIFFERS, FindingKind.CHAIN_BROKEN} <= kinds(
        verify_replay(home, keys)
    )


def test_an_input_that_was_changed_is_another_than_the_one_answered(home: Path, keys: Keys) -> None:
    place = "source = 'person.0' AND position = 1"
    altered(home, (f"UPDATE inputs SET ordinals = ? WHERE {place}", (b"\x09",)))
    assert kinds(verify_replay(home, keys)) == {FindingKind.ANSWER_DIFFERS}


def test_a_command_that_was_changed_is_another_than_the_one_answered(home: Path, keys: Keys) -> None:
    altered(home, ("UPDATE inputs SET body = CAST(body || x'00' AS BLOB) WHERE id = ?", ("open",)))
    assert kinds(verify_replay(home, keys)) == {FindingKind.ANSWER_DIFFERS}


@pytest.mark.parametrize("source", ["intake.bedfordshire-police.0", "resolve", "person.0"])
def test_a_record_that_was_taken_out_is_missed(home: Path, keys: Keys, source: str) -> None:
    altered(home, ("DELETE FROM decisions WHERE source = ? AND number = 2", (source,)))
    assert {FindingKind.CHAIN_GAP, FindingKind.LEDGER_ENTRY_OF_NOTHING} <= kinds(verify_replay(home, keys))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decisions SET position = position + 100 WHERE source = 'person.0' AND number = 2",
        "UPDATE decisions SET digest = zeroblob(32) WHERE source = 'resolve' AND number = 2",
        "UPDATE reference_log SET digest = zeroblob(32) WHERE number = 5",
    ],
)
def test_a_column_beside_the_bytes_of_a_record_that_was_changed_is_found(home: Path, keys: Keys, change: str) -> None:
    altered(home, (change, ()))
    assert kinds(verify_replay(home, keys)) == {FindingKind.COLUMN_DIFFERS}


def test_a_command_under_another_id_would_be_taken_twice(home: Path, keys: Keys) -> None:
    altered(home, ("UPDATE inputs SET id = 'other' WHERE id = ?", ("open",)))
    assert kinds(verify_replay(home, keys)) == {FindingKind.ANSWER_DIFFERS}


def test_an_input_said_to_be_a_forward_without_its_numbers_is_found(home: Path, keys: Keys) -> None:
    altered(home, ("UPDATE inputs SET from_source = 'resolve' WHERE id = ?", ("open",)))
    assert kinds(verify_replay(home, keys)) == {FindingKind.ANSWER_DIFFERS}
    with history_of_home(home) as history:
        assert list(history.inputs)


def test_a_ledger_entry_that_was_changed_is_found(home: Path, keys: Keys) -> None:
    altered(home, ("UPDATE ledger_entries SET entry = ? WHERE position = 30", (bytes(32),)))
    assert kinds(verify_replay(home, keys)) == {FindingKind.LEDGER_ENTRY_DIFFERS}


def test_a_reference_record_whose_signature_was_changed_ends_deciding(home: Path, keys: Keys) -> None:
    body, index = read(home, "SELECT body, ledger_index FROM reference_log WHERE number = 5")[0]
    signed = codec.decode(body, SignedReference)
    forged_body = codec.encode(replace(signed, signature=bytes(64)))
    altered(
        home,
        ("UPDATE reference_log SET body = ? WHERE number = 5", (forged_body,)),
        ("UPDATE ledger_entries SET entry = ? WHERE position = ?", (entry_of(forged_body), index)),
    )
    found = verify_replay(home, keys)
    assert FindingKind.REFERENCE_FORGED in kinds(found)
    assert found.counts["not_decided_again"] == found.counts["records"]
    assert "decided_again" not in found.counts


def test_an_envelope_that_was_changed_is_refused_again(home: Path, keys: Keys) -> None:
    (envelope,) = read(home, "SELECT envelope FROM intake WHERE position = 1")[0]
    flipped = bytearray(envelope)
    flipped[-1] ^= 1
    altered(home, ("UPDATE intake SET envelope = ? WHERE position = 1", (bytes(flipped),)))
    found = verify_replay(home, keys)
    assert kinds(found) == {FindingKind.DECIDED_OTHERWISE}
    assert "again `EventRejected`" in found.findings[0].detail


def accepted_events(home: Path) -> list[bytes]:
    bodies = read(home, "SELECT body FROM decisions WHERE source LIKE 'intake.%' ORDER BY number")
    outputs = [output for (body,) in bodies for output in codec.decode(body, Decision).outputs]
    return [output.event for output in outputs if isinstance(output, EventAccepted)]


def test_an_accepted_at_that_was_changed_is_found(home: Path, keys: Keys) -> None:
    altered(home, ("UPDATE intake SET at = at - 3600000000 WHERE position = 3", ()))
    found = verify_replay(home, keys)
    assert kinds(found) == {FindingKind.ANSWER_DIFFERS}
    assert "its time is not that" in found.findings[0].detail


def test_keys_of_another_event_in_the_vault_are_found(home: Path, keys: Keys) -> None:
    one, two = accepted_events(home)[:2]
    vault = Vault(Home(home).vault, keys.key_encryption)
    taken = [key for key in vault.get(event_owner(two)) if isinstance(key, bytes)]
    vault.close()
    database = sqlite.connect(home / "vault.db")
    database.execute("DELETE FROM keys WHERE owner = ?", (event_owner(one),))
    database.close()
    vault = Vault(Home(home).vault, keys.key_encryption)
    vault.put([(event_owner(one), taken)])
    vault.commit()
    vault.close()
    assert FindingKind.KEY_DIFFERS in kinds(verify_replay(home, keys))


def test_keys_that_are_lost_without_a_tombstone_are_found(home: Path, keys: Keys) -> None:
    database = sqlite.connect(home / "vault.db")
    database.execute("DELETE FROM keys WHERE owner = ?", (event_owner(accepted_events(home)[0]),))
    database.close()
    found = verify_replay(home, keys)
    assert kinds(found) == {FindingKind.KEY_DIFFERS}
    assert "holds no keys" in found.findings[0].detail


def test_what_was_erased_is_counted_and_no_fault(home: Path, told: World, keys: Keys) -> None:
    vault = Vault(Home(home).vault, keys.key_encryption)
    vault.erase(event_owner(accepted_events(home)[0]), told.clock.now, "retention", slots=[0])
    vault.close()
    found = verify_replay(home, keys)
    assert found.findings == ()
    assert found.counts["shredded"] >= 3
    assert found.counts["decided_again"] + found.counts["shredded"] == found.counts["records"]


def test_blinds_need_the_hubs_key(home: Path, keys: Keys) -> None:
    found = verify_replay(home, replace(keys, blinding=bytes(32)))
    assert kinds(found) == {FindingKind.BLIND_DIFFERS}
