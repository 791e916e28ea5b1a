"""More is known at 07:50 than at 02:00: only what changed is sent, and who had been told is told."""

from datetime import date, timedelta

from msgspec.structs import replace

from schemas.events.people import Address, NamedSetting, Registration, Role, Scheme
from schemas.events.texts import Summary
from schemas.items import Item
from schemas.records.inputs import AcknowledgeNotice
from schemas.records.notify import NoticeIssued
from streams.deciders.opened import OpenedEvent
from streams.matching.people import RollEntry
from tests.streams.deciders.revising import (
    AMY,
    BEN,
    EXTRA,
    a_line,
    read,
    told,
)
from tests.support.facts import MONDAY_EVENING, Told, an_event, apply
from tests.support.people import adult, child_of, stranger
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL, dsl


def test_a_child_added_at_0750_is_told_of_and_nobody_else_hears_again() -> None:
    line = told(a_line())
    assert line.publish(an_event(child_of(AMY), child_of(BEN), revision=2)) == [
        f"unchanged child is pupil-0 at {FIRST}/roll",
        f"new child is pupil-1 at {SECOND}/roll",
        f"first notice to {SECOND}",
    ]


def test_an_added_child_at_the_same_school_is_a_notice_of_its_own() -> None:
    line = told(a_line())
    assert line.publish(an_event(child_of(AMY), child_of(EXTRA), revision=2))[-1] == f"first notice to {FIRST}"


def test_children_in_another_order_are_no_change() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), child_of(BEN)))
    assert line.publish(an_event(child_of(BEN), child_of(AMY), revision=2)) == [
        f"unchanged child is pupil-1 at {SECOND}/roll",
        f"unchanged child is pupil-0 at {FIRST}/roll",
    ]


def test_of_a_corrected_date_of_birth_only_that_is_new() -> None:
    line = told(a_line())
    born = replace(child_of(AMY), date_of_birth=date(AMY.date_of_birth.year, AMY.date_of_birth.month, 2))
    assert line.publish(an_event(born, revision=2)) == [
        f"changed child is pupil-0 at {FIRST}/roll",
        f"update notice to {FIRST} changed child_date_of_birth",
    ]


HIDDEN = "14 Larkspur Row"
MOVED_TO = f"She and her mother stay at {HIDDEN}."


def _restricted(restricted: bool, revision: int) -> OpenedEvent:
    """A summary that says where the victim lives now; a revision that only marks her restricted."""
    victim = replace(adult("Ann", "Other", Role.VICTIM), restricted=restricted, address=Address((HIDDEN,), "", ""))
    named = NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL)
    return an_event(child_of(AMY), victim, Told(Summary(MOVED_TO, named), (0,)), revision=revision)


def test_who_holds_a_text_with_an_address_hears_when_somebody_is_marked_restricted() -> None:
    line = a_line()
    line.publish(_restricted(restricted=False, revision=1))
    line.publish(_restricted(restricted=True, revision=2))
    updates = [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.replaces is not None]
    assert [Item.SCHOOL_SUMMARY in one.changed for one in updates] == [True]


def test_a_correction_of_what_a_school_never_gets_is_not_sent_to_it() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), adult("Ann", "Other", Role.VICTIM)))
    renamed = replace(adult("Ann", "Other", Role.VICTIM), date_of_birth=date(1986, 6, 6))
    assert line.publish(an_event(child_of(AMY), renamed, revision=2)) == [f"changed child is pupil-0 at {FIRST}/roll"]


def test_a_changed_summary_is_sent_to_its_own_childs_school_alone() -> None:
    line = a_line()
    setting = NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL)
    first, second = Told(Summary("one", setting), (0,)), Told(Summary("two", setting), (0,))
    line.publish(an_event(child_of(AMY), child_of(BEN), first))
    assert line.publish(an_event(child_of(AMY), child_of(BEN), second, revision=2)) == [
        f"changed child is pupil-0 at {FIRST}/roll",
        f"unchanged child is pupil-1 at {SECOND}/roll",
        f"update notice to {FIRST} changed school_summary",
    ]


def test_when_the_correction_makes_it_another_pupil_the_other_school_is_recalled() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY, ref="c1")))
    line.later(hours=6)
    assert line.publish(an_event(child_of(BEN, ref="c1"), revision=2)) == [
        f"new child is pupil-1 at {SECOND}/roll",
        "child removed",
        f"first notice to {SECOND}",
        f"recall notice to {FIRST}",
    ]


def test_a_revision_that_makes_the_child_doubtful_takes_the_notice_back_and_asks_a_person() -> None:
    line = told(a_line())
    other = replace(child_of(AMY), given_names="Othername")
    assert line.publish(an_event(other, revision=2)) == [
        "changed child is doubtful: name_doubtful",
        f"recall notice to {FIRST}",
        "desk 822: match (name_doubtful)",
    ]


