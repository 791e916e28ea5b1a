"""Views and state of a local hub folded from its records: what its tables must hold, for they are caches."""

from itertools import islice
from typing import Final

from schemas import codec
from schemas.records.decision import Decision
from streams import sqlite
from streams.chain import record_digest
from streams.engines.line.chains import Chain
from streams.engines.line.folding import fold
from streams.engines.local.view_writing import write_views
from streams.engines.state_cache import SqliteStateCache

VIEW_TABLES: Final = (
    "event_view",
    "outcome_view",
    "notice_view",
    "triage_view",
    "action_view",
    "step_view",
    "priority_view",
    "hotspot_view",
    "identity_view",
    "restriction_view",
    "desk_view",
    "access_view",
    "disclosure_view",
    "delivery_view",
    "trace_view",
    "alarm_view",
)
STATE_TABLES: Final = ("chains", "state", "subjects", "parked")

_TOGETHER: Final = 512


class Folding:
    """Folds records into a database that has a home's tables, empty. Transactions are its own.

    Give every record that counts, in the order in which they were committed, and `finish` in the end.
    """

    def __init__(self, database: sqlite.Connection, person_partitions: int) -> None:
        self._database = database
        self._person_partitions = person_partitions
        self._cache = SqliteStateCache(database)
        self._chains: dict[str, Chain] = {}
        self._taken: list[Decision] = []

    def take(self, decision: Decision, digest: bytes) -> None:
        """Take the next record; `digest` is that of its bytes."""
        chain = self._chains.get(decision.source)
        if chain is None:
            chain = self._chains[decision.source] = Chain(self._cache, decision.source)
        fold(chain, decision, digest, self._person_partitions)
        self._taken.append(decision)
        if len(self._taken) == _TOGETHER:
            self.finish()

    def finish(self) -> None:
        """Write what was taken: memory stays flat however long the log is."""
        write_views(self._database, self._taken)
        for source in {decision.source for decision in self._taken}:
            self._chains[source].keep()
        self._taken.clear()


def rebuild(database: sqlite.Connection, person_partitions: int) -> int:
    """Empty views and state of a home and fold them again, all or nothing; how many records that took.

    Nobody may decide meanwhile. Verify first that the records are whole: what is folded here is believed.
    """
    count = 0
    database.execute("BEGIN IMMEDIATE")
    try:
        for table in (*VIEW_TABLES, *STATE_TABLES):
            database.execute(f"DELETE FROM {table}")
        folding = Folding(database, person_partitions)
        rows = database.execute("SELECT body FROM decisions ORDER BY rowid")
        while chunk := list(islice(rows, _TOGETHER)):
            for (body,) in chunk:
                folding.take(codec.decode(body, Decision), record_digest(body))
            count += len(chunk)
        folding.finish()
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
    return count
