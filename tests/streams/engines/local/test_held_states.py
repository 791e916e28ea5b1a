"""What a chain holds of its states from one batch to the next: small ones, and of a large one nothing but its row."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from streams import sqlite
from streams.deciders.memory.state import History
from streams.engines.line.chains import _LARGE, Chain
from streams.engines.state_cache import SqliteStateCache, tables

SMALL = History(areas=("821",))
LARGE = History(stands_in=bytes(_LARGE))


@pytest.fixture
def chain() -> Iterator[Chain]:
    """A chain over an empty cache."""
    with closing(sqlite.connect(":memory:")) as database:
        database.execute(tables())
        yield Chain(SqliteStateCache(database), "resolve")


def test_a_large_state_is_let_go_once_it_is_kept(chain: Chain) -> None:
    for key, value in (("history:small", SMALL), ("history:large", LARGE)):
        chain.states.put(key, value)
    assert chain.states.lacking(["history:small", "history:large"]) == []
    chain.keep()
    assert chain.states.lacking(["history:small", "history:large"]) == ["history:large"]
    assert chain.states.find("history:large", History) == LARGE


@pytest.mark.parametrize("ahead", [True, False])
def test_a_large_state_that_was_only_read_is_let_go_as_well(chain: Chain, ahead: bool) -> None:
    chain.states.put("history:large", LARGE)
    chain.keep()
    if ahead:
        chain.preload(["history:large", "history:none"])
        assert chain.states.lacking(["history:large"]) == []
    assert chain.states.find("history:large", History) == LARGE
    chain.keep()
    assert chain.states.lacking(["history:large"]) == ["history:large"]


def test_a_state_that_was_large_and_is_not_any_more_is_held(chain: Chain) -> None:
    chain.states.put("history:large", LARGE)
    chain.keep()
    chain.states.put("history:large", SMALL)
    chain.keep()
    assert chain.states.lacking(["history:large"]) == []
    assert chain.states.find("history:large", History) == SMALL
