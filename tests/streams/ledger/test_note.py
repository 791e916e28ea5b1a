"""Signed notes against the examples of C2SP signed-note, and against what a forger might send."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.ledger.errors import NoteError
from streams.ledger.note import MAX_NOTE_SIZE, SignedNote, Signer, VerifierKey, open_note, parse_note
from tests.streams.ledger.support import ORIGIN, SIGNER, VKEY

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
POEM = (
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3Z"
    "ekRwNtIc=\n"
).encode()
KEY = VerifierKey.parse(VKEY)
TEXT = "one\n\ntwo\n"
NOTE = bytes(SignedNote(TEXT, (SIGNER.sign(TEXT),)))


def test_the_specification_s_key_verifies_the_specification_s_note() -> None:
    key = VerifierKey.parse(EXAMPLE_KEY)
    assert str(key) == EXAMPLE_KEY
    assert open_note(EXAMPLE_NOTE, [key]).text == "This is an example message.\n"


def test_the_text_ends_at_the_last_empty_line() -> None:
    note = parse_note(POEM)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert bytes(note) == POEM


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_what_is_signed_verifies(line: str) -> None:
    text = line + "\n"
    assert open_note(bytes(SignedNote(text, (SIGNER.sign(text),))), [KEY]).text == text


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_a_note_with_any_byte_changed_is_refused(at: int, change: int) -> None:
    changed = NOTE[:at] + bytes([NOTE[at] ^ change]) + NOTE[at + 1 :]
    with pytest.raises(NoteError):
        open_note(changed, [KEY])


@given(st.integers(0, len(NOTE) - 1))
def test_a_note_cut_off_anywhere_is_refused(at: int) -> None:
    with pytest.raises(NoteError):
        open_note(NOTE[:at], [KEY])


def test_signatures_of_unknown_keys_are_ignored_even_under_a_known_name_or_id() -> None:
    line = SIGNER.sign(TEXT)
    same_name = f"— {ORIGIN} {b64encode(b'abcd' + bytes(64)).decode()}\n"
    same_id = f"— elsewhere.example {b64encode(line.key_id + bytes(64)).decode()}\n"
    other_type = f"— {ORIGIN} {b64encode(b'efgh' + bytes(2420)).decode()}\n"
    note = (TEXT + "\n" + same_name + same_id + str(line) + other_type * 14).encode()
    assert len(open_note(note, [KEY]).signatures) == 17


def test_a_bad_signature_of_a_known_key_refuses_the_note_even_beside_a_good_one() -> None:
    line = SIGNER.sign(TEXT)
    bad = f"— {ORIGIN} {b64encode(line.key_id + bytes(64)).decode()}\n"
    with pytest.raises(NoteError, match="changed or forged"):
        open_note((TEXT + "\n" + str(line) + bad).encode(), [KEY])


def test_a_note_without_a_known_signature_names_the_key_that_was_looked_for() -> None:
    with pytest.raises(NoteError, match=f"no signature of `{ORIGIN}`"):
        open_note(EXAMPLE_NOTE, [KEY])


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (b"", "no signature lines"),
        (b"text\n", "no signature lines"),
        (NOTE + b"\n", "no signature lines|malformed"),
        (NOTE + b"trailing", "cut off"),
        (NOTE + b"trailing\n", "malformed"),
        (b"\xff" + NOTE, "not UTF-8 at byte `0`"),
        (b"a\tb" + NOTE, "control characters"),
        (b"a\rb" + NOTE, "control characters"),
        (b"a" * MAX_NOTE_SIZE + NOTE, "over the limit"),
        ("text\n\n— a b c\n".encode(), "base64"),
        ("text\n\n— name AAAAAA\n".encode(), "base64"),
        ("text\n\n— name AAAAAB==\n".encode(), "canonical"),
        ("text\n\n— name AAAAAA==\n".encode(), "no signature after the key id"),
        ("text\n\n— na+me AAAAAAA=\n".encode(), r"without `\+`"),
        ("text\n\n— na\u00a0me AAAAAAA=\n".encode(), "no spaces"),
        ("text\n\n—  AAAAAAA=\n".encode(), "1 to 255"),
        (b"text\n\n- name AAAAAAA=\n", "malformed"),
        (("text\n\n" + "— name AAAAAAA=\n" * 65).encode(), "`65` signatures"),
    ],
)
def test_a_malformed_note_is_refused_with_the_reason(note: bytes, reason: str) -> None:
    with pytest.raises(NoteError, match=reason):
        parse_note(note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("example.com", "example.org"),
        EXAMPLE_KEY[:-4],
        EXAMPLE_KEY.replace("+Aek", "+Bek"),
        EXAMPLE_KEY + "+more",
        " +530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_a_malformed_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        VerifierKey.parse(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "x" * 256])
def test_a_key_s_name_has_no_spaces_and_no_plus(name: str) -> None:
    with pytest.raises(NoteError, match="key's name"):
        Signer(name, SIGNER.private_key)


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError, match="note's text"):
        SIGNER.sign(text)
