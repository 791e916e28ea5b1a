"""Proofs made from a directory alone and verified with the entry, the checkpoint and the verifier key alone."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.ledger.errors import CheckpointError, NoteError, ProofError, TileError
from streams.ledger.proofs import (
    ConsistencyProof,
    InclusionProof,
    prove_consistency,
    prove_inclusion,
    tlog_proof_text,
    verify_consistency,
    verify_inclusion,
)
from tests.streams.ledger.support import VKEY, naive_path, naive_proof, numbered, open_numbered

SIZES = (1, 255, 256, 700, 66_000)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, bytes]]:
    """A log of 66,000 entries and the checkpoints that were signed on the way."""
    directory = tmp_path_factory.mktemp("log")
    notes = {}
    with open_numbered(directory, 0) as log:
        for size in SIZES:
            log.extend(log.size, numbered(log.size, size))
            notes[size] = log.sign_checkpoint(size)
    return directory, notes


Signed = tuple[Path, dict[int, bytes]]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_entry_is_proved_under_every_checkpoint(signed: Signed, data: st.DataObject) -> None:
    directory, notes = signed
    size = data.draw(st.sampled_from(SIZES))
    index = data.draw(st.integers(0, size - 1))
    proof = prove_inclusion(directory, index, size)
    if size <= 700:
        assert list(proof.hashes) == naive_path(index, numbered(0, size))
    assert msgspec.json.decode(proof.to_json(), type=InclusionProof) == proof
    assert verify_inclusion(numbered(index, index + 1)[0], proof, notes[size], VKEY).size == size


@pytest.mark.parametrize("new", SIZES)
@pytest.mark.parametrize("old", SIZES)
def test_every_checkpoint_extends_the_earlier_ones(signed: Signed, old: int, new: int) -> None:
    directory, notes = signed
    if old > new:
        with pytest.raises(ProofError, match="smaller tree first"):
            prove_consistency(directory, old, new)
        return
    proof = prove_consistency(directory, old, new)
    if new <= 700:
        assert list(proof.hashes) == naive_proof(old, numbered(0, new))
    assert msgspec.json.decode(proof.to_json(), type=ConsistencyProof) == proof
    assert [head.size for head in verify_consistency(proof, notes[old], notes[new], VKEY)] == [old, new]


def test_a_proof_for_another_entry_checkpoint_or_key_is_refused(signed: Signed) -> None:
    directory, notes = signed
    entry = numbered(300, 301)[0]
    proof = prove_inclusion(directory, 300, 700)
    other_key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    replace = msgspec.structs.replace
    with pytest.raises(ProofError, match="another root"):
        verify_inclusion(numbered(301, 302)[0], proof, notes[700], VKEY)
    with pytest.raises(ProofError, match="another root"):
        verify_inclusion(entry, replace(proof, index=301), notes[700], VKEY)
    with pytest.raises(ProofError, match="32 bytes"):
        verify_inclusion(entry + b"x", proof, notes[700], VKEY)
    with pytest.raises(ProofError, match="the proof is for size `700` and the checkpoint for `66000`"):
        verify_inclusion(entry, proof, notes[66_000], VKEY)
    with pytest.raises(ProofError, match="32 bytes each"):
        verify_inclusion(entry, replace(proof, hashes=(*proof.hashes[:-1], b"short")), notes[700], VKEY)
    with pytest.raises(ProofError, match="at most"):
        verify_inclusion(entry, replace(proof, hashes=(bytes(32),) * 127), notes[700], VKEY)
    with pytest.raises(NoteError):
        verify_inclusion(entry, proof, notes[700].replace(b"\n700\n", b"\n701\n"), VKEY)
    with pytest.raises(NoteError):
        verify_inclusion(entry, proof, notes[700], other_key)
    with pytest.raises(CheckpointError):
        verify_inclusion(entry, proof, notes[700], VKEY, origin="other.example/log")


def test_a_consistency_proof_between_other_checkpoints_is_refused(signed: Signed) -> None:
    directory, notes = signed
    proof = prove_consistency(directory, 256, 700)
    with pytest.raises(ProofError, match="other sizes"):
        verify_consistency(proof, notes[255], notes[700], VKEY)
    with pytest.raises(ProofError):
        verify_consistency(msgspec.structs.replace(proof, hashes=proof.hashes[::-1]), notes[256], notes[700], VKEY)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"kind":"consistency","hashes":[],"index":0,"size":1}'])
def test_json_that_is_no_inclusion_proof_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(data, type=InclusionProof)


def test_no_proof_of_what_is_not_there(signed: Signed) -> None:
    directory, _ = signed
    with pytest.raises(ProofError, match="no leaf `700`"):
        prove_inclusion(directory, 700, 700)
    with pytest.raises(TileError, match="missing"):
        prove_inclusion(directory, 0, 70_000)


def test_the_tlog_proof_file_has_the_specified_lines(signed: Signed) -> None:
    directory, notes = signed
    proof = prove_inclusion(directory, 2, 256)
    head, _, note = tlog_proof_text(proof, notes[256]).partition(b"\n\n")
    lines = head.decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 2"]
    assert len(lines) == 2 + 8
    assert note == notes[256]
