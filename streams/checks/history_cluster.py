"""The history of a hub on Kafka, for the checker: from the topics, and from the views where they are looked at."""

from collections.abc import Iterator, Sequence
from typing import Final

import psycopg

from streams.checks.chains import ChainRecord
from streams.checks.cluster_log import ClusterLog
from streams.checks.history import Commanded, History, NoticeSeen, OutcomeSeen, Submitted

_ROWS: Final = 1000


def history_of_cluster(
    log: ClusterLog,
    views: psycopg.Connection | None = None,
    *,
    submitted: Sequence[Submitted] = (),
    commanded: Sequence[Commanded] = (),
    at_rest: bool = True,
) -> History:
    """The history of a hub, with what its callers were promised and answered. `views`: its database, to check it too.

    `not_counted` of the history is filled while its records are read.
    """
    entries: list[bytes] = []
    indexes: dict[tuple[str, int], int] = {}
    for index, entry, source, number in log.entries():
        entries.append(entry)
        indexes[source, number] = index
    return History(
        submitted=submitted,
        commanded=commanded,
        inputs=(logged for source in log.sources() for logged in log.logged(source)),
        reference=log.reference_rows(indexes),
        records=_records(log, indexes),
        entry=lambda index: entries[index] if index < len(entries) else None,
        entry_count=len(entries),
        notices=_notices(views) if views is not None else None,
        outcomes=_outcomes(views) if views is not None else None,
        at_rest=at_rest,
        repeats=True,
        not_counted=log.not_counted,
    )


def _records(log: ClusterLog, indexes: dict[tuple[str, int], int]) -> Iterator[ChainRecord]:
    for source in log.sources():
        for counted in log.counted(source):
            number = counted.decision.number
            yield ChainRecord(source, number, counted.body, indexes.get((source, number), -1))


def _notices(views: psycopg.Connection) -> Iterator[NoticeSeen]:
    for notice, replaced_by in _rows(views, b"SELECT notice, replaced_by FROM notice_view"):
        yield NoticeSeen(str(notice), str(replaced_by) if replaced_by is not None else None)


def _outcomes(views: psycopg.Connection) -> Iterator[OutcomeSeen]:
    for digest, source, number in _rows(views, b"SELECT digest, source, number FROM outcome_view"):
        assert isinstance(digest, bytes)
        yield OutcomeSeen(digest, f"{source}-{number}")


def _rows(views: psycopg.Connection, statement: bytes) -> Iterator[tuple[object, ...]]:
    with views.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            yield from rows
