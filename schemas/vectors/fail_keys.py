"""Fail vectors of keys and bindings: who signed when, what was copied from where, points that no key may be."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from schemas import codec, keywrap
from schemas.curves import ED25519_TORSION, PRIME, X25519_LOW_ORDER
from schemas.events.header import SectionKind
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import header_of
from schemas.vectors import hpke
from schemas.vectors.build import (
    ACCEPTED_AT,
    FIELDS,
    HOSPITAL,
    HOSPITAL_KEY,
    HUB_KEY,
    HUB_KEYS,
    POLICE_ENTRY,
    STRANGER_KEY,
    Made,
    flip,
    key_header,
    loose,
    seal,
    seed,
    submit,
)
from schemas.vectors.fail_bytes import Fail
from schemas.vectors.files import HubKey, KeyEntry
from schemas.vectors.valid import describe, story
from schemas.wire import KeyHeader

BASE_POINT: Final = (4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little")
MOMENT: Final = timedelta(microseconds=1)


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _validity()
    yield from _signers()
    yield from _copies()
    yield from _bindings()
    yield from _hub_keys()
    yield from _ed25519_points()
    yield from _x25519_points()


def _validity() -> Iterator[Fail]:
    entries = (
        (Reason.KEY_NOT_YET_VALID, "not_yet_valid", "valid from a moment later", {"valid_from": ACCEPTED_AT + MOMENT}),
        (Reason.KEY_RETIRED, "retired", "retired a year ago", {"valid_until": ACCEPTED_AT - timedelta(days=300)}),
        (
            Reason.KEY_RETIRED,
            "retired_now",
            "valid until this very moment, which does not count",
            {"valid_until": ACCEPTED_AT},
        ),
        (Reason.KEY_REVOKED, "revoked", "revoked an hour ago", {"revoked_at": ACCEPTED_AT - timedelta(hours=1)}),
        (Reason.KEY_REVOKED, "revoked_now", "revoked at this very moment", {"revoked_at": ACCEPTED_AT}),
        (
            Reason.KEY_REVOKED,
            "revoked_and_retired",
            "revoked, and retired since",
            {"revoked_at": ACCEPTED_AT - timedelta(days=9), "valid_until": ACCEPTED_AT - timedelta(days=1)},
        ),
    )
    for reason, name, words, changes in entries:
        vector = story(f"key_{name}", f"A key {words}.")
        yield reason, replace(vector, publisher_keys=(replace(POLICE_ENTRY, **changes),))
    before_sending = FIELDS.sent_at + MOMENT
    vector = story(
        "key_revoked_after_sending", "Sent before the revocation by the publisher's clock, accepted after it."
    )
    yield Reason.KEY_REVOKED, replace(vector, publisher_keys=(replace(POLICE_ENTRY, revoked_at=before_sending),))


def _signers() -> Iterator[Fail]:
    good = story("", "")
    yield (
        Reason.UNKNOWN_KEY,
        replace(good, name="key_of_nobody", description="No key is registered at all.", publisher_keys=()),
    )
    yield (
        Reason.UNKNOWN_KEY,
        describe(
            "key_id_of_another_publisher",
            "The value names a key that another agency registered.",
            submit(seal(replace(FIELDS, signing_key="hospital-2026")), key=HOSPITAL_KEY),
        ),
    )
    yield (
        Reason.UNKNOWN_KEY,
        describe(
            "publisher_of_nobody",
            "A publisher that is not registered.",
            submit(seal(replace(FIELDS, publisher="elsewhere"))),
        ),
    )
    yield (
        Reason.BAD_SIGNATURE,
        describe("wrong_key", "Signed by a stranger under the agency's key id.", submit(seal(), key=STRANGER_KEY)),
    )
    yield (
        Reason.BAD_SIGNATURE,
        describe(
            "resigned_with_hint",
            "Another publisher signs the same value and puts its own key id on the envelope.",
            submit(seal(), key=HOSPITAL_KEY, edit=lambda envelope: replace(envelope, key_id="hospital-2026")),
        ),
    )
    yield (
        Reason.BAD_SIGNATURE,
        replace(
            describe(
                "key_of_the_year_before",
                "Signed with the key before the one that the value names.",
                submit(seal(), key=STRANGER_KEY),
            ),
            publisher_keys=(
                POLICE_ENTRY,
                KeyEntry(
                    FIELDS.publisher, "police-2025", STRANGER_KEY.public_key().public_bytes_raw().hex(), ACCEPTED_AT
                ),
            ),
        ),
    )


def _copies() -> Iterator[Fail]:
    """Sealed parts of one event inside another, everything around them made as it should be."""
    made = seal()
    other = seal(replace(FIELDS, reference="40/70001/26"))
    taken = Made(replace(other.value, sections=made.value.sections), made.keys)
    yield (
        Reason.SECTION_NOT_OPENED,
        describe(
            "sections_of_another_event",
            "All sections and their keys taken from another event of the publisher.",
            submit(taken),
        ),
    )
    one = (made.value.sections[0], other.value.sections[1], *made.value.sections[2:])
    mixed = Made(replace(made.value, sections=one), (made.keys[0], other.keys[1], *made.keys[2:]))
    yield (
        Reason.SECTION_NOT_OPENED,
        describe("one_section_of_another_event", "One section taken from another event.", submit(mixed)),
    )
    earlier = seal(replace(FIELDS, revision=2))
    repeated = Made(replace(earlier.value, sections=made.value.sections), made.keys)
    yield (
        Reason.SECTION_NOT_OPENED,
        describe("sections_of_another_revision", "Sections of revision 1 in revision 2.", submit(repeated)),
    )
    first, second = made.value.sections[1], made.value.sections[2]
    swapped = (made.value.sections[0], replace(second, number=1), replace(first, number=2), *made.value.sections[3:])
    keys = (made.keys[0], made.keys[2], made.keys[1], *made.keys[3:])
    yield (
        Reason.SECTION_NOT_OPENED,
        describe(
            "sections_swapped",
            "Two people change places and numbers.",
            submit(Made(replace(made.value, sections=swapped), keys)),
        ),
    )
    robbed = seal(replace(FIELDS, publisher=HOSPITAL, signing_key="hospital-2026"))
    stolen = Made(replace(robbed.value, sections=made.value.sections), made.keys)
    yield (
        Reason.SECTION_NOT_OPENED,
        describe(
            "sections_of_another_publisher",
            "Another agency signs copied sections, and somehow has their keys.",
            submit(stolen, key=HOSPITAL_KEY),
        ),
    )
    yield (
        Reason.KEYS_NOT_UNWRAPPED,
        describe(
            "resigned_by_another_publisher",
            "Another agency signs copied sections and sends the copied key header on.",
            submit(stolen, key=HOSPITAL_KEY, keys=key_header(made)),
        ),
    )
    yield (
        Reason.KEYS_NOT_UNWRAPPED,
        describe(
            "key_header_of_another_event",
            "The key header of another event of the publisher.",
            submit(made, keys=key_header(other)),
        ),
    )
    voice = replace(made.value.sections[4], kind=SectionKind.NARRATIVE)
    changed = Made(replace(made.value, sections=(*made.value.sections[:4], voice, made.value.sections[5])), made.keys)
    yield (
        Reason.SECTION_NOT_OPENED,
        describe("voice_as_narrative", "A child's voice passed off as the narrative.", submit(changed)),
    )
    wrong = replace(made.value.sections[2], commitment=seed("no commitment"))
    uncommitted = Made(
        replace(made.value, sections=(*made.value.sections[:2], wrong, *made.value.sections[3:])), made.keys
    )
    yield (
        Reason.WRONG_COMMITMENT,
        describe(
            "wrong_commitment", "A right key header, and a signed commitment to another key.", submit(uncommitted)
        ),
    )
    for part, at in (("body", 5), ("tag", -1)):
        broken = replace(made.value.sections[1], body=flip(made.value.sections[1].body, at))
        signed = Made(
            replace(made.value, sections=(made.value.sections[0], broken, *made.value.sections[2:])), made.keys
        )
        yield (
            Reason.SECTION_NOT_OPENED,
            describe(f"signed_broken_{part}", f"A flipped {part} that was signed so.", submit(signed)),
        )


def _bindings() -> Iterator[Fail]:
    """The right keys, wrapped to the right hub key, but bound to something else."""
    made = seal()
    changes = {
        "hub": {"hub": "another.example"},
        "hub_key": {"hub_key": "hub-2027"},
        "publisher": {"publisher": HOSPITAL},
        "event": {"reference": "40/70002/26"},
    }
    for name, change in changes.items():
        elsewhere = replace(made.value.header, **{**change, "event": made.value.header.event})
        if name == "event":
            elsewhere = replace(made.value.header, event=header_of(replace(FIELDS, **change)).event)
        keys = key_header(made, header=elsewhere)
        described = f"The section keys wrapped for another {name.replace('_', ' ')}."
        yield Reason.KEYS_NOT_UNWRAPPED, describe(f"keys_for_another_{name}", described, submit(made, keys=keys))
    keys = key_header(made, value_bytes=loose(made.value) + b"\0")
    yield (
        Reason.KEYS_NOT_UNWRAPPED,
        describe("keys_for_another_value", "The section keys wrapped for other value bytes.", submit(made, keys=keys)),
    )


def _hub_keys() -> Iterator[Fail]:
    made = seal()
    message = codec.decode(key_header(made), KeyHeader).message
    yield (
        Reason.HUB_KEY_MISMATCH,
        describe(
            "hub_key_mismatch",
            "The key header names another hub key than the value.",
            submit(made, keys=loose(KeyHeader("hub-2027", message))),
        ),
    )
    yield (
        Reason.UNKNOWN_HUB_KEY,
        describe(
            "hub_key_unknown",
            "Wrapped to a key that the hub does not have.",
            submit(seal(replace(FIELDS, hub_key="hub-2019"))),
        ),
    )
    yield (
        Reason.KEYS_NOT_UNWRAPPED,
        replace(
            story("hub_key_replaced", "The hub has another private key under this id."),
            hub_keys=(HubKey("hub-2026", HUB_KEYS[1].private),),
        ),
    )
    yield (
        Reason.OTHER_HUB,
        describe(
            "other_hub",
            "An event for another hub, whose keys this hub has.",
            submit(seal(replace(FIELDS, hub="test.firstbell.example"))),
        ),
    )


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
