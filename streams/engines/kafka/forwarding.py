"""Forwarding, and forwarding again: what redelivered inputs sent on is rebuilt from their records, numbers and all.

A record is durable before anything that it forwards is sent, so a worker can die between the two. Whoever takes the
partition over gets those inputs again, for their offsets were not committed, and sends again; the reader applies only
the next number, so that what arrives twice does no harm.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import Forwarded
from streams.engines.kafka.batch import NOWHERE_YET, sent
from streams.engines.kafka.producing import Producer
from streams.engines.kafka.reading import Counted
from streams.engines.kafka.sent import Sent
from streams.engines.kafka.topics import Topics
from streams.engines.line.folding import forwards
from streams.engines.line.inputs import Waiting
from streams.engines.line.routes import parts, routes

AppendedAt = Callable[[int], Awaitable[datetime]]
"""When the input at a position of the chain's own partition was appended."""


async def send_on(producer: Producer, topics: Topics, sent: Sequence[Sent]) -> None:
    """Append forwarded inputs to the partitions that they are for, in order, acknowledged."""
    by_target: dict[str, list[Sent]] = {}
    for one in sent:
        by_target.setdefault(one.target, []).append(one)
    appends = []
    for target, some in by_target.items():
        place = topics.inputs_of(target)
        appends.append(producer.append(place.topic, place.partition, [(one.value, one.headers) for one in some]))
    await asyncio.gather(*appends)


async def sent_before(
    records: Sequence[Counted], forwarded: Mapping[str, int], person_partitions: int, appended_at: AppendedAt
) -> list[tuple[int, Sent]]:
    """(position of the input, what its record forwarded) of the last records of a chain, in order.

    `forwarded` counts what the chain forwarded to each target up to the last of these records.
    """
    later = Counter(target for counted in records for target in forwards(counted.decision, person_partitions))
    numbers = {target: count - later[target] for target, count in forwarded.items()}
    found: list[tuple[int, Sent]] = []
    for counted in records:
        decision = counted.decision
        for first, end, position in parts(decision):
            on = routes(decision.source, decision.outputs, first, end, person_partitions)
            if not on:
                continue
            at = decision.at if position is None else await appended_at(position)
            for target, outputs in on:
                numbers[target] += 1
                message = Forwarded(
                    source=decision.source,
                    decision=decision.number,
                    number=numbers[target],
                    accepted_at=at,
                    ordinals=tuple(ordinal for ordinal, _ in outputs),
                    outputs=cast(tuple[ForwardedOutput, ...], tuple(output for _, output in outputs)),
                )
                again = Waiting(target, NOWHERE_YET, at, b"", message, "")
                found.append((decision.position, sent(again, counted.digest)))
    return found
