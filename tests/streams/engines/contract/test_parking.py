"""An input that cannot be decided parks its key: what follows of the key waits, and a retry goes in order."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from schemas import contexts
from schemas.records.accept import EventAccepted
from schemas.records.decision import Output, Parked, Unparked
from schemas.records.inputs import OpenNotice, ParkedRetried
from schemas.records.match import ChildMatched
from schemas.records.notify import NoticeIssued
from schemas.records.reference import RoleAppointed
from schemas.records.watch import CommandRefused, NoticeOverdue
from schemas.wire import Submission
from streams.deciders.person import decide as person
from streams.deciders.person import falling_due
from streams.deciders.person.facts import PersonFacts
from streams.deciders.states import States
from tests.streams.engines.contract.conftest import Stage
from tests.streams.engines.contract.drama import outputs
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.folding import folded
from tests.streams.engines.contract.letters import AMY
from tests.support.force import POLICE
from tests.support.furnishing import LONG_AGO
from tests.support.people import child_of
from tests.support.world import FIRST, HUB, START, dsl

pytestmark = pytest.mark.interpreted

CASE = contexts.case_key(POLICE, "ref-1")
KEY = CASE.hex()
OPERATOR = "u-operator"
SECRET = "the words of a fault"

HOPS = {
    "hop 1": "streams.deciders.accept.decide.decide",
    "hop 2": "streams.deciders.match.decide.decide_event",
    "hop 3": "streams.deciders.person.decide.decide_child",
}


class Fault:
    """Makes one decider fail for one case, until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
        self.broken = True
        module, name = target.rsplit(".", 1)
        decide: Callable[..., Any] = getattr(__import__(module, fromlist=[name]), name)

        def failing(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - stands for deciders of any form
            if self.broken and any(_case_of(arg) == CASE for arg in args):
                raise LookupError(SECRET)
            return decide(*args, **kwargs)

        monkeypatch.setattr(target, failing)


def _case_of(argument: object) -> object:
    case = getattr(argument, "case", None)
    header = getattr(getattr(argument, "event", None), "header", None)
    return header.case if header is not None else case


@pytest.fixture(params=HOPS)
def hop(request: pytest.FixtureRequest) -> str:
    """The hop whose decider fails."""
    return str(request.param)


@pytest.fixture
def fault(hop: str, monkeypatch: pytest.MonkeyPatch) -> Fault:
    """The fault."""
    return Fault(monkeypatch, HOPS[hop])


def revised(stage: Stage, where: str, revision: int) -> Submission:
    """The case's next revision is handed in."""
    world = stage.engine.world
    submission = world.seal("ref-1", [replace(child_of(AMY), whereabouts=where)], revision=revision)
    stage.engine.submit(submission, START + timedelta(minutes=revision))
    return submission


def publish(stage: Stage) -> Submission:
    """The case in question, a revision of it, and other cases around them."""
    for submission in stage.letters.first:
        stage.engine.submit(submission, START)
    stage.engine.refer([RoleAppointed(OPERATOR, "operator", "hub", HUB, LONG_AGO, None, ())], START)
    return revised(stage, "outside", 2)


def retry(stage: Stage, click: str = "retry", user: str = OPERATOR) -> None:
    """The operator asks that the key be tried again."""
    stage.engine.command(ParkedRetried(KEY, user), click, START + timedelta(hours=2))
    stage.engine.decide()


def all_of(engine: Engine, kind: type[Output]) -> list[Any]:
    """Every recorded output of a kind."""
    return [output for _, output in outputs(engine) if isinstance(output, kind)]


def of_the_case(engine: Engine) -> list[NoticeIssued]:
    """Every notice of the case."""
    return [notice for notice in all_of(engine, NoticeIssued) if notice.case == CASE]


def test_the_line_goes_on_and_the_key_waits(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    assert of_the_case(stage.engine) == []
    assert all_of(stage.engine, NoticeIssued)
    assert {parked.key for parked in all_of(stage.engine, Parked)} == {KEY}


def test_later_inputs_of_the_key_wait_behind_it(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    fault.broken = False
    revised(stage, "in the garden", 3)
    stage.engine.decide()
    assert of_the_case(stage.engine) == []
    assert "waits_behind_parked" in {parked.reason for parked in all_of(stage.engine, Parked)}


def test_a_restart_keeps_what_is_parked(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    fault.broken = False
    stage.engine.restart()
    assert stage.engine.decide() == 0
    assert of_the_case(stage.engine) == []
    retry(stage)
    assert of_the_case(stage.engine)


def test_a_retry_decides_in_order_and_reaches_every_hop(stage: Stage, fault: Fault) -> None:
    undisturbed = stage.twin()
    revision = publish(stage)
    stage.engine.decide()
    fault.broken = False
    retry(stage)
    kinds = [(notice.kind, notice.recipient.value, notice.due) for notice in of_the_case(stage.engine)]
    assert len(all_of(stage.engine, Unparked)) == len(all_of(stage.engine, Parked)) > 0
    for submission in stage.letters.first:
        undisturbed.submit(submission, START)
    undisturbed.submit(revision, START + timedelta(minutes=2))
    undisturbed.decide()
    assert sorted(map(repr, kinds)) == sorted(
        repr((notice.kind, notice.recipient.value, notice.due)) for notice in of_the_case(undisturbed)
    )


def test_every_output_of_a_retry_has_a_place_of_its_own(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    fault.broken = False
    retry(stage)
    known = dict(outputs(stage.engine))
    for notice in of_the_case(stage.engine):
        assert notice.replaces is None or isinstance(known[notice.replaces], NoticeIssued)
        assert getattr(known[notice.person], "person", None) == notice.person


def test_the_state_is_the_fold_of_the_records_while_parked_and_after(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    for _ in range(2):
        for source in stage.engine.sources():
            assert folded(stage.engine, source) == stage.engine.state(source)
        fault.broken = False
        retry(stage)


def test_what_one_child_led_to_is_taken_back_when_the_next_cannot_be_decided(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_child = person.decide_child

    def failing(states: States, facts: PersonFacts, child: ChildMatched, *args: Any) -> Any:  # noqa: ANN401 - the outputs of any child
        if child.case == CASE and child.section == 1:
            raise LookupError(SECRET)
        return decide_child(states, facts, child, *args)

    monkeypatch.setattr("streams.deciders.person.decide.decide_child", failing)
    stage.engine.submit(stage.letters.first[0], START)
    stage.engine.decide()
    assert all_of(stage.engine, Parked)
    for source in stage.engine.sources():
        assert folded(stage.engine, source) == stage.engine.state(source)


def test_a_retried_event_is_opened_from_its_own_submission(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    fault.broken = False
    retry(stage)
    stage.engine.restart()
    accepted = [event for event in all_of(stage.engine, EventAccepted) if event.case == CASE]
    assert [event.revision for event in accepted] == [1, 2]
    for event in accepted:
        opened = stage.engine.opened(event.event)
        assert opened.header.event == event.event
        assert opened.person(0) is not None


def test_a_retry_that_fails_again_leaves_everything_in_its_order(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    retry(stage)
    assert [r.reason for r in all_of(stage.engine, CommandRefused)] == ["still_cannot_be_decided"]
    fault.broken = False
    retry(stage, "again")
    assert of_the_case(stage.engine)


def test_only_an_operator_has_it_tried_again(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    fault.broken = False
    retry(stage, user=dsl(FIRST))
    assert [r.reason for r in all_of(stage.engine, CommandRefused)] == ["not_an_operator"]
    assert of_the_case(stage.engine) == []


def test_a_retry_of_what_is_not_parked_is_refused(stage: Stage) -> None:
    publish(stage)
    stage.engine.decide()
    retry(stage)
    assert [r.reason for r in all_of(stage.engine, CommandRefused)] == ["nothing_parked"]


def test_parking_is_told_to_the_operator_without_the_words_of_the_fault(
    stage: Stage, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    publish(stage)
    with caplog.at_level(logging.ERROR):
        stage.engine.decide()
    assert "parked: LookupError" in caplog.text
    assert SECRET not in caplog.text
    assert all(
        SECRET.encode() not in body for source in stage.engine.sources() for body in stage.engine.records(source)
    )


def test_one_record_an_input_holds_for_parked_inputs_too(stage: Stage, fault: Fault) -> None:
    publish(stage)
    stage.engine.decide()
    fault.broken = False
    retry(stage)
    for source in stage.engine.sources():
        positions = [decision.position for decision in stage.engine.decisions(source)]
        assert positions == sorted(set(positions))
        assert len(positions) == stage.engine.inputs(source)


def test_an_opening_that_was_parked_is_not_recorded_as_read_when_it_is_retried(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(stage)
    stage.engine.decide()
    notice = of_the_case(stage.engine)[-1]
    place = next(p for p, o in outputs(stage.engine) if o == notice)
    fault = Fault(monkeypatch, "streams.deciders.person.every_command.decide_notice_command")
    asked = OpenNotice(notice.case, notice.person, place, dsl(FIRST), "dsl")
    stage.engine.command(asked, "click", START + timedelta(hours=1))
    stage.engine.decide()
    fault.broken = False
    retry(stage)
    assert [r.reason for r in all_of(stage.engine, CommandRefused)] == ["asked_too_long_ago"]


def test_a_tick_that_fails_for_one_case_still_escalates_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(stage)
    stage.engine.decide()
    overdue, broken = falling_due._overdue, [True]

    def failing(case: bytes, *args: Any) -> Any:  # noqa: ANN401 - stands for the function that it replaces
        if broken[0] and case == CASE:
            raise LookupError(SECRET)
        return overdue(case, *args)

    monkeypatch.setattr("streams.deciders.person.falling_due._overdue", failing)
    bell = START + timedelta(days=1)
    stage.engine.tick(bell)
    stage.engine.tick(bell + timedelta(minutes=1))
    stage.engine.decide()
    late = {overdue.case for overdue in all_of(stage.engine, NoticeOverdue)}
    assert late
    assert CASE not in late
    assert {parked.key for parked in all_of(stage.engine, Parked)} == {KEY}
    broken[0] = False
    stage.engine.command(ParkedRetried(KEY, OPERATOR), "retry", bell + timedelta(hours=2))
    stage.engine.decide()
    assert CASE in {o.case for o in all_of(stage.engine, NoticeOverdue)}
