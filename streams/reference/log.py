"""Reference records: numbered, chained by digest, signed by the operator's key, each with a blind."""

from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schemas import codec, signing
from schemas.records.reference import Body, HubDeclared, ReferenceRecord, SignedReference
from schemas.refusals import Refusal
from streams.chain import blind_of, record_digest
from streams.reference.facts import Reference

REFERENCE_TYPE: Final = "application/vnd.firstbell.reference.v1+avro"


class ReferenceForged(Exception):
    """A reference record that is not signed by the operator, or that does not extend the log."""


def sign_next(
    reference: Reference,
    hub: str,
    body: Body,
    at: datetime,
    made_by: str,
    key_id: str,
    key: Ed25519PrivateKey,
    blinding_key: bytes,
) -> bytes:
    """The bytes of the record that extends the log as `reference` has applied it."""
    number = reference.number + 1
    record = codec.encode(
        ReferenceRecord(
            hub=hub,
            number=number,
            previous=reference.digest,
            at=at,
            made_by=made_by,
            body=body,
            blind=blind_of(blinding_key, f"reference-{number}"),
        )
    )
    return codec.encode(SignedReference(record, key_id, signing.sign(key, REFERENCE_TYPE, record)))


def apply_signed(reference: Reference, signed: bytes, operator: Ed25519PublicKey) -> ReferenceRecord:
    """Verify one stored record and take it into the fold. Raises `ReferenceForged`."""
    outer = codec.decode(signed, SignedReference)
    record = codec.decode(outer.record, ReferenceRecord)
    try:
        signing.verify(operator, REFERENCE_TYPE, outer.record, outer.signature, f"reference record {record.number}")
        if isinstance(record.body, HubDeclared) and record.body.operator_key != operator.public_bytes_raw():
            raise ReferenceForged("the hub is declared with another operator key: use the home it was made with")
        reference.apply(record, record_digest(signed))
    except (Refusal, ValueError) as error:
        raise ReferenceForged(str(error)) from error
    return record
