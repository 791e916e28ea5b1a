"""The folder in which a local hub lives: its databases, its ledger, its private keys."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from streams.durability import make_folder_durably, sync_folder, write_durably
from streams.faultpoints import reached
from streams.ledger.note import Signer

HUB_KEY_ID: Final = "hub-1"
PROMISE_KEY_ID: Final = "promise-1"
OPERATOR_KEY_ID: Final = "operator-1"
SECRET_BYTES: Final = 32
_NAMES: Final = (
    "operator.ed25519",
    "promise.ed25519",
    "ledger.ed25519",
    "hub-1.x25519",
    "key-encryption",
    "blinding",
    "pupil-tokens",
    "session",
    "webhook.ed25519",
)
PUBLIC: Final = {
    "operator.public": "operator.ed25519",
    "promise.public": "promise.ed25519",
    "ledger.public": "ledger.ed25519",
    "hub-1.public": "hub-1.x25519",
}
"""The files of public halves, and the private keys whose they are."""


class HomeError(Exception):
    """The home is not there, or is not whole; the text says what to do."""


class CopiesLeft(HomeError):
    """What was destroyed still stands in a file of the home; the text says what to do."""


class PublicHalves(Struct, frozen=True):
    """What everybody may know of the hub's keys, each as its 32 bytes."""

    operator: bytes
    promise: bytes
    ledger: bytes
    hub: bytes


class Keys(Struct, frozen=True):
    """The hub's secrets. They never leave the process but to their files."""

    operator: Ed25519PrivateKey
    promise: Ed25519PrivateKey
    ledger: Ed25519PrivateKey
    hub: dict[str, X25519PrivateKey]
    key_encryption: bytes
    blinding: bytes
    pupil_tokens: bytes
    session: bytes

    def ledger_signer(self, name: str) -> Signer:
        """What signs checkpoints, under the ledger's key name."""
        return Signer(name, self.ledger)

    @property
    def public(self) -> PublicHalves:
        """The public halves."""
        return PublicHalves(
            operator=self.operator.public_key().public_bytes_raw(),
            promise=self.promise.public_key().public_bytes_raw(),
            ledger=self.ledger.public_key().public_bytes_raw(),
            hub=self.hub[HUB_KEY_ID].public_key().public_bytes_raw(),
        )


class Home:
    """Paths of one hub."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "hub.db"
        self.vault = folder / "vault.db"
        self.outbox = folder / "outbox.db"
        self.ledger = folder / "ledger"
        self.keys = folder / "keys"

    def exists(self) -> bool:
        """Whether a hub was made here."""
        return self.keys.is_dir()

    @contextmanager
    def making(self) -> Iterator["Home"]:
        """A home with fresh secrets that is made beside this one, and takes its place when the block ends.

        So it is there whole, or not at all: whatever a crash or an error left beside it is removed. HomeError where a
        hub, or anything else, is in the folder already.
        """
        folder = self.folder.absolute()
        self._check_free(folder)
        beside = folder.with_name(f".{folder.name}.making")
        make_folder_durably(folder.parent, "home")
        if beside.exists():
            shutil.rmtree(beside)
        made = Home(beside)
        try:
            made._make_keys()
            yield made
            reached("home.rename.before")
            _put_in_place(beside, folder)
            reached("home.rename.after")
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync_folder(folder.parent, "home")

    def _check_free(self, folder: Path) -> None:
        if self.exists():
            raise HomeError(f"a hub lives in `{self.folder}` already: choose another --home")
        if folder.is_dir() and any(folder.iterdir()):
            raise HomeError(f"`{self.folder}` is not empty: choose another --home")

    def _make_keys(self) -> None:
        make_folder_durably(self.folder, "home")
        self.folder.chmod(0o700)
        make_folder_durably(self.keys, "home.keys")
        self.keys.chmod(0o700)
        make_secrets(self.keys)

    def read_keys(self) -> Keys:
        """The hub's secrets. HomeError where a file is missing or has another size."""
        if not self.exists():
            raise HomeError(f"no hub lives in `{self.folder}`: run `firstbell init` or `firstbell demo`")
        return Keys(
            operator=Ed25519PrivateKey.from_private_bytes(self._secret("operator.ed25519")),
            promise=Ed25519PrivateKey.from_private_bytes(self._secret("promise.ed25519")),
            ledger=Ed25519PrivateKey.from_private_bytes(self._secret("ledger.ed25519")),
            hub={HUB_KEY_ID: X25519PrivateKey.from_private_bytes(self._secret("hub-1.x25519"))},
            key_encryption=self._secret("key-encryption"),
            blinding=self._secret("blinding"),
            pupil_tokens=self._secret("pupil-tokens"),
            session=self._secret("session"),
        )

    def webhook_key(self) -> Ed25519PrivateKey:
        """What signs webhooks: asked for by who sends them alone. HomeError as `read_keys`."""
        return Ed25519PrivateKey.from_private_bytes(self._secret("webhook.ed25519"))

    def _secret(self, name: str) -> bytes:
        return read_secret(self.keys, name)


def _put_in_place(beside: Path, folder: Path) -> None:
    """rename(2) takes an empty folder's place too, but not that of a mounted file system."""
    try:
        os.replace(beside, folder)
    except OSError as error:
        if error.errno in (errno.EBUSY, errno.EXDEV):
            raise HomeError(f"`{folder}` is a mounted file system: name a folder inside it as --home") from None
        raise


def make_secrets(folder: Path) -> None:
    """Write a hub's fresh secrets, and the public halves, into a folder that is there. HomeError unless it is empty."""
    if any(folder.iterdir()):
        raise HomeError(f"`{folder}` is not empty: a hub's keys are never written over")
    for name in _NAMES:
        path = folder / name
        write_durably(path, secrets.token_bytes(SECRET_BYTES), "home.key")
        path.chmod(0o600)
    for name, public in public_files(folder).items():
        write_durably(folder / name, public, "home.key")


def public_files(folder: Path) -> dict[str, bytes]:
    """The files of public halves, made from the private ones of a folder of keys: name and content.

    HomeError where one is missing or has another size.
    """
    found = {}
    for public, name in PUBLIC.items():
        private = read_secret(folder, name)
        x25519 = name.endswith("x25519")
        key = X25519PrivateKey.from_private_bytes(private) if x25519 else Ed25519PrivateKey.from_private_bytes(private)
        found[public] = key.public_key().public_bytes_raw()
    return found


def read_secret(folder: Path, name: str) -> bytes:
    """A key file of the hub's, 32 bytes. HomeError where it is missing or has another size."""
    try:
        secret = (folder / name).read_bytes()
    except FileNotFoundError:
        raise HomeError(f"the hub's key file `{name}` is missing: restore it from the backup") from None
    if len(secret) != SECRET_BYTES:
        raise HomeError(f"the hub's key file `{name}` has a wrong size: restore it from the backup")
    return secret
