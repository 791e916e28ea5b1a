"""Keys that must not be registered, against the curve's own arithmetic."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from schemas.curves import ED25519_TORSION, PRIME, X25519_LOW_ORDER, ed25519_public, x25519_public
from schemas.refusals import Refusal, RefusalReason

D = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int]


def add(one: Point, other: Point) -> Point:
    """Affine addition on the twisted Edwards curve of RFC 8032."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME)
    return x % PRIME, y % PRIME


def decompress(raw: bytes) -> Point:
    """RFC 8032 section 5.1.3."""
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    assert x * x % PRIME == square
    return (x if x & 1 == sign else PRIME - x), y


def times8(point: Point) -> Point:
    """Eight times a point."""
    for _ in range(3):
        point = add(point, point)
    return point


def test_the_torsion_group_is_whole() -> None:
    points = {decompress(raw) if int.from_bytes(raw, "little") != 1 else (0, 1) for raw in ED25519_TORSION}
    assert len(points) == 8
    assert all(times8(point) == (0, 1) for point in points)
    assert all(add(one, other) in {(x % PRIME, y) for x, y in points} for one in points for other in points)


@pytest.mark.parametrize("coordinate", sorted(X25519_LOW_ORDER))
def test_low_order_points_share_nothing(coordinate: int) -> None:
    point = X25519PublicKey.from_public_bytes(coordinate.to_bytes(32, "little"))
    with pytest.raises(ValueError, match="shared key"):
        X25519PrivateKey.generate().exchange(point)


def test_openssl_takes_a_signature_of_nobody_under_the_identity() -> None:
    """Why low-order keys are refused at registration: this verifies over any message."""
    base_point = (4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(ED25519_TORSION[0]).verify(base_point + (1).to_bytes(32, "little"), b"anything")


@given(st.binary(min_size=32, max_size=32))
def test_true_keys_are_taken(seed: bytes) -> None:
    signing = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert ed25519_public(signing, "here").public_bytes_raw() == signing
    wrapping = X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert x25519_public(wrapping, "here").public_bytes_raw() == wrapping


@given(st.integers(0, 18), st.booleans())
def test_a_coordinate_that_is_not_reduced_is_refused(over: int, high: bool) -> None:
    raw = (PRIME + over | high << 255).to_bytes(32, "little")
    for check in (ed25519_public, x25519_public):
        with pytest.raises(Refusal) as caught:
            check(raw, "here")
        assert caught.value.reason in {RefusalReason.LOW_ORDER_KEY, RefusalReason.NON_CANONICAL_KEY}
        assert caught.value.place == "here"
