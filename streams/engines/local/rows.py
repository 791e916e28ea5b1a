"""Rolls and the staff directory in the hub's database, sealed row by row."""

from streams import sqlite


class Rows:
    """`line.ports.SealedRows` over the hub's database."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database

    def roll(self, urn: str, version: int) -> list[tuple[str, bytes]]:
        """(pupil, sealed body) of one version of a school's roll."""
        return self._database.execute(
            "SELECT pupil, body FROM rolls WHERE urn = ? AND version = ?", (urn, version)
        ).fetchall()

    def roll_entry(self, urn: str, version: int, pupil: str) -> bytes | None:
        """The sealed body of one entry."""
        row = self._database.execute(
            "SELECT body FROM rolls WHERE urn = ? AND version = ? AND pupil = ?", (urn, version, pupil)
        ).fetchone()
        return row[0] if row is not None else None

    def staff(self) -> list[tuple[str, int, bytes]]:
        """(user, version, sealed body) of the staff directory."""
        return self._database.execute("SELECT user, version, body FROM staff").fetchall()
