"""Differences planted in a log: one output dropped, doubled or changed in one field, one record gone or late."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import cycle

from msgspec import Struct
from msgspec.structs import replace

from schemas import codec
from schemas.records.decision import Decision, Output

Records = Mapping[str, Sequence[bytes]]


class Chains(dict[str, Sequence[bytes]]):
    """The records of a log by source partition. Shown in short: a failing test need not print them all."""

    def __repr__(self) -> str:
        """How many records there are of each."""
        return f"Chains({', '.join(f'{source}: {len(records)}' for source, records in self.items())})"


class Kept:
    """A log in memory. `inputs` is the last position decided, unless more is said to wait."""

    def __init__(self, chains: Records, waiting: Mapping[str, int] | None = None) -> None:
        self._chains = chains
        self._waiting = waiting or {}

    def sources(self) -> Sequence[str]:
        """The source partitions."""
        return list(self._chains)

    def records(self, source: str) -> Iterator[bytes]:
        """The records."""
        yield from self._chains[source]

    def inputs(self, source: str) -> int:
        """How many inputs there are."""
        last = codec.decode(self._chains[source][-1], Decision).position if self._chains[source] else 0
        return last + self._waiting.get(source, 0)


def altered(chains: Records, source: str, place: int, change: Callable[[Decision], Decision]) -> Records:
    """The same chains but for one record."""
    records = list(chains[source])
    records[place] = codec.encode(change(codec.decode(records[place], Decision)))
    return Chains({**chains, source: records})


def with_output(chains: Records, kind: type[Struct], change: Callable[[Output], Sequence[Output]]) -> Records:
    """The same chains, with others in the place of the first output of a kind."""
    for source, records in chains.items():
        for place, body in enumerate(records):
            outputs = codec.decode(body, Decision).outputs
            for ordinal, output in enumerate(outputs):
                if isinstance(output, kind):
                    new = (*outputs[:ordinal], *change(output), *outputs[ordinal + 1 :])
                    return altered(chains, source, place, lambda d: replace(d, outputs=new))  # noqa: B023 - called here
    raise LookupError(f"the log has no `{kind.__name__}`")


def places(chains: Records) -> list[tuple[str, int, int]]:
    """Source, record and ordinal of every output."""
    return [
        (source, place, ordinal)
        for source, records in chains.items()
        for place, body in enumerate(records)
        for ordinal, _ in enumerate(codec.decode(body, Decision).outputs)
    ]


def changed_values(output: Struct, *, without: Sequence[str] = ()) -> list[Struct]:
    """The output with one value changed, for each value in it, however deep."""
    return [
        replace(output, **{field: value})
        for field in output.__struct_fields__
        if field not in without
        for value in _others(getattr(output, field))
    ]


def _others(value: object) -> list[object]:
    match value:
        case bool():
            return [not value]
        case Enum():
            members = cycle(type(value))
            while next(members) is not value:
                pass
            return [next(members)] if len(type(value)) > 1 else []
        case int():
            return [value + 1]
        case str():
            return [("1" if value[0] != "1" else "2") + value[1:]] if value else ["x"]
        case bytes():
            return [bytes([value[0] ^ 1, *value[1:]])]
        case datetime():
            return [value + timedelta(minutes=1)]
        case tuple():
            inner = [(*value[:n], other, *value[n + 1 :]) for n, part in enumerate(value) for other in _others(part)]
            return [*inner, value[:-1]] if value else []
        case Struct():
            return list(changed_values(value))
        case _:
            return []
