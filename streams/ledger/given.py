"""What a log gives to somebody who checks it alone: a record with its proof, and the way from the checkpoint they know.

Read from the log's folder, so that nobody waits for the one who appends: the tiles of a signed checkpoint stay.
"""

from pathlib import Path

from msgspec import Struct

from streams.ledger.checkpoint import Checkpoint, open_checkpoint
from streams.ledger.log import CHECKPOINT
from streams.ledger.note import VerifierKey
from streams.ledger.proofs import ConsistencyProof, InclusionProof, prove_consistency, prove_inclusion


class GivenCheckpoint(Struct, frozen=True):
    """The newest signed checkpoint (the note's bytes), and the proof that it extends the size that was asked from.

    No proof where nothing was known before (size 0), or where the log is smaller than that: the reader takes alarm.
    """

    checkpoint: bytes
    consistency: ConsistencyProof | None


class RecordProof(Struct, frozen=True):
    """A ledgered record's exact bytes, its place in the tree, and the checkpoint whose tree that is."""

    record: bytes
    inclusion: InclusionProof
    given: GivenCheckpoint


def give_checkpoint(directory: Path, key: VerifierKey, since: int) -> GivenCheckpoint | None:
    """The newest checkpoint for somebody who knows the log at size `since`; None before any was signed.

    Raises `TileError` where a tile is damaged.
    """
    read = _read(directory, key)
    return _given(directory, *read, since) if read is not None else None


def prove_record(directory: Path, key: VerifierKey, record: bytes, index: int, since: int) -> RecordProof | None:
    """The proof of the record whose entry stands at `index`; None until a checkpoint covers it.

    Raises `TileError` where a tile is damaged.
    """
    read = _read(directory, key)
    if read is None or index >= read[1].size:
        return None
    inclusion = prove_inclusion(directory, index, read[1].size)
    return RecordProof(record, inclusion, _given(directory, *read, since))


def _read(directory: Path, key: VerifierKey) -> tuple[bytes, Checkpoint] | None:
    try:
        note = (directory / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return None
    return note, open_checkpoint(note, key)


def _given(directory: Path, note: bytes, checkpoint: Checkpoint, since: int) -> GivenCheckpoint:
    if not 0 < since <= checkpoint.size:
        return GivenCheckpoint(note, None)
    return GivenCheckpoint(note, prove_consistency(directory, since, checkpoint.size))
