"""Everything ends somewhere: each way in which something could be lost is planted, and found."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from schemas.records.accept import EventAccepted
from schemas.records.decision import Output, Parked
from schemas.records.inputs import InputKind
from schemas.records.match import ChildMatched, MatchReferred
from schemas.records.notify import DeskItemOverdue, DeskItemRaised, DeskKind, NoticeIssued, NoticeKind
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from schemas.records.watch import NoticeEscalated, NoticeOpened, NoticeOverdue
from streams.checks.conservation import Conserved, conserve
from streams.checks.findings import FindingKind
from streams.checks.records import Recorded

Pick = Callable[[Output], bool]


def check(records: list[Recorded], *, at_rest: bool = True) -> Conserved:
    return conserve(records, person_partitions=1, at_rest=at_rest)


def kinds(found: Conserved) -> set[FindingKind]:
    return {finding.kind for finding in found.findings}


def with_outputs(record: Recorded, outputs: tuple[Output, ...]) -> Recorded:
    """The same record with other outputs, for readers who do not look at its digest."""
    return replace(record, decision=replace(record.decision, outputs=outputs))


def without_first(records: list[Recorded], pick: Pick) -> list[Recorded]:
    """The records without the first output that is picked."""
    changed, done = [], False
    for record in records:
        outputs = record.decision.outputs
        place = next((n for n, output in enumerate(outputs) if pick(output)), None) if not done else None
        if place is not None:
            record, done = with_outputs(record, (*outputs[:place], *outputs[place + 1 :])), True
        changed.append(record)
    assert done, "nothing was picked"
    return changed


def is_a(*types: type[Output]) -> Pick:
    return lambda output: isinstance(output, types)


def first_notice(output: Output) -> bool:
    return isinstance(output, NoticeIssued) and output.kind is NoticeKind.FIRST


def recall(output: Output) -> bool:
    return isinstance(output, NoticeIssued) and output.kind is NoticeKind.RECALL


def doubtful(output: Output) -> bool:
    return isinstance(output, DeskItemRaised) and output.kind is DeskKind.MATCH


def watcher(output: Output) -> bool:
    return isinstance(output, DeskItemRaised) and output.kind is DeskKind.UNOPENED


def test_the_story_is_conserved_and_counted(records: list[Recorded]) -> None:
    found = check(records)
    assert found.findings == ()
    assert found.sound
    assert found.counts["events"] == 5
    assert found.counts["children"] == 6
    assert found.counts["notices_opened"] == 1
    assert found.counts["notices_opened_in_time"] == 1
    assert found.counts["notices_recall"] == 1
    assert found.counts["notices_update"] == 1
    assert found.counts["children_now"] == 3
    assert found.counts["under_way"] == 0


def test_every_prefix_of_the_story_is_conserved(records: list[Recorded]) -> None:
    for end in range(len(records)):
        assert check(records[:end], at_rest=False).findings == ()


def test_what_is_under_way_was_lost_only_if_the_hub_is_at_rest(records: list[Recorded]) -> None:
    begun = records[:1]
    assert check(begun, at_rest=False).counts["under_way"] == 1
    assert kinds(check(begun)) == {FindingKind.NEVER_APPLIED}


def test_sources_one_after_the_other_are_as_good_as_the_order_of_commits(records: list[Recorded]) -> None:
    by_hop = sorted(
        records, key=lambda record: ("intake", "resolve", "person").index(record.decision.source.split(".")[0])
    )
    assert check(by_hop).findings == ()


@pytest.mark.parametrize(
    ("pick", "kind"),
    [
        (first_notice, FindingKind.NO_DISPOSITION),
        (doubtful, FindingKind.NO_DISPOSITION),
        (recall, FindingKind.NOTICE_NOT_RECALLED),
        (is_a(DisclosurePermitted), FindingKind.NOTICE_NOT_PERMITTED),
        (is_a(NoticeEscalated), FindingKind.OVERDUE_UNESCALATED),
        (watcher, FindingKind.OVERDUE_UNESCALATED),
        (is_a(NoticeOverdue), FindingKind.OVERDUE_UNMARKED),
        (is_a(DeskItemOverdue), FindingKind.OVERDUE_UNMARKED),
        (is_a(ChildMatched), FindingKind.CHILD_LOST),
        (is_a(MatchReferred), FindingKind.CHILD_LOST),
        (is_a(EventAccepted), FindingKind.APPLIED_TWICE),
    ],
)
def test_an_output_that_is_missing_is_missed(records: list[Recorded], pick: Pick, kind: FindingKind) -> None:
    assert kind in kinds(check(without_first(records, pick)))


def test_a_record_of_hop_2_that_is_missing_loses_its_event(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if record.decision.source == "resolve")
    found = check([*records[:place], *records[place + 1 :]])
    assert {FindingKind.NEVER_APPLIED, FindingKind.OUT_OF_ORDER} <= kinds(found)


def test_a_record_of_hop_3_that_is_missing_loses_its_children(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if record.decision.source == "person.0")
    found = check([*records[:place], *records[place + 1 :]])
    assert {FindingKind.NEVER_APPLIED, FindingKind.OUT_OF_ORDER} <= kinds(found)


def test_a_forward_that_is_applied_again_is_found(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if record.decision.source == "person.0")
    again = replace(records[place], decision=replace(records[place].decision, number=1000, outputs=()))
    assert kinds(check([*records, again])) == {FindingKind.APPLIED_TWICE}


def as_twins(records: list[Recorded], *, one_person: bool) -> tuple[list[Recorded], list[ChildMatched]]:
    """The first event of the story, with its two children at one school, up to the record of hop 3 that takes them.

    Taken for one person by hop 2, only the first is told of by hop 3: it has told that school of that person.
    """
    place = next(n for n, record in enumerate(records) if record.decision.source == "resolve")
    outputs = records[place].decision.outputs
    first, second = children = [output for output in outputs if isinstance(output, ChildMatched)]
    person = first.person if one_person else second.person
    twin = replace(second, person=person, registrations=first.registrations)
    resolved = with_outputs(records[place], tuple(twin if output is second else output for output in outputs))
    told = next(n for n, record in enumerate(records) if any(first_notice(o) for o in record.decision.outputs))
    hop_3: list[Output] = []
    for output in records[told].decision.outputs:
        if not isinstance(output, DisclosurePermitted | NoticeIssued) or output.person == first.person:
            hop_3.append(output)
        elif not one_person:
            hop_3.append(replace(output, recipient=Recipient("dsl", "urn", first.registrations[0].urn)))
    altered = with_outputs(records[told], tuple(hop_3))
    return [*records[:place], resolved, *records[place + 1 : told], altered], children


def test_twins_at_one_school_are_two_dispositions(records: list[Recorded]) -> None:
    assert check(as_twins(records, one_person=False)[0], at_rest=False).findings == ()


def test_a_second_child_taken_for_the_first_is_found(records: list[Recorded]) -> None:
    planted, (first, second) = as_twins(records, one_person=True)
    school = first.registrations[0].urn
    assert {(finding.kind, finding.detail) for finding in check(planted, at_rest=False).findings} == {
        (
            FindingKind.CHILD_LOST,
            f"sections `{first.section}` and `{second.section}` are one person, and no human said so",
        ),
        (
            FindingKind.NO_DISPOSITION,
            f"of section `{second.section}` `dsl` at `urn` `{school}` has no notice and no refusal, and no desk has it",
        ),
    }


def test_a_notice_about_another_child_of_the_event_is_no_disposition_of_this_one(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if any(first_notice(o) for o in record.decision.outputs))
    outputs = tuple(replace(o, section=9) if first_notice(o) else o for o in records[place].decision.outputs)
    found = check([*records[:place], with_outputs(records[place], outputs)], at_rest=False)
    assert FindingKind.NO_DISPOSITION in kinds(found)


def test_a_question_about_another_child_of_the_event_is_no_disposition_of_this_one(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if any(doubtful(o) for o in record.decision.outputs))
    outputs = tuple(replace(o, section=9) if doubtful(o) else o for o in records[place].decision.outputs)
    found = check([*records[:place], with_outputs(records[place], outputs)], at_rest=False)
    assert kinds(found) == {FindingKind.NO_DISPOSITION}


def test_two_notices_to_one_school_are_found(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if any(first_notice(o) for o in record.decision.outputs))
    decision = records[place].decision
    doubled = (*decision.outputs, next(output for output in decision.outputs if first_notice(output)))
    found = check([*records[:place], with_outputs(records[place], doubled), *records[place + 1 :]])
    assert FindingKind.NOTICE_DOUBLE in kinds(found)


def test_a_notice_beside_a_desk_item_in_its_place_is_found(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if any(first_notice(o) for o in record.decision.outputs))
    decision = records[place].decision
    notice = next(output for output in decision.outputs if isinstance(output, NoticeIssued))
    item = DeskItemRaised(
        kind=DeskKind.NO_READER,
        area="822",
        event=notice.event,
        case=notice.case,
        person=notice.person,
        section=notice.section,
        due=notice.due,
        reason="no_reader",
        notice=None,
        referral=None,
        recipient=notice.recipient,
        named_only=False,
        pupil=None,
    )
    found = check([*records[:place], with_outputs(records[place], (*decision.outputs, item)), *records[place + 1 :]])
    assert FindingKind.TWO_DISPOSITIONS in kinds(found)


def refused_instead(records: list[Recorded], flags: tuple[str, ...]) -> Conserved:
    """The story up to its first notice, which is refused without anything on a desk."""
    place = next(n for n, record in enumerate(records) if any(first_notice(o) for o in record.decision.outputs))
    outputs: list[Output] = []
    for output in records[place].decision.outputs:
        if isinstance(output, NoticeIssued):
            refused = DisclosureRefused(
                output.event,
                output.case,
                output.person,
                output.section,
                output.recipient,
                "not_permitted",
                "",
                "",
                flags,
            )
            outputs.append(refused)
    return check([*records[:place], with_outputs(records[place], tuple(outputs))], at_rest=False)


def test_a_refusal_with_its_reason_is_a_disposition(records: list[Recorded]) -> None:
    assert refused_instead(records, ()).findings == ()


def test_a_refusal_of_a_duty_without_a_desk_is_found(records: list[Recorded]) -> None:
    assert kinds(refused_instead(records, ("duty_held",))) == {FindingKind.REFUSED_WITHOUT_DESK}


def test_an_opening_of_what_was_recalled_is_found(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if any(recall(o) for o in record.decision.outputs))
    taken_back = next(o for o in records[place].decision.outputs if isinstance(o, NoticeIssued) and recall(o))
    opened = NoticeOpened(
        taken_back.case, taken_back.person, taken_back.replaces or "", "u", "dsl", taken_back.items, False, True
    )
    command = replace(records[place].decision, number=1000, kind=InputKind.COMMAND, outputs=(opened,))
    assert kinds(check([*records, replace(records[place], decision=command)])) == {FindingKind.NOT_CURRENT}


def test_a_deadline_that_had_passed_when_it_was_set_is_found(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if any(first_notice(o) for o in record.decision.outputs))
    decision = records[place].decision
    outputs = tuple(
        replace(output, due=replace(output.due, at=decision.at)) if isinstance(output, NoticeIssued) else output
        for output in decision.outputs
    )
    found = check([*records[:place], with_outputs(records[place], outputs)], at_rest=False)
    assert kinds(found) == {FindingKind.DEADLINE_PASSED_AT_BIRTH}


def test_what_is_parked_stands_nowhere_until_it_is_decided(records: list[Recorded]) -> None:
    place = next(n for n, record in enumerate(records) if record.decision.source == "resolve")
    parked = with_outputs(records[place], (Parked("key", records[place].decision.position, "KeyError"),))
    found = check([*records[:place], parked], at_rest=False)
    assert FindingKind.PARKED in kinds(found)
    assert found.counts["parked_now"] == 1


def test_progress_ends_with_the_number_of_records(records: list[Recorded]) -> None:
    told: list[int] = []
    conserve(records, person_partitions=1, progress=told.append)
    assert told == [len(records)]
