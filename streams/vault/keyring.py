"""The key-encryption key as files that can be replaced, so that whatever was wrapped under the old one is beyond use.

A database cannot be made to forget: its log, its backups and the pages it no longer uses keep what was deleted. So what
is destroyed in the end is the one key that none of them holds (ops/decisions/0096).
"""

import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct

from streams.durability import sync_folder, write_durably
from streams.faultpoints import reached

FILE: Final = "key-encryption"
NEXT: Final = "key-encryption.next"
KEY_BYTES: Final = 32
_ID: Final = b"firstbell/v1/key-encryption-id"
_ID_BYTES: Final = 8
_READINGS: Final = 3
"""How often the files are read before a key is missing: they may be replaced while they are read."""


class WrappingKey(Struct, frozen=True):
    """A key-encryption key and the name under which the vault knows it. The name tells nothing of the key."""

    name: bytes
    key: bytes


class WrappingKeyMissing(Exception):
    """The vault is wrapped under a key-encryption key that this process does not have; the text says what to do."""


def named(key: bytes) -> WrappingKey:
    """A key with its name."""
    return WrappingKey(sha256(_ID + key).digest()[:_ID_BYTES], key)


class KeyRing:
    """The key-encryption key in its folder; while it is being replaced, the next one beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[bytes, WrappingKey] = {}

    def current(self) -> WrappingKey:
        """The key of `key-encryption`. Raises `WrappingKeyMissing`."""
        key = self._read(FILE)
        if key is None:
            raise WrappingKeyMissing(
                f"the key file `{FILE}` is missing in `{self._folder}`: restore it from the backup, or name the folder"
                " that all who open the vault share in `FIRSTBELL_VAULT_KEYS_FOLDER`"
            )
        return key

    def find(self, name: bytes) -> WrappingKey:
        """The key of this name; the files are read again where it is not known. Raises `WrappingKeyMissing`."""
        for _ in range(_READINGS):
            if name in self._held:
                break
            # The next one first: it takes the place of the other, so that read in this order one of them is found.
            self._held = {key.name: key for file in (NEXT, FILE) if (key := self._read(file)) is not None}
        held = self._held.get(name)
        if held is None:
            raise WrappingKeyMissing(
                f"the vault is wrapped under a key-encryption key that this process does not have: put the vault's"
                f" `{FILE}` (and `{NEXT}`, while it is being replaced) into the folder of the vault's key"
            )
        return held

    def prepare(self, in_use: bytes) -> WrappingKey:
        """A fresh key, durable beside the one `in_use`; what an earlier replacement left unfinished is finished first.

        Raises `OSError` where the folder cannot be written, `WrappingKeyMissing` where the key in use is not here.
        """
        left = self._read(NEXT)
        if left is not None and left.name == in_use:
            self.settle(left)
        if self.find(in_use).name != self.current().name:
            raise WrappingKeyMissing(f"`{FILE}` is not the key that the vault is wrapped under: restore it")
        write_durably(self._folder / NEXT, secrets.token_bytes(KEY_BYTES), "keyring.next")
        (self._folder / NEXT).chmod(0o600)
        fresh = self._read(NEXT)
        assert fresh is not None
        self._held[fresh.name] = fresh
        return fresh

    def settle(self, replacing: WrappingKey) -> None:
        """Everything is wrapped under the next key: overwrite the old one and put the next in its place."""
        reached("keyring.settle.before")
        _overwrite(self._folder / FILE)
        reached("keyring.overwritten")
        os.replace(self._folder / NEXT, self._folder / FILE)
        sync_folder(self._folder, "keyring.settle")
        self._held = {replacing.name: replacing}

    def _read(self, file: str) -> WrappingKey | None:
        try:
            key = (self._folder / file).read_bytes()
        except FileNotFoundError:
            return None
        return named(key) if len(key) == KEY_BYTES else None


def _overwrite(path: Path) -> None:
    """Write over a key where it stands. On a disk that writes elsewhere (flash, snapshots) it is the best there is."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, bytes(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
