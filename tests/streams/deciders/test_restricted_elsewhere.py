"""A mark of restriction holds for its people in every other event about them, earlier and later (flows.md)."""

from datetime import timedelta

from msgspec.structs import replace

from schemas.events import hospital
from schemas.events.event import Withdrawal
from schemas.events.people import Role
from schemas.events.texts import Text
from schemas.items import ADDRESSES, Item
from schemas.records.meetings import ActionOutcome, ActionReason
from schemas.records.notify import NoticeIssued
from schemas.records.restriction import PeopleNoted
from schemas.vectors.flows import ATTENDANCE
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.disclosing.addresses import without_addresses
from tests.streams.deciders.meeting_cases import SPOC, read, report, set_action
from tests.streams.deciders.restrictions import (
    AT_REFUGE,
    MARKED,
    REFUGE,
    carried,
    case_of,
    hides,
    marking,
    open_at_front_door,
    revised,
    shown,
    updates,
)
from tests.streams.deciders.test_memory import FAMILY, ROLF, TESS, episode, referral
from tests.streams.deciders.test_memory_of_merged_people import DOUBTFUL, answer
from tests.support.facts import Told, an_event
from tests.support.flows import AMY, EXTRA, a_flow_line
from tests.support.line import Line
from tests.support.people import adult, child_of


def test_without_any_mark_addresses_are_shown() -> None:
    line = a_flow_line()
    marking(line, *FAMILY)
    line.publish(episode("m-1", 0, AT_REFUGE))
    assert not hides(line, "m-1")
    assert Item.CHILD_ADDRESS in shown(line, "m-1")["ifd"]
    assert not carried(line)


def test_marked_first_a_later_event_shows_no_address() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, AT_REFUGE))
    assert hides(line, "r-1", "m-1")
    assert not updates(line, "m-1")


def test_marked_later_whoever_holds_an_address_is_sent_an_update_without_it() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    held = {role for role, items in shown(line, "m-1").items() if items}
    assert "ifd" in held
    marking(line)
    assert hides(line, "m-1")
    assert held <= {one.recipient.role for one in updates(line, "m-1")}


def test_whoever_held_no_address_hears_nothing_of_the_mark() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 0, AT_REFUGE))
    without = {role for role, items in shown(line, "m-1").items() if not items}
    assert "dsl" in without
    marking(line)
    assert "dsl" not in {one.recipient.role for one in updates(line, "m-1")}


def test_a_mark_of_the_child_itself_and_of_a_hospital_hold_as_well() -> None:
    line = a_flow_line()
    child = replace(AT_REFUGE, restricted=True)
    line.publish(an_event(ATTENDANCE, child, type=hospital.EVENT_TYPE, reference="h-1"))
    line.publish(episode("m-1", 0, AT_REFUGE))
    assert hides(line, "m-1")


def test_a_revision_without_the_mark_shows_addresses_again() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    marking(line)
    marking(line, *FAMILY, revision=2)
    assert Item.CHILD_ADDRESS in shown(line, "m-1")["ifd"]
    assert carried(line)[-1].by == ()


def test_a_withdrawal_of_the_marking_event_shows_addresses_again() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    marking(line)
    marking(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert Item.CHILD_ADDRESS in shown(line, "m-1")["ifd"]


def test_a_revision_that_keeps_the_mark_keeps_addresses_hidden() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, AT_REFUGE))
    marking(line, replace(AT_REFUGE, address=None), *MARKED[1:], revision=2)
    assert hides(line, "m-1")
    assert carried(line)[-1].by == (case_of(line, "r-1").header.event,)


def test_of_two_marks_one_removed_the_other_holds() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    marking(line)
    line.publish(episode("m-2", 1, replace(AT_REFUGE, restricted=True)))
    marking(line, *FAMILY, revision=2)
    assert hides(line, "m-1", "m-2")
    assert hides(line, "r-1")


