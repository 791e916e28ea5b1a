"""Hop 1 decided again: signatures over the received bytes, keys from the vault against their commitments.

The key header is gone once an event is decided, so what it alone could show (that the sender wrapped these keys) is
not shown again; that they are the keys that the signature commits to, and open every section, is.
"""

from enum import StrEnum
from hashlib import sha256
from typing import Final, cast

from msgspec import Struct

from schemas import sealing, signing
from schemas.checks import check_sections, check_value
from schemas.envelope import digest_of, open_envelope, open_sections, read_value, verify
from schemas.events.event import Event
from schemas.records.accept import EventAccepted, EventRejected
from schemas.records.decision import Decision, Output
from schemas.refusals import Refusal
from streams.deciders.accept import decide as accept
from streams.deciders.accept.examine import examined_of, out_of_place
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.opened import OpenedEvent, Section
from streams.deciders.states import States
from streams.engines.line.opening import fitting
from streams.engines.line.ports import KeyReader
from streams.reference.facts import Reference
from streams.vault.tombstone import Tombstone

_AFTER_KEYS: Final = ("key header", "section")
"""What the places of faults begin with that only the key header, or what it opens, can show."""


class How(StrEnum):
    """How far one submission could be decided again."""

    DECIDED = "decided"
    SHREDDED = "shredded"
    KEY_HEADER_GONE = "key_header_gone"
    KEYS_LOST = "keys_lost"
    KEYS_DIFFER = "keys_differ"


class Again(Struct, frozen=True):
    """One submission decided again: `outputs` where it could be, `opened` where its sections open."""

    how: How
    outputs: tuple[Output, ...]
    opened: OpenedEvent | None
    place: str


def accept_again(recorded: Decision, envelope: bytes, states: States, reference: Reference, vault: KeyReader) -> Again:
    """Decide one recorded submission again from its received envelope. Nothing is folded."""
    try:
        value, digest = _verified(recorded, envelope, reference)
    except Refusal as refusal:
        return _decided(recorded, states, Refused(refusal.reason.value, refusal.place), None)
    first = recorded.outputs[-1] if recorded.outputs else None
    if isinstance(first, EventRejected) and first.place.startswith(_AFTER_KEYS):
        return Again(How.KEY_HEADER_GONE, (), None, first.place)
    wrong = out_of_place(value, _agency(recorded.source), recorded.source, reference)
    if wrong is not None:
        return _decided(recorded, states, wrong, None)
    if isinstance(first, EventAccepted):
        return _accepted(recorded, value, digest, digest_of(envelope), states, vault)
    # What was had before, or contradicts it, is told by the signed value alone.
    nothing = OpenedEvent(value, {})
    return _decided(recorded, states, examined_of(nothing, digest, digest_of(envelope), (), ()), None)


def _verified(recorded: Decision, envelope: bytes, reference: Reference) -> tuple[Event, bytes]:
    """Every step before the keys, over the received bytes: the value and its SHA-256. Raises `Refusal`."""
    opened = open_envelope(envelope)
    value = read_value(opened)
    header = value.header
    verify(opened, signing.key_for(reference.keys, header.publisher, header.signing_key, recorded.at).public)
    check_value(value, recorded.hub, recorded.at)
    return value, sha256(opened.value).digest()


def _accepted(
    recorded: Decision,
    value: Event,
    digest: bytes,
    envelope: bytes,
    states: States,
    vault: KeyReader,
) -> Again:
    try:
        keys = fitting(value, vault)
    except KeyError:
        return Again(How.KEYS_LOST, (), None, "vault")
    if len(keys) != len(value.sections) + 1:
        return Again(How.KEYS_DIFFER, (), None, "vault")
    of_sections = keys[:-1]  # the last one is for words of meetings, and nothing is signed for it
    for section, key in zip(value.sections, of_sections, strict=True):
        if not isinstance(key, Tombstone) and sealing.commitment(key) != section.commitment:
            return Again(How.KEYS_DIFFER, (), None, f"section {section.number}")
    whole = [key for key in of_sections if not isinstance(key, Tombstone)]
    if len(whole) < len(of_sections):
        return Again(How.SHREDDED, (), None, "vault")
    try:
        sections = open_sections(value, whole)
        check_sections(value, sections)
    except Refusal as refusal:
        return Again(How.KEYS_DIFFER, (), None, refusal.place)
    opened = OpenedEvent(value, dict(enumerate(cast(tuple[Section, ...], sections))))
    examined = examined_of(opened, digest, envelope, sections, tuple(whole))
    return _decided(recorded, states, examined, opened)


def _decided(recorded: Decision, states: States, examined: Examined | Refused, opened: OpenedEvent | None) -> Again:
    outputs = accept.decide(states, examined, recorded.input, _agency(recorded.source))
    return Again(How.DECIDED, tuple(outputs), opened, "")


def _agency(source: str) -> str:
    return source.removeprefix("intake.").rsplit(".", 1)[0]
