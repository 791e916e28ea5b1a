"""A party's signature of an agreement: what is taken, and what is refused with which reason and place."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from schemas import codec, limits, signing
from schemas.agreement_signature import open_signature, read_signature, sign_agreement
from schemas.contexts import AGREEMENT_SIGNATURE_TYPE, PROMISE_TYPE
from schemas.publisher_keys import PublisherKey
from schemas.refusals import Refusal, RefusalReason
from schemas.signing import register_key
from schemas.wire import AgreementSignature, Envelope

HUB, PARTY = "a-hub", "bedford-borough-council"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SAID = AgreementSignature(
    hub=HUB,
    agreement="an-agreement",
    version=2,
    digest=bytes(32),
    party=PARTY,
    signatory="Director of children's services",
    signed_on=date(2026, 11, 22),
    signing_key="k1",
)


def registered(**changes: datetime) -> dict[tuple[str, str], PublisherKey]:
    """The party's key as the hub has it."""
    held = register_key(PARTY, "k1", KEY.public_key().public_bytes_raw(), AT - timedelta(days=9))
    return {(PARTY, "k1"): replace(held, **changes)}


def test_what_was_signed_comes_back() -> None:
    assert read_signature(sign_agreement(SAID, KEY), hub=HUB, keys=registered(), at=AT) == SAID


@pytest.mark.parametrize(
    ("said", "reason", "place"),
    [
        ({"hub": "other-hub"}, RefusalReason.OTHER_HUB, "hub"),
        ({"party": "luton-borough-council"}, RefusalReason.UNKNOWN_KEY, "signing_key"),
        ({"signing_key": "k2"}, RefusalReason.UNKNOWN_KEY, "signing_key"),
        ({"signed_on": date(1969, 12, 31)}, RefusalReason.IMPLAUSIBLE_TIME, "signed_on"),
        ({"signed_on": date(2026, 11, 24)}, RefusalReason.FUTURE_TIMESTAMP, "signed_on"),
    ],
)
def test_what_says_something_wrong_is_refused(said: dict[str, object], reason: RefusalReason, place: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_signature(sign_agreement(replace(SAID, **said), KEY), hub=HUB, keys=registered(), at=AT)
    assert (caught.value.reason, caught.value.place) == (reason, f"signature: AgreementSignature.{place}")


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2026, 11, 23)])
def test_the_first_and_the_last_day_that_count(day: date) -> None:
    said = replace(SAID, signed_on=day)
    assert read_signature(sign_agreement(said, KEY), hub=HUB, keys=registered(), at=AT) == said


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ({"revoked_at": AT}, RefusalReason.KEY_REVOKED),
        ({"valid_until": AT}, RefusalReason.KEY_RETIRED),
        ({"valid_from": AT + timedelta(microseconds=1)}, RefusalReason.KEY_NOT_YET_VALID),
    ],
)
def test_a_key_that_does_not_count_then_is_refused(key: dict[str, datetime], reason: RefusalReason) -> None:
    with pytest.raises(Refusal) as caught:
        read_signature(sign_agreement(SAID, KEY), hub=HUB, keys=registered(**key), at=AT)
    assert caught.value.reason is reason


def test_a_signature_by_another_key_is_refused() -> None:
    with pytest.raises(Refusal, match="bad_signature"):
        read_signature(sign_agreement(SAID, Ed25519PrivateKey.generate()), hub=HUB, keys=registered(), at=AT)


@pytest.mark.parametrize("place", [0, 5, 20, 100, -70, -1])
def test_a_changed_byte_is_refused(place: int) -> None:
    data = bytearray(sign_agreement(SAID, KEY))
    data[place] ^= 1
    with pytest.raises(Refusal):
        read_signature(bytes(data), hub=HUB, keys=registered(), at=AT)


def test_what_was_signed_as_something_else_is_no_signature_of_an_agreement() -> None:
    value = codec.encode(SAID)
    envelope = Envelope(PROMISE_TYPE, value, "k1", signing.sign(KEY, PROMISE_TYPE, value))
    with pytest.raises(Refusal, match="unknown_payload_type"):
        open_signature(codec.encode(envelope))
    relabelled = replace(envelope, payload_type=AGREEMENT_SIGNATURE_TYPE)
    with pytest.raises(Refusal, match="bad_signature"):
        read_signature(codec.encode(relabelled), hub=HUB, keys=registered(), at=AT)


@pytest.mark.parametrize("data", [b"", b"kind: agreement\n", bytes(limits.AGREEMENT_SIGNATURE_BYTES + 1)])
def test_what_is_no_signature_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        open_signature(data)
