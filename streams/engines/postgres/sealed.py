"""Sealed bytes in PostgreSQL: received envelopes, rolls, the staff directory. Nothing here opens without the vault."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import psycopg
from sqlalchemy import Engine

from streams.deciders.places import intake_source
from streams.engines.kafka.ports import IntakeCopy
from streams.engines.line.times import micros, moment

_INTAKE: Final = (
    "INSERT INTO intake SELECT * FROM unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bytea[], %b::bytea[])"
    " ON CONFLICT DO NOTHING"
)
_ACCEPTED: Final = (
    "INSERT INTO accepted_events SELECT * FROM unnest(%b::bytea[], %b::text[], %b::bigint[]) ON CONFLICT DO NOTHING"
)
_ENVELOPES: Final = (
    "SELECT DISTINCT ON (a.event) a.event, i.envelope FROM accepted_events a"
    " JOIN intake i ON i.source = a.source AND i.position = a.position"
    " LEFT JOIN event_view e ON e.event = a.event AND e.source = a.source AND e.position = a.position"
    " WHERE a.event = ANY(%b::bytea[]) ORDER BY a.event, e.event IS NULL, a.position DESC"
)
"""Of what several workers took an event from (one of them in vain), that which its record names, else the latest."""
_COPY: Final = (
    "SELECT i.source, i.position, i.at, i.digest, i.envelope, a.event FROM intake i"
    " LEFT JOIN accepted_events a ON a.source = i.source AND a.position = i.position"
)


class PostgresIntake:
    """Envelopes as received (`streams.engines.kafka.ports.IntakeRows`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, rows: Sequence[IntakeCopy]) -> None:
        """Make copies durable; a place that stands there already keeps what it has."""
        taken = [row for row in rows if row.event is not None]
        with self._engine.begin() as connection:
            cursor = _cursor(connection.connection.driver_connection)
            if rows:
                cursor.execute(
                    _INTAKE,
                    (
                        [row.source for row in rows],
                        [row.position for row in rows],
                        [micros(row.at) for row in rows],
                        [row.digest for row in rows],
                        [row.envelope for row in rows],
                    ),
                )
            if taken:
                cursor.execute(
                    _ACCEPTED,
                    ([row.event for row in taken], [row.source for row in taken], [row.position for row in taken]),
                )

    def at_place(self, source: str, position: int) -> IntakeCopy | None:
        """The copy of one input."""
        return self._one(f"{_COPY} WHERE i.source = %s AND i.position = %s", source, position)

    def brought(self, agency: str, digest: bytes) -> IntakeCopy | None:
        """The first copy of what an agency brought, by the digest of all its bytes."""
        prefix = intake_source(agency, 0)[:-1]
        return self._one(
            f"{_COPY} WHERE i.digest = %s AND left(i.source, %s) = %s"
            " AND substr(i.source, %s) ~ '^[0-9]+$' ORDER BY i.at, i.source, i.position LIMIT 1",
            digest,
            len(prefix),
            prefix,
            len(prefix) + 1,
        )

    def _one(self, statement: str, *given: object) -> IntakeCopy | None:
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(statement, given).fetchone()
        return IntakeCopy(row[0], row[1], moment(row[2]), row[3], row[4], row[5]) if row is not None else None

    def places(self, event: bytes) -> list[tuple[str, int]]:
        """Source and position of every submission from which a worker took an event, be it in vain."""
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT source, position FROM accepted_events WHERE event = %s", (event,))
            return [(source, position) for source, position in rows]

    def envelopes(self, events: Collection[bytes]) -> Mapping[bytes, bytes]:
        """The envelope bytes of accepted events, by event id; those that were never accepted are left out."""
        if not events:
            return {}
        with self._engine.connect() as connection:
            cursor = _cursor(connection.connection.driver_connection)
            return dict(cursor.execute(_ENVELOPES, (list(events),)).fetchall())


class PostgresRows:
    """Rolls and the staff directory (`streams.engines.line.ports.SealedRows`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def roll(self, urn: str, version: int) -> list[tuple[str, bytes]]:
        """(pupil, sealed body) of one version of a school's roll."""
        return self._read("SELECT pupil, body FROM rolls WHERE urn = %s AND version = %s ORDER BY pupil", urn, version)

    def roll_entry(self, urn: str, version: int, pupil: str) -> bytes | None:
        """The sealed body of one entry."""
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(
                "SELECT body FROM rolls WHERE urn = %s AND version = %s AND pupil = %s", (urn, version, pupil)
            ).fetchone()
        return bytes(row[0]) if row is not None else None

    def staff(self) -> list[tuple[str, int, bytes]]:
        """(user, version, sealed body) of the staff directory."""
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql('SELECT "user", version, body FROM staff ORDER BY "user", version')
            return [(user, version, body) for user, version, body in rows]

    def put_roll(self, urn: str, version: int, entries: Sequence[tuple[str, bytes]]) -> None:
        """Put one version of a school's roll in place, durably; what stood there under that version is replaced.

        Older versions stay until `drop_rolls`: somebody may still be deciding by them.
        """
        with self._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM rolls WHERE urn = %s AND version = %s", (urn, version))
            cursor = _cursor(connection.connection.driver_connection)
            cursor.executemany(
                "INSERT INTO rolls VALUES (%s, %s, %s, %s)", [(urn, version, pupil, body) for pupil, body in entries]
            )

    def drop_rolls(self, urn: str, below: int) -> None:
        """Remove every version of a school's roll before this one."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM rolls WHERE urn = %s AND version < %s", (urn, below))

    def put_staff(self, rows: Sequence[tuple[str, int, bytes]]) -> None:
        """Put entries (user, version, sealed body) into the staff directory, durably; those there already stay.

        Older versions stay until `drop_staff`: somebody may still be deciding by them.
        """
        with self._engine.begin() as connection:
            cursor = _cursor(connection.connection.driver_connection)
            cursor.executemany("INSERT INTO staff VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", rows)

    def drop_staff(self, user: str, below: int) -> None:
        """Remove every version of a user's entry before this one."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql('DELETE FROM staff WHERE "user" = %s AND version < %s', (user, below))

    def _read(self, statement: str, *given: object) -> list[tuple[str, bytes]]:
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.exec_driver_sql(statement, given or None)]


def _cursor(connection: object) -> psycopg.Cursor:
    assert isinstance(connection, psycopg.Connection)
    return connection.cursor()
