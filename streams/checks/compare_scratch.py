"""What comparing remembers of one log, in a scratch database, so that memory stays flat however long the log is."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from schemas.records.accept import EventAccepted, EventRejected
from streams import sqlite
from streams.checks.compare_facts import Fact, Name

_TABLES: Final = """
CREATE TABLE people (person TEXT PRIMARY KEY, met BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
  place TEXT PRIMARY KEY, name TEXT NOT NULL, subject BLOB NOT NULL, event BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE stems (stem TEXT PRIMARY KEY, named INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE subjects (
  subject BLOB PRIMARY KEY, strictly BLOB NOT NULL, loosely BLOB NOT NULL, last BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE events (event BLOB PRIMARY KEY, reference TEXT NOT NULL) WITHOUT ROWID;
"""
_PRAGMAS: Final = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8192")
"""Nobody reads it after a crash; 8 MiB stay in memory."""


class Scratch:
    """The names and the running digests of one log. Holds `Names` for `facts_of`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = sqlite.connect(path)
        for pragma in _PRAGMAS:
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(_TABLES)
        self._database.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def met(self, person: str, where: bytes) -> None:
        """A person was met in an event's section."""
        self._database.execute(
            "INSERT INTO people VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET met = min(met, excluded.met)",
            (person, where),
        )

    def person(self, person: str) -> str:
        """The name of a person: the least event and section in which they were met; the id itself if in none."""
        row = self._database.execute("SELECT met FROM people WHERE person = ?", (person,)).fetchone()
        return f"{row[0][:-4].hex()}.{int.from_bytes(row[0][-4:], 'big')}" if row is not None else person

    def place(self, place: str) -> Name | None:
        """What stands at an output id."""
        row = self._database.execute("SELECT name, subject, event FROM places WHERE place = ?", (place,)).fetchone()
        return Name(*row) if row is not None else None

    def give(self, place: str, stem: str, subject: bytes, event: bytes) -> None:
        """Name a place: the next of its stem. A place that has a name keeps it, so that a log can be read again."""
        if self.place(place) is not None:
            return
        (number,) = self._database.execute(
            "INSERT INTO stems VALUES (?, 1) ON CONFLICT (stem) DO UPDATE SET named = named + 1 RETURNING named",
            (stem,),
        ).fetchone()
        self._database.execute("INSERT INTO places VALUES (?, ?, ?, ?)", (place, f"{stem} #{number}", subject, event))

    def add(self, fact: Fact) -> bool:
        """Take a fact into its subject's digests. False for a rejection that was had before: it says nothing new."""
        row = self._database.execute(
            "SELECT strictly, loosely, last FROM subjects WHERE subject = ?", (fact.subject,)
        ).fetchone()
        strictly, loosely, last = row or (b"", b"", b"")
        said = said_by(fact)
        if said and said == last:
            return False
        strictly = sha256(strictly + fact.encoded).digest()
        if fact.loosely is not None:
            loosely = sha256(loosely + fact.encoded_loosely).digest()
        self._database.execute(
            "INSERT INTO subjects VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE"
            " SET strictly = excluded.strictly, loosely = excluded.loosely, last = excluded.last",
            (fact.subject, strictly, loosely, said),
        )
        if isinstance(fact.output, EventAccepted):
            reference = f"{fact.output.publisher} {fact.output.reference}@{fact.output.revision}"
            self._database.execute("INSERT OR IGNORE INTO events VALUES (?, ?)", (fact.event, reference))
        return True

    def reference(self, event: bytes) -> str | None:
        """The publisher and reference of an accepted event."""
        row = self._database.execute("SELECT reference FROM events WHERE event = ?", (event,)).fetchone()
        return str(row[0]) if row is not None else None

    def counted(self) -> int:
        """How many subjects there are."""
        (count,) = self._database.execute("SELECT count(*) FROM subjects").fetchone()
        return int(count)

    def settle(self) -> None:
        """All was taken: what is here can be read from beside."""
        self._database.execute("COMMIT")

    def join(self, other: "Scratch") -> None:
        """Take another log's scratch beside this one, both settled."""
        self._database.execute("ATTACH ? AS other", (str(other._path),))

    def differing(self, *, strict: dict[bytes, bool]) -> Iterator[bytes]:
        """Subjects whose stories differ from the joined log's, in order.

        `strict`, by hop: whether what follows the order between cases is compared too.
        """
        for hop, strictly in sorted(strict.items()):
            column = "strictly" if strictly else "loosely"
            rows = self._database.execute(
                f"SELECT subject FROM (SELECT subject, {column} AS story FROM subjects WHERE {column} != x''"
                f" UNION ALL SELECT subject, {column} FROM other.subjects WHERE {column} != x'')"
                " WHERE subject >= ? AND subject < ? GROUP BY subject"
                " HAVING count(*) = 1 OR min(story) != max(story) ORDER BY subject",
                (hop, bytes([hop[0] + 1])),
            )
            for (subject,) in rows:
                yield subject


def said_by(fact: Fact) -> bytes:
    """What a rejection says, whenever it was said; empty for anything else."""
    output = fact.output
    return f"{output.reason}/{output.place}".encode() if isinstance(output, EventRejected) else b""
