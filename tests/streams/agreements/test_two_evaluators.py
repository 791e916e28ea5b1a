"""A sample of the comparison of the two evaluators; `make agree` compares a million cases."""

import pytest

from streams.agreements.layout import Layout
from tests.streams.agreements import comparing
from tests.streams.agreements.comparing import Differ, compare


def test_two_evaluators_agree(cases: int) -> None:
    met = compare(cases, comparing.SEED)
    assert set(met.outcomes) == {"permitted", "refused", "to_desk"}, met.outcomes
    assert len(met.reasons) == 8, met.reasons
    assert len(met.alarms) == 8, met.alarms


def test_the_command_compares_on_every_core_and_says_what_it_met(capsys: pytest.CaptureFixture[str]) -> None:
    assert comparing.main(["400", "1"]) == 0
    assert "400 cases from seed 1" in capsys.readouterr().out


def test_an_evaluator_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Layout.need
    monkeypatch.setattr(Layout, "need", lambda self, when: right(self, list(when)[1:]))
    with pytest.raises(Differ, match="seed 1"):
        compare(2000, 1)
