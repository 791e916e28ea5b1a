"""C2SP signed notes: text with signature lines of named keys, here Ed25519 (signature type 0x01)."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from streams.ledger.errors import NoteError

MAX_NOTE_SIZE = 1 << 18
MAX_SIGNATURES = 64
MAX_KEY_NAME = 255
KEY_ID_SIZE = 4
ED25519 = 0x01

_SIGNATURE_START = "— "


class SignatureLine(msgspec.Struct, frozen=True):
    """One line under a note: the key's name, its id of 4 bytes, and the signature bytes after the id."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_SIGNATURE_START}{self.name} {b64encode(self.key_id + self.signature).decode()}\n"


class SignedNote(msgspec.Struct, frozen=True):
    """A note taken apart: `text` ends in a newline. Nothing in it is verified yet."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


class VerifierKey(msgspec.Struct, frozen=True):
    """A named Ed25519 public key, `name+hex(key id)+base64(0x01 || key)` (signed-note, section Verifier keys)."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that name this key in a signature line."""
        return key_id_of(self.name, ED25519, self.public_key)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([ED25519]) + self.public_key).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a verifier key; raises `NoteError` where it is malformed or its id does not belong to it."""
        name, _, rest = text.strip().partition("+")
        key_id, _, material = rest.partition("+")
        check_key_name(name)
        key = decode_base64(material, "the verifier key")
        if len(key) != 33 or key[0] != ED25519:
            raise NoteError("this verifier key is not an Ed25519 key (signature type 0x01, 32 bytes)")
        parsed = cls(name, key[1:])
        if parsed.key_id.hex() != key_id:
            raise NoteError(f"the key id `{key_id}` does not belong to this key; copy the whole verifier key again")
        return parsed

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's Ed25519 signature (RFC 8032) over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A named Ed25519 private key that signs notes."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        check_key_name(name)
        self.private_key = private_key
        self.verifier_key = VerifierKey(name, private_key.public_key().public_bytes_raw())

    def sign(self, text: str) -> SignatureLine:
        """The signature line for a note text that ends in a newline."""
        check_text(text)
        key = self.verifier_key
        return SignatureLine(key.name, key.key_id, self.private_key.sign(text.encode()))


def key_id_of(name: str, signature_type: int, public_key: bytes) -> bytes:
    """`SHA-256(key name || 0x0A || signature type || public key)[:4]`, signed-note, section Signatures."""
    return sha256(name.encode() + b"\n" + bytes([signature_type]) + public_key).digest()[:KEY_ID_SIZE]


def parse_note(data: bytes) -> SignedNote:
    """Take a signed note apart, strictly; raises `NoteError`. Its text is not to be used before it is verified."""
    if len(data) > MAX_NOTE_SIZE:
        raise NoteError(f"a note of `{len(data)}` bytes is over the limit of {MAX_NOTE_SIZE} bytes")
    try:
        note = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError(f"the note is not UTF-8 at byte `{error.start}`") from None
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteError("the note has no signature lines after an empty line; is it cut off?")
    check_text(text + "\n")
    signatures = tuple(_parse_line(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise NoteError(f"a note with `{len(signatures)}` signatures is over the limit of {MAX_SIGNATURES}")
    return SignedNote(text + "\n", signatures)


def open_note(data: bytes, keys: Sequence[VerifierKey]) -> SignedNote:
    """Parse a note and verify it: at least one of `keys` has signed it, and none has a bad signature under it.

    Signatures of unknown keys, even of the same name or the same id, are ignored (signed-note, section Signatures).
    Raises `NoteError`.
    """
    note = parse_note(data)
    known = {(key.name, key.key_id): key for key in keys}
    verified = 0
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not key.verifies(line.signature, note.text.encode()):
            raise NoteError(f"the signature of `{key.name}` is not right; the note was changed or forged")
        verified += 1
    if not verified:
        names = ", ".join(f"`{key.name}`" for key in keys)
        raise NoteError(f"the note has no signature of {names or 'any known key'}; is this the right verifier key?")
    return note


def check_text(text: str) -> None:
    """Raise `NoteError` unless `text` can be a note's text: ends in a newline, no other ASCII control characters."""
    if not text.endswith("\n"):
        raise NoteError("a note's text must end in a newline")
    if any(character < " " and character != "\n" for character in text):
        raise NoteError("a note's text must hold no control characters other than newline")


def check_key_name(name: str) -> None:
    """Raise `NoteError` unless `name` can name a key: not empty, no Unicode spaces, no plus, not overlong."""
    if not name or len(name.encode()) > MAX_KEY_NAME or "+" in name:
        raise NoteError(f"a key's name must be 1 to {MAX_KEY_NAME} bytes without `+`")
    if any(character.isspace() or character < " " for character in name):
        raise NoteError("a key's name must hold no spaces or control characters")


def decode_base64(text: str, what: str) -> bytes:
    """Standard base64 (RFC 4648 section 4), in the one canonical spelling only; raises `NoteError` naming `what`."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NoteError(f"{what} is not valid base64") from None
    if b64encode(data).decode() != text:
        raise NoteError(f"{what} is not in canonical base64")
    return data


def _parse_line(line: str) -> SignatureLine:
    name, _, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    if not line.startswith(_SIGNATURE_START) or not encoded:
        raise NoteError("a signature line is malformed; it must read `— name base64`")
    check_key_name(name)
    data = decode_base64(encoded, "a signature line")
    if len(data) <= KEY_ID_SIZE:
        raise NoteError("a signature line holds no signature after the key id")
    return SignatureLine(name, data[:KEY_ID_SIZE], data[KEY_ID_SIZE:])
