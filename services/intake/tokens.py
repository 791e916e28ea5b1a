"""Which agency speaks: bearer tokens (RFC 6750), of which only a SHA-256 is kept."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

TOKEN_BYTES: Final = 32
LONGEST: Final = 512


def new_token() -> str:
    """A fresh token of 256 random bits. Give it to the agency once, keep only `token_digest` of it."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is kept of a token, in hexadecimal. A plain hash is enough for a random token of 256 bits."""
    return sha256(token.encode()).hexdigest()


class AgencyTokens:
    """The agencies that may speak; each may have several tokens, so that one can be replaced without a gap."""

    def __init__(self, digests: Mapping[str, Iterable[str]]) -> None:
        """`digests` are `token_digest`s by agency. Raises ValueError for one that is none, or that two have."""
        self._known: dict[bytes, str] = {}
        for agency, own in digests.items():
            for text in own:
                self._add(agency, text)

    def agency(self, authorization: str) -> str | None:
        """The agency of an Authorization header; None for any other. Every known token is compared, in equal time."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
            return None
        presented = sha256(token.strip().encode()).digest()
        found = None
        for known, agency in self._known.items():
            if hmac.compare_digest(known, presented):
                found = agency
        return found

    def _add(self, agency: str, text: str) -> None:
        try:
            digest = bytes.fromhex(text)
        except ValueError:
            digest = b""
        if len(digest) != sha256().digest_size:
            raise ValueError(f"a token of `{agency}` is not kept as a SHA-256 of 64 hexadecimal digits: make a new one")
        if self._known.setdefault(digest, agency) != agency:
            raise ValueError(f"`{agency}` and another agency have the same token: make a new one for each")
