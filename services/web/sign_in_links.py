"""Sign-in by one-time link: 32 random bytes, kept only as a digest, used once, within minutes."""

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

TOKEN_BYTES: Final = 32


class _Link(Struct, frozen=True):
    user: str
    until: datetime


class SignInLinks:
    """Links that were given out and not yet used. They live in memory: a restart ends them all."""

    def __init__(self) -> None:
        self._links: dict[bytes, _Link] = {}
        self._lock = threading.Lock()

    def make(self, user: str, now: datetime, lifetime: timedelta = timedelta(minutes=15)) -> str:
        """A new token for `/sign-in/{token}`, good until `now + lifetime`."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._links = {digest: link for digest, link in self._links.items() if now < link.until}
            self._links[_digest(token)] = _Link(user, now + lifetime)
        return token

    def use(self, token: str, now: datetime) -> str | None:
        """The user whom the token signs in, once; None for a token that is unknown, used or out of time."""
        with self._lock:
            link = self._links.pop(_digest(token), None)
        return link.user if link is not None and now < link.until else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
