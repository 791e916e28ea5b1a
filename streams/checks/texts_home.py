"""The texts of a local home, for the check of its notices: read-only, with the home's own keys."""

from collections.abc import Collection, Sequence
from contextlib import closing

from schemas.records.decision import Output
from streams import sqlite
from streams.checks.behind import Behind
from streams.checks.reopened import VaultReader
from streams.checks.texts import TextsRead, check_texts
from streams.engines.line.opening import Openings
from streams.engines.local.home import Home, Keys
from streams.engines.local.reading import Records
from streams.reference.facts import Reference
from streams.reference.log import apply_signed


def texts_of_home(database: sqlite.Connection, home: Home, keys: Keys, behind: Sequence[Behind]) -> TextsRead:
    """As `check_texts`. `database` is one that `checks.home.reading` gave. Raises `ReferenceForged`."""
    records = Records(database)

    def outputs(ids: Collection[str]) -> dict[str, Output]:
        return {id: output for id in ids if (output := records.output(id)) is not None}

    with closing(VaultReader(home.vault, keys.key_encryption)) as vault:
        reference = Reference()
        for (signed,) in database.execute("SELECT body FROM reference_log ORDER BY number") if behind else ():
            apply_signed(reference, signed, keys.operator.public_key())
        return check_texts(behind, outputs, Openings(records, vault), reference)
