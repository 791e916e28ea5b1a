"""The history of a hub on Kafka, for the checker: from the topics, and from the views where they are looked at."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import psycopg

from streams.checks.chains import ChainRecord
from streams.checks.cluster_log import ClusterLog, Entered, Heads, NotLedgered
from streams.checks.history import Commanded, History, NoticeSeen, OutcomeSeen, Submitted
from streams.deciders.places import split_output_id
from streams.views.outcomes import OUTCOMES

LEDGERED_WITHIN: Final = 60.0
_BETWEEN: Final = 0.5
_ROWS: Final = 1000


def history_of_cluster(
    log: ClusterLog,
    views: psycopg.Connection | None = None,
    *,
    submitted: Sequence[Submitted] = (),
    commanded: Sequence[Commanded] = (),
    at_rest: bool = True,
    heads: Heads | None = None,
) -> History:
    """The history of a hub, with what its callers were promised and answered. `views`: its database, to check it too.

    `not_counted` of the history is filled while its records are read. `heads`: those of a log that is fixed; ledger and
    views may be beyond them, and must have come to them. Raises `NotLedgered`.
    """
    entered = Entered.of(log.entries(), None) if heads is None else log.ledgered(heads, LEDGERED_WITHIN)
    if heads is not None and views is not None:
        _wait_for_views(views, heads)
    entries, indexes, shown = entered.entries, entered.indexes, Shown(heads)
    return History(
        submitted=submitted,
        commanded=commanded,
        inputs=(logged for source in log.sources() for logged in log.logged(source)),
        reference=log.reference_rows(indexes),
        records=_records(log, indexes),
        entry=lambda index: entries[index] if index < len(entries) else None,
        entry_count=len(entries),
        notices=shown.notices(views) if views is not None else None,
        outcomes=shown.outcomes(views) if views is not None else None,
        at_rest=at_rest,
        repeats=True,
        not_counted=log.not_counted,
        beyond=entered.beyond,
        forgotten={source: log.forgotten(source) for source in log.sources()},
    )


def _records(log: ClusterLog, indexes: Mapping[tuple[str, int], int]) -> Iterator[ChainRecord]:
    for source in log.sources():
        for counted in log.counted(source):
            number = counted.decision.number
            yield ChainRecord(source, number, counted.body, indexes.get((source, number), -1))


class Shown:
    """What views show of a log up to its heads: what came after them is left out."""

    def __init__(self, heads: Heads | None) -> None:
        self._heads = heads

    def notices(self, views: psycopg.Connection) -> Iterator[NoticeSeen]:
        """Notices, each with the one in its place."""
        for notice, replaced_by in _rows(views, b"SELECT notice, replaced_by FROM notice_view"):
            if self._known(str(notice)):
                replaced = str(replaced_by) if replaced_by is not None and self._known(str(replaced_by)) else None
                yield NoticeSeen(str(notice), replaced)

    def outcomes(self, views: psycopg.Connection) -> Iterator[OutcomeSeen]:
        """Outcomes of submissions, each with its record."""
        for digest, source, number in _rows(views, f"SELECT digest, source, number FROM ({OUTCOMES}) AS told".encode()):
            assert isinstance(digest, bytes)
            if self._known(f"{source}-{number}-0"):
                yield OutcomeSeen(digest, f"{source}-{number}")

    def _known(self, output: str) -> bool:
        if self._heads is None:
            return True
        source, number, _ = split_output_id(output)
        return number <= self._heads.get(source, 0)


def _wait_for_views(views: psycopg.Connection, heads: Heads) -> None:
    end = time.monotonic() + LEDGERED_WITHIN
    while behind := [source for source, number in heads.items() if number > _seen(views).get(source, 0)]:
        if time.monotonic() >= end:
            text = f"the views of {len(behind)} partitions have not come so far after {LEDGERED_WITHIN:.0f} s"
            raise NotLedgered(f"{text}: see `firstbell status --cluster`")
        time.sleep(_BETWEEN)


def _seen(views: psycopg.Connection) -> dict[str, int]:
    rows = _rows(views, b"SELECT source, number FROM sink_heads WHERE sink = 'views'")
    return {str(source): int(str(number)) for source, number in rows}


def _rows(views: psycopg.Connection, statement: bytes) -> Iterator[tuple[object, ...]]:
    with views.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            yield from rows
