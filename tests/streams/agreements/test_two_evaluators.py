"""The evaluator against the naive one, on generated instruments and requests."""

from collections import Counter
from random import Random

from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.verdict import Verdict
from tests.streams.agreements import worlds
from tests.streams.agreements.naive import Answer, naive

REQUESTS_PER_WORLD = 40


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


def test_two_evaluators_agree(cases: int) -> None:
    rng = Random(20261122)
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    for _ in range(max(1, cases // REQUESTS_PER_WORLD)):
        documents = worlds.world(rng)
        unsigned, suspended = worlds.standing(rng, documents)
        index = compile_index(documents, suspended, unsigned)
        for _ in range(REQUESTS_PER_WORLD):
            request = worlds.request(rng)
            answer = as_answer(evaluate(index, request))
            assert answer == naive(documents, request, unsigned, suspended), (documents, request)
            outcomes[answer.outcome] += 1
            reasons.update(answer.reasons.values())
            alarms.update(answer.alarms)
    assert set(outcomes) == {"permitted", "refused", "to_desk"}, outcomes
    assert len(reasons) == 7, reasons
    assert len(alarms) == 8, alarms
