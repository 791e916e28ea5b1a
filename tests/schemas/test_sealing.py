"""Sealing: a section opens in its own place, with its own key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.header import SealedSection, SectionKind
from schemas.refusals import Refusal, RefusalReason
from schemas.sealing import TAG_BYTES, commitment, event_context, new_key, open_section, seal_section

KEY = bytes(range(32))
CONTEXT = event_context("hub", "police", bytes(16))
SCHEMA = b"12345678"


def sealed(plaintext: bytes = b"plain") -> SealedSection:
    """A section of number 3."""
    return seal_section(
        plaintext, key=KEY, context=CONTEXT, number=3, kind=SectionKind.VOICE, schema=SCHEMA, about=(1,)
    )


def refused(section: SealedSection, key: bytes = KEY, context: bytes = CONTEXT) -> RefusalReason:
    """Why it does not open."""
    with pytest.raises(Refusal) as caught:
        open_section(section, key, context)
    assert caught.value.place == f"section {section.number}"
    return caught.value.reason


@given(st.binary(max_size=200))
def test_what_was_sealed_opens(plaintext: bytes) -> None:
    section = sealed(plaintext)
    assert open_section(section, KEY, CONTEXT) == plaintext
    assert len(section.body) == len(plaintext) + TAG_BYTES


@pytest.mark.parametrize(
    "context",
    [
        event_context("other", "police", bytes(16)),
        event_context("hub", "hospital", bytes(16)),
        event_context("hub", "police", bytes(15) + b"\1"),
        event_context("hubp", "olice", bytes(16)),
    ],
)
def test_it_opens_in_no_other_event(context: bytes) -> None:
    assert refused(sealed(), context=context) is RefusalReason.SECTION_NOT_OPENED


@pytest.mark.parametrize(
    "change", [{"number": 4}, {"kind": SectionKind.NARRATIVE}, {"schema": b"12345679"}, {"body": bytes(21)}]
)
def test_it_opens_in_no_other_place(change: dict[str, object]) -> None:
    assert refused(replace(sealed(), **change)) is RefusalReason.SECTION_NOT_OPENED


@pytest.mark.interpreted
def test_the_format_version_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schemas.sealing.FORMAT_VERSION", 2)
    assert refused(sealed(), context=event_context("hub", "police", bytes(16))) is RefusalReason.SECTION_NOT_OPENED


def test_another_key_is_refused_before_anything_is_opened() -> None:
    assert refused(sealed(), key=bytes(32)) is RefusalReason.WRONG_COMMITMENT
    other = replace(sealed(), commitment=commitment(bytes(32)))
    assert refused(other) is RefusalReason.WRONG_COMMITMENT
    assert refused(other, key=bytes(32)) is RefusalReason.SECTION_NOT_OPENED


@given(st.integers(0, 20 * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    body = bytearray(sealed(b"four").body)
    body[bit // 8] ^= 1 << bit % 8
    assert refused(replace(sealed(), body=bytes(body))) is RefusalReason.SECTION_NOT_OPENED


def test_keys_are_fresh() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) == 32 for key in keys)
