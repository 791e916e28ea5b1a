"""What a partition asks its cache for: nothing of people whom it met after it kept what it knew."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from streams import sqlite
from streams.deciders.accept.state import Instance
from streams.deciders.keys import history_key, instance_key, pair_key, same_key
from streams.deciders.memory.state import History
from streams.engines.line.chains import Chain
from streams.engines.state_cache import SqliteStateCache, tables


class Asked:
    """A cache that notes for what it was asked."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._cache = SqliteStateCache(database)
        self.head, self.parked, self.bodies = self._cache.head, self._cache.parked, self._cache.bodies
        self.due_keys, self.keep = self._cache.due_keys, self._cache.keep
        self.keys: list[str] = []

    def body(self, source: str, key: str) -> bytes | None:
        self.keys.append(key)
        return self._cache.body(source, key)


@pytest.fixture
def cache() -> Iterator[Asked]:
    """An empty cache."""
    with closing(sqlite.connect(":memory:")) as database:
        database.execute(tables())
        yield Asked(database)


def kept_at(cache: Asked, number: int, **states: History | Instance) -> Chain:
    """A partition taken over from what was kept with a record."""
    chain = Chain(cache, "resolve")
    chain.number = number
    for key, state in states.items():
        chain.states.put(key, state)
    chain.keep()
    return Chain(cache, "resolve")


def test_of_whom_it_met_since_then_nothing_can_be_kept(cache: Asked) -> None:
    chain = kept_at(cache, 5)
    new = [history_key("resolve-6-0"), same_key("resolve-7-1"), pair_key("resolve-5-0", "resolve-6-1")]
    assert [chain.states.find(key, History) for key in new] == [None, None, None]
    assert cache.keys == []
    chain.number = 6
    chain.keep()
    chain.states.find(pair_key("resolve-5-0", "resolve-6-2"), History)
    assert len(cache.keys) == 1


def test_whatever_was_kept_is_found(cache: Asked) -> None:
    known = {history_key("resolve-5-0"): History(areas=("822",)), pair_key("resolve-5-0", "resolve-4-1"): History()}
    chain = kept_at(cache, 5, **known)
    assert {key: chain.states.find(key, History) for key in known} == known


def test_a_name_that_a_publisher_chose_is_no_person(cache: Asked) -> None:
    known = {instance_key("resolve-6-0"): Instance(2, b"d" * 32)}
    assert (
        kept_at(cache, 5, **known).states.find(instance_key("resolve-6-0"), Instance)
        == known[instance_key("resolve-6-0")]
    )
