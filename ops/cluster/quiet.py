"""Telling when a hub on a cluster has nothing left to do: everything decided, forwarded, seen in the views, signed."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import psycopg
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from ops.cluster.hub import HubCluster
from streams.engines.kafka.sinks.clients import Reader
from streams.engines.kafka.topics import Place, Topics, publishers, sources
from streams.engines.kafka.worker import GROUP
from streams.ledger.log import CHECKPOINT
from streams.reference.facts import Reference

PATIENCE: Final = 300.0
BETWEEN: Final = 0.1
SINKS: Final = ("views", "ledger")
HOPS: Final = ("intake.", "resolve", "person.")
"""How the names of sources begin, in the order in which their records forward."""
_NEXT_OFFSET: Final = 0
_POSITION: Final = 1


class NotQuiet(Exception):
    """The hub did not come to rest in time; the text says what still waits."""


class Quiet:
    """Asks brokers and database as the operator does. A process that died meanwhile is told as `ProgramDied`."""

    def __init__(self, cluster: HubCluster, reference: Callable[[], Reference]) -> None:
        self._cluster = cluster
        self._reference = reference
        self._topics = Topics()
        self._admin = KafkaAdminClient(**cluster.connection("operator").kafka_python())
        self._reader = Reader(cluster.connection("operator"))
        self._database = psycopg.connect(cluster.address("operator"), autocommit=True)

    def close(self) -> None:
        """Disconnect."""
        self._database.close()
        self._reader.close()
        self._admin.close()

    def wait(self) -> None:
        """Return once everything that was appended before is decided, and its records stand in views and ledger.

        Hop by hop: a worker commits an input only after what it forwards is acknowledged, so once what stood in one
        hop is committed, all that it forwards stands in the next. What comes meanwhile is not waited for.
        """
        for hop in HOPS:
            self._wait_committed([source for source in self._sources() if source.startswith(hop)])
        records = self._ends({source: self._topics.decisions_of(source) for source in self._sources()})
        for sink in SINKS:
            self._until(partial(self._has_come_to, sink, _NEXT_OFFSET, records), f"records are not in the {sink}")
        entries = self._entries()
        self._until(lambda: self._signed() >= entries, "no checkpoint covers the ledger")

    def wait_for_ticks(self) -> None:
        """Return once ticks that were sent before are decided and seen."""
        persons = [source for source in self._sources() if source.startswith(HOPS[-1])]
        ticks = self._ends({source: self._topics.inputs_of(source) for source in persons})
        self._until(partial(self._has_come_to, "views", _POSITION, ticks), "ticks are not decided")

    def _wait_committed(self, sources: Sequence[str]) -> None:
        places = {source: self._topics.inputs_of(source) for source in sources}
        ends = self._ends(places)

        def all_committed() -> bool:
            committed = self._admin.list_group_offsets({GROUP: None})[GROUP]
            return all(end == 0 or _committed(committed, places[source]) >= end for source, end in ends.items())

        self._until(all_committed, f"inputs of {', '.join(sources)} are not decided")

    def _has_come_to(self, sink: str, which: int, ends: Mapping[str, int]) -> bool:
        heads = self._heads()
        return all(heads.get((sink, source), (0, 0))[which] >= end for source, end in ends.items())

    def _sources(self) -> list[str]:
        reference = self._reference()
        assert reference.hub is not None
        hub = reference.hub
        return sources(publishers(reference), hub.intake_partitions, hub.person_partitions)

    def _ends(self, places: Mapping[str, Place]) -> dict[str, int]:
        return {source: self._reader.end(place) for source, place in places.items()}

    def _heads(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Next offset of the decisions, and position of the inputs, that each sink has come to."""
        rows = self._database.execute("SELECT sink, source, next_offset, position FROM sink_heads").fetchall()
        return {(sink, source): (offset, position) for sink, source, offset, position in rows}

    def _entries(self) -> int:
        row = self._database.execute("SELECT coalesce(max(position) + 1, 0) FROM ledger_entries").fetchone()
        return int(row[0]) if row is not None else 0

    def _signed(self) -> int:
        """The size that the checkpoint tells, in its second line (C2SP tlog-checkpoint)."""
        path = self._cluster.ledger / CHECKPOINT
        return int(path.read_text("utf-8").split("\n")[1]) if path.exists() else 0

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            self._cluster.check()
            if time.monotonic() > end:
                raise NotQuiet(f"{what} after {PATIENCE:.0f} s: look into `{self._cluster.logs}`")
            time.sleep(BETWEEN)


def _committed(committed: Mapping[TopicPartition, object], place: Place) -> int:
    found = committed.get(TopicPartition(place.topic, place.partition))
    return int(getattr(found, "offset", 0))
