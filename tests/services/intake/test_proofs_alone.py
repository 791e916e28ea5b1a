"""An agency holds the hub to its word, alone: what it was given is checked with two keys, and every change is found."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from schemas import codec
from schemas.promise import read_promise, sign_promise
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision
from schemas.wire import Promise
from services.intake.documents import OutcomeGiven
from services.intake.own_record import is_own
from services.publisher.direct import DirectTransport
from services.publisher.evidence import check_kept, complaints, hand_over
from services.publisher.proofs import HubKeys, ProofWrong, check_outcome, check_promise
from services.publisher.publisher import Publisher
from services.publisher.store import PublisherStore
from streams.engines.local.home import PROMISE_KEY_ID
from streams.ledger.given import GivenCheckpoint, RecordProof
from streams.ledger.note import Signer
from streams.ledger.proofs import ConsistencyProof, InclusionProof
from tests.services.intake.conftest import World
from tests.services.publisher import support
from tests.services.publisher.support import AGENCY, HUB, NOW, adult, child, of, table

ROWS = [row for number in range(3) for row in of(f"BEDS-OE-27-{number:04}", adult(), child())]


class Tampering(DirectTransport):
    """The hub, whose answers a test may change on their way."""

    outcomes: Callable[[OutcomeGiven], OutcomeGiven] = staticmethod(lambda given: given)
    checkpoints: Callable[[GivenCheckpoint | None], GivenCheckpoint | None] = staticmethod(lambda given: given)

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        given = super().outcome(digest, since)
        return self.outcomes(given) if given is not None else None

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        return self.checkpoints(super().checkpoint(since))


class Agency:
    """The publisher, what it keeps, and what it was told."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.store = PublisherStore.open(folder / "publisher.db", AGENCY, HUB)
        self.transport = Tampering(world.hub, AGENCY)
        self.publisher = Publisher(
            self.store, world.descriptor, world.identity, self.transport, clock=lambda: NOW, pause=lambda _: None
        )
        self.keys = HubKeys.of(world.descriptor)

    def publish(self, rows: list[dict[str, str]] = ROWS) -> None:
        self.publisher.publish(table(rows).encode(), "export.csv", support.mapping())
        self.world.hub.run()

    def kinds(self) -> list[str]:
        return [one.kind for one in complaints(self.store)]


@pytest.fixture
def agency(unserved: World, tmp_path: Path) -> Iterator[Agency]:
    """An agency whose three incidents are decided and not yet under a checkpoint."""
    made = Agency(unserved, tmp_path)
    made.publish()
    yield made
    made.store.close()


def proven(agency: Agency) -> tuple[Promise, OutcomeGiven, RecordProof]:
    agency.world.hub.sign_checkpoint()
    agency.publisher.fetch_outcomes()
    row = agency.store.sent()[0]
    assert row.promise is not None
    assert row.outcome is not None
    assert row.outcome.proof is not None
    return check_promise(row.promise, row.digest, agency.keys), row.outcome, row.outcome.proof


def test_everything_that_is_kept_holds_offline(agency: Agency) -> None:
    proven(agency)
    agency.world.hub.close()
    checked = check_kept(agency.store, agency.keys)
    assert [(one.outcome, one.wrong) for one in checked] == [("accepted", "")] * 3
    assert all(one.proven is not None and one.proven.in_time for one in checked)
    assert agency.kinds() == []


def test_the_record_is_the_agency_s_own_and_nobody_else_s(agency: Agency) -> None:
    _, _, proof = proven(agency)
    assert is_own(proof.record, AGENCY)
    assert not is_own(proof.record, "bedford-hospital")
    assert not is_own(b"no record", AGENCY)
    decision = codec.decode(proof.record, Decision)
    assert {type(output) for output in decision.outputs} == {EventAccepted}


@pytest.mark.parametrize("source", ["resolve", "person.0", f"intake.{AGENCY}.x", f"intake.{AGENCY}-two.0"])
def test_a_record_of_another_partition_is_not_given(agency: Agency, source: str) -> None:
    _, _, proof = proven(agency)
    decision = codec.decode(proof.record, Decision)
    assert not is_own(codec.encode(replace(decision, source=source)), AGENCY)


