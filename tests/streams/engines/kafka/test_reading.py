"""Which records of a partition count, and what they sent on, told from the records alone."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.records.decision import Beginning, Decision
from schemas.records.inputs import Forwarded, Input, InputKind
from streams.chain import next_record, record_digest
from streams.engines.kafka.forwarding import sent_before
from streams.engines.kafka.reading import ChainReader, Counted
from streams.engines.line.folding import forwards
from streams.heads import Basis, Head
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.kafka.publishing import INTAKE, publish
from tests.support.kafka_hub import KafkaHub
from tests.support.world import HUB, START


def chain_of(numbers: int, seed: int) -> list[bytes]:
    """A chain of records that say nothing."""
    head, made = Head(), []
    basis = Basis(HUB, 1, bytes(32), "test/1")
    for position in range(1, numbers + 1):
        at = START + timedelta(seconds=seed)
        digest = record_digest(bytes([seed, position]))
        decision, body = next_record(head, basis, "resolve", position, digest, InputKind.TICK, at, (), b"key")
        head = Head(decision.number, record_digest(body), position, 1)
        made.append(body)
    return made


@given(st.integers(1, 6), st.integers(0, 6), st.randoms(use_true_random=False))
def test_whatever_another_writer_and_strangers_put_between_one_chain_counts(
    ours: int, theirs: int, random: Random
) -> None:
    first, second = chain_of(ours, 1), chain_of(theirs, 2)
    records: list[bytes | None] = list(first)
    for body in (*second, None, b"", b"hello"):
        records.insert(random.randint(0, len(records)), body)
    reader = ChainReader(HUB, "resolve")
    counted = [found.body for body in records if (found := reader.take(body)) is not None]
    assert counted in (list(first), list(second)[: len(counted)])
    assert reader.head.number == len(counted)


@given(st.integers(1, 6), st.integers(0, 6), st.randoms(use_true_random=False))
def test_by_their_links_the_same_records_count_as_read_whole(ours: int, theirs: int, random: Random) -> None:
    """Strangers and another writer between them, and a record that was damaged behind its beginning at the end."""
    records: list[bytes | None] = list(chain_of(ours, 1))
    for body in (*chain_of(theirs, 2), None, b"", b"hello"):
        records.insert(random.randint(0, len(records)), body)
    probe = ChainReader(HUB, "resolve")
    last = [found.body for body in records if (found := probe.take(body)) is not None][-1]
    records.insert(records.index(last), last[:-40])
    whole, linked = ChainReader(HUB, "resolve"), ChainReader(HUB, "resolve")
    cut = random.randint(0, len(records))
    counted = [(found.body, whole.head) if (found := whole.take(body)) is not None else None for body in records]
    by_links = [*linked.take_linked(records[:cut]), *linked.take_linked(records[cut:])]
    assert [(one.body, one.head) if one is not None else None for one in by_links] == counted
    assert linked.head == whole.head


def test_the_beginning_of_a_record_is_named_as_the_record_names_it() -> None:
    names = Beginning.__struct_fields__
    assert names == Decision.__struct_fields__[: len(names)]
    body = chain_of(1, 1)[0]
    whole, beginning = codec.decode(body, Decision), codec.decode_beginning(body, Decision, Beginning)
    assert all(getattr(beginning, name) == getattr(whole, name) for name in names)
    for size in range(len(body)):
        with suppress(codec.CodecError):
            assert codec.decode_beginning(body[:size], Decision, Beginning) == beginning


def test_a_record_of_another_source_or_hub_does_not_count() -> None:
    (body,) = chain_of(1, 1)
    assert ChainReader(HUB, "person.0").take(body) is None
    assert ChainReader("another-hub", "resolve").take(body) is None
    assert ChainReader(HUB, "resolve").take(body) is not None


def test_a_reader_goes_on_from_a_head() -> None:
    records = chain_of(4, 1)
    reader = ChainReader(HUB, "resolve")
    for body in records[:2]:
        reader.take(body)
    again = ChainReader(HUB, "resolve", reader.head)
    assert again.take(records[1]) is None
    assert again.take(records[2]) is not None


def test_what_was_forwarded_is_rebuilt_to_the_byte(hub: KafkaHub, engines: Callable[[str], OnKafka]) -> None:
    publish(hub, 0, 5)
    engines("only").decide()
    for source, target in ((INTAKE, "resolve"), ("resolve", "person.0")):
        counted = [Counted(codec.decode(b, Decision), record_digest(b), b) for b in hub.counted(source)]
        count = sum(len(forwards(c.decision, 1)) for c in counted)

        async def never(position: int) -> datetime:
            raise AssertionError(position)

        rebuilt = asyncio.run(sent_before(counted[2:], {target: count}, 1, never))
        sent = hub.records(hub.topics.inputs_of(target))
        assert [one.value for _, one in rebuilt] == sent[-len(rebuilt) :]
        assert all(isinstance(codec.decode(one.value, Input).message, Forwarded) for _, one in rebuilt)
