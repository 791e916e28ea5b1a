"""Chains: what extends a head, and the blinds."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from schemas.contexts import framed
from streams.chain import blind_of, extends
from streams.heads import Head

HEAD = Head(number=7, digest=bytes([7]) * 32, position=20, reference=5)


class Next(Struct, frozen=True):
    """What of a record says whether it extends `HEAD`; as it stands it does, with nothing to spare."""

    number: int = 8
    previous: bytes = HEAD.digest
    position: int = 21
    reference: int = 5


def test_the_next_record_extends_the_head() -> None:
    assert extends(HEAD, Next())
    assert extends(HEAD, Next(position=40, reference=9))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 7},
        {"number": 9},
        {"previous": bytes(32)},
        {"position": 20},
        {"position": 3},
        {"reference": 4},
    ],
    ids=str,
)
def test_what_is_not_next_or_goes_back_does_not_count(change: dict[str, int | bytes]) -> None:
    assert not extends(HEAD, replace(Next(), **change))


@given(key=st.binary(min_size=1, max_size=100), record=st.text(max_size=40))
def test_a_blind_is_hmac_sha_256_of_the_framed_id(key: bytes, record: str) -> None:
    expected = hmac.digest(key, framed(b"firstbell/v1/blind", record), "sha256")
    assert blind_of(key, record) == expected
