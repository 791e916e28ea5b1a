"""What every engine keeps, whatever it is made of (design: deciders and decision records; one contract)."""

from datetime import timedelta

from schemas.items import ADDRESSES, Item
from schemas.records.accept import EventAccepted
from schemas.records.answers import TriageWithdrawn
from schemas.records.inputs import InputKind, OpenNotice
from schemas.records.match import ChildMatched
from schemas.records.notify import NoticeIssued
from schemas.records.reference import InstrumentSuspended
from schemas.records.restriction import RestrictionCarried
from schemas.records.triage import ContactTriaged
from schemas.records.watch import NoticeOpened
from streams.chain import extends, record_digest
from streams.heads import Head
from tests.streams.engines.contract.conftest import Stage
from tests.streams.engines.contract.drama import outputs, play
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.folding import folded
from tests.support.world import FIRST, SECOND, START, dsl

AGREEMENT = "bedford-operation-encompass"


def everything(engine: Engine) -> dict[str, list[bytes]]:
    """The records of every partition."""
    return {source: engine.records(source) for source in engine.sources()}


def states(engine: Engine) -> dict[str, dict[str, bytes]]:
    """The state of every partition."""
    return {source: engine.state(source) for source in engine.sources()}


def test_one_input_makes_one_decision_record(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    for source in stage.engine.sources():
        positions = [decision.position for decision in stage.engine.decisions(source)]
        assert positions == sorted(set(positions))
        assert len(positions) == stage.engine.inputs(source)


def test_every_record_extends_the_head_of_its_partitions_chain(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    for source in stage.engine.sources():
        head = Head()
        records = zip(stage.engine.records(source), stage.engine.decisions(source), strict=True)
        for body, decision in records:
            assert extends(head, decision)
            head = Head(decision.number, record_digest(body), decision.position, decision.reference)


def test_a_record_names_its_own_partition_and_what_decided_it(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    for source in stage.engine.sources():
        assert {decision.source for decision in stage.engine.decisions(source)} == {source}
        assert all(decision.decider and decision.blind != bytes(32) for decision in stage.engine.decisions(source))


def test_a_published_outcome_decides_once_and_one_that_is_taken_back_decides_nothing_any_more(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    found = [output for _, output in outputs(stage.engine)]
    published = [one for one in found if isinstance(one, ContactTriaged) and one.published is not None]
    (withdrawn,) = [one for one in found if isinstance(one, TriageWithdrawn)]
    assert len(published) == 2
    standing = stage.engine.effects()["triage_view"]
    assert len([row for row in standing if row[14] and row[15] is None]) == 1
    assert len([row for row in standing if row[15] is not None]) == 1
    waiting = {row[0]: row[17] for row in stage.engine.effects()["notice_view"]}
    assert {waiting[notice] for notice in withdrawn.notices} <= {"waiting", "opened", "replaced"}


def test_the_same_bytes_again_stand_in_the_same_place(stage: Stage) -> None:
    first = stage.engine.submit(stage.letters.first[0], START)
    assert stage.engine.submit(stage.letters.first[0], START + timedelta(hours=1)) == first
    stage.engine.decide()
    assert stage.engine.submit(stage.letters.first[0], START + timedelta(hours=2)) == first
    assert stage.engine.decide() == 0


def test_the_same_command_under_the_same_id_is_decided_once(stage: Stage) -> None:
    stage.engine.submit(stage.letters.first[0], START)
    stage.engine.decide()
    place, issued = next((p, o) for p, o in outputs(stage.engine) if isinstance(o, NoticeIssued))
    command = OpenNotice(issued.case, issued.person, place, dsl(FIRST), "dsl")
    stage.engine.command(command, "click", START)
    stage.engine.command(command, "click", START)
    assert stage.engine.decide() == 1
    stage.engine.restart()
    stage.engine.command(command, "click", START)
    assert stage.engine.decide() == 0
    stage.engine.command(command, "another click", START)
    assert stage.engine.decide() == 1


def test_revisions_of_one_case_are_decided_in_their_order_in_every_hop(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    accepted = [o for _, o in outputs(stage.engine) if isinstance(o, EventAccepted)]
    order = {event.event: (event.reference, event.revision) for event in accepted}
    for source in stage.engine.sources():
        for reference in {event.reference for event in accepted}:
            seen = [
                order[output.event][1]
                for decision in stage.engine.decisions(source)
                for output in decision.outputs
                if isinstance(output, ChildMatched) and order[output.event][0] == reference
            ]
            assert seen == sorted(seen)


def test_people_of_both_versions_of_their_schema_are_found_on_their_rolls(stage: Stage) -> None:
    stage.engine.submit(stage.letters.first[0], START)  # Amy by version 2, with a number, Ben by version 1
    stage.engine.decide()
    matched = [output for _, output in outputs(stage.engine) if isinstance(output, ChildMatched)]
    told = [output for _, output in outputs(stage.engine) if isinstance(output, NoticeIssued)]
    assert len(matched) == 2
    assert {notice.recipient.value for notice in told} == {FIRST, SECOND}
    assert not [notice for notice in told if Item.CHILD_NHS_NUMBER in notice.items]


def test_a_mark_hides_addresses_in_the_childs_other_cases_until_it_is_corrected(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    carried = [(s, o) for s, o in outputs(stage.engine) if isinstance(o, RestrictionCarried)]
    assert {bool(o.by) for place, o in carried if place.startswith("person")} == {True, False}
    opened = [o for _, o in outputs(stage.engine) if isinstance(o, NoticeOpened) and o.hidden_by]
    assert len(opened) == 1
    assert not ADDRESSES & set(opened[0].items)
    cases = {o.case for place, o in carried if place.startswith("person") and o.by}
    last = {(o.case, o.person, o.recipient): o for _, o in outputs(stage.engine) if isinstance(o, NoticeIssued)}
    assert any(ADDRESSES & set(one.items) for key, one in last.items() if key[0] in cases)


def test_accepted_at_is_the_time_of_the_intake_in_every_hop(stage: Stage) -> None:
    at = START + timedelta(minutes=3)
    stage.engine.submit(stage.letters.first[0], at)
    stage.engine.tick(at + timedelta(hours=1))
    stage.engine.decide()
    hops = [source for source in stage.engine.sources() for d in stage.engine.decisions(source) if d.kind != "tick"]
    assert {hop.split(".")[0] for hop in hops} == {"intake", "resolve", "person"}
    for source in hops:
        assert {d.at for d in stage.engine.decisions(source) if d.kind is not InputKind.TICK} == {at}


def test_a_tick_reaches_every_partition_that_has_deadlines(stage: Stage) -> None:
    stage.engine.tick(START)
    stage.engine.decide()
    ticks = {s: [d.kind for d in stage.engine.decisions(s)] for s in stage.engine.sources() if s.startswith("person.")}
    assert len(ticks) in (1, 3)
    assert all(kinds == [InputKind.TICK] for kinds in ticks.values())


def test_the_reference_is_read_to_its_end_before_anything_is_decided(stage: Stage) -> None:
    stage.engine.submit(stage.letters.first[0], START)
    number = stage.engine.refer([InstrumentSuspended(AGREEMENT, True, START, "reviewed", "a council")], START)
    stage.engine.decide()
    decided = [d.reference for source in stage.engine.sources() for d in stage.engine.decisions(source)]
    assert decided
    assert set(decided) == {number}


def test_a_reference_record_counts_for_every_batch_that_begins_after_it(stage: Stage) -> None:
    stage.engine.limit(1)
    for submission in stage.letters.first:
        stage.engine.submit(submission, START)
    stage.engine.decide(at_most=1)
    decided = {source: len(stage.engine.records(source)) for source in stage.engine.sources()}
    number = stage.engine.refer([InstrumentSuspended(AGREEMENT, True, START, "reviewed", "a council")], START)
    stage.engine.decide()
    for source in stage.engine.sources():
        before = decided.get(source, 0)
        references = [decision.reference for decision in stage.engine.decisions(source)]
        assert all(reference < number for reference in references[:before])
        assert all(reference == number for reference in references[before:])
    assert sum(decided.values()) < sum(len(stage.engine.records(source)) for source in stage.engine.sources())


def test_a_batch_takes_no_more_inputs_of_a_partition_than_its_limit(stage: Stage) -> None:
    stage.engine.limit(2)
    for minutes in range(5):
        stage.engine.tick(START + timedelta(minutes=minutes))
    persons = [source for source in stage.engine.sources() if source.startswith("person.")]
    for decided in (2, 4, 5):
        stage.engine.decide(at_most=1)
        assert {len(stage.engine.records(source)) for source in persons} == {decided}


def test_no_partition_ever_decides_below_the_reference_it_decided_under(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    for source in stage.engine.sources():
        numbers = [decision.reference for decision in stage.engine.decisions(source)]
        assert numbers == sorted(numbers)
        stage.engine.restart()


def test_the_same_inputs_at_the_same_times_give_the_same_bytes(stage: Stage) -> None:
    other = stage.twin()
    play(stage.engine, stage.letters)
    play(other, stage.letters)
    assert everything(other) == everything(stage.engine)
    assert states(other) == states(stage.engine)
    assert other.effects() == stage.engine.effects()


def test_a_restart_after_every_batch_changes_nothing(stage: Stage) -> None:
    other = stage.twin()
    play(stage.engine, stage.letters)

    def one_at_a_time(engine: Engine) -> None:
        while engine.decide(at_most=1):
            engine.restart()

    other.limit(1)
    play(other, stage.letters, one_at_a_time)
    assert everything(other) == everything(stage.engine)
    assert states(other) == states(stage.engine)
    assert other.effects() == stage.engine.effects()


def test_however_many_inputs_wait_none_is_passed_by(stage: Stage) -> None:
    stage.engine.limit(2)
    for minutes in range(5):
        stage.engine.tick(START + timedelta(minutes=minutes))
    for submission in stage.letters.first:
        stage.engine.submit(submission, START)
    stage.engine.decide()
    for source in stage.engine.sources():
        assert len(stage.engine.decisions(source)) == stage.engine.inputs(source)


def test_the_state_kept_is_the_fold_of_the_records(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    for source in stage.engine.sources():
        assert folded(stage.engine, source) == stage.engine.state(source)


def test_effects_happen_once_however_often_the_engine_starts(stage: Stage) -> None:
    play(stage.engine, stage.letters)
    before = stage.engine.effects()
    for _ in range(3):
        stage.engine.restart()
        assert stage.engine.decide() == 0
    assert stage.engine.effects() == before
    assert before["notice_view"]
    assert before["desk_view"]
