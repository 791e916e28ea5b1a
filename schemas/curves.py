"""Public keys that must never be registered: points of low order and encodings that are not the one of their point.

A low-order Ed25519 key lets one signature verify over many messages; a low-order X25519 key makes the shared
secret a constant (RFC 7748 section 6.1, RFC 8032 section 5.1.3). OpenSSL loads both without a word.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from schemas.refusals import Refusal, RefusalReason

KEY_BYTES: Final = 32
PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, PRIME) % PRIME
_LOW_255: Final = 2**255 - 1

ED25519_TORSION: Final = tuple(
    bytes.fromhex(point)
    for point in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)
"""The 8 points of the torsion group, of orders 1, 2, 4, 4, 8, 8, 8 and 8."""

_TORSION_Y: Final = frozenset(int.from_bytes(point, "little") & _LOW_255 for point in ED25519_TORSION)

X25519_LOW_ORDER: Final = frozenset(
    {
        0,
        1,
        PRIME - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)
"""The u-coordinates of the points of low order on Curve25519 and its twist."""


def ed25519_public(raw: bytes, place: str) -> Ed25519PublicKey:
    """A publisher's public key, checked for registration. Raises `Refusal` with `place` for a key that is unfit."""
    y = _coordinate(raw, place) & _LOW_255
    if y % PRIME in _TORSION_Y:
        raise Refusal(RefusalReason.LOW_ORDER_KEY, place)
    if y >= PRIME or not _on_curve(y):
        raise Refusal(RefusalReason.NON_CANONICAL_KEY, place)
    return Ed25519PublicKey.from_public_bytes(raw)


def x25519_public(raw: bytes, place: str) -> X25519PublicKey:
    """A hub's public key, checked for registration. Raises `Refusal` with `place` for a key that is unfit."""
    check_x25519(raw, place)
    return X25519PublicKey.from_public_bytes(raw)


def check_x25519(raw: bytes, place: str) -> None:
    """Refuse an X25519 public key, registered or encapsulated, of low order or in another than its one encoding."""
    u = _coordinate(raw, place)
    if (u & _LOW_255) % PRIME in X25519_LOW_ORDER:
        raise Refusal(RefusalReason.LOW_ORDER_KEY, place)
    if u >= PRIME:
        raise Refusal(RefusalReason.NON_CANONICAL_KEY, place)


def _coordinate(raw: bytes, place: str) -> int:
    if len(raw) != KEY_BYTES:
        raise Refusal(RefusalReason.OVER_LIMIT, place)
    return int.from_bytes(raw, "little")


def _on_curve(y: int) -> bool:
    """Whether x² = (y² - 1) / (d·y² + 1) has a root, by Euler's criterion."""
    square = y * y % PRIME
    quotient = (square - 1) * pow(_D * square + 1, -1, PRIME) % PRIME
    return pow(quotient, (PRIME - 1) // 2, PRIME) == 1
