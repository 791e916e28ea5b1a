"""The folder in which a local hub lives: its databases, its ledger, its private keys."""

import secrets
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from streams.durability import make_folder_durably, write_durably
from streams.ledger.note import Signer

HUB_KEY_ID: Final = "hub-1"
PROMISE_KEY_ID: Final = "promise-1"
OPERATOR_KEY_ID: Final = "operator-1"
_SECRET_BYTES: Final = 32
_NAMES: Final = (
    "operator.ed25519",
    "promise.ed25519",
    "ledger.ed25519",
    "hub-1.x25519",
    "key-encryption",
    "blinding",
    "pupil-tokens",
    "session",
)


class HomeError(Exception):
    """The home is not there, or is not whole; the text says what to do."""


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


class Home:
    """Paths of one hub."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "hub.db"
        self.vault = folder / "vault.db"
        self.ledger = folder / "ledger"
        self.keys = folder / "keys"

    def exists(self) -> bool:
        """Whether a hub was made here."""
        return self.keys.is_dir()

    def create(self) -> None:
        """Make the folder and fresh secrets. HomeError where a hub is there already."""
        if self.exists():
            raise HomeError(f"a hub lives in `{self.folder}` already: choose another --home")
        make_folder_durably(self.folder, "home")
        self.folder.chmod(0o700)
        make_folder_durably(self.keys, "home.keys")
        self.keys.chmod(0o700)
        for name in _NAMES:
            path = self.keys / name
            write_durably(path, secrets.token_bytes(_SECRET_BYTES), "home.key")
            path.chmod(0o600)

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

    def _secret(self, name: str) -> bytes:
        try:
            secret = (self.keys / name).read_bytes()
        except FileNotFoundError:
            raise HomeError(f"the hub's key file `{name}` is missing: restore it from the backup") from None
        if len(secret) != _SECRET_BYTES:
            raise HomeError(f"the hub's key file `{name}` has a wrong size: restore it from the backup")
        return secret