def test_a_revision_of_the_unmarked_event_still_shows_none() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, AT_REFUGE))
    line.publish(revised(line, "m-1", replace(AT_REFUGE, address=replace(REFUGE, lines=("2 Other Road",)))))
    assert hides(line, "m-1")


def test_an_event_that_was_withdrawn_and_comes_back_shows_none() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    line.publish(revised(line, "m-1", AT_REFUGE, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    marking(line)
    line.publish(revised(line, "m-1", AT_REFUGE, revision=3))
    assert hides(line, "m-1")


def test_a_child_who_joins_a_case_begins_with_its_marks() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, AT_REFUGE))
    line.publish(revised(line, "m-1", AT_REFUGE, replace(child_of(EXTRA), address=REFUGE)))
    assert len([one for one in line.matters() if one[0] == case_of(line, "m-1").header.case]) == 2
    assert hides(line, "m-1")


def test_an_adult_whom_the_hub_knows_carries_the_mark_to_a_household_of_other_children() -> None:
    line = a_flow_line()
    tess = replace(TESS, date_of_birth=AMY.date_of_birth, address=REFUGE)
    marking(line, child_of(AMY), replace(tess, restricted=True), ROLF)
    line.publish(
        referral(
            "r-2", 0, replace(child_of(EXTRA), address=REFUGE), tess, adult("Otto", "Larch", Role.ALLEGED_PERPETRATOR)
        )
    )
    assert hides(line, "r-2")


def test_people_of_nobody_marked_are_left_alone() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, replace(child_of(EXTRA), address=REFUGE)))
    assert not hides(line, "m-1")


def test_erased_the_mark_holds_until_its_event_is_corrected() -> None:
    line = a_flow_line()
    marking(line)
    marked = case_of(line, "r-1")
    people = dict.fromkeys((number for number, _ in marked.people()), SHREDDED)
    line.facts.opened[marked.header.event] = OpenedEvent(marked.value, {**marked.sections, **people})
    line.publish(episode("m-1", 0, AT_REFUGE))
    assert hides(line, "m-1")


def test_what_can_be_read_no_more_is_no_new_mark() -> None:
    line = a_flow_line()
    marking(line, *FAMILY)
    line.publish(episode("m-1", 0, AT_REFUGE))
    line.publish(referral("r-1", 1, *FAMILY, revision=2, erased=(3,)))
    assert not hides(line, "m-1")
    assert not any(isinstance(one, PeopleNoted) and one.marked for one in line.recorded.values())


def twin_on_the_roll(line: Line) -> None:
    """Another pupil, whom the doubtful child may be as well."""
    twin = replace(EXTRA, pupil="pupil-twin", given_names="Yetanother", family_name=AMY.family_name)
    line.facts.put_roll(AMY.urn, [AMY, replace(twin, date_of_birth=AMY.date_of_birth)])


def test_a_doubtful_child_who_may_be_somebody_marked_shows_no_address() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, replace(DOUBTFUL, address=REFUGE)))
    assert hides(line, "m-1")


def test_persons_found_to_be_one_share_the_mark() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 1, replace(DOUBTFUL, address=REFUGE)))
    marking(line)
    assert not hides(line, "m-1"), "when it was decided, the hub had never met the pupil"
    answer(line, AMY.pupil)
    assert hides(line, "m-1")


def test_a_mark_of_a_doubtful_child_holds_for_whom_it_may_be_until_a_desk_has_said_otherwise() -> None:
    line = a_flow_line()
    twin_on_the_roll(line)
    line.publish(episode("m-1", 2, AT_REFUGE))
    line.publish(episode("m-2", 0, replace(DOUBTFUL, restricted=True)))
    assert hides(line, "m-1")
    assert "new child is pupil-twin" in answer(line, "pupil-twin")[0]
    assert not hides(line, "m-1")


def test_a_mark_of_somebody_found_to_be_a_pupil_reaches_the_pupils_other_cases() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    line.publish(episode("m-2", 0, replace(DOUBTFUL, restricted=True)))
    answer(line, AMY.pupil)
    assert hides(line, "m-1")


