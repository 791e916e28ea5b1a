"""Vectors of parties' signatures of agreements: one that is taken, and those that must be refused."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from schemas import codec, contexts, limits, signing
from schemas.agreement_signature import sign_agreement
from schemas.refusals import RefusalReason as Reason
from schemas.vectors.build import (
    ACCEPTED_AT,
    HOSPITAL_ENTRY,
    HOSPITAL_KEY,
    HUB,
    POLICE,
    POLICE_ENTRY,
    POLICE_KEY,
    STRANGER_KEY,
    flip,
    flip_found,
    seed,
)
from schemas.vectors.files import Fail, Vector, packed_short
from schemas.wire import AgreementSignature, Envelope

SAID: Final = AgreementSignature(
    hub=HUB,
    agreement="bedford-operation-encompass",
    version=2,
    digest=seed("agreement"),
    party=POLICE,
    signatory="Assistant chief constable, public protection",
    signed_on=date(2026, 11, 22),
    signing_key="police-2026",
)
GOOD: Final = sign_agreement(SAID, POLICE_KEY)


def signature_vector(name: str, description: str, data: bytes) -> Vector:
    """A vector of a signature as the hub takes it in."""
    keys = (POLICE_ENTRY, HOSPITAL_ENTRY)
    return Vector(f"agreement_{name}", description, HUB, ACCEPTED_AT, keys, (), signature=packed_short(data))


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _bytes()
    yield from _said()
    revoked = replace(POLICE_ENTRY, revoked_at=ACCEPTED_AT)
    vector = signature_vector("key_revoked", "The party's key is revoked when the hub takes its signature.", GOOD)
    yield Reason.KEY_REVOKED, replace(vector, publisher_keys=(revoked, HOSPITAL_ENTRY))
    vector = signature_vector("key_not_yet_valid", "The party's key is registered from a moment later.", GOOD)
    later = replace(POLICE_ENTRY, valid_from=ACCEPTED_AT + timedelta(microseconds=1))
    yield Reason.KEY_NOT_YET_VALID, replace(vector, publisher_keys=(later, HOSPITAL_ENTRY))


def _bytes() -> Iterator[Fail]:
    def damaged(reason: Reason, name: str, description: str, data: bytes) -> Fail:
        return reason, signature_vector(name, description, data)

    value = codec.encode(SAID)
    yield damaged(Reason.BAD_SIGNATURE, "signature_flipped", "A flipped bit in the signature.", flip(GOOD, -1))
    yield damaged(
        Reason.BAD_SIGNATURE, "digest_flipped", "A flipped bit in the signed digest.", flip_found(GOOD, SAID.digest)
    )
    yield damaged(Reason.TRUNCATED, "cut", "A file without its last byte.", GOOD[:-1])
    yield damaged(Reason.TRAILING_BYTES, "trailing_byte", "One byte after the end.", GOOD + b"\n")
    yield damaged(
        Reason.OVER_LIMIT,
        "oversize",
        "One byte over AGREEMENT_SIGNATURE_BYTES.",
        GOOD + bytes(limits.AGREEMENT_SIGNATURE_BYTES + 1 - len(GOOD)),
    )
    kind = contexts.payload_type("encompass.notification")
    as_event = codec.encode(Envelope(kind, value, SAID.signing_key, signing.sign(POLICE_KEY, kind, value)))
    yield damaged(Reason.UNKNOWN_PAYLOAD_TYPE, "as_an_event", "Signed under an event's payload type.", as_event)
    wrong = Envelope(contexts.AGREEMENT_SIGNATURE_TYPE, value, SAID.signing_key, signing.sign(POLICE_KEY, kind, value))
    yield damaged(
        Reason.BAD_SIGNATURE, "type_put_on", "Signed as an event; the right type is put on it.", codec.encode(wrong)
    )
    by_stranger = sign_agreement(SAID, STRANGER_KEY)
    yield damaged(Reason.BAD_SIGNATURE, "by_a_stranger", "Signed by a stranger under the party's key id.", by_stranger)


def _said() -> Iterator[Fail]:
    for reason, name, words, said in (
        (Reason.OTHER_HUB, "for_another_hub", "Made for another hub.", replace(SAID, hub="other.firstbell.example")),
        (Reason.IMPLAUSIBLE_TIME, "in_1969", "Dated before 1970.", replace(SAID, signed_on=date(1969, 12, 31))),
        (Reason.FUTURE_TIMESTAMP, "ahead", "Dated two days ahead.", replace(SAID, signed_on=date(2026, 11, 25))),
        (Reason.UNKNOWN_KEY, "key_of_nobody", "Names a key that is not registered.", replace(SAID, signing_key="x")),
    ):
        yield reason, signature_vector(name, words, sign_agreement(said, POLICE_KEY))
    other = sign_agreement(replace(SAID, signing_key="hospital-2026"), HOSPITAL_KEY)
    words = "Another agency signs in the party's name with its own registered key."
    yield Reason.UNKNOWN_KEY, signature_vector("in_anothers_name", words, other)
