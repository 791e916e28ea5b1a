"""Inclusion proofs from the ledger's own directory, as a document that needs no trust in this hub to be checked."""

import base64
from typing import Final

import msgspec

from services.web.context import Context
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.errors import ProofError
from streams.ledger.note import VerifierKey
from streams.ledger.proofs import prove_inclusion

_RECORD: Final = "verify with `firstbell ledger verify`, or any C2SP tlog-tiles and RFC 9162 verifier"


class ProofDocument(msgspec.Struct, frozen=True):
    """`hashes` in base64, in the order of RFC 9162 section 2.1.3; `checkpoint` as signed (C2SP tlog-checkpoint)."""

    index: int
    size: int
    hashes: tuple[str, ...]
    checkpoint: str
    key: str
    how: str


def proof_document(web: Context, index: int) -> bytes | None:
    """The document for an entry under the last signed checkpoint; None without a ledger or where no entry is yet."""
    hub, directory = web.hub.reference().hub, web.settings.ledger
    if hub is None or directory is None or not (directory / "checkpoint").exists():
        return None
    note = (directory / "checkpoint").read_bytes()
    key = VerifierKey(hub.ledger_origin, hub.ledger_key)
    size = open_checkpoint(note, key).size
    try:
        proof = prove_inclusion(directory, index, size)
    except ProofError:
        return None
    hashes = tuple(base64.b64encode(node).decode() for node in proof.hashes)
    return msgspec.json.encode(ProofDocument(index, size, hashes, note.decode(), str(key), _RECORD))
