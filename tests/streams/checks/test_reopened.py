"""Where an accepted event stands is known before the place is written down, and after."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from schemas.envelope import open_envelope, read_value
from streams import sqlite
from streams.checks.reopened import Reopened, VaultReader
from streams.engines.local.home import Home
from streams.engines.local.reading import Records
from tests.bench.town import declare_town, pupils_of, sections_of
from tests.support.force import POLICE

AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SOURCE = f"intake.{POLICE}.0"
SCHOOLS = ("109500",)


def test_places_are_found_before_and_after_they_are_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    force = declare_town(home, SCHOOLS)
    submission = force.seal("CASE/1", sections_of(*pupils_of(SCHOOLS)[:2]), AT)
    event = read_value(open_envelope(submission.envelope)).header.event
    with (
        closing(sqlite.connect(":memory:")) as database,
        closing(sqlite.connect(":memory:")) as scratch,
        closing(VaultReader(home.vault, home.read_keys().key_encryption)) as vault,
    ):
        database.execute("CREATE TABLE intake (source TEXT, position INTEGER, envelope BLOB)")
        database.execute("INSERT INTO intake VALUES (?, ?, ?)", (SOURCE, 7, submission.envelope))
        reopened = Reopened(database, Records(database), vault, scratch)

        def publisher() -> str | None:
            header = reopened.header(event)
            return header.publisher if header is not None else None

        assert publisher() is None
        reopened.locate(event, SOURCE, 7)
        assert publisher() == POLICE
        reopened.keep_places()
        assert publisher() == POLICE
        reopened.locate(event, SOURCE, 8)
        assert publisher() == POLICE, "an event stays where it was accepted first"
        reopened.keep_places()
        assert scratch.execute("SELECT position FROM located").fetchall() == [(7,)]
