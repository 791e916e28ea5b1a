"""Fail vectors of bindings: parts copied from elsewhere, and keys wrapped for something else."""

from collections.abc import Iterator

from msgspec.structs import replace

from schemas import codec
from schemas.events.header import SectionKind
from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import header_of
from schemas.vectors.build import (
    FIELDS,
    HOSPITAL,
    HOSPITAL_KEY,
    HUB_KEYS,
    Made,
    flip,
    key_header,
    loose,
    seal,
    seed,
    submit,
)
from schemas.vectors.files import Fail, HubKey
from schemas.vectors.valid import describe, story
from schemas.wire import KeyHeader


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _copies()
    yield from _bindings()
    yield from _hub_keys()


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
