"""Batches: framing there and back, within its limits (the vectors hold the damaged ones)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import limits
from schemas.batch import MARKER, pack_batch, unpack_batch
from schemas.refusals import Refusal
from schemas.wire import Submission

SUBMISSIONS = st.lists(
    st.builds(Submission, envelope=st.binary(max_size=30), keys=st.binary(max_size=30)), min_size=1, max_size=5
)


@given(SUBMISSIONS)
def test_a_batch_comes_back(submissions: list[Submission]) -> None:
    assert unpack_batch(pack_batch(submissions)) == tuple(submissions)


@given(SUBMISSIONS, st.data())
def test_a_cut_batch_is_refused_or_ends_between_two(submissions: list[Submission], data: st.DataObject) -> None:
    body = pack_batch(submissions)
    cut = body[: data.draw(st.integers(0, len(body) - 1))]
    try:
        found = unpack_batch(cut)
    except Refusal:
        return
    assert found == tuple(submissions[: len(found)])
    assert pack_batch(found) == cut


@given(st.binary(max_size=60))
def test_noise_raises_nothing_but_refusals(noise: bytes) -> None:
    try:
        found = unpack_batch(MARKER + noise)
    except Refusal:
        return
    assert pack_batch(found) == MARKER + noise


def test_limits_hold_for_the_sender_too() -> None:
    for submissions in ([], [Submission(b"", b"")] * (limits.BATCH + 1)):
        with pytest.raises(Refusal, match="limit BATCH"):
            pack_batch(submissions)
    with pytest.raises(Refusal, match="limit ENVELOPE_BYTES"):
        pack_batch([Submission(bytes(limits.ENVELOPE_BYTES + 1), b"")])
    with pytest.raises(Refusal, match="limit KEY_HEADER_BYTES"):
        pack_batch([Submission(b"", bytes(limits.KEY_HEADER_BYTES + 1))])
    with pytest.raises(Refusal, match="limit BODY_BYTES"):
        pack_batch([Submission(bytes(limits.ENVELOPE_BYTES), b"")] * 8)


def test_a_batch_at_its_limit_is_taken() -> None:
    full = [Submission(b"e", b"k")] * limits.BATCH
    assert unpack_batch(pack_batch(full)) == tuple(full)
