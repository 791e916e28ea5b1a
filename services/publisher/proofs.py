"""What an agency checks alone, with the two keys of the hub that it was given: promises, outcomes, checkpoints.

    promise  ->  record  ->  entry  ->  inclusion  ->  checkpoint

The promise names the bytes, their place and the latest inclusion; the record says what was decided of them there; the
record's digest is an entry of the tree whose root the checkpoint signs. Nothing here asks anybody or keeps anything.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeGuard

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from schemas import codec
from schemas.promise import read_promise
from schemas.records.accept import EventAccepted, EventRejected, EventRepeated
from schemas.records.decision import Decision, Output, Parked, Unparked
from schemas.records.inputs import InputKind
from schemas.refusals import Refusal
from schemas.wire import Promise
from services.intake.documents import HubDescriptor, OutcomeGiven
from streams.ledger.checkpoint import Checkpoint, open_checkpoint
from streams.ledger.entry import entry_of
from streams.ledger.errors import LedgerError
from streams.ledger.given import GivenCheckpoint, RecordProof
from streams.ledger.note import VerifierKey
from streams.ledger.proofs import verify_consistency, verify_inclusion
from streams.views.rows import HELD

Answer = EventAccepted | EventRejected | EventRepeated | Parked


class ProofWrong(Exception):
    """What the hub gave does not hold; the text says where. It counts as not given, and is evidence."""


class Contradiction(Exception):
    """Two signed checkpoints of the hub that cannot both be of one growing log, or that it did not join by a proof."""


class HubKeys(Struct, frozen=True):
    """The hub's name and the public keys by which it can be held to its word."""

    hub: str
    promise: Mapping[str, Ed25519PublicKey]
    ledger: VerifierKey

    @classmethod
    def of(cls, descriptor: HubDescriptor) -> "HubKeys":
        """The keys of a descriptor. `NoteError` where its ledger key is none."""
        promise = Ed25519PublicKey.from_public_bytes(descriptor.promise_public)
        return cls(descriptor.hub, {descriptor.promise_key: promise}, VerifierKey.parse(descriptor.ledger_key))


class Proven(Struct, frozen=True):
    """A kept promise: where the record stands in the ledger, and of which time the checkpoint is that covers it.

    `in_time` is whether that checkpoint was signed by the promised latest inclusion. False tells nothing against the
    hub: an agency that asks late gets a late checkpoint.
    """

    index: int
    size: int
    signed_at: datetime | None
    in_time: bool


def check_promise(data: bytes, digest: bytes, keys: HubKeys) -> Promise:
    """The promise for bytes of this digest. Raises `ProofWrong`."""
    try:
        promise = read_promise(data, keys.promise)
    except Refusal as refusal:
        raise ProofWrong(f"the hub's promise does not verify: {refusal}") from None
    if promise.hub != keys.hub or promise.digest != digest:
        raise ProofWrong("the hub's promise is for another hub, or for other bytes than those sent")
    return promise


def check_outcome(promise: Promise, outcome: OutcomeGiven, proof: RecordProof, keys: HubKeys) -> Proven:
    """That the ledger holds the decision which the outcome tells, of what was promised. Raises `ProofWrong`."""
    try:
        decision = codec.decode(proof.record, Decision)
    except codec.CodecError as error:
        raise ProofWrong(f"the record is no decision record: {error}") from None
    _check_place(promise, decision)
    _check_told(promise, decision, outcome)
    checkpoint = _included(proof, keys)
    signed_at = datetime.fromtimestamp(checkpoint.time, UTC) if checkpoint.time is not None else None
    in_time = signed_at is not None and signed_at <= promise.latest_inclusion
    return Proven(proof.inclusion.index, checkpoint.size, signed_at, in_time)


def check_checkpoint(known: bytes | None, given: GivenCheckpoint, keys: HubKeys) -> Checkpoint:
    """The checkpoint that was given, once it is shown to extend the one that was known before.

    Raises `ProofWrong` where it is not signed as it should be, `Contradiction` where it is and contradicts the other.
    """
    try:
        newer = open_checkpoint(given.checkpoint, keys.ledger)
    except LedgerError as error:
        raise ProofWrong(f"the checkpoint does not verify: {error}") from None
    if known is None:
        return newer
    older = open_checkpoint(known, keys.ledger)
    if newer.size < older.size:
        raise Contradiction(f"the ledger had `{older.size}` entries and now has `{newer.size}`: it never gets smaller")
    if older.time is not None and newer.time is not None and newer.time < older.time:
        raise Contradiction("the ledger's larger tree is signed for an earlier time than the smaller one")
    if given.consistency is None and older.size:
        raise Contradiction(f"the hub did not prove that `{newer.size}` entries extend the `{older.size}` seen before")
    if given.consistency is not None:
        try:
            verify_consistency(given.consistency, known, given.checkpoint, str(keys.ledger))
        except LedgerError as error:
            text = f"`{newer.size}` entries do not extend the `{older.size}` seen before: {error}"
            raise Contradiction(text) from None
    return newer


def _check_place(promise: Promise, decision: Decision) -> None:
    """A submission that was parked is decided in the record of a later retry, which names its place."""
    if (decision.hub, decision.source) != (promise.hub, promise.source):
        raise ProofWrong("the record is of another hub or partition than the promise")
    if decision.kind is InputKind.COMMAND:
        if not any(isinstance(one, Unparked) and one.position == promise.position for one in decision.outputs):
            raise ProofWrong("the record retries other submissions than the promised one")
        return
    if (decision.position, decision.input) != (promise.position, promise.digest):
        raise ProofWrong("the record answers another position, or other bytes, than were promised")
    if decision.at != promise.accepted_at:
        raise ProofWrong("the record and the promise tell different times of acceptance")


def _check_told(promise: Promise, decision: Decision, outcome: OutcomeGiven) -> None:
    answers = [output for output in decision.outputs if _answers(output, promise)]
    if len(answers) != 1:
        raise ProofWrong(f"the record tells `{len(answers)}` outcomes of these bytes")
    told = (outcome.outcome, outcome.reason, outcome.place, outcome.event)
    if told != _told(answers[0]):
        raise ProofWrong("the record says something else than the outcome that was told")
    if (outcome.record, outcome.decided_at) != (f"{decision.source}-{decision.number}", decision.at):
        raise ProofWrong("the outcome names another record than the one that came with it")


def _answers(output: Output, promise: Promise) -> TypeGuard[Answer]:
    if isinstance(output, Parked):
        return output.position == promise.position
    return isinstance(output, Answer) and output.digest == promise.digest


def _told(answer: Answer) -> tuple[str, str, str, str | None]:
    match answer:
        case Parked():
            return HELD, HELD, "", None
        case EventAccepted():
            return "accepted", "", "", answer.event.hex()
        case EventRepeated():
            return "repeated", "", "", answer.event.hex()
        case EventRejected():
            return "rejected", answer.reason, answer.place, None


def _included(proof: RecordProof, keys: HubKeys) -> Checkpoint:
    try:
        return verify_inclusion(entry_of(proof.record), proof.inclusion, proof.given.checkpoint, str(keys.ledger))
    except LedgerError as error:
        raise ProofWrong(f"the ledger does not show the record: {error}") from None
