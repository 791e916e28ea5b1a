"""Kept verdicts: always what the evaluator says, however often, in whatever order and at whatever time it is asked."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.agreements import answers
from streams.agreements.answers import Answers
from streams.agreements.candidates import instants
from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from tests.streams.agreements import worlds

INSTANT = timedelta(microseconds=1)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_kept_verdict_is_what_the_evaluator_says(rng: Random) -> None:
    index = compile_index(worlds.world(rng))
    asked = Answers(index)
    question = worlds.request(rng)
    for _ in range(60):
        question = replace(question, at=worlds.moment(rng), occurred_at=worlds.moment(rng))
        assert asked.answer(question) == evaluate(index, question)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_times_just_beside_every_instant_that_counts_are_told_apart(rng: Random) -> None:
    index = compile_index(worlds.world(rng))
    asked, question = Answers(index), worlds.request(rng)
    entry = index.entry(question)
    counted = instants(entry.agreements, entry.duties)
    moments = [at + beside for at in counted for beside in (-INSTANT, 0 * INSTANT, INSTANT)]
    for at in moments:
        for occurred_at in (at, worlds.moment(rng)):
            now = replace(question, at=at, occurred_at=occurred_at)
            assert asked.answer(now) == evaluate(index, now)


def test_the_same_question_gets_the_same_object() -> None:
    rng = Random(7)
    asked, question = Answers(compile_index(worlds.world(rng))), worlds.request(rng)
    assert asked.answer(question) is asked.answer(replace(question))


def test_no_more_than_a_number_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LINEUPS", 20)
    monkeypatch.setattr(answers, "VERDICTS", 5)
    rng = Random(7)
    index = compile_index(worlds.world(rng))
    asked = Answers(index)
    lineups, verdicts = set(), set()
    for _ in range(300):
        question = worlds.request(rng)
        assert asked.answer(question) == evaluate(index, question)
        lineups.add(sum(len(between.spans) for between in asked._between.values()))
        verdicts.add(len(asked._verdicts))
    assert (max(lineups), max(verdicts)) == (20, 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1).map(Random))
def test_other_parties_and_facts_are_told_apart(rng: Random) -> None:
    index = compile_index(worlds.world(rng))
    asked = Answers(index)
    for _ in range(60):
        question = worlds.request(rng)
        assert asked.answer(question) == evaluate(index, question)
