"""The same requests put to the evaluator and to Cedar, in one run, on one thread: the same answers, and the ratio."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from schemas.items import Item
from streams.agreements.answers import Answers
from streams.agreements.compiled import compile_index
from streams.agreements.masks import items_of, mask_of
from streams.agreements.request import Request
from streams.agreements.weigh import weigh
from tests.bench.agreements.cedar import Cedar
from tests.bench.agreements.councils import agreements, requests
from tests.bench.agreements.timing import seconds

T = TypeVar("T")

AGREEMENTS = 50
REQUESTS = 200
TIMES = 50
"""How often the evaluator is put the same requests: it would be done too soon to be measured."""


def test_beside_cedar() -> None:
    documents = agreements(AGREEMENTS)
    ours, theirs = Answers(compile_index(documents)), Cedar(documents)
    asked = requests(0, AGREEMENTS, REQUESTS)
    random = Random(3)
    items = [random.choice(tuple(Item)) for _ in asked]

    def permits(place: int) -> bool:
        return bool(weigh(*ours.encode(asked[place])).permitted & mask_of([items[place]]))

    def fields(request: Request) -> frozenset[Item]:
        return frozenset(items_of(weigh(*ours.encode(request)).permitted))

    places = range(REQUESTS)
    print(f"\n{AGREEMENTS} agreements, {REQUESTS} requests, decisions a second with encoding")
    print(f"{'':>14} {'FirstBell':>10} {'cedarpy':>8} {'ratio':>6}")
    yes_no = beside("permit only", permits, lambda n: theirs.may_see(asked[n], items[n]), places)
    whole = beside("which fields", fields, theirs.items, asked)
    assert 0 < yes_no.count(True) < REQUESTS
    assert len(set(whole)) > REQUESTS / 10
    assert frozenset() in whole


def beside(name: str, ours: Callable[[T], object], theirs: Callable[[T], object], asked: Sequence[T]) -> list[object]:
    """Their answers, which are the same as ours, and the two rates printed. Ours may not be the lower."""
    expected: list[object] = []
    cedar = seconds(lambda: expected.extend([theirs(one) for one in asked])) / len(asked)
    assert [ours(one) for one in asked] == expected
    mine = seconds(lambda: [[ours(one) for one in asked] for _ in range(TIMES)]) / len(asked) / TIMES
    print(f"{name:>14} {1 / mine:>10,.0f} {1 / cedar:>8,.0f} {cedar / mine:>6.0f}")
    assert mine < cedar
    return expected