def changed_record(proof: RecordProof) -> RecordProof:
    decision = codec.decode(proof.record, Decision)
    return replace(proof, record=codec.encode(replace(decision, blind=bytes(32))))


def of_a_forger(proof: RecordProof) -> RecordProof:
    text = proof.given.checkpoint.split(b"\n\n")[0].decode() + "\n"
    line = Signer(f"{HUB}/ledger", Ed25519PrivateKey.generate()).sign(text)
    return replace(proof, given=GivenCheckpoint((text + "\n" + str(line)).encode(), None))


def moved(proof: RecordProof) -> RecordProof:
    inclusion = proof.inclusion
    other = InclusionProof(hashes=inclusion.hashes, index=inclusion.index - 1, size=inclusion.size)
    return replace(proof, inclusion=other)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed_record, "the ledger does not show the record"),
        (moved, "the ledger does not show the record"),
        (of_a_forger, "the ledger does not show the record"),
        (lambda proof: replace(proof, record=b"none"), "is no decision record"),
    ],
)
def test_a_changed_proof_does_not_hold(agency: Agency, change: Callable[[RecordProof], RecordProof], why: str) -> None:
    promise, outcome, proof = proven(agency)
    with pytest.raises(ProofWrong, match=why):
        check_outcome(promise, outcome, change(proof), agency.keys)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"outcome": "rejected"}, "something else than the outcome"),
        ({"event": "00"}, "something else than the outcome"),
        ({"reason": "late"}, "something else than the outcome"),
        ({"record": "intake.x.0-1"}, "names another record"),
    ],
)
def test_an_outcome_that_the_record_does_not_tell_does_not_hold(
    agency: Agency, change: dict[str, str], why: str
) -> None:
    promise, outcome, proof = proven(agency)
    with pytest.raises(ProofWrong, match=why):
        check_outcome(promise, replace(outcome, **change), proof, agency.keys)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"position": 9}, "another position"),
        ({"source": f"intake.{AGENCY}.7"}, "another hub or partition"),
        ({"hub": "another"}, "another hub or partition"),
        ({"accepted_at": NOW - timedelta(seconds=1)}, "different times of acceptance"),
        ({"digest": bytes(32)}, "another position, or other bytes"),
    ],
)
def test_a_record_must_keep_what_was_promised(agency: Agency, change: dict[str, object], why: str) -> None:
    promise, outcome, proof = proven(agency)
    with pytest.raises(ProofWrong, match=why):
        check_outcome(replace(promise, **change), outcome, proof, agency.keys)


def test_a_checkpoint_after_the_promised_time_does_not_show_that_it_was_kept(agency: Agency) -> None:
    promise, outcome, proof = proven(agency)
    late = replace(promise, latest_inclusion=NOW - timedelta(seconds=1))
    assert not check_outcome(late, outcome, proof, agency.keys).in_time


def test_a_promise_signed_by_another_key_is_none(agency: Agency) -> None:
    row = agency.store.sent()[0]
    promise = read_promise(row.promise or b"", agency.keys.promise)
    forged = sign_promise(promise, PROMISE_KEY_ID, Ed25519PrivateKey.generate())
    with pytest.raises(ProofWrong, match="does not verify"):
        check_promise(forged, row.digest, agency.keys)


def test_a_wrong_proof_is_kept_as_evidence_and_does_not_settle(agency: Agency) -> None:
    agency.world.hub.sign_checkpoint()
    agency.transport.outcomes = lambda given: replace(given, proof=moved(given.proof)) if given.proof else given
    agency.publisher.fetch_outcomes()
    agency.publisher.fetch_outcomes()
    assert agency.kinds() == ["proof_wrong"] * 3
    assert [row.outcome.proof for row in agency.store.sent() if row.outcome is not None] == [None] * 3
    agency.transport.outcomes = lambda given: given
    assert all(one.proof is not None for one in agency.publisher.fetch_outcomes())
    assert {"promise", "envelope", "record", "checkpoint"} <= complaints(agency.store)[0].files.keys()


