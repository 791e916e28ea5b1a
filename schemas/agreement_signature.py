"""A party's signature of one version of an information-sharing agreement: a file of its own beside the document.

A DSSE envelope (v1) whose value says which hub, agreement, version and digest are signed, by which party, by whom in
it and on which day. The party signs with the Ed25519 key that the hub has registered for it as an agency.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas import codec, limits, signing
from schemas.contexts import AGREEMENT_SIGNATURE_TYPE
from schemas.publisher_keys import PublisherKey
from schemas.refusals import Refusal, RefusalReason, refusal_of
from schemas.wire import AgreementSignature, Envelope

EARLIEST_DAY: Final = date(1970, 1, 1)
"""A signature of an earlier day was made by a clock that was never set."""

_A_DAY: Final = timedelta(days=1)


def sign_agreement(signature: AgreementSignature, key: Ed25519PrivateKey) -> bytes:
    """The bytes of the signature's file."""
    value = codec.encode(signature)
    signed = signing.sign(key, AGREEMENT_SIGNATURE_TYPE, value)
    return codec.encode(Envelope(AGREEMENT_SIGNATURE_TYPE, value, signature.signing_key, signed))


def open_signature(data: bytes) -> tuple[Envelope, AgreementSignature]:
    """The envelope that the bytes are and what it says. Raises `Refusal`; nothing is verified yet."""
    if len(data) > limits.AGREEMENT_SIGNATURE_BYTES:
        raise Refusal(RefusalReason.OVER_LIMIT, "signature: limit AGREEMENT_SIGNATURE_BYTES")
    try:
        envelope = codec.decode(data, Envelope)
        if envelope.payload_type != AGREEMENT_SIGNATURE_TYPE:
            raise Refusal(RefusalReason.UNKNOWN_PAYLOAD_TYPE, "signature: Envelope.payload_type")
        return envelope, codec.decode(envelope.value, AgreementSignature)
    except codec.CodecError as error:
        raise refusal_of(error, "signature") from None


def read_signature(
    data: bytes, *, hub: str, keys: Mapping[tuple[str, str], PublisherKey], at: datetime
) -> AgreementSignature:
    """What was signed, verified under the party's key that counted at `at`, when the hub took it. Raises `Refusal`.

    The day may lie one day ahead of `at` in UTC, because a day has no zone.
    """
    envelope, signature = open_signature(data)
    try:
        key = signing.key_for(keys, signature.party, signature.signing_key, at)
    except Refusal as refusal:
        raise Refusal(refusal.reason, "signature: AgreementSignature.signing_key") from None
    place = "signature: Envelope.signature"
    signing.verify(key.public, envelope.payload_type, envelope.value, envelope.signature, place)
    if signature.hub != hub:
        raise Refusal(RefusalReason.OTHER_HUB, "signature: AgreementSignature.hub")
    if signature.signed_on < EARLIEST_DAY:
        raise Refusal(RefusalReason.IMPLAUSIBLE_TIME, "signature: AgreementSignature.signed_on")
    if signature.signed_on > (at.astimezone(UTC) + _A_DAY).date():
        raise Refusal(RefusalReason.FUTURE_TIMESTAMP, "signature: AgreementSignature.signed_on")
    return signature
