"""Every reason has a sentence, and none says anything about a person."""

from enum import StrEnum

import msgspec
import pytest

from streams.agreements import sentences
from streams.agreements.evaluate import evaluate
from streams.agreements.verdict import Alarm, NotInForce, Outcome, Reason
from tests.streams.agreements.repository import LUTON, TO_BEDFORD_DSL, index, with_facts


@pytest.mark.parametrize(
    ("texts", "kinds"),
    [
        (sentences.OUTCOMES, Outcome),
        (sentences.REASONS, Reason),
        (sentences.STATES, NotInForce),
        (sentences.ALARMS, Alarm),
    ],
)
def test_every_reason_has_a_sentence(texts: dict[StrEnum, str], kinds: type[StrEnum]) -> None:
    assert set(texts) == set(kinds)
    assert all(text[0].isupper() and text.endswith(".") for text in texts.values())
    assert len(set(texts.values())) == len(texts)


def test_a_refusal_names_clause_condition_and_instrument() -> None:
    refusal = evaluate(index(), with_facts(TO_BEDFORD_DSL, age=18)).refusal
    assert refusal is not None
    assert sentences.of_refusal(refusal) == (
        "A clause names this recipient, but one of its conditions does not hold. Condition: `age_under 18`. "
        "Operation Encompass in Bedford Borough (bedford-operation-encompass version 1), clause `guidance-contents`."
    )


def test_withholding_names_why_an_agreement_does_not_count() -> None:
    verdict = evaluate(index(), msgspec.structs.replace(TO_BEDFORD_DSL, area=LUTON))
    texts = [sentences.of_withheld(part) for part in verdict.withheld]
    assert (
        "The instrument that would give it does not count here. It has expired. Operation Encompass in Luton "
        "(luton-operation-encompass version 2), clause `presence-and-welfare`."
    ) in texts
