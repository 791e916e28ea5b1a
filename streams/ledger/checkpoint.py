"""C2SP tlog-checkpoint: the signed head of the tree, with the time of signing as a tlog-cosignature.

A checkpoint's note text has no place for a time that monitors could audit (extension lines are not recommended), so
the log adds a second signature line of type 0x04 (`cosignature/v1`, tlog-cosignature) over time and text: the
statement that at this time this was the largest tree. Readers who know only the log's verifier key ignore that line.
"""

import re
from base64 import b64encode

import msgspec

from streams.ledger.errors import CheckpointError, NoteError
from streams.ledger.note import (
    SignatureLine,
    SignedNote,
    Signer,
    VerifierKey,
    check_key_name,
    decode_base64,
    key_id_of,
    open_note,
)
from streams.ledger.tree import EMPTY_ROOT, HASH_SIZE

MAX_TREE_SIZE = (1 << 63) - 1
MAX_TIME = (1 << 63) - 1
COSIGNATURE_V1 = 0x04

_HEADER = "cosignature/v1"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME_SIZE = 8


class Checkpoint(msgspec.Struct, frozen=True):
    """A tree head: whose log (`origin`), how many entries (`size`), the Merkle tree hash (`root`, 32 bytes).

    `time` is when it was signed, in seconds since the epoch, or `None` where no time was signed.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    time: int | None = None

    @property
    def text(self) -> str:
        """The note text that is signed (tlog-checkpoint, section Note text)."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(line + "\n" for line in lines)


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """The signed note of a checkpoint, with a timestamp line if it has a time.

    Raises `CheckpointError` where the checkpoint could not be read again. Nothing is compared with earlier
    checkpoints here: only `TileLog.sign_checkpoint` may be used on a live log.
    """
    check_origin(checkpoint.origin)
    text = checkpoint.text
    if parse_checkpoint_text(text) != msgspec.structs.replace(checkpoint, time=None):
        raise CheckpointError("this checkpoint would not read back as itself")
    lines = [signer.sign(text)]
    if checkpoint.time is not None:
        lines.append(_sign_time(text, checkpoint.time, signer))
    return bytes(SignedNote(text, tuple(lines)))


def open_checkpoint(data: bytes, key: VerifierKey, origin: str | None = None) -> Checkpoint:
    """Verify a signed checkpoint and read it; `origin` defaults to the key's name, which a log's origin should match.

    Raises `NoteError` on a malformed note or a bad signature, `CheckpointError` on a malformed text or other origin.
    """
    note = open_note(data, [key])
    checkpoint = parse_checkpoint_text(note.text)
    expected = key.name if origin is None else origin
    if checkpoint.origin != expected:
        raise CheckpointError(f"this checkpoint is of the log `{checkpoint.origin}`, not of `{expected}`")
    return msgspec.structs.replace(checkpoint, time=_verified_time(note, key))


def parse_checkpoint_text(text: str) -> Checkpoint:
    """Read a checkpoint's note text, strictly; raises `CheckpointError`. Verifies no signature."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not text.endswith("\n"):
        raise CheckpointError("a checkpoint must have an origin, a size and a root, one a line, and no empty line")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size) or int(size) > MAX_TREE_SIZE:
        raise CheckpointError("the checkpoint's second line must be the tree size in decimal, without leading zeroes")
    try:
        root_hash = decode_base64(root, "the checkpoint's root")
    except NoteError as error:
        raise CheckpointError(str(error)) from None
    if len(root_hash) != HASH_SIZE:
        raise CheckpointError(f"the checkpoint's root must be {HASH_SIZE} bytes long")
    if int(size) == 0 and root_hash != EMPTY_ROOT:
        raise CheckpointError("a checkpoint of size `0` must have the root of the empty tree")
    return Checkpoint(origin, int(size), root_hash, tuple(extensions))


def check_origin(origin: str) -> None:
    """Raise `CheckpointError` unless `origin` may name a log and its key, and begins no cosigned message."""
    try:
        check_key_name(origin)
    except NoteError as error:
        raise CheckpointError(f"a log's origin is also the name of its key: {error}") from None
    if origin == _HEADER:
        raise CheckpointError(f"a log's origin must not be `{_HEADER}`, which begins another kind of signed message")


def _sign_time(text: str, time: int, signer: Signer) -> SignatureLine:
    if not 0 <= time <= MAX_TIME:
        raise CheckpointError(f"the time `{time}` is not a number of seconds since the epoch")
    key = signer.verifier_key
    signature = signer.private_key.sign(_cosigned(text, time))
    key_id = key_id_of(key.name, COSIGNATURE_V1, key.public_key)
    return SignatureLine(key.name, key_id, time.to_bytes(_TIME_SIZE, "big") + signature)


def _verified_time(note: SignedNote, key: VerifierKey) -> int | None:
    """The greatest time that the log signed under the note; raises `NoteError` where such a line is not right."""
    key_id = key_id_of(key.name, COSIGNATURE_V1, key.public_key)
    times: list[int] = []
    for line in note.signatures:
        if (line.name, line.key_id) != (key.name, key_id):
            continue
        time = int.from_bytes(line.signature[:_TIME_SIZE], "big")
        if time > MAX_TIME or not key.verifies(line.signature[_TIME_SIZE:], _cosigned(note.text, time)):
            raise NoteError(f"the timestamp of `{key.name}` is not right; the note was changed or forged")
        times.append(time)
    return max(times, default=None)


def _cosigned(text: str, time: int) -> bytes:
    """The message of tlog-cosignature, section Ed25519 signed message."""
    return f"{_HEADER}\ntime {time}\n{text}".encode()
