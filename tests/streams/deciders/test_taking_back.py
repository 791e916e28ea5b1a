"""What no longer holds is taken back from everyone who was told, by notice or by hand."""

from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import Role
from schemas.records.notify import NoticeIssued, NoticeKind
from tests.streams.deciders.revising import (
    AMY,
    BEN,
    HOME_EDUCATED,
    a_line,
    read,
    ring_up,
    settle,
    told,
    without_reader,
)
from tests.support.facts import an_event
from tests.support.people import adult, child_of
from tests.support.world import FIRST, SECOND, dsl


def test_a_removed_child_is_recalled_and_the_sibling_hears_nothing() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), child_of(BEN)))
    assert line.publish(an_event(child_of(BEN), revision=2)) == [
        f"unchanged child is pupil-1 at {SECOND}/roll",
        "child removed",
        f"recall notice to {FIRST}",
    ]


def test_a_withdrawn_incident_is_recalled_from_everyone_who_was_told() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), child_of(BEN)))
    assert line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)) == [
        "child withdrawn",
        "child withdrawn",
        f"recall notice to {FIRST}",
        f"recall notice to {SECOND}",
    ]


def test_a_recall_says_which_notice_and_nothing_of_what_happened() -> None:
    line = told(a_line())
    line.perform(read(line, FIRST))
    line.publish(an_event(revision=2, withdrawal=Withdrawal.WRONG_PEOPLE))
    (recalled,) = [o for o in line.recorded.values() if isinstance(o, NoticeIssued) and o.kind == "recall"]
    assert set(recalled.items) == {"incident_fact", "incident_reference", "child_name"}
    assert recalled.replaces is not None


def test_the_recall_of_what_nobody_read_gives_its_reference_alone() -> None:
    line = told(a_line())
    line.publish(an_event(revision=2, withdrawal=Withdrawal.WRONG_PEOPLE))
    (recalled,) = [o for o in line.recorded.values() if isinstance(o, NoticeIssued) and o.kind == "recall"]
    assert set(recalled.items) == {"incident_reference"}


def test_a_recall_is_readable_although_its_event_holds_no_people() -> None:
    line = told(a_line())
    line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert line.perform(read(line, FIRST)) == [f"opened by {dsl(FIRST)} in time first"]


def test_an_incident_withdrawn_and_put_back_is_told_again() -> None:
    line = told(a_line())
    line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert line.publish(an_event(child_of(AMY), revision=3))[-1] == f"first notice to {FIRST}"


def test_what_is_told_again_takes_the_place_of_its_recall_which_a_lead_would_read_last() -> None:
    line = told(a_line())
    line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    line.later(hours=1).publish(an_event(child_of(AMY), revision=3))
    (_, _, matter) = next(found for found in line.matters() if found[2].notices)
    assert [held.kind for held in matter.notices] == [NoticeKind.FIRST]
    recalled, again = [o for o in line.recorded.items() if isinstance(o[1], NoticeIssued)][-2:]
    assert isinstance(again[1], NoticeIssued)
    assert again[1].replaces == recalled[0]


def test_a_withdrawal_of_what_was_never_told_is_said_to_do_nothing() -> None:
    line = a_line()
    withdrawn = an_event(withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert line.publish(withdrawn) == ["untouched: nothing_to_withdraw"]


def test_a_withdrawal_takes_the_work_off_the_desk() -> None:
    line = without_reader(a_line())
    assert line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)) == [
        "child withdrawn",
        "desk item closed: withdrawn",
    ]


def test_a_school_that_was_told_by_telephone_is_told_of_the_withdrawal_by_a_person() -> None:
    line = without_reader(a_line())
    ring_up(line)
    assert line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)) == [
        "child withdrawn",
        f"desk 822: recall_unread for {FIRST} (was_told_by_hand)",
    ]


def test_once_a_withdrawal_was_told_by_telephone_nothing_is_left_to_do() -> None:
    line = without_reader(a_line())
    ring_up(line)
    line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    ring_up(line, "recall_unread")
    again = an_event(revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert line.publish(again) == ["untouched: nothing_to_withdraw"]


def test_a_recall_that_waits_for_a_telephone_call_is_not_lost_by_the_next_revision() -> None:
    line = without_reader(a_line())
    ring_up(line)
    line.publish(an_event(child_of(BEN), revision=2))
    line.publish(an_event(child_of(BEN), adult("Ann", "Other", Role.VICTIM), revision=3))
    assert line.item("recall_unread")[2].recipient is not None


def test_what_was_told_by_telephone_is_not_put_on_the_desk_again_when_a_sibling_is_added() -> None:
    line = without_reader(a_line())
    ring_up(line)
    assert line.publish(an_event(child_of(AMY), child_of(BEN), revision=2)) == [
        f"unchanged child is pupil-0 at {FIRST}/roll",
        f"new child is pupil-1 at {SECOND}/roll",
        f"first notice to {SECOND}",
    ]


def test_what_a_coordinator_settled_is_not_put_on_the_desk_again_when_a_sibling_is_added() -> None:
    line = a_line()
    line.publish(an_event(HOME_EDUCATED))
    settle(line, "no_setting")
    assert line.publish(an_event(HOME_EDUCATED, child_of(BEN), revision=2)) == [
        "unchanged child on no roll: home_educated",
        f"new child is pupil-1 at {SECOND}/roll",
        f"first notice to {SECOND}",
    ]


def test_what_was_told_by_telephone_is_on_the_desk_again_when_it_changed() -> None:
    line = without_reader(a_line())
    ring_up(line)
    changed = replace(child_of(AMY), whereabouts="in the garden")
    assert line.publish(an_event(changed, revision=2))[-1] == f"desk 822: no_reader for {FIRST} (no_reader)"
