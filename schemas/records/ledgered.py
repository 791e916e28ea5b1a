"""What stands in `ledger-entries`: which records the ledger takes next, and where their chains go on."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.types import Digest, Name

REFERENCE_SOURCE = "reference"
"""The source of reference records, whose chain the ledger holds beside those of decisions."""


class LedgerEntry(Struct, frozen=True, gc=False):
    """An entry counts only if it is the next of its source; an entry's index is its place among those that count.

    With it stands the head of its chain, so that whoever goes on after it needs no other store.
    """

    source: Name
    number: Annotated[int, Meta(ge=1, description="number of the record in its source's chain")]
    entry: Annotated[Digest, Meta(description="SHA-256(domain, the record's bytes)")]
    digest: Annotated[Digest, Meta(description="the digest by which the next record of the chain names this one")]
    position: Annotated[int, Meta(ge=0, description="position of the input that the record answers")]
    reference: Annotated[int, Meta(ge=0, description="number of the reference that the record was decided under")]
    following: Annotated[int, Meta(ge=1, description="offset after the record in its topic")]


class LedgerEntries(Struct, frozen=True, gc=False):
    """One record of `ledger-entries`: what a ledger writer took at once, each entry to be judged by itself."""

    entries: tuple[LedgerEntry, ...]