def test_a_doubtful_child_made_certain_by_a_revision_closes_the_question() -> None:
    line = a_line()
    line.publish(an_event(replace(child_of(AMY), given_names="Othername")))
    assert line.publish(an_event(child_of(AMY), revision=2)) == [
        f"changed child is pupil-0 at {FIRST}/roll",
        "desk item closed: matched",
        f"first notice to {FIRST}",
    ]


def test_an_unchanged_doubtful_child_is_asked_about_once() -> None:
    line = a_line()
    other = replace(child_of(AMY), given_names="Othername")
    line.publish(an_event(other))
    assert line.publish(an_event(other, child_of(BEN), revision=2))[:2] == [
        "unchanged child is doubtful: name_doubtful",
        f"new child is pupil-1 at {SECOND}/roll",
    ]
    assert len([item for _, _, matter in line.matters() for item in matter.desk]) == 1


def test_a_revision_after_the_sections_before_it_were_erased_is_sent_whole() -> None:
    line = told(a_line())
    erased = an_event(child_of(AMY), erased=(0,))
    line.facts.opened[erased.header.event] = erased
    assert line.publish(an_event(child_of(AMY), revision=2))[0] == f"changed child is pupil-0 at {FIRST}/roll"
    update = [output for output in line.recorded.values() if isinstance(output, NoticeIssued)][-1]
    assert (update.kind, update.changed) == ("update", update.items)


def test_a_doubtful_child_whose_sections_before_were_erased_is_asked_about_again() -> None:
    line = told(a_line())
    erased = an_event(child_of(AMY), erased=(0,))
    line.facts.opened[erased.header.event] = erased
    assert line.publish(an_event(replace(child_of(AMY), given_names="Othername"), revision=2)) == [
        "new child is doubtful: name_doubtful",
        "child removed",
        "desk 822: match (name_doubtful)",
        f"recall notice to {FIRST}",
    ]


def test_a_correction_reaches_the_school_although_police_renumbered_the_child() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY, ref="c1")))
    corrected = replace(child_of(AMY, ref="c2"), whereabouts="in the garden")
    assert line.publish(an_event(corrected, revision=2)) == [
        f"changed child is pupil-0 at {FIRST}/roll",
        f"update notice to {FIRST} changed child_whereabouts",
    ]


def test_another_number_for_the_same_child_is_no_change() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY, ref="c1")))
    unchanged = [f"unchanged child is pupil-0 at {FIRST}/roll"]
    assert line.publish(an_event(child_of(AMY, ref="c2"), revision=2)) == unchanged


def test_a_correction_of_a_renumbered_child_on_no_roll_reaches_the_school() -> None:
    line = a_line()
    named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
    ulric = stranger("Ulric", named)
    line.publish(an_event(ulric))
    later = MONDAY_EVENING - timedelta(minutes=30)
    assert line.publish(an_event(replace(ulric, ref="other"), revision=2, occurred_at=later)) == [
        f"changed child on no roll: named_setting_without_roll {WITHOUT_ROLL}/named_by_publisher",
        f"update notice to {WITHOUT_ROLL} minimum changed incident_occurred_at",
    ]


def test_when_police_give_one_childs_number_to_another_each_keeps_their_own_notice() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY, ref="c1")))
    assert line.publish(an_event(child_of(EXTRA, ref="c1"), child_of(AMY, ref="c2"), revision=2)) == [
        f"new child is pupil-2 at {FIRST}/roll",
        f"unchanged child is pupil-0 at {FIRST}/roll",
        f"first notice to {FIRST}",
    ]


def test_a_new_school_that_police_name_gets_it_and_the_old_one_is_recalled() -> None:
    line = a_line()
    apply(line.facts.reference)
    named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
    line.publish(an_event(stranger("Ulric", named)))
    line.facts.put_roll(FIRST, [AMY, EXTRA, _as_pupil()])
    assert line.publish(an_event(stranger("Ulric"), revision=2))[1:] == [
        f"recall notice to {WITHOUT_ROLL}",
        f"first notice to {FIRST}",
    ]


def test_what_was_acknowledged_before_a_revision_is_open_again_after_it() -> None:
    line = told(a_line())
    line.perform(read(line, FIRST))
    case, person, held = line.notice(FIRST)
    line.perform(AcknowledgeNotice(case, person, held.notice, dsl(FIRST), "dsl"))
    line.publish(an_event(replace(child_of(AMY), whereabouts="outside"), revision=2))
    assert not line.notice(FIRST)[2].acknowledged


def _as_pupil() -> RollEntry:
    ulric = stranger("Ulric")
    return replace(
        AMY,
        pupil="pupil-ulric",
        given_names=ulric.given_names,
        family_name=ulric.family_name,
        date_of_birth=date(2013, 3, 3),
        postcode="LU1 1AA",
        address_lines=("1 Elsewhere",),
    )
