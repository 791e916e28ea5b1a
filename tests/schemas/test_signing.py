"""Signatures and which key counts when."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from schemas.publisher_keys import PublisherKey
from schemas.refusals import Refusal, RefusalReason
from schemas.signing import key_for, pae, register_key, sign, verify

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key()
NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def test_pre_authentication_encoding_of_the_specification() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@given(st.tuples(st.text(max_size=5), st.binary(max_size=5)), st.tuples(st.text(max_size=5), st.binary(max_size=5)))
def test_two_messages_never_encode_alike(one: tuple[str, bytes], other: tuple[str, bytes]) -> None:
    assert (pae(*one) == pae(*other)) == (one == other)


@pytest.mark.parametrize(("payload_type", "payload"), [("u", b"payload"), ("t", b"other"), ("tp", b"ayload")])
def test_a_signature_counts_for_its_type_and_payload_only(payload_type: str, payload: bytes) -> None:
    signature = sign(PRIVATE, "t", b"payload")
    verify(PUBLIC, "t", b"payload", signature, "here")
    with pytest.raises(Refusal, match="bad_signature at here"):
        verify(PUBLIC, payload_type, payload, signature, "here")


@given(st.integers(0, 511))
def test_any_flipped_bit_of_a_signature_is_refused(bit: int) -> None:
    changed = bytearray(sign(PRIVATE, "t", b"payload"))
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refusal, match="bad_signature"):
        verify(PUBLIC, "t", b"payload", bytes(changed), "here")


def registered(until: datetime | None = None, revoked: datetime | None = None) -> dict[tuple[str, str], PublisherKey]:
    """One key, valid since yesterday."""
    key = register_key("police", "k", PUBLIC.public_bytes_raw(), NOW - DAY, until, revoked)
    return {("police", "k"): key}


@pytest.mark.parametrize(
    ("until", "revoked", "at", "reason"),
    [
        (None, None, NOW - DAY * 2, RefusalReason.KEY_NOT_YET_VALID),
        (NOW, None, NOW, RefusalReason.KEY_RETIRED),
        (NOW, None, NOW + DAY, RefusalReason.KEY_RETIRED),
        (None, NOW, NOW, RefusalReason.KEY_REVOKED),
        (NOW - DAY, NOW, NOW + DAY, RefusalReason.KEY_REVOKED),
        (None, NOW - DAY * 3, NOW - DAY * 2, RefusalReason.KEY_REVOKED),
    ],
)
def test_a_key_out_of_its_time(
    until: datetime | None, revoked: datetime | None, at: datetime, reason: RefusalReason
) -> None:
    with pytest.raises(Refusal) as caught:
        key_for(registered(until, revoked), "police", "k", at)
    assert caught.value.reason is reason


@pytest.mark.parametrize("at", [NOW - DAY, NOW - timedelta(microseconds=1)])
def test_a_key_in_its_time(at: datetime) -> None:
    assert key_for(registered(NOW, NOW), "police", "k", at).key == "k"


@pytest.mark.parametrize(("publisher", "key"), [("police", "j"), ("hospital", "k")])
def test_a_key_of_nobody(publisher: str, key: str) -> None:
    with pytest.raises(Refusal, match="unknown_key"):
        key_for(registered(), publisher, key, NOW)
