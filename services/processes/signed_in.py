"""Sign-in links and sessions in the hub's database, so that any process of the pages takes what another gave."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine

from services.web.sessions import OPENINGS_MAX, Opening, Session, Sessions
from services.web.sign_in_links import TOKEN_BYTES, SignInLinks
from streams.engines.line.times import micros, moment

SEEN_EVERY: Final = timedelta(seconds=30)
"""A session that is used is written so often at most; by so much it may end too early."""
_ENCODER: Final = msgspec.msgpack.Encoder()
_OPENINGS: Final = msgspec.msgpack.Decoder(dict[str, Opening])
_SESSION: Final = 'SELECT "user", started_at, seen_at, openings FROM web_sessions WHERE digest = %s'


class SharedLinks(SignInLinks):
    """Links by the digest of their token. Raises as PostgreSQL does where it does not answer."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def make(self, user: str, now: datetime, lifetime: timedelta = timedelta(minutes=15)) -> str:
        """A new token for `/sign-in/{token}`, good until `now + lifetime`."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM web_links WHERE until <= %s", (micros(now),))
            given = (_digest(token), user, micros(now + lifetime))
            connection.exec_driver_sql("INSERT INTO web_links VALUES (%s, %s, %s)", given)
        return token

    def use(self, token: str, now: datetime) -> str | None:
        """The user whom the token signs in, once among all processes; None for one that is unknown or out of time."""
        with self._engine.begin() as connection:
            row = connection.exec_driver_sql(
                'DELETE FROM web_links WHERE digest = %s RETURNING "user", until', (_digest(token),)
            ).fetchone()
        return str(row[0]) if row is not None and micros(now) < row[1] else None


class SharedSessions(Sessions):
    """Sessions by the digest of their id. Raises as PostgreSQL does where it does not answer."""

    def __init__(self, engine: Engine, secret: bytes, *, idle: timedelta, longest: timedelta) -> None:
        super().__init__(secret, idle=idle, longest=longest)
        self._engine = engine

    def begin(self, user: str, now: datetime) -> Session:
        """A new session. Those that have ended are removed."""
        session = Session(secrets.token_urlsafe(32), user, now, now, {})
        with self._engine.begin() as connection:
            ended = micros(now - self._idle), micros(now - self._longest)
            connection.exec_driver_sql("DELETE FROM web_sessions WHERE seen_at <= %s OR started_at <= %s", ended)
            given = (_digest(session.id), user, micros(now), micros(now), _ENCODER.encode({}))
            connection.exec_driver_sql("INSERT INTO web_sessions VALUES (%s, %s, %s, %s, %s)", given)
        return session

    def find(self, cookie: str, now: datetime) -> Session | None:
        """The session that a cookie names, if it was signed here and still lives; being found keeps it from idling."""
        id = self.unsign("session", cookie)
        if not id:
            return None
        with self._engine.begin() as connection:
            session = _read(connection, id, _SESSION)
            if session is None or not self._lives(session, now):
                return None
            if now - session.seen_at >= SEEN_EVERY:
                connection.exec_driver_sql(
                    "UPDATE web_sessions SET seen_at = greatest(seen_at, %s) WHERE digest = %s",
                    (micros(now), _digest(id)),
                )
        session.seen_at = now
        return session

    def end(self, session: Session) -> None:
        """Sign out, in every process."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM web_sessions WHERE digest = %s", (_digest(session.id),))

    def remember(self, session: Session, opening: str, subject: str, at: datetime) -> None:
        """Let this session render an opening that was decided `at`; what another process added meanwhile stays."""
        with self._engine.begin() as connection:
            held = _read(connection, session.id, f"{_SESSION} FOR UPDATE")
            if held is None:
                return
            openings = {**held.openings, opening: Opening(subject, at)}
            for oldest in list(openings)[: max(0, len(openings) - OPENINGS_MAX)]:
                del openings[oldest]
            connection.exec_driver_sql(
                "UPDATE web_sessions SET openings = %s WHERE digest = %s",
                (_ENCODER.encode(openings), _digest(session.id)),
            )
        session.openings = openings


def _read(connection: Connection, id: str, statement: str) -> Session | None:
    row: Sequence[object] | None = connection.exec_driver_sql(statement, (_digest(id),)).fetchone()
    if row is None:
        return None
    user, started, seen, openings = row
    assert isinstance(openings, bytes)
    return Session(id, str(user), moment(int(str(started))), moment(int(str(seen))), _OPENINGS.decode(openings))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
