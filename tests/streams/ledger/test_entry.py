"""What an entry is: the framing written out, so that anyone can recompute it."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from streams.ledger.entry import entry_of


@given(st.binary(max_size=300))
def test_an_entry_is_the_digest_of_the_framed_record(record: bytes) -> None:
    framed = b"\x00\x19firstbell/ledger-entry/v1" + len(record).to_bytes(8, "big") + record
    assert entry_of(record) == sha256(framed).digest()


def test_a_known_entry_stays_as_it_is() -> None:
    assert entry_of(b"").hex() == "fd5c8cf84da9dcd52750794a520b750502f2f016d490bcf178180616fc9aaa22"
