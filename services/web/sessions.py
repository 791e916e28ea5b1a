"""Who is signed in, and what they have opened. The server keeps it; the cookie is a signed name for it.

Signing out ends a session at once, wherever its cookie was copied to. A restart ends all of them: everyone asks for a
new link, and nobody reads on under an opening of before.
"""

import base64
import hashlib
import hmac
import secrets
import threading
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

OPENINGS_MAX: Final = 200


class Opening(Struct, frozen=True):
    """A recorded opening that this session may render: of which notice, desk item or event, and when it was decided."""

    subject: str
    at: datetime


class Session(Struct):
    """One signed-in browser."""

    id: str
    user: str
    started_at: datetime
    seen_at: datetime
    openings: dict[str, Opening]


class Sessions:
    """All live sessions, in memory. `idle` and `longest` end them."""

    def __init__(self, secret: bytes, *, idle: timedelta, longest: timedelta) -> None:
        self._secret = secret
        self._idle = idle
        self._longest = longest
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, user: str, now: datetime) -> Session:
        """A new session."""
        session = Session(secrets.token_urlsafe(32), user, now, now, {})
        with self._lock:
            self._sessions = {id: held for id, held in self._sessions.items() if self._lives(held, now)}
            self._sessions[session.id] = session
        return session

    def find(self, cookie: str, now: datetime) -> Session | None:
        """The session that a cookie names, if it was signed here and still lives; being found keeps it from idling."""
        id = self.unsign("session", cookie)
        with self._lock:
            session = self._sessions.get(id) if id else None
            if session is None or not self._lives(session, now):
                return None
            session.seen_at = now
            return session

    def end(self, session: Session) -> None:
        """Sign out."""
        with self._lock:
            self._sessions.pop(session.id, None)

    def remember(self, session: Session, opening: str, subject: str, at: datetime) -> None:
        """Let this session render an opening that was decided `at`."""
        with self._lock:
            session.openings[opening] = Opening(subject, at)
            while len(session.openings) > OPENINGS_MAX:
                del session.openings[next(iter(session.openings))]

    def sign(self, purpose: str, value: str) -> str:
        """The value with its signature, for this purpose alone."""
        return f"{value}.{self._mac(purpose, value)}"

    def unsign(self, purpose: str, signed: str) -> str | None:
        """The value of a text that `sign` made for this purpose, else None."""
        value, _, mac = signed.rpartition(".")
        return value if value and hmac.compare_digest(mac.encode(), self._mac(purpose, value).encode()) else None

    def form_token(self, id: str) -> str:
        """The token that every form of this session (or of this browser, before sign-in) carries."""
        return self._mac("form", id)

    def form_token_is_right(self, id: str, token: str) -> bool:
        """Whether a posted token is the one of this session."""
        return hmac.compare_digest(token.encode(), self.form_token(id).encode())

    def _lives(self, session: Session, now: datetime) -> bool:
        return now - session.seen_at < self._idle and now - session.started_at < self._longest

    def _mac(self, purpose: str, value: str) -> str:
        mac = hmac.digest(self._secret, f"firstbell {purpose}\0{value}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
