"""Makes the folder of secrets that docker-compose.yml mounts: `python -m ops.containers.prepare`.

Copies the hub's keys from its home and the certificates, and makes passwords that nobody has to know. The folder is
closed to others (0700); the files in it can be read inside the containers, whose users have other numbers.
"""

import argparse
import secrets
import shutil
import sys
from pathlib import Path
from typing import Final

from ops.setup.environment import ROOT

FOLDER: Final = ROOT / ".containers"
ROLES: Final = ("owner", "worker", "ledger-writer", "views", "web", "intake", "outbox-sender", "operator")
"""Logins of PostgreSQL."""
OF_VAULT: Final = ("owner", "worker", "web", "outbox-sender", "operator")
"""Those that may reach the vault's database."""
PRINCIPALS: Final = (
    "broker",
    "admin",
    "worker",
    "ledger-writer",
    "views",
    "ticker",
    "web",
    "intake",
    "outbox-sender",
    "operator",
)
"""Certificates, as ops/kafka/acls.yaml names their principals."""
DATABASES: Final = {"views": "firstbell", "vault": "firstbell_vault"}


class NotPrepared(Exception):
    """Something is missing; the text says what to do."""


def prepare(home: Path, certificates: Path, folder: Path = FOLDER) -> list[str]:
    """Make what is missing in the folder of secrets; all of its files, by path within it. Raises `NotPrepared`.

    Keys and passwords that stand there are kept: the volume of keys and the databases have them. Certificates and
    tokens are renewed.
    """
    keys = home / "keys"
    if not keys.is_dir():
        raise NotPrepared(f"no hub lives in `{home}`: run `firstbell init`, and name its folder with --home")
    if not (certificates / "authority.pem").exists():
        raise NotPrepared(f"`{certificates}` holds no authority: run `firstbell kafka certificates {certificates}`")
    for inner in (folder, folder / "keys", folder / "certificates", folder / "databases"):
        inner.mkdir(mode=0o700, exist_ok=True)
    for path in sorted(path for path in keys.iterdir() if path.is_file()):
        _put(folder / "keys" / path.name, path.read_bytes())
    for name in ("authority", *PRINCIPALS):
        source = certificates / f"{name}.pem"
        if not source.exists():
            raise NotPrepared(f"`{certificates}` holds no certificate `{name}.pem`: make it there first")
        _put(folder / "certificates" / source.name, source.read_bytes(), renew=True)
    _make_passwords(folder)
    tokens = home / "tokens.json"
    _put(folder / "tokens.json", tokens.read_bytes() if tokens.exists() else b"{}\n", renew=True)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _make_passwords(folder: Path) -> None:
    for name in ("postgres", "grafana"):
        _put(folder / f"{name}.password", secrets.token_urlsafe(32).encode())
    for role in ROLES:
        path = folder / "databases" / f"{role}.password"
        _put(path, secrets.token_urlsafe(32).encode())
        password = path.read_text(encoding="ascii")
        for name, database in DATABASES.items():
            if name == "views" or role in OF_VAULT:
                url = f"postgresql://{role}:{password}@postgres/{database}"
                _put(folder / "databases" / f"{role}.{name}.url", url.encode())


def _put(path: Path, content: bytes, *, renew: bool = False) -> None:
    """A file that every user may read, in a folder that only its owner may enter."""
    if path.exists() and not renew:
        return
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.chmod(0o444)
    partial.replace(path)


def main() -> int:
    """Run as a command; the exit code is 0 where all is there, 1 where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m ops.containers.prepare", description=__doc__)
    parser.add_argument("--home", type=Path, default=ROOT / ".firstbell", help="the hub's home (default: .firstbell)")
    parser.add_argument("--certificates", type=Path, default=ROOT / ".certificates", help="default: .certificates")
    parser.add_argument("--fresh", action="store_true", help="begin anew: only before the databases are made")
    given = parser.parse_args()
    try:
        if given.fresh and FOLDER.exists():
            shutil.rmtree(FOLDER)
        made = prepare(given.home, given.certificates)
    except NotPrepared as error:
        print(f"not prepared: {error}", file=sys.stderr)
        return 1
    print(f"{len(made)} secrets in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
