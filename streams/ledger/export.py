"""Copy a live log to a directory of its own, as a C2SP log that anyone's verifier reads."""

from pathlib import Path

from streams.durability import write_all_durably, write_durably
from streams.ledger.checkpoint import Checkpoint, open_checkpoint
from streams.ledger.errors import LedgerError
from streams.ledger.log import CHECKPOINT
from streams.ledger.note import VerifierKey
from streams.ledger.tiles import read_tile, tiles_of
from streams.ledger.verify import verify_log

_AT_ONCE = 256


class ExportError(LedgerError):
    """The target is not empty, or what was copied does not verify."""


def export_log(directory: str | Path, target: str | Path, verifier_key: str, origin: str | None = None) -> Checkpoint:
    """Copy the log as its checkpoint now has it: every tile and bundle, then the checkpoint; verify the copy whole.

    May run while the hub goes on appending, since the tiles of a signed checkpoint never change. `target` must be
    absent or empty. Raises `ExportError`, or `NoteError`, `CheckpointError` or `TileError` where the source is damaged;
    without a checkpoint in `directory`, `FileNotFoundError`.
    """
    source, copy = Path(directory), Path(target)
    if copy.exists() and (not copy.is_dir() or any(copy.iterdir())):
        raise ExportError(f"`{copy}` is there already and not an empty folder; name another")
    note = (source / CHECKPOINT).read_bytes()
    checkpoint = open_checkpoint(note, VerifierKey.parse(verifier_key), origin)
    addresses = tiles_of(checkpoint.size)
    for at in range(0, len(addresses), _AT_ONCE):
        files = [(copy / address.path, read_tile(source, address)) for address in addresses[at : at + _AT_ONCE]]
        write_all_durably(files, "ledger.export")
    write_durably(copy / CHECKPOINT, note, "ledger.export")
    report = verify_log(copy, verifier_key, origin)
    if not report.sound:
        first = report.findings[0]
        raise ExportError(f"the copy does not verify at `{first.place}`: {first.detail}; check the log itself")
    return checkpoint
