"""A vault of each kind, opened and opened again."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from streams.engines.postgres.vault import PostgresVault
from streams.vault.keyring import FILE, KeyRing
from streams.vault.store import Vault
from tests.support.postgres import fresh

AnyVault = Vault | PostgresVault


class Vaults:
    """Opens one vault, as often as a test wants; `anew` begins with another one that is empty."""

    def __init__(self, make: Callable[[int, bytes], AnyVault]) -> None:
        self._make = make
        self._number = 0
        self._opened: list[AnyVault] = []
        self.kek = secrets.token_bytes(32)

    def open(self, kek: bytes | None = None) -> AnyVault:
        """The vault, with its key-encryption key or another."""
        made = self._make(self._number, kek or self.kek)
        self._opened.append(made)
        return made

    def anew(self) -> AnyVault:
        """Another vault, empty."""
        self._number += 1
        return self.open()

    def close(self) -> None:
        """Close all."""
        for vault in self._opened:
            vault.close()


def sqlite_vaults(folder: Path) -> Vaults:
    """Vaults of the local engine."""
    return Vaults(lambda number, kek: Vault(folder / f"vault-{number}.db", kek))


def postgres_vaults(folder: Path, server: PostgresServer) -> Vaults:
    """Vaults of the Kafka engine."""
    addresses: dict[int, str] = {}

    def make(number: int, kek: bytes) -> PostgresVault:
        keys = folder / f"keys-{number}-{kek.hex()[:8]}"
        if not keys.exists():
            keys.mkdir()
            (keys / FILE).write_bytes(kek)
        if number not in addresses:
            addresses[number] = fresh(server, "vault")
        return PostgresVault(addresses[number], KeyRing(keys))

    return Vaults(make)


@pytest.fixture(params=["sqlite", "postgresql"])
def vaults(request: pytest.FixtureRequest, tmp_path: Path, postgres: PostgresServer) -> Iterator[Vaults]:
    """Vaults of each kind in turn."""
    made = sqlite_vaults(tmp_path) if request.param == "sqlite" else postgres_vaults(tmp_path, postgres)
    yield made
    made.close()


@pytest.fixture
def vault(vaults: Vaults) -> AnyVault:
    """An empty vault."""
    return vaults.open()
