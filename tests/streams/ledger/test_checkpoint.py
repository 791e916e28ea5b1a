"""Checkpoints: the text of C2SP tlog-checkpoint, the log's signature, the time as a cosignature."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from streams.ledger.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint_text, sign_checkpoint
from streams.ledger.errors import CheckpointError, NoteError
from streams.ledger.note import SignedNote, Signer, parse_note
from streams.ledger.tree import EMPTY_ROOT
from tests.streams.ledger.support import ORIGIN, SIGNER

KEY = SIGNER.verifier_key
ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(ORIGIN, 5, ROOT, time=1_795_305_600)
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def signed(text: str) -> bytes:
    return bytes(SignedNote(text, (SIGNER.sign(text),)))


def test_the_specification_s_example_reads_and_writes() -> None:
    checkpoint = parse_checkpoint_text(EXAMPLE)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex()[:8] == "0ac5186a"
    assert checkpoint.text == EXAMPLE


@given(st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.none() | st.integers(0, 2**63 - 1))
def test_what_is_signed_reads_back(size: int, root: bytes, time: int | None) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root, time=time)
    assert open_checkpoint(sign_checkpoint(checkpoint, SIGNER), KEY) == checkpoint


def test_a_checkpoint_without_the_time_line_is_still_this_log_s() -> None:
    assert open_checkpoint(signed(CHECKPOINT.text), KEY).time is None


def test_extension_lines_of_others_are_read() -> None:
    text = CHECKPOINT.text + "extension one\nextension two\n"
    assert open_checkpoint(signed(text), KEY).extensions == ("extension one", "extension two")


def test_a_time_that_was_not_signed_is_refused() -> None:
    note = parse_note(sign_checkpoint(CHECKPOINT, SIGNER))
    time_line = note.signatures[1]
    later = (1_795_305_601).to_bytes(8, "big") + time_line.signature[8:]
    forged = SignedNote(note.text, (note.signatures[0], type(time_line)(ORIGIN, time_line.key_id, later)))
    with pytest.raises(NoteError, match="timestamp"):
        open_checkpoint(bytes(forged), KEY)


def test_a_time_line_alone_does_not_make_a_checkpoint() -> None:
    note = parse_note(sign_checkpoint(CHECKPOINT, SIGNER))
    with pytest.raises(NoteError, match="no signature"):
        open_checkpoint(bytes(SignedNote(note.text, note.signatures[1:])), KEY)


def test_another_origin_is_refused_though_the_key_is_right() -> None:
    text = Checkpoint("other.example/ledger", 5, ROOT).text
    with pytest.raises(CheckpointError, match=r"of the log `other.example/ledger`, not of `hub.example/ledger`"):
        open_checkpoint(signed(text), KEY)
    assert open_checkpoint(signed(text), KEY, "other.example/ledger").size == 5


def test_another_key_of_the_same_name_is_refused() -> None:
    forger = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(NoteError, match="no signature"):
        open_checkpoint(sign_checkpoint(CHECKPOINT, forger), KEY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an origin, a size and a root"),
        (f"{ORIGIN}\n5\n", "an origin, a size and a root"),
        (EXAMPLE.replace("\n20852163", "\n\n20852163"), "no empty line"),
        (EXAMPLE.rstrip("\n"), "an origin, a size and a root"),
        (EXAMPLE.replace("20852163", "020852163"), "tree size"),
        (EXAMPLE.replace("20852163", "-1"), "tree size"),
        (EXAMPLE.replace("20852163", "+1"), "tree size"),
        (EXAMPLE.replace("20852163", "٣"), "tree size"),
        (EXAMPLE.replace("20852163", str(2**63)), "tree size"),
        (EXAMPLE.replace("20852163", "1" * 5000), "tree size"),
        (EXAMPLE.replace("CsUY", "*sUY"), "base64"),
        (EXAMPLE.replace("q2I=", "q2J="), "canonical"),
        (f"{ORIGIN}\n5\n{b64encode(bytes(31)).decode()}\n", "32 bytes"),
        (f"{ORIGIN}\n0\n{b64encode(ROOT).decode()}\n", "root of the empty tree"),
    ],
)
def test_a_malformed_checkpoint_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(CheckpointError, match=reason):
        parse_checkpoint_text(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("cosignature/v1", 5, ROOT),
        Checkpoint("", 5, ROOT),
        Checkpoint("two\nlines", 5, ROOT),
        Checkpoint("a b", 5, ROOT),
        Checkpoint(ORIGIN, -1, ROOT),
        Checkpoint(ORIGIN, 5, ROOT[:31]),
        Checkpoint(ORIGIN, 0, ROOT),
        Checkpoint(ORIGIN, 5, ROOT, ("",)),
        Checkpoint(ORIGIN, 5, ROOT, ("two\nlines",)),
        Checkpoint(ORIGIN, 5, ROOT, time=-1),
        Checkpoint(ORIGIN, 5, ROOT, time=2**63),
    ],
)
def test_a_checkpoint_that_would_not_read_back_is_not_signed(checkpoint: Checkpoint) -> None:
    with pytest.raises(CheckpointError):
        sign_checkpoint(checkpoint, SIGNER)


def test_the_empty_log_has_a_checkpoint() -> None:
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT, time=0)
    assert open_checkpoint(sign_checkpoint(empty, SIGNER), KEY) == empty
