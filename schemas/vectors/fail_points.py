"""Fail vectors of points that no key may be: of low order, not reduced, or not on the curve."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from schemas import keywrap
from schemas.curves import ED25519_TORSION, PRIME, X25519_LOW_ORDER
from schemas.refusals import RefusalReason as Reason
from schemas.vectors import hpke
from schemas.vectors.build import FIELDS, HUB_KEY, POLICE_ENTRY, loose, seal, submit
from schemas.vectors.files import Fail, HubKey
from schemas.vectors.valid import describe, story
from schemas.wire import KeyHeader

BASE_POINT: Final = (4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little")


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _ed25519_points()
    yield from _x25519_points()


def _ed25519_points() -> Iterator[Fail]:
    """Keys that must not be registered. Under the identity the signature (B, 1) verifies over anything."""
    forged = BASE_POINT + (1).to_bytes(32, "little")

    def registered(reason: Reason, name: str, description: str, public: bytes) -> Fail:
        submission = submit(seal(), edit=lambda envelope: replace(envelope, signature=forged))
        vector = describe(name, description, submission)
        return reason, replace(vector, publisher_keys=(replace(POLICE_ENTRY, public=public.hex()),))

    for number, point in enumerate(ED25519_TORSION):
        described = f"A registered key that is point {number} of the torsion group."
        yield registered(Reason.LOW_ORDER_KEY, f"low_order_signing_key_{number}", described, point)
    for name, y, sign in (
        ("identity_over_prime", PRIME + 1, 0),
        ("order_2_negative", PRIME - 1, 1),
        ("identity_negative", 1, 1),
        ("order_4_over_prime", PRIME, 0),
    ):
        point = (y | sign << 255).to_bytes(32, "little")
        described = "A registered key that is a torsion point in another encoding."
        yield registered(Reason.LOW_ORDER_KEY, f"low_order_{name}", described, point)
    yield registered(
        Reason.NON_CANONICAL_KEY,
        "signing_key_over_prime",
        "A registered key whose y is not reduced.",
        (PRIME + 3).to_bytes(32, "little"),
    )
    yield registered(
        Reason.NON_CANONICAL_KEY,
        "signing_key_off_curve",
        "A registered key that is no point.",
        (2).to_bytes(32, "little"),
    )
    yield registered(Reason.OVER_LIMIT, "signing_key_short", "A registered key of 31 bytes.", BASE_POINT[:31])


def _x25519_points() -> Iterator[Fail]:
    made = seal()
    recipient = HUB_KEY.public_key()
    info = keywrap.binding(made.value.header, loose(made.value))

    def with_point(reason: Reason, name: str, description: str, point: bytes) -> Fail:
        # The shared secret of a point of low order is zero, so anyone can wrap keys under it.
        message = point + hpke.seal_under(point, bytes(32), recipient, info, b"".join(made.keys))
        return reason, describe(name, description, submit(made, keys=loose(KeyHeader(FIELDS.hub_key, message))))

    for number, coordinate in enumerate(sorted(X25519_LOW_ORDER)):
        point = coordinate.to_bytes(32, "little")
        described = f"Keys wrapped under point {number} of low order as the encapsulated key."
        yield with_point(Reason.LOW_ORDER_KEY, f"low_order_encapsulation_{number}", described, point)
        yield (
            Reason.LOW_ORDER_KEY,
            replace(
                story(
                    f"low_order_hub_key_{number}",
                    f"A hub key that is point {number} of low order, as a publisher meets it.",
                ),
                hub_keys=(HubKey("hub-2026", public=point.hex()),),
            ),
        )
    high = (1 << 255).to_bytes(32, "little")
    yield with_point(Reason.LOW_ORDER_KEY, "low_order_encapsulation_high_bit", "Zero with the unused bit set.", high)
    over = (PRIME + 1).to_bytes(32, "little")
    yield with_point(Reason.LOW_ORDER_KEY, "low_order_encapsulation_over_prime", "One, not reduced.", over)
    unreduced = (PRIME + 9).to_bytes(32, "little")
    yield with_point(Reason.NON_CANONICAL_KEY, "encapsulation_over_prime", "The base point, not reduced.", unreduced)
    yield with_point(
        Reason.NON_CANONICAL_KEY,
        "encapsulation_high_bit",
        "The base point with the unused bit set.",
        (9 | 1 << 255).to_bytes(32, "little"),
    )
