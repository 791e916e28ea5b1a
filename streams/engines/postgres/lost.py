"""Inputs that were gone from their topic before they were decided, as workers found it: a finding is never changed."""

from typing import Final

from msgspec.structs import replace
from sqlalchemy import Connection, Engine, text

from streams.engines.kafka.ports import LostInputs

_PUT: Final = text(
    "INSERT INTO lost_inputs (source, topic, partition, first_offset, end_offset, at) VALUES"
    " (:source, :topic, :partition, :first, :end, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"
    " ON CONFLICT DO NOTHING"
)
_FOUND: Final = text(
    "SELECT source, topic, partition, first_offset, end_offset FROM lost_inputs"
    " ORDER BY source, topic, partition, first_offset, end_offset"
)


class PostgresLost:
    """Findings in the hub's database (`streams.engines.kafka.ports.LostRows`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, lost: LostInputs) -> bool:
        """Make a finding durable; whether it was not there before."""
        given = {
            "source": lost.source,
            "topic": lost.topic,
            "partition": lost.partition,
            "first": lost.first,
            "end": lost.end,
        }
        with self._engine.begin() as connection:
            return connection.execute(_PUT, given).rowcount == 1


def found_lost(connection: Connection) -> list[LostInputs]:
    """What was found, by source; findings that overlap or follow on are one."""
    found: list[LostInputs] = []
    for source, topic, partition, first, end in connection.execute(_FOUND):
        last = found[-1] if found else None
        one = LostInputs(source, topic, partition, first, end)
        if last is not None and _follows(last, one):
            found[-1] = replace(last, end=max(last.end, end))
        else:
            found.append(one)
    return found


def _follows(last: LostInputs, one: LostInputs) -> bool:
    """Whether a finding overlaps or follows on the one before, in the same partition."""
    same = (last.source, last.topic, last.partition) == (one.source, one.topic, one.partition)
    return same and one.first <= last.end
