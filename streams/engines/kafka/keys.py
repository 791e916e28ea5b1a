"""The hub's keys as each process of a cluster has them: what it uses, from a folder in which nothing else need stand.

A process that is broken into gives away what it holds. So none holds a key that it does not use, and most know the
operator by the public half alone (ops/decisions/0125). The key-encryption key has a folder of its own, which every
process that opens the vault shares: an erasure replaces it there (`streams.vault.keyring`).
"""

from collections.abc import Collection, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from streams.durability import write_durably
from streams.engines.local.home import (
    HUB_KEY_ID,
    PUBLIC,
    SECRET_BYTES,
    HomeError,
    PublicHalves,
    public_files,
    read_secret,
)
from streams.vault.keyring import FILE as KEY_ENCRYPTION

OPERATOR: Final = "operator.ed25519"
OPERATOR_PUBLIC: Final = "operator.public"
PROMISE: Final = "promise.ed25519"
LEDGER: Final = "ledger.ed25519"
HUB: Final = "hub-1.x25519"
BLINDING: Final = "blinding"
PUPIL_TOKENS: Final = "pupil-tokens"
SESSION: Final = "session"
WEBHOOK: Final = "webhook.ed25519"
VAULT: Final = "vault"
"""The folder of the key-encryption key, beside those of the processes."""

FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "worker": (OPERATOR_PUBLIC, HUB, BLINDING),
    "ledger-writer": (OPERATOR_PUBLIC, LEDGER),
    "views": (OPERATOR_PUBLIC,),
    "intake": (OPERATOR_PUBLIC, PROMISE),
    "web": (OPERATOR_PUBLIC, SESSION),
    "outbox-sender": (OPERATOR_PUBLIC, WEBHOOK),
    "operator": (
        OPERATOR,
        OPERATOR_PUBLIC,
        "promise.public",
        "ledger.public",
        "hub-1.public",
        BLINDING,
        PUPIL_TOKENS,
    ),
}
"""The key files of each process, each 32 bytes. The ticker has none."""
WITH_VAULT: Final = frozenset({"worker", "web", "outbox-sender", "operator"})
"""Who opens what is sealed, and so has the folder of the key-encryption key as well."""


class WorkerKeys(Struct, frozen=True):
    """A worker's. `hub` opens what agencies sent, and is empty where the worker does not take hop 1; `blinding` makes
    the blinds of the records that it appends.
    """

    operator: Ed25519PublicKey
    hub: Mapping[str, X25519PrivateKey]
    blinding: bytes


class LedgerKeys(Struct, frozen=True):
    """The ledger writer's: `ledger` signs checkpoints."""

    operator: Ed25519PublicKey
    ledger: Ed25519PrivateKey


class IntakeKeys(Struct, frozen=True):
    """The intake's: `promise` signs what an agency is told when its events are durable."""

    operator: Ed25519PublicKey
    promise: Ed25519PrivateKey


class PagesKeys(Struct, frozen=True):
    """The pages': `session` signs cookies and forms."""

    operator: Ed25519PublicKey
    session: bytes


class OperatorKeys(Struct, frozen=True):
    """An operator's, who adds to the reference log."""

    operator: Ed25519PrivateKey
    blinding: bytes


class KeyFolder:
    """One process's folder of key files. Every method raises HomeError for a file that is not there, or not whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of_worker(self, stages: Collection[str]) -> WorkerKeys:
        """What a worker needs that takes these hops."""
        operator = self.operator()
        hub = {HUB_KEY_ID: X25519PrivateKey.from_private_bytes(self.secret(HUB))} if "accept" in stages else {}
        return WorkerKeys(operator, hub, self.secret(BLINDING))

    def of_ledger_writer(self) -> LedgerKeys:
        """What the ledger writer needs."""
        return LedgerKeys(self.operator(), self._signing(LEDGER))

    def of_intake(self) -> IntakeKeys:
        """What the intake needs."""
        return IntakeKeys(self.operator(), self._signing(PROMISE))

    def of_pages(self) -> PagesKeys:
        """What the pages need."""
        return PagesKeys(self.operator(), self.secret(SESSION))

    def webhook(self) -> Ed25519PrivateKey:
        """What signs webhooks, for whoever sends them."""
        return self._signing(WEBHOOK)

    def of_operator(self) -> OperatorKeys:
        """What an operator needs."""
        return OperatorKeys(self._signing(OPERATOR), self.secret(BLINDING))

    def operator(self) -> Ed25519PublicKey:
        """By what the reference log's records are known to be the operator's."""
        return Ed25519PublicKey.from_public_bytes(self.secret(OPERATOR_PUBLIC))

    def public_halves(self) -> PublicHalves:
        """What a hub is declared with."""
        return PublicHalves(
            operator=self.secret(OPERATOR_PUBLIC),
            promise=self.secret("promise.public"),
            ledger=self.secret("ledger.public"),
            hub=self.secret("hub-1.public"),
        )

    def secret(self, name: str) -> bytes:
        """The 32 bytes of a file."""
        try:
            content = (self._folder / name).read_bytes()
        except FileNotFoundError:
            raise HomeError(
                f"the key file `{name}` is missing in `{self._folder}`: `firstbell keys hand-out` makes every process's"
                " folder; name this process's in `FIRSTBELL_KEYS_FOLDER`"
            ) from None
        except PermissionError:
            raise HomeError(
                f"the key file `{name}` in `{self._folder}` may not be read by this process's user: give it the file"
            ) from None
        if len(content) != SECRET_BYTES:
            raise HomeError(f"the key file `{name}` in `{self._folder}` has a wrong size: hand it out again")
        return content

    def _signing(self, name: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret(name))


def hand_out(keys: Path, folder: Path) -> tuple[str, ...]:
    """Make a folder for each process, with only those of the hub's keys that it uses; all files, by path within.

    The key-encryption key gets a folder of its own where it stands among the others; one that stands there already
    stays, for an erasure may have put it there. HomeError where a key is missing.
    """
    used = sorted({*chain(*FILES.values())} - {*PUBLIC})
    whole = {name: read_secret(keys, name) for name in used} | public_files(keys)
    files = {f"{process}/{name}": whole[name] for process, names in FILES.items() for name in names}
    vault = f"{VAULT}/{KEY_ENCRYPTION}"
    if (keys / KEY_ENCRYPTION).exists() and not (folder / vault).exists():
        files[vault] = read_secret(keys, KEY_ENCRYPTION)
    for path, content in files.items():
        (folder / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(folder / path, content, "keys.handed_out", mode=0o600)
    return tuple(files)
