"""Loss, doubles, disorder, forks: each is planted in the history of a real hub, and found as what it is."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas import codec
from schemas.records.accept import EventAccepted, EventRejected
from schemas.records.decision import Decision, Output
from schemas.records.inputs import InputKind
from schemas.records.notify import NoticeIssued
from streams.chain import record_digest
from streams.checks.chains import ChainRecord
from streams.checks.findings import FindingKind
from streams.checks.history import Commanded, History, NoticeSeen, OutcomeSeen, Submitted, check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import HomeUnreadable
from streams.ledger.entry import entry_of

PERSON = "person.0"
INTAKE = "intake.bedfordshire-police.0"
OTHER = "intake.bedfordshire-police.1"


def kinds(history: History) -> list[FindingKind]:
    return sorted(finding.kind for finding in check_history(history))


def records_of(history: History) -> list[ChainRecord]:
    return list(history.records)


def place_of(history: History, source: str, number: int) -> int:
    return next(n for n, r in enumerate(records_of(history)) if (r.source, r.number) == (source, number))


def last_of(history: History, source: str) -> int:
    return max(n for n, record in enumerate(records_of(history)) if record.source == source)


def changed(record: ChainRecord, change: Callable[[Decision], Decision]) -> ChainRecord:
    """The record with a decision that was changed, its bytes written anew."""
    return replace(record, body=codec.encode(change(codec.decode(record.body, Decision))))


def with_entries(history: History, records: list[ChainRecord]) -> History:
    """A history of these records with the ledger that a forger of the database would write for them."""
    entries = [history.entry(index) for index in range(history.entry_count)]
    for record in records:
        entries[record.ledger_index] = entry_of(record.body)
    return replace(history, records=records, entry=lambda index: entries[index])


def change_last(history: History, source: str, change: Callable[[Decision], Decision]) -> History:
    """The last record of a chain, changed, with its ledger entry: only what the change itself does can be found."""
    records = records_of(history)
    place = last_of(history, source)
    records[place] = changed(records[place], change)
    return with_entries(history, records)


def test_a_whole_history_has_no_fault(history: History) -> None:
    assert check_history(history) == ()


def test_a_record_that_is_lost(history: History) -> None:
    records = records_of(history)
    del records[place_of(history, PERSON, 2)]
    assert set(kinds(replace(history, records=records))) == {
        FindingKind.CHAIN_GAP,
        FindingKind.INPUT_SKIPPED,
        FindingKind.LEDGER_ENTRY_OF_NOTHING,
    }


def test_a_submission_that_was_promised_and_has_no_decision(history: History) -> None:
    promised = Submitted(b"\x01" * 32, INTAKE, 99)
    assert kinds(replace(history, submitted=[promised])) == [FindingKind.SUBMISSION_LOST]
    assert kinds(replace(history, submitted=[promised], at_rest=False)) == []


def test_a_promise_whose_place_holds_other_bytes(history: History) -> None:
    assert kinds(replace(history, submitted=[Submitted(b"\x01" * 32, INTAKE, 1)])) == [FindingKind.ANSWER_DIFFERS]


def test_a_command_whose_answer_is_gone(history: History) -> None:
    assert kinds(replace(history, commanded=[Commanded("c", "person.0-99")])) == [FindingKind.COMMAND_LOST]
    assert kinds(replace(history, commanded=[Commanded("c", "person.0-1")])) == []


def test_a_record_that_stands_there_twice(history: History) -> None:
    records = records_of(history)
    place = place_of(history, PERSON, 2)
    records.insert(place, records[place])
    assert kinds(replace(history, records=records)) == [FindingKind.APPLIED_TWICE, FindingKind.LEDGER_ENTRY_SHARED]


def test_an_input_that_was_decided_twice(history: History) -> None:
    records = records_of(history)
    last = records[last_of(history, PERSON)]
    again = changed(last, lambda d: replace(d, number=d.number + 1, previous=record_digest(last.body), outputs=()))
    again = replace(again, number=last.number + 1)
    assert kinds(replace(history, records=[*records, again])) == sorted(
        [FindingKind.APPLIED_TWICE, FindingKind.LEDGER_ENTRY_SHARED, FindingKind.LEDGER_ENTRY_DIFFERS]
    )


def test_two_records_in_each_others_place(history: History) -> None:
    records = records_of(history)
    one, two = place_of(history, PERSON, 2), place_of(history, PERSON, 3)
    records[one], records[two] = records[two], records[one]
    found = kinds(replace(history, records=records))
    assert {FindingKind.CHAIN_GAP, FindingKind.OUT_OF_ORDER} <= set(found)


def test_a_fork(history: History) -> None:
    records = records_of(history)
    place = last_of(history, PERSON)
    other = changed(records[place], lambda d: replace(d, outputs=()))
    found = kinds(replace(history, records=[*records, other]))
    assert found == sorted([FindingKind.CHAIN_FORK, FindingKind.LEDGER_ENTRY_SHARED, FindingKind.LEDGER_ENTRY_DIFFERS])


def test_a_record_that_does_not_extend_the_one_before(history: History) -> None:
    found = kinds(change_last(history, PERSON, lambda d: replace(d, previous=b"\x07" * 32)))
    assert found == [FindingKind.CHAIN_BROKEN]


def test_a_flipped_bit_in_the_middle_of_a_record(history: History) -> None:
    records = records_of(history)
    place = place_of(history, PERSON, 2)
    body = bytearray(records[place].body)
    body[len(body) // 2] ^= 1
    records[place] = replace(records[place], body=bytes(body))
    found = set(kinds(replace(history, records=records)))
    assert FindingKind.LEDGER_ENTRY_DIFFERS in found
    assert found & {FindingKind.CHAIN_BROKEN, FindingKind.CHAIN_GAP}


def test_bytes_that_are_no_record(history: History) -> None:
    records = records_of(history)
    records[-1] = replace(records[-1], body=records[-1].body + b"\x00")
    assert {FindingKind.RECORD_UNREADABLE, FindingKind.LEDGER_ENTRY_DIFFERS} <= set(
        kinds(replace(history, records=records))
    )


def test_a_record_that_says_it_is_another(history: History) -> None:
    assert kinds(change_last(history, PERSON, lambda d: replace(d, source="person.7"))) == sorted(
        [FindingKind.RECORD_MISPLACED, FindingKind.ANSWER_DIFFERS, FindingKind.INPUT_SKIPPED]
    )


def test_a_reference_that_went_back(history: History) -> None:
    first = next(iter(history.reference))
    found = change_last(history, PERSON, lambda d: replace(d, reference=1, reference_digest=record_digest(first.body)))
    assert kinds(found) == [FindingKind.REFERENCE_WENT_BACK]


def test_a_reference_that_nobody_knows(history: History) -> None:
    found = kinds(change_last(history, PERSON, lambda d: replace(d, reference_digest=b"\x07" * 32)))
    assert found == [FindingKind.REFERENCE_UNKNOWN]


def test_a_clock_that_went_back(history: History) -> None:
    records = records_of(history)
    tick = max(n for n, r in enumerate(records) if codec.decode(r.body, Decision).kind is not InputKind.FORWARDED)
    earlier = codec.decode(records[0].body, Decision).at
    records[tick] = changed(records[tick], lambda d: replace(d, at=earlier))
    assert FindingKind.TIME_WENT_BACK in kinds(with_entries(history, records))


def test_another_answer_than_the_logs_input(history: History) -> None:
    found = kinds(change_last(history, PERSON, lambda d: replace(d, input=b"\x07" * 32)))
    assert found == [FindingKind.ANSWER_DIFFERS]


def test_a_second_notice_to_one_school(history: History) -> None:
    records = records_of(history)
    place = next(n for n, r in enumerate(records) if any(isinstance(o, NoticeIssued) for o in outputs_of(r)))
    notice = next(output for output in outputs_of(records[place]) if isinstance(output, NoticeIssued))
    records[place] = changed(records[place], lambda d: replace(d, outputs=(*d.outputs, notice)))
    assert FindingKind.NOTICE_DOUBLE in kinds(with_entries(history, records))


def outputs_of(record: ChainRecord) -> tuple[Output, ...]:
    return codec.decode(record.body, Decision).outputs


def test_a_forward_that_was_logged_out_of_order(history: History) -> None:
    inputs = list(history.inputs)
    one, two = [n for n, logged in enumerate(inputs) if logged.source == PERSON and logged.forwarded is not None][:2]
    first, second = inputs[one], inputs[two]
    inputs[one] = replace(second, position=first.position)
    inputs[two] = replace(first, position=second.position)
    found = kinds(replace(history, inputs=inputs))
    assert set(found) == {FindingKind.OUT_OF_ORDER, FindingKind.ANSWER_DIFFERS}


def test_a_forward_that_was_logged_twice(history: History) -> None:
    inputs = list(history.inputs)
    forwarded = next(logged for logged in inputs if logged.source == PERSON and logged.forwarded is not None)
    last = max(logged.position for logged in inputs if logged.source == PERSON)
    inputs.append(replace(forwarded, position=last + 1))
    found = kinds(replace(history, inputs=inputs))
    assert FindingKind.INPUT_SKIPPED in found
    assert set(found) & {FindingKind.APPLIED_TWICE, FindingKind.OUT_OF_ORDER}


def test_an_input_that_no_record_answers(history: History) -> None:
    inputs = list(history.inputs)
    last = max(logged.position for logged in inputs if logged.source == PERSON)
    waiting = replace(inputs[-1], source=PERSON, position=last + 1, forwarded=None)
    assert kinds(replace(history, inputs=[*inputs, waiting])) == [FindingKind.INPUT_SKIPPED]
    assert kinds(replace(history, inputs=[*inputs, waiting], at_rest=False)) == []


def test_a_ledger_entry_that_is_missing(history: History) -> None:
    assert kinds(replace(history, entry_count=history.entry_count - 1)) == [FindingKind.LEDGER_ENTRY_MISSING]


def test_a_ledger_entry_that_differs(history: History) -> None:
    entry = history.entry
    found = kinds(replace(history, entry=lambda index: bytes(32) if index == 3 else entry(index)))
    assert found == [FindingKind.LEDGER_ENTRY_DIFFERS]


def test_a_ledger_entry_of_no_record(history: History) -> None:
    entry, count = history.entry, history.entry_count
    found = replace(history, entry=lambda index: bytes(32) if index == count else entry(index), entry_count=count + 1)
    assert kinds(found) == [FindingKind.LEDGER_ENTRY_OF_NOTHING]


def test_a_reference_record_that_is_lost(history: History) -> None:
    reference = list(history.reference)
    del reference[3]
    found = kinds(replace(history, reference=reference))
    assert found == sorted([FindingKind.CHAIN_GAP, FindingKind.LEDGER_ENTRY_OF_NOTHING])


def test_reference_records_that_do_not_join(history: History) -> None:
    reference = list(history.reference)
    reference[3] = replace(reference[3], previous=bytes(32))
    assert kinds(replace(history, reference=reference)) == [FindingKind.CHAIN_BROKEN]


def test_views_that_hide_a_notice_or_show_one_too_many(history: History) -> None:
    notices = list(history.notices or ())
    assert kinds(replace(history, notices=notices[1:])) == [FindingKind.VIEW_DIFFERS]
    more = [*notices, NoticeSeen("person.0-99-0", None)]
    assert kinds(replace(history, notices=more)) == [FindingKind.VIEW_DIFFERS]
    replaced = [replace(notices[0], replaced_by="person.0-99-0"), *notices[1:]]
    assert kinds(replace(history, notices=replaced)) == [FindingKind.VIEW_DIFFERS]


def test_views_that_hide_or_invent_an_outcome(history: History) -> None:
    outcomes = list(history.outcomes or ())
    assert kinds(replace(history, outcomes=outcomes[1:])) == [FindingKind.VIEW_DIFFERS]
    more = [*outcomes, OutcomeSeen(b"\x05" * 32, f"{INTAKE}-1")]
    assert kinds(replace(history, outcomes=more)) == [FindingKind.VIEW_DIFFERS]


def test_the_same_bytes_in_another_partition_of_the_agency_have_one_outcome(history: History) -> None:
    first = records_of(history)[place_of(history, INTAKE, 1)]
    (accepted,) = (output for output in outputs_of(first) if isinstance(output, EventAccepted))
    rejected = EventRejected(accepted.digest, "wrong_partition", "", accepted.publisher)

    def elsewhere(decision: Decision) -> Decision:
        return replace(decision, source=OTHER, at=decision.at + timedelta(seconds=1), outputs=(rejected,))

    record = replace(changed(first, elsewhere), source=OTHER, ledger_index=history.entry_count)
    entries = [history.entry(index) for index in range(history.entry_count)] + [entry_of(record.body)]
    (came,) = (one for one in history.inputs if (one.source, one.position) == (INTAKE, 1))
    twice = replace(
        history,
        inputs=[*history.inputs, replace(came, source=OTHER)],
        records=[*records_of(history), record],
        entry=lambda index: entries[index],
        entry_count=len(entries),
    )
    assert kinds(twice) == []
    assert twice.outcomes is not None
    outcomes = [replace(one, record=record.id) if one.digest == accepted.digest else one for one in twice.outcomes]
    assert kinds(replace(twice, outcomes=outcomes)) == [FindingKind.VIEW_DIFFERS]


def test_a_home_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(HomeUnreadable, match="no hub lives in"), history_of_home(tmp_path):
        pass
