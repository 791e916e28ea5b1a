"""Who publishes: the agency's name, and its Ed25519 signing key in a file that its owner alone can read."""

import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

KEY_BYTES: Final = 32
_OTHERS: Final = 0o077


class IdentityError(Exception):
    """The key file cannot be used; the text says what to do."""


class Identity(Struct, frozen=True):
    """The agency, the id under which its key is registered at the hub, and the key."""

    agency: str
    key_id: str
    key: Ed25519PrivateKey


def create_key(path: Path) -> bytes:
    """Make a signing key (32 bytes, mode 0600) and return its public key, which the hub's operator registers.

    Raises `IdentityError` where there is a file already.
    """
    key = Ed25519PrivateKey.generate()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise IdentityError(f"a file stands at `{path}` already: choose another place") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    return key.public_key().public_bytes_raw()


def read_identity(path: Path, agency: str, key_id: str) -> Identity:
    """The identity with the key at `path`. Raises `IdentityError` where others could read it or it is no key."""
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes()
    except OSError as error:
        raise IdentityError(f"the key file `{path}` cannot be read ({type(error).__name__}): check the path") from None
    if mode & _OTHERS:
        raise IdentityError(f"others can read the key file `{path}`: `chmod 600` it, and replace the key if in doubt")
    if len(secret) != KEY_BYTES:
        raise IdentityError(f"the key file `{path}` does not hold {KEY_BYTES} bytes: restore it from its backup")
    return Identity(agency, key_id, Ed25519PrivateKey.from_private_bytes(secret))
