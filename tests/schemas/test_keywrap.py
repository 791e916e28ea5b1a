"""Key wrapping: the library's HPKE against one written from RFC 9180, and every bound value."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.keywrap import binding, unwrap_keys, wrap_keys
from schemas.refusals import Refusal, RefusalReason
from schemas.sealed_event import header_of
from schemas.vectors import hpke
from schemas.vectors.build import FIELDS

HUB = X25519PrivateKey.from_private_bytes(bytes(range(32)))
HEADER = header_of(FIELDS)
KEYS = tuple(bytes((number,)) * 32 for number in range(3))


def refused(message: bytes, info: bytes, count: int = 3, hub: X25519PrivateKey = HUB) -> RefusalReason:
    """Why it does not open."""
    with pytest.raises(Refusal) as caught:
        unwrap_keys(message, hub, info, count)
    return caught.value.reason


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=64), st.binary(max_size=40))
def test_what_was_wrapped_unwraps_in_order(keys: list[bytes], info: bytes) -> None:
    assert unwrap_keys(wrap_keys(keys, HUB.public_key(), info), HUB, info, len(keys)) == tuple(keys)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), st.binary(max_size=80))
def test_the_library_opens_what_was_sealed_by_the_rfc(ephemeral: bytes, info: bytes, text: bytes) -> None:
    message = hpke.seal(X25519PrivateKey.from_private_bytes(ephemeral), HUB.public_key(), info, text * 32)
    assert b"".join(unwrap_keys(message, HUB, info, len(text))) == text * 32


@pytest.mark.parametrize(
    "change", [{"hub": "other"}, {"hub_key": "other"}, {"publisher": "other"}, {"event": bytes(16)}]
)
def test_it_unwraps_for_no_other_event(change: dict[str, object]) -> None:
    message = wrap_keys(KEYS, HUB.public_key(), binding(HEADER, b"value"))
    other = binding(replace(HEADER, **change), b"value")
    assert refused(message, other) is RefusalReason.KEYS_NOT_UNWRAPPED


def test_it_unwraps_for_no_other_value_or_key() -> None:
    info = binding(HEADER, b"value")
    message = wrap_keys(KEYS, HUB.public_key(), info)
    assert refused(message, binding(HEADER, b"value2")) is RefusalReason.KEYS_NOT_UNWRAPPED
    assert refused(message, info, hub=X25519PrivateKey.generate()) is RefusalReason.KEYS_NOT_UNWRAPPED
    assert refused(message, info, count=2) is RefusalReason.WRONG_KEY_COUNT


@given(st.data())
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    message = bytearray(wrap_keys(KEYS, HUB.public_key(), b"info"))
    bit = data.draw(st.integers(0, len(message) * 8 - 1))
    message[bit // 8] ^= 1 << bit % 8
    assert refused(bytes(message), b"info") in {RefusalReason.KEYS_NOT_UNWRAPPED, RefusalReason.NON_CANONICAL_KEY}
