"""Folding a home's views and state from its records again, while no hub works on it."""

from contextlib import closing
from pathlib import Path

from services.operator.reading import HomeReader
from streams.engines.local.database import open_database
from streams.engines.local.folded import rebuild
from streams.engines.local.home import Home
from streams.ledger.held import holding


def rebuild_home(folder: Path) -> int:
    """How many records were folded. Raises HomeError, and LogInUse where a hub works on the home."""
    with HomeReader(folder) as reader:
        hub = reader.hub
    home = Home(folder)
    with holding(home.ledger), closing(open_database(home.database)) as database:
        return rebuild(database, hub.person_partitions)
