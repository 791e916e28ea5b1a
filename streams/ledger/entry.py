"""What stands in the ledger for a record: 32 bytes that tell nothing and that anyone holding the record can recompute.

    entry = SHA-256(uint16(len(domain)) || domain || uint64(len(record)) || record)

`domain` is the ASCII text `firstbell/ledger-entry/v1`; both lengths are big-endian. The lengths keep any two
(domain, record) pairs from giving the same input, and the domain keeps a digest made for another use from being
taken for an entry. The record itself must hold a blind of 32 bytes, or a record with few possible contents could be
guessed from its entry.
"""

from hashlib import sha256

ENTRY_SIZE = 32
ENTRY_DOMAIN = b"firstbell/ledger-entry/v1"

_BEGUN = sha256(len(ENTRY_DOMAIN).to_bytes(2, "big") + ENTRY_DOMAIN)


def entry_of(record: bytes) -> bytes:
    """The ledger entry of a record: `record` is its exact bytes with signatures, never a re-encoding."""
    taken = _BEGUN.copy()
    taken.update(len(record).to_bytes(8, "big") + record)
    return taken.digest()
