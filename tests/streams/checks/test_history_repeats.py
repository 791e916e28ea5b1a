"""Inputs of an engine that delivers at least once: what came again is harmless, what never came is found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.checks.findings import FindingKind
from streams.checks.history import History, check_history
from streams.checks.history_inputs import Answers, ForwardedFrom, LoggedInput, check_inputs

PERSON = "person.0"
RESOLVE = "resolve"


@pytest.fixture
def repeating(history: History) -> History:
    """The story's history, as of an engine that may log an input more than once."""
    return replace(history, repeats=True)


def kinds(history: History) -> list[FindingKind]:
    return sorted(finding.kind for finding in check_history(history))


def forwards(history: History) -> list[LoggedInput]:
    return [one for one in history.inputs if one.source == PERSON and one.forwarded is not None]


def with_more(history: History, *more: LoggedInput) -> History:
    """The history with inputs that stand behind all others of their partition."""
    last = max(one.position for one in history.inputs if one.source == PERSON)
    placed = [replace(one, position=last + n) for n, one in enumerate(more, start=1)]
    return replace(history, inputs=[*history.inputs, *placed])


def numbered(logged: LoggedInput, number: int) -> LoggedInput:
    assert logged.forwarded is not None
    return replace(logged, forwarded=ForwardedFrom(logged.forwarded.source, logged.forwarded.decision, number))


def test_what_came_once_has_no_fault(repeating: History) -> None:
    assert check_history(repeating) == ()


def test_a_forward_that_came_again_is_harmless(repeating: History) -> None:
    assert kinds(with_more(repeating, forwards(repeating)[0], forwards(repeating)[-1])) == []


def test_a_command_that_came_again_is_harmless(repeating: History) -> None:
    command = next(one for one in repeating.inputs if one.source == PERSON and one.forwarded is None)
    assert kinds(with_more(repeating, command)) == []


def test_a_forward_behind_one_that_never_came_is_found(repeating: History) -> None:
    last = forwards(repeating)[-1]
    assert last.forwarded is not None
    ahead = numbered(last, last.forwarded.number + 2)
    assert kinds(with_more(repeating, ahead)) == [FindingKind.OUT_OF_ORDER]


def test_one_that_ran_ahead_and_came_again_in_its_turn_is_harmless(repeating: History) -> None:
    first, second = forwards(repeating)[:2]
    early = [replace(second, position=0)]
    inputs = [*(one for one in repeating.inputs if one.source != PERSON), *early]
    inputs += [one for one in repeating.inputs if one.source == PERSON]
    assert kinds(replace(repeating, inputs=inputs)) == []
    assert first.forwarded is not None


def test_a_new_command_that_nobody_answered_is_found(repeating: History) -> None:
    asked = LoggedInput(PERSON, 0, b"\x07" * 32, None)
    assert kinds(with_more(repeating, asked)) == [FindingKind.INPUT_SKIPPED]
    assert kinds(replace(with_more(repeating, asked), at_rest=False)) == []


def test_a_forward_that_was_decided_a_second_time_is_found(repeating: History) -> None:
    inputs = list(repeating.inputs)
    one, two = [n for n, logged in enumerate(inputs) if logged.source == PERSON and logged.forwarded is not None][:2]
    inputs[two] = replace(inputs[one], position=inputs[two].position)
    assert FindingKind.APPLIED_TWICE in kinds(replace(repeating, inputs=inputs))


def test_a_submission_that_came_again_must_be_answered_all_the_same(repeating: History) -> None:
    brought = next(one for one in repeating.inputs if one.source.startswith("intake."))
    again = replace(brought, digest=b"\x09" * 32, position=99)
    assert kinds(replace(repeating, inputs=[*repeating.inputs, again])) == [FindingKind.INPUT_SKIPPED]


@settings(max_examples=200)
@given(st.data())
def test_however_forwards_come_they_are_whole_exactly_if_each_was_applied_once_in_order(data: st.DataObject) -> None:
    """A target that applies only the next number, and hears an arbitrary sequence of forwards."""
    count = data.draw(st.integers(1, 5))
    heard = data.draw(st.lists(st.integers(1, count), max_size=15))
    answers: dict[tuple[str, int], tuple[str, bytes]] = {}
    inputs, last = [], 0
    for position, number in enumerate(heard, start=1):
        inputs.append(LoggedInput(PERSON, position, bytes([number]), ForwardedFrom(RESOLVE, number, number)))
        if number == last + 1:
            last = number
            answers[PERSON, position] = (f"{PERSON}-{number}", bytes([number]))
    found = list(_check(inputs, answers))
    assert bool(found) == (max(heard, default=0) > last)
    for key in answers:
        fewer = {place: answer for place, answer in answers.items() if place != key}
        assert _check(inputs, fewer)


def _check(inputs: list[LoggedInput], answers: Answers) -> list[FindingKind]:
    return [one.kind for one in check_inputs(inputs, answers, {}, at_rest=True, repeats=True)]
