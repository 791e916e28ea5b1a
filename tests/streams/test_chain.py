"""Chains: what extends a head, and the blinds."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from schemas.contexts import framed
from streams.chain import blind_of


@given(key=st.binary(min_size=1, max_size=100), record=st.text(max_size=40))
def test_a_blind_is_hmac_sha_256_of_the_framed_id(key: bytes, record: str) -> None:
    expected = hmac.digest(key, framed(b"firstbell/v1/blind", record), "sha256")
    assert blind_of(key, record) == expected
