"""Promises: signed, read back, and nothing else read as one (the vectors hold the rest)."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from schemas.promise import read_promise, sign_promise
from schemas.refusals import Refusal
from schemas.wire import Promise

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
PROMISE = Promise("hub", bytes(32), "intake.police.0", 7, NOW, NOW + timedelta(minutes=5))
SIGNED = sign_promise(PROMISE, "k", KEY)


def test_a_promise_comes_back() -> None:
    assert read_promise(SIGNED, {"k": KEY.public_key()}) == PROMISE


@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refusal):
        read_promise(bytes(changed), {"k": KEY.public_key()})


def test_another_hub_cannot_promise_for_this_one() -> None:
    with pytest.raises(Refusal, match="bad_signature"):
        read_promise(SIGNED, {"k": Ed25519PrivateKey.generate().public_key()})
