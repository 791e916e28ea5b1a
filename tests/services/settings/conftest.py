"""An environment of this program's variables, and nothing of the caller's."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from services.settings.listing import PREFIX

Environment = Callable[..., None]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Set variables, each named without the prefix, in place of all that were set."""

    def put(**variables: str) -> None:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(PREFIX + name, value)

    put()
    return put


@pytest.fixture
def worker(tmp_path: Path) -> dict[str, str]:
    """Variables with which a worker can start."""
    for name in ("keys", "vault-keys", "scratch"):
        (tmp_path / name).mkdir()
    for name in ("worker.pem", "authority.pem"):
        (tmp_path / name).write_text("-----BEGIN-----")
    return {
        "KAFKA_BOOTSTRAP": "broker-1:9093, broker-2:9093",
        "KAFKA_CERTIFICATE": str(tmp_path / "worker.pem"),
        "KAFKA_AUTHORITY": str(tmp_path / "authority.pem"),
        "VIEWS_DATABASE_URL": "postgresql://worker:sesame@db/firstbell",
        "VAULT_DATABASE_URL": "postgresql://worker:sesame@db/firstbell_vault",
        "KEYS_FOLDER": str(tmp_path / "keys"),
        "VAULT_KEYS_FOLDER": str(tmp_path / "vault-keys"),
        "SCRATCH_FOLDER": str(tmp_path / "scratch"),
    }
