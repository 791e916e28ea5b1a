"""The evaluator beside the naive one, on instruments and requests at random.

`python -m tests.streams.agreements.comparing [CASES] [SEED]` compares a million cases on every core, with progress.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from random import Random
from time import monotonic
from typing import Final

import msgspec
from rich.progress import Progress

from streams.agreements.answers import Answers
from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.verdict import Verdict
from tests.streams.agreements import worlds
from tests.streams.agreements.naive import Answer, naive

MILLION: Final = 1_000_000
SEED: Final = 20261122
REQUESTS: Final = 40
"""Requests put to each set of instruments."""
CHUNK: Final = 2_000
"""Cases that a process compares at a time; each chunk has a seed of its own."""


class Differ(AssertionError):
    """The two evaluators differ; the text names seed, set and request."""


class Met(msgspec.Struct):
    """How often each outcome, reason and alarm was met."""

    outcomes: Counter[str] = msgspec.field(default_factory=Counter)
    reasons: Counter[str] = msgspec.field(default_factory=Counter)
    alarms: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, other: "Met") -> None:
        """Take what was met elsewhere."""
        self.outcomes += other.outcomes
        self.reasons += other.reasons
        self.alarms += other.alarms


def as_answer(verdict: Verdict) -> Answer:
    """A verdict in the naive evaluator's terms; an item with two reasons fails here."""
    reasons = {}
    for part in verdict.withheld:
        for item in items_of(part.items):
            assert item not in reasons
            reasons[item] = part.reason.value
    return Answer(
        outcome=verdict.outcome.value,
        permitted=set(items_of(verdict.permitted)),
        awaiting=set(items_of(verdict.awaiting_training)),
        never_given=set(items_of(verdict.never_given)),
        floor=set(items_of(verdict.floor)),
        reasons=reasons,
        givers={(given.instrument.id, given.instrument.version, given.clause) for given in verdict.given},
        undecided={(each.instrument.id, each.instrument.version, each.clause) for each in verdict.undecided},
        alarms={alarm.value for alarm in verdict.alarms},
    )


def compare(cases: int, seed: int) -> Met:
    """Compare so many cases. What is kept of a set is compared too. Raises `Differ`."""
    rng, met = Random(seed), Met()
    for number in range(max(1, cases // REQUESTS)):
        documents = worlds.world(rng)
        unsigned, suspended = worlds.standing(rng, documents)
        index = compile_index(documents, suspended, unsigned)
        kept = Answers(index)
        for place in range(REQUESTS):
            request = worlds.request(rng)
            verdict = evaluate(index, request)
            answer = as_answer(verdict)
            if answer != naive(documents, request, unsigned, suspended) or kept.answer(request) != verdict:
                raise Differ(f"seed {seed}, set {number}, request {place}: {documents} {request}")
            met.outcomes[answer.outcome] += 1
            met.reasons.update(answer.reasons.values())
            met.alarms.update(answer.alarms)
    return met


def main(arguments: list[str]) -> int:
    """Compare, and say what was met."""
    cases = int(arguments[0]) if arguments else MILLION
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    met, began = Met(), monotonic()
    with Progress() as progress:
        task = progress.add_task("the two evaluators agree", total=cases)
        for chunk in _chunks(cases, seed):
            met.add(chunk)
            progress.update(task, completed=met.outcomes.total())
    print(f"{met.outcomes.total()} cases from seed {seed}, {monotonic() - began:.0f} s: no difference")
    for counts in (met.outcomes, met.reasons, met.alarms):
        print(", ".join(f"{name} {count}" for name, count in counts.most_common()))
    return 0


def _chunks(cases: int, seed: int) -> Iterator[Met]:
    sizes = [min(CHUNK, cases - start) for start in range(0, cases, CHUNK)]
    with ProcessPoolExecutor(cpu_count(), get_context("spawn")) as pool:
        yield from pool.map(compare, sizes, range(seed, seed + len(sizes)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
