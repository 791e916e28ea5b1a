"""What was decided once is decided again, to the digest and the sentence."""

from pathlib import Path

import pytest

from streams.agreements.verdict import Outcome, Reason
from tests.streams.agreements import goldens

PATHS = sorted(goldens.FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_golden_decision_is_what_is_decided_now(path: Path) -> None:
    case = goldens.read(path)
    assert case.decision == goldens.decided(case), "see tests/streams/agreements/goldens.py"
    assert path.read_text(encoding="utf-8") == goldens.text_of(case)


def test_the_goldens_have_every_outcome_and_reason() -> None:
    decisions = [decision for path in PATHS if (decision := goldens.read(path).decision) is not None]
    assert len(decisions) == len(PATHS)
    assert {each["outcome"] for each in decisions} == set(Outcome)
    reasons = {part["reason"] for each in decisions for part in each["withheld"]}
    reasons |= {each["refusal"]["reason"] for each in decisions if each["refusal"] is not None}
    assert reasons == set(Reason)
