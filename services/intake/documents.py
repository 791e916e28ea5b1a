"""The JSON documents of the intake, version 1. Bytes are in base64, digests and event ids in hexadecimal."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from schemas import curves
from schemas.refusals import ADVICE, Refusal
from services.intake.own_record import is_own
from streams.ledger.errors import NoteError
from streams.ledger.given import RecordProof
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.views.rows import HELD, OutcomeRow

_logger = logging.getLogger(__name__)

ADVICE_OF_ACCEPT: Final = {
    HELD: "the hub could not decide it yet, and its operator is told; there is nothing to do: ask again later",
    "conflict": "the hub has this revision with other content: is a second installation publishing, or a store lost?",
    "other_event_type": "this reference was published as another type of event: give the new event one of its own",
    "overtaken": "the hub has a later revision of this reference: publish what is known now as a new one",
    "publisher_mismatch": "the event names another publisher than the agency that sent it; check the settings",
    "event_type_not_allowed": "the agency is not registered for this type of event; ask the hub's operator",
    "wrong_partition": "the event stands in a partition that its case does not belong to; tell the hub's operator",
}
"""What the publisher can do about the reasons that only the accept stage gives."""


_ADVICE_OF_CHECKS: Final[Mapping[str, str]] = {reason.value: advice for reason, advice in ADVICE.items()}


class HubDescriptor(Struct, frozen=True, kw_only=True):
    """What a publisher must know of a hub. It decides whom the sections are sealed to: take it from a trusted place.

    `hub_public` is an X25519 key, `promise_public` an Ed25519 key, each 32 bytes; `ledger_key` is the ledger's verifier
    key (C2SP signed-note). By the last two an agency checks promises and proofs alone.
    """

    hub: str
    title: str
    url: str
    intake_partitions: int
    hub_key: str
    hub_public: bytes
    promise_key: str
    promise_public: bytes
    ledger_key: str


class PromiseGiven(Struct, frozen=True):
    """One submission's signed promise (`schemas.wire.SignedPromise`, single-object encoded), and its digest."""

    digest: str
    promise: bytes


class PromisesGiven(Struct, frozen=True):
    """The answer 202: one promise for each submission, in their order."""

    promises: tuple[PromiseGiven, ...]


class OutcomeGiven(Struct, frozen=True):
    """What became of a submission: `accepted`, `rejected` (reason, place, advice), `repeated`, or `held` so far.

    `record` names the decision; `proof` holds its bytes and shows their place in the ledger, once a checkpoint covers
    it. A decision of hop 1 tells nothing but what became of the agency's own submissions.
    """

    digest: str
    outcome: str
    reason: str
    place: str
    advice: str
    event: str | None
    record: str
    decided_at: datetime
    proof: RecordProof | None


class Problem(Struct, frozen=True, omit_defaults=True):
    """A problem document (RFC 9457). `type` is stable; `place` and `limit` say where and which."""

    type: str
    title: str
    status: int
    detail: str
    place: str = ""
    limit: str = ""


def describe_hub(reference: Reference, promise_key: str, url: str, at: datetime) -> HubDescriptor | None:
    """The descriptor as of a time; None where the reference declares no hub, or no key of it is valid."""
    hub = reference.hub
    valid = [
        key
        for key in reference.hub_keys.values()
        if key.valid_from <= at and (key.valid_until is None or at < key.valid_until)
    ]
    if hub is None or not valid:
        return None
    newest = max(valid, key=lambda key: key.valid_from)
    return HubDescriptor(
        hub=hub.hub,
        title=hub.title,
        url=url,
        intake_partitions=hub.intake_partitions,
        hub_key=newest.key,
        hub_public=newest.public,
        promise_key=promise_key,
        promise_public=hub.promise_key,
        ledger_key=str(VerifierKey(hub.ledger_origin, hub.ledger_key)),
    )


def outcome_given(row: OutcomeRow, proof: RecordProof | None) -> OutcomeGiven:
    """The document of an outcome, with advice that never repeats a received value.

    A record that would tell of anybody but the agency is not given, nor its proof without it: a fault of the hub.
    """
    if proof is not None and not is_own(proof.record, row.publisher):
        _logger.error("record `%s-%d` is not the agency's own: its proof is not given", row.source, row.number)
        proof = None
    return OutcomeGiven(
        digest=row.digest.hex(),
        outcome=row.outcome,
        reason=row.reason,
        place=row.place,
        advice=advice_for(row.reason),
        event=row.event.hex() if row.event is not None else None,
        record=f"{row.source}-{row.number}",
        decided_at=row.decided_at,
        proof=proof,
    )


def advice_for(reason: str) -> str:
    """What a publisher can do about a reason; empty for an accepted event."""
    if reason in ADVICE_OF_ACCEPT:
        return ADVICE_OF_ACCEPT[reason]
    return _ADVICE_OF_CHECKS.get(reason, "")


def read_descriptor(data: bytes) -> HubDescriptor:
    """A descriptor from its JSON, with keys that are fit for use. ValueError, saying what is wrong, where it is none.

    To a key of low order anybody could read what is sealed, or pass for the hub: see `schemas.curves`.
    """
    try:
        found = msgspec.json.decode(data, type=HubDescriptor)
        curves.x25519_public(found.hub_public, "hub_public")
        curves.ed25519_public(found.promise_public, "promise_public")
        curves.ed25519_public(VerifierKey.parse(found.ledger_key).public_key, "ledger_key")
        return found
    except (msgspec.DecodeError, msgspec.ValidationError, Refusal, NoteError) as error:
        raise ValueError(f"this is not a hub's descriptor: {error}: fetch it again from the hub's operator") from None