def test_the_ledger_that_grows_is_followed(agency: Agency) -> None:
    proven(agency)
    first = agency.store.seen.checkpoint()
    agency.publish(of("BEDS-OE-27-0009", adult(), child()))
    agency.world.hub.sign_checkpoint()
    agency.publisher.fetch_outcomes()
    assert agency.store.seen.checkpoint() != first
    assert agency.kinds() == []


def test_a_smaller_ledger_is_told(agency: Agency) -> None:
    agency.world.hub.sign_checkpoint()
    smaller = agency.world.hub.checkpoint(0)
    agency.publish(of("BEDS-OE-27-0009", adult(), child()))
    proven(agency)
    known = agency.store.seen.checkpoint()
    agency.transport.checkpoints = lambda _: smaller
    agency.publisher.fetch_outcomes()
    (one,) = complaints(agency.store)
    assert (one.kind, one.files["older_checkpoint"]) == ("ledger_contradicts_itself", known)
    assert "never gets smaller" in one.detail
    assert agency.store.seen.checkpoint() == known


def without_proof(given: GivenCheckpoint | None) -> GivenCheckpoint | None:
    return replace(given, consistency=None) if given is not None else None


def with_another_proof(given: GivenCheckpoint | None) -> GivenCheckpoint | None:
    assert given is not None
    assert given.consistency is not None
    old, new = given.consistency.old_size, given.consistency.new_size
    return replace(given, consistency=ConsistencyProof(hashes=(bytes(32),) * 4, old_size=old, new_size=new))


@pytest.mark.parametrize(
    ("change", "why"), [(without_proof, "did not prove"), (with_another_proof, "do not extend"), (lambda _: None, "no")]
)
def test_a_ledger_that_is_not_shown_to_extend_the_one_before_is_told(
    agency: Agency, change: Callable[[GivenCheckpoint | None], GivenCheckpoint | None], why: str
) -> None:
    proven(agency)
    agency.publish(of("BEDS-OE-27-0009", adult(), child()))
    agency.world.hub.sign_checkpoint()
    agency.transport.outcomes = lambda given: replace(given, proof=None)
    agency.transport.checkpoints = change
    agency.publisher.fetch_outcomes()
    (one,) = complaints(agency.store)
    assert one.kind == "ledger_contradicts_itself"
    assert why in one.detail


def test_a_fork_that_the_hub_signs_is_told(agency: Agency, unserved: World) -> None:
    """Another ledger of the same key, as large: signed rightly, and not the one that was seen."""
    proven(agency)
    known = agency.store.seen.checkpoint()
    assert known is not None
    text = known.split(b"\n\n")[0].decode().splitlines()
    other = f"{text[0]}\n{text[1]}\n{'A' * 43}=\n"
    signer = unserved.hub.home.read_keys().ledger_signer(text[0])
    forged = (other + "\n" + str(signer.sign(other))).encode()
    size = int(text[1])
    empty = ConsistencyProof(hashes=(), old_size=size, new_size=size)
    agency.transport.checkpoints = lambda _: GivenCheckpoint(forged, empty)
    agency.publisher.fetch_outcomes()
    (one,) = complaints(agency.store)
    assert (one.files["older_checkpoint"], one.files["newer_checkpoint"]) == (known, forged)
    assert "two different roots" in one.detail


def test_the_files_to_hand_over_stand_in_a_folder(agency: Agency, tmp_path: Path) -> None:
    proven(agency)
    agency.transport.checkpoints = without_proof
    agency.publish(of("BEDS-OE-27-0009", adult(), child()))
    agency.world.hub.sign_checkpoint()
    agency.publisher.fetch_outcomes()
    target = tmp_path / "evidence"
    hand_over(target, complaints(agency.store), agency.world.descriptor)
    assert {path.name for path in (target / "001-ledger_contradicts_itself").iterdir()} == {
        "complaint.json",
        "older_checkpoint",
        "newer_checkpoint",
    }
    assert (target / "hub.json").exists()
    with pytest.raises(FileExistsError):
        hand_over(target, [], agency.world.descriptor)