def test_found_to_be_another_pupil_the_mark_stays_with_who_bears_it() -> None:
    line = a_flow_line()
    twin_on_the_roll(line)
    marking(line)
    line.publish(episode("m-1", 0, replace(DOUBTFUL, address=REFUGE)))
    assert hides(line, "m-1")
    assert "new child is pupil-twin" in answer(line, "pupil-twin")[0]
    assert not hides(line, "m-1")


def test_a_stale_notice_shows_no_address_when_it_is_opened() -> None:
    line = a_flow_line()
    marking(line)
    line.publish(episode("m-1", 0, AT_REFUGE))
    opened = open_at_front_door(line, "m-1")
    assert opened.hidden_by == (case_of(line, "r-1").header.event,)
    assert not ADDRESSES & set(opened.items)


def test_texts_lose_the_addresses_of_the_marking_event_too() -> None:
    line = a_flow_line()
    marking(line)
    found = replace(child_of(AMY), address=None)
    text = Told(Text("Came back to 1 Refuge Way by herself."), about=(1,))
    line.publish(episode("m-1", 0, found, text))  # type: ignore[arg-type]  # a section, said with whom it is about
    by = open_at_front_door(line, "m-1").hidden_by
    now = case_of(line, "m-1").marked_by(tuple([line.facts.opened[one] for one in by]))
    assert without_addresses(("Came back to 1 Refuge Way by herself.",), now) == ("Came back to [address] by herself.",)


def test_who_holds_a_text_with_the_address_alone_is_sent_an_update() -> None:
    line = a_flow_line()
    text = Told(Text("Came back to 1 Refuge Way by herself."), about=(1,))
    line.publish(episode("m-1", 2, replace(child_of(AMY), address=None), text))  # type: ignore[arg-type]  # as above
    marking(line)
    told = [one for one in updates(line, "m-1") if one.recipient.role == "ifd"]
    assert told
    assert Item.POLICE_NARRATIVE in told[-1].changed


def test_a_contacts_priority_and_a_repeat_stand_as_they_stood() -> None:
    line = a_flow_line()
    line.publish(referral("r-0", 30))
    line.publish(referral("r-2", 2, AT_REFUGE, TESS, ROLF))
    marking(line)
    replaced = [(one, line.recorded[one.replaces or ""]) for one in updates(line, "r-2")]
    assert any(isinstance(was, NoticeIssued) and was.repeat for _, was in replaced)
    for one, was in replaced:
        assert isinstance(was, NoticeIssued)
        assert (one.repeat, one.priority, one.grounds) == (was.repeat, was.priority, was.grounds)
    assert "ifd" in {one.recipient.role for one in updates(line, "r-2")}


def spoc_update(line: Line) -> NoticeIssued:
    """The update by which the SPOC coordinator is told of the mark."""
    return [one for one in updates(line, "m-1") if one.recipient.role == SPOC][-1]


def test_an_update_before_its_meeting_stays_on_its_agenda() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    first = line.notice_of(SPOC)[2]
    marking(line)
    due = spoc_update(line).due
    assert (due.rule, due.at) == (first.rule, first.due)
    assert due.rule.startswith("meeting_")


def test_an_update_after_its_meeting_is_due_by_the_usual_clock_and_on_no_agenda() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    line.at(line.notice_of(SPOC)[2].due + timedelta(hours=1))
    marking(line)
    due = spoc_update(line).due
    assert not due.rule.startswith("meeting_")
    assert due.at > line.now


def test_what_a_meeting_put_off_stays_with_it_after_the_update() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    read(line, SPOC)
    set_action(line)
    line.at(line.notice_of(SPOC)[2].due + timedelta(hours=1))
    report(line, ActionOutcome.NOT_DONE, ActionReason.NO_CONTACT, line.now + timedelta(days=7))
    marking(line)
    assert not spoc_update(line).due.rule.startswith("meeting_")
    (action,) = [one for _, _, matter in line.matters() for one in matter.actions]
    assert action.due == line.now + timedelta(days=7)
