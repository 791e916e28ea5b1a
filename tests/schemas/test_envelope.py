"""Receiving: what a publisher seals is taken, and no byte of it can be changed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas import codec
from schemas.codec import CodecError
from schemas.deriving import fingerprint
from schemas.envelope import digest_of, digest_of_submission, open_envelope, receive, receive_all
from schemas.events.event import Standing
from schemas.events.header import SectionKind
from schemas.received import Received
from schemas.refusals import Refusal
from schemas.sealed_event import EventFields, PlainSection, seal_event
from schemas.signing import register_key
from schemas.vectors.build import (
    ACCEPTED_AT,
    CHILD,
    FIELDS,
    HUB,
    HUB_KEY,
    MOTHER,
    POLICE,
    POLICE_KEY,
    SECTIONS,
)
from schemas.versions import upgraded
from schemas.wire import Envelope, KeyHeader, Submission

PUBLISHERS = {
    (POLICE, "police-2026"): register_key(
        POLICE, "police-2026", POLICE_KEY.public_key().public_bytes_raw(), ACCEPTED_AT - timedelta(days=1)
    )
}


def take(submission: Submission) -> Received:
    """Receive at the story's hub."""
    return receive(
        submission, hub=HUB, publisher_keys=PUBLISHERS, hub_keys={"hub-2026": HUB_KEY}, accepted_at=ACCEPTED_AT
    )


def seal(fields: EventFields, *sections: PlainSection) -> Submission:
    """Seal these sections as a publisher does."""
    return seal_event(fields, sections, signing_key=POLICE_KEY, hub_key=HUB_KEY.public_key())


def sealed(**changes: object) -> Submission:
    """The story's event, sealed as a publisher does, with fresh keys."""
    return seal(replace(FIELDS, **changes), *SECTIONS)


GOOD = sealed()


def test_what_a_publisher_seals_is_taken() -> None:
    received = take(sealed())
    assert received.sections == tuple(upgraded(section.content) for section in SECTIONS)
    assert received.value.header.reference == FIELDS.reference
    assert [section.about for section in received.value.sections] == [section.about for section in SECTIONS]


def test_sealing_twice_shares_no_key() -> None:
    one, other = take(sealed()), take(sealed())
    assert not set(one.keys) & set(other.keys)
    assert len(set(one.keys)) == len(SECTIONS)


def flipped(data: bytes, bit: int) -> bytes:
    """The bytes with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.integers(0, len(GOOD.envelope) * 8 - 1))
def test_a_flipped_bit_of_the_envelope_is_refused_or_stands_in_the_hint(bit: int) -> None:
    damaged = Submission(flipped(GOOD.envelope, bit), GOOD.keys)
    try:
        received = take(damaged)
    except Refusal:
        return
    assert replace(received.envelope, key_id="") == replace(open_envelope(GOOD.envelope), key_id="")
    assert received.envelope.key_id != FIELDS.signing_key


@given(st.integers(0, len(GOOD.keys) * 8 - 1))
def test_a_flipped_bit_of_the_key_header_is_refused(bit: int) -> None:
    with pytest.raises(Refusal):
        take(Submission(GOOD.envelope, flipped(GOOD.keys, bit)))


@given(st.integers(0, len(GOOD.envelope) - 1), st.integers(0, len(GOOD.keys) - 1))
def test_a_truncation_is_refused(envelope: int, keys: int) -> None:
    for damaged in (Submission(GOOD.envelope[:envelope], GOOD.keys), Submission(GOOD.envelope, GOOD.keys[:keys])):
        with pytest.raises(Refusal):
            take(damaged)


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_noise_is_refused(envelope: bytes, keys: bytes) -> None:
    for prefix in (b"", codec.MARKER + fingerprint(Envelope)):
        with pytest.raises(Refusal):
            take(Submission(prefix + envelope, codec.MARKER + fingerprint(KeyHeader) + keys))


def test_a_publisher_cannot_seal_what_the_hub_would_refuse() -> None:
    long = replace(CHILD, relationships=(), family_name="l" * 300)
    with pytest.raises(Refusal, match="no_subject"):
        seal(FIELDS, PlainSection(SectionKind.PERSON, MOTHER))
    with pytest.raises(Refusal, match="withdrawal_mismatch"):
        seal(replace(FIELDS, standing=Standing.WITHDRAWN))
    with pytest.raises(CodecError, match=r"over limit at Person\.family_name"):
        seal(FIELDS, PlainSection(SectionKind.PERSON, long))


def test_no_refusal_repeats_a_person() -> None:
    born = replace(CHILD, relationships=(), date_of_birth=date(1899, 12, 31))
    with pytest.raises(Refusal) as caught:
        seal(FIELDS, PlainSection(SectionKind.PERSON, born))
    text = str(caught.value)
    assert "Penhallow" not in text
    assert "1899" not in text


def test_digests_cover_what_they_name() -> None:
    other = Submission(GOOD.envelope, flipped(GOOD.keys, 400))
    assert digest_of(GOOD.envelope) != digest_of(flipped(GOOD.envelope, 0))
    assert digest_of_submission(GOOD) != digest_of_submission(other)
    assert digest_of_submission(GOOD) != digest_of(GOOD.envelope)


def outcome(submission: Submission) -> Received | str:
    """What receiving a submission by itself gives, a refusal as its text."""
    try:
        return take(submission)
    except Refusal as refusal:
        return str(refusal)


def test_each_of_many_gets_what_it_would_get_alone() -> None:
    good = sealed()
    other = sealed()
    mixed = [
        good,
        Submission(flipped(good.envelope, 4000), good.keys),
        Submission(good.envelope, flipped(good.keys, 400)),
        Submission(good.envelope, other.keys),
        Submission(b"", b""),
        other,
    ]
    found = receive_all(
        [(submission, ACCEPTED_AT) for submission in mixed],
        hub=HUB,
        publisher_keys=PUBLISHERS,
        hub_keys={"hub-2026": HUB_KEY},
    )
    assert [str(each) if isinstance(each, Refusal) else each for each in found] == [outcome(each) for each in mixed]
    assert [isinstance(each, Received) for each in found] == [True, False, False, False, False, True]
