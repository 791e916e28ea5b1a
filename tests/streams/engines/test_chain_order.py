"""Of what one partition forwards to another, only the next number applies."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from schemas.records.inputs import Forwarded
from streams import sqlite
from streams.engines.line.chains import Chain
from streams.engines.state_cache import SqliteStateCache, tables

AT = datetime(2027, 5, 1, tzinfo=UTC)


@pytest.fixture
def chain() -> Iterator[Chain]:
    """A chain over an empty cache."""
    with closing(sqlite.connect(":memory:")) as database:
        database.execute(tables())
        yield Chain(SqliteStateCache(database), "resolve")


def forward(number: int, source: str = "intake.police.0") -> Forwarded:
    """What a partition forwards under a number."""
    return Forwarded(source, number, number, AT, (), ())


def test_the_next_is_taken_and_no_other(chain: Chain) -> None:
    assert [chain.take(forward(number)) for number in (1, 1, 3, 2, 2, 3)] == [0, -1, 1, 0, -1, 0]
    assert chain.take(forward(1, "intake.trust.0")) == 0
    assert chain.received == {"intake.police.0": 3, "intake.trust.0": 1}


@pytest.mark.parametrize(("number", "told"), [(1, "got forward `1` where `2` is next"), (4, "`4` where `2` is next")])
def test_where_only_the_next_can_come_another_is_a_fault(chain: Chain, number: int, told: str) -> None:
    chain.in_order(forward(1))
    with pytest.raises(RuntimeError, match=told):
        chain.in_order(forward(number))
    assert chain.received == {"intake.police.0": 1}
