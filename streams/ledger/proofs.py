"""Inclusion and consistency proofs from a log's directory alone, and their verification without any key of the hub.

A verifier holds the entry (recomputed from the record that it was given, see `entry.entry_of`), the proof, the signed
checkpoint and the log's verifier key, which it must have from a place that it trusts.
"""

from base64 import b64encode
from pathlib import Path

import msgspec

from streams.ledger.checkpoint import Checkpoint, open_checkpoint
from streams.ledger.entry import ENTRY_SIZE
from streams.ledger.errors import ProofError
from streams.ledger.note import VerifierKey
from streams.ledger.tiles import TileReader
from streams.ledger.tree import (
    HASH_SIZE,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
)

MAX_PATH = 2 * 63
_TLOG_PROOF = "c2sp.org/tlog-proof@v1"


class _Proof(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """What both kinds share: `hashes` in the order of RFC 9162, each 32 bytes (base64 in JSON)."""

    hashes: tuple[bytes, ...]

    def to_json(self) -> bytes:
        """This proof as a JSON object."""
        return msgspec.json.encode(self)


class InclusionProof(_Proof, frozen=True, kw_only=True, tag="inclusion"):
    """That the entry at `index` is in the tree of `size` entries (RFC 9162 section 2.1.3)."""

    index: int
    size: int


class ConsistencyProof(_Proof, frozen=True, kw_only=True, tag="consistency"):
    """That the tree of `old_size` is the beginning of the tree of `new_size` (RFC 9162 section 2.1.4)."""

    old_size: int
    new_size: int


def prove_inclusion(directory: str | Path, index: int, size: int) -> InclusionProof:
    """The inclusion proof of entry `index` in the tree of `size`, which must be the size of a signed checkpoint.

    Raises `ProofError` where the tree has no such entry, `TileError` where a tile is missing or damaged.
    """
    reader = TileReader(directory, size)
    return InclusionProof(index=index, size=size, hashes=tuple(inclusion_path(reader.node, index, size)))


def prove_consistency(directory: str | Path, old_size: int, new_size: int) -> ConsistencyProof:
    """The consistency proof between two trees; `new_size` must be the size of a signed checkpoint.

    Raises `ProofError` where the old size is the greater one, `TileError` where a tile is missing or damaged.
    """
    reader = TileReader(directory, new_size)
    hashes = tuple(consistency_path(reader.node, old_size, new_size))
    return ConsistencyProof(old_size=old_size, new_size=new_size, hashes=hashes)


def verify_inclusion(
    entry: bytes, proof: InclusionProof, checkpoint: bytes, verifier_key: str, origin: str | None = None
) -> Checkpoint:
    """Verify that `entry` is in the log at `proof.index`; returns the verified checkpoint.

    `origin` defaults to the verifier key's name. Raises `NoteError` or `CheckpointError` where the checkpoint is not
    right, and `ProofError` where the proof does not lead to it.
    """
    head = open_checkpoint(checkpoint, VerifierKey.parse(verifier_key), origin)
    _check_hashes(proof.hashes)
    if len(entry) != ENTRY_SIZE:
        raise ProofError(f"an entry is {ENTRY_SIZE} bytes long; this one has `{len(entry)}`")
    if proof.size != head.size:
        raise ProofError(
            f"the proof is for size `{proof.size}` and the checkpoint for `{head.size}`; ask for both anew"
        )
    check_inclusion(leaf_hash(entry), proof.index, proof.size, proof.hashes, head.root)
    return head


def verify_consistency(
    proof: ConsistencyProof, older: bytes, newer: bytes, verifier_key: str, origin: str | None = None
) -> tuple[Checkpoint, Checkpoint]:
    """Verify that the log of the checkpoint `newer` extends that of `older`; returns both verified checkpoints.

    Raises `NoteError` or `CheckpointError` where a checkpoint is not right, `ProofError` where the proof does not hold.
    """
    key = VerifierKey.parse(verifier_key)
    old, new = open_checkpoint(older, key, origin), open_checkpoint(newer, key, origin)
    _check_hashes(proof.hashes)
    if (proof.old_size, proof.new_size) != (old.size, new.size):
        raise ProofError("the proof is for other sizes than those of the two checkpoints; ask for it anew")
    check_consistency(old.size, old.root, new.size, new.root, proof.hashes)
    return old, new


def tlog_proof_text(proof: InclusionProof, checkpoint: bytes) -> bytes:
    """The inclusion proof with its checkpoint as one C2SP tlog-proof file (`.tlog-proof`), which others' tools read."""
    lines = [_TLOG_PROOF, f"index {proof.index}", *(b64encode(node).decode() for node in proof.hashes)]
    return "\n".join(lines).encode() + b"\n\n" + checkpoint


def _check_hashes(hashes: tuple[bytes, ...]) -> None:
    if len(hashes) > MAX_PATH or any(len(node) != HASH_SIZE for node in hashes):
        raise ProofError(f"a proof holds at most {MAX_PATH} hashes of {HASH_SIZE} bytes each")
