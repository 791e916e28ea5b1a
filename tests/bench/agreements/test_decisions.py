"""Decisions a second on one core: encoded facts in; permit, items and clauses out. Encoding and reasons apart."""

from collections.abc import Callable, Sequence
from statistics import median

from msgspec import Struct

from streams.agreements import sentences
from streams.agreements.answers import Answers
from streams.agreements.candidates import Candidates
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement
from streams.agreements.evaluate import verdict_of
from streams.agreements.request import Request
from streams.agreements.verdict import Verdict
from streams.agreements.weigh import weigh
from tests.bench.agreements.councils import agreements, requests
from tests.bench.agreements.timing import seconds

FEW, MANY = 50, 5_000
PLACES = range(0, MANY, 1_250)
"""Where the sets of 50 begin: whole councils' clauses about an event type, so as many to a request as in all 5,000."""

REQUESTS = 10_000
ROUNDS = 3
LEAST = 100_000
"""Decisions a second."""
MOST = 1.3
"""Time of a decision among 5,000 agreements, in times of one among 50."""
COMPILED = 5.0
"""Seconds in which 5,000 agreements are compiled, after each change of the reference."""


class Set(Struct):
    """Agreements compiled, and requests in their areas, as they are and encoded."""

    answers: Answers
    asked: list[Request]
    encoded: list[tuple[Candidates, int]]


class Times(Struct):
    """Median microseconds of each step for one request."""

    encode: float
    decide: float
    explain: float
    say: float


def test_decisions_a_second() -> None:
    documents = agreements(MANY)
    few = [set_of(documents[place : place + FEW], place, place + FEW) for place in PLACES]
    began: list[Set] = []
    compiling = seconds(lambda: began.append(set_of(documents, 0, MANY, 1)))
    many = set_of(documents, 0, MANY)
    print(f"\n{MANY} agreements are compiled in {compiling:.1f} s")
    print(f"{'agreements':>10} {'encode':>8} {'decide':>8} {'explain':>8} {'say':>8}   (microseconds)   decisions/s")
    small, large = shown(FEW, few), shown(MANY, [many])
    print(f"a decision among {MANY} takes {large.decide / small.decide:.2f} times that among {FEW},")
    print(f"with its encoding {(large.encode + large.decide) / (small.encode + small.decide):.2f} times")
    assert compiling < COMPILED
    assert 1e6 / small.decide >= LEAST
    assert 1e6 / large.decide >= LEAST
    assert large.decide / small.decide <= MOST


def set_of(documents: Sequence[Agreement], first: int, last: int, count: int = REQUESTS) -> Set:
    """Documents compiled, and requests about them; each was asked once, so that what is kept is there."""
    answers = Answers(compile_index(documents))
    asked = requests(first, last, count, seed=first + 1)
    return Set(answers, asked, [answers.encode(request) for request in asked])


def shown(count: int, sets: Sequence[Set]) -> Times:
    """The times of these sets, printed."""
    times = Times(
        encode=each(sets, lambda one: [one.answers.encode(request) for request in one.asked]),
        decide=each(sets, lambda one: [decide(*encoded) for encoded in one.encoded]),
        explain=each(sets, lambda one: [verdict_of(*encoded) for encoded in one.encoded[:2000]], 2000),
        say=each(sets, lambda one: [say(verdict_of(*encoded)) for encoded in one.encoded[:500]], 500),
    )
    rate = f"{1e6 / times.decide:>13,.0f}"
    print(f"{count:>10} {times.encode:>8.2f} {times.decide:>8.2f} {times.explain:>8.2f} {times.say:>8.2f} {rate:>28}")
    return times


def decide(candidates: Candidates, bits: int) -> tuple[str, int, tuple[str, ...]]:
    """Permit, items and clauses."""
    weighed = weigh(candidates, bits)
    return weighed.outcome, weighed.permitted, weighed.clauses


def say(verdict: Verdict) -> list[str]:
    """Every reason of a verdict as a sentence."""
    return [sentences.of_withheld(part) for part in verdict.withheld]


def each(sets: Sequence[Set], work: Callable[[Set], object], count: int = REQUESTS) -> float:
    """Median microseconds for one request, over rounds that go through all sets."""
    rounds = [sum(seconds(lambda one=one: work(one)) for one in sets) for _ in range(ROUNDS)]  # type: ignore[misc]  # mypy takes no default of a lambda
    return median(rounds) / len(sets) / count * 1e6
