"""Whether a party's signature is one of this version of this agreement: what its bytes alone cannot say.

That the bytes are the party's own, under a key that counted, `schemas.agreement_signature` says.
"""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from schemas.agreement_signature import open_signature, read_signature
from schemas.publisher_keys import PublisherKey
from schemas.records.reference import AgreementSigned, InstrumentRegistered
from schemas.refusals import Refusal
from schemas.wire import AgreementSignature
from streams.agreements.document import Agreement, Instrument


class SignatureRefused(Exception):
    """A signature counts for nothing; the text says why and what to do."""


class Counted(Struct, frozen=True):
    """A signature that counts, as the reference took it in: by whom, under which key, when and in which record."""

    party: str
    signatory: str
    signed_on: date
    key: str
    at: datetime
    number: int


def signature_of(data: bytes) -> AgreementSigned:
    """The reference record for a signature's bytes, from what they say; nothing is verified yet.

    Raises `SignatureRefused` for bytes that are no signature of an agreement.
    """
    try:
        _, signature = open_signature(data)
    except Refusal as refusal:
        raise SignatureRefused(f"this is no signature of an agreement: {refusal}") from None
    return AgreementSigned(signature.agreement, signature.version, signature.party, data)


def verified(
    body: AgreementSigned, hub: str, keys: Mapping[tuple[str, str], PublisherKey], at: datetime
) -> AgreementSignature:
    """What was signed, if the party's key that counted at `at` signed it for this hub. Raises `SignatureRefused`."""
    try:
        signature = read_signature(body.signature, hub=hub, keys=keys, at=at)
    except Refusal as refusal:
        raise SignatureRefused(f"the signature of {shown(body.party)} does not count: {refusal}") from None
    if (signature.agreement, signature.version, signature.party) != (body.id, body.version, body.party):
        raise SignatureRefused("the record names another agreement, version or party than the signature inside it")
    if not signature.signatory.strip() or not signature.signatory.isprintable():
        raise SignatureRefused(f"the signature of {shown(body.party)} does not say who signs: name their role or title")
    return signature


def agrees(signature: AgreementSignature, document: Instrument, registered: InstrumentRegistered) -> None:
    """Raise `SignatureRefused` unless the signature is over this document by one of its signatories."""
    name = f"`{document.id}` version `{document.version}`"
    if not isinstance(document, Agreement):
        raise SignatureRefused(f"`{document.id}` is a duty, and a duty is law: only agreements are signed")
    if signature.digest != registered.digest:
        raise SignatureRefused(
            f"{shown(signature.party)} signed other contents under the name {name}: their digest begins"
            f" {signature.digest.hex()[:16]}, that of the registered one {registered.digest.hex()[:16]}; sign that one"
        )
    if signature.party not in document.signatories:
        named = ", ".join(f"`{party}`" for party in document.signatories)
        raise SignatureRefused(f"{shown(signature.party)} is no signatory of {name}: its signatories are {named}")


def shown(name: str) -> str:
    """A name in backticks; a character that is no plain letter, such as a look-alike, as its number."""
    return f"`{ascii(name)[1:-1]}`"
