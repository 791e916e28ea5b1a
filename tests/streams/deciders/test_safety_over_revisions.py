"""A reader who turns out to be close to the incident never reads on, whichever revision it was that said so."""

import pytest
from msgspec.structs import replace

from schemas.events.encompass import Incident
from schemas.events.event import Withdrawal
from schemas.events.people import Address, Person, Role
from schemas.records.inputs import (
    NotOurs,
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    TellByTelephone,
    WithholdDeskItem,
    WithholdNotice,
)
from schemas.records.reference import RoleAppointed, RoleEnded
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.matching.pairs import sought_staff
from streams.matching.people import StaffNames
from tests.streams.deciders.telling import AMY, BEN, a_line, read
from tests.support.facts import an_event, apply
from tests.support.furnishing import AREA, LONG_AGO
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import COORDINATOR, FIRST, dsl

NO_SAFE_READER = f"desk 822: no_safe_reader for {FIRST} (no_safe_reader)"


def suspect(role: Role = Role.ALLEGED_PERPETRATOR) -> Person:
    """Somebody of the incident who has the name of the school's lead."""
    return adult("Dennis", "Quillfeather", role)


def told() -> Line:
    """The lead's name is that of a person whom the first revision does not know of."""
    line = a_line()
    line.facts.name_staff(dsl(FIRST), "Dennis", "Quillfeather")
    line.publish(an_event(child_of(AMY)))
    return line.later(hours=1)


def test_a_revision_that_names_the_lead_takes_the_notice_back() -> None:
    line = told()
    assert line.publish(an_event(child_of(AMY), suspect(), revision=2))[1:] == [
        f"recall notice to {FIRST}",
        NO_SAFE_READER,
    ]
    assert line.perform(read(line, FIRST))[0] == f"not shown to {dsl(FIRST)}: may_be_connected"


def test_so_does_one_that_names_them_as_a_witness_only() -> None:
    line = told()
    assert NO_SAFE_READER in line.publish(an_event(child_of(AMY), suspect(Role.WITNESS), revision=2))


def test_and_so_it_does_where_the_lead_has_read_it() -> None:
    line = told()
    line.perform(read(line, FIRST))
    assert NO_SAFE_READER in line.publish(an_event(child_of(AMY), suspect(), revision=2))


def test_a_reader_who_comes_later_is_held_against_the_latest_revision() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY)))
    line.later(hours=1).publish(an_event(child_of(AMY), suspect(Role.WITNESS), revision=2))
    line.facts.name_staff("u-cover", "Dennis", "Quillfeather")
    apply(line.facts.reference, RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, LONG_AGO, None, ()))
    case, person, held = line.notice(FIRST)
    assert line.perform(OpenNotice(case, person, held.notice, "u-cover", "cover_dsl"))[0] == (
        "not shown to u-cover: may_be_connected"
    )


def test_nobody_is_known_to_be_safe_once_another_person_was_erased() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), suspect()))
    _, _, held = line.notice(FIRST)
    line.facts.opened[held.event] = an_event(child_of(AMY), suspect(), erased=(1,))
    assert line.perform(read(line, FIRST))[0] == f"not shown to {dsl(FIRST)}: may_be_connected"


def test_a_reader_is_not_called_safe_who_is_not() -> None:
    line = told()
    line.publish(an_event(child_of(AMY), suspect(), revision=2))
    case, person, item = line.item("no_safe_reader")
    command = ReaderAppointed(case, person, item.item, COORDINATOR, COUNCIL_DESK)
    assert line.perform(command) == ["refused: still_no_safe_reader"]


def disowned() -> Line:
    """The school read its notice and said that the child is not theirs."""
    line = a_line()
    line.publish(an_event(child_of(AMY)))
    line.perform(read(line, FIRST))
    case, person, held = line.notice(FIRST)
    line.perform(NotOurs(case, person, held.notice, dsl(FIRST), "dsl"))
    return line.later(hours=1)


def test_a_school_that_said_not_ours_is_not_sent_it_again() -> None:
    line = disowned()
    changed = an_event(child_of(AMY), adult("Sue", "Other", Role.VICTIM), revision=2)
    assert not [said for said in line.publish(changed) if "notice to" in said or "closed" in said]


def test_but_having_read_it_hears_that_it_was_withdrawn() -> None:
    line = disowned()
    said = line.publish(an_event(revision=2, withdrawal=Withdrawal.WRONG_PEOPLE))
    assert f"desk 822: recall_unread for {FIRST} (was_told_by_hand)" in said


def test_the_council_has_it_once_however_often_it_comes() -> None:
    line = a_line()
    line.facts.name_staff(dsl(FIRST), "Dennis", "Quillfeather")
    line.publish(an_event(child_of(AMY), suspect()))
    said = line.later(hours=1).publish(an_event(child_of(AMY), suspect(), revision=2))
    assert said == [f"unchanged child is pupil-0 at {FIRST}/roll"]


def test_a_recall_asks_for_no_second_safe_reader() -> None:
    line = told()
    line.publish(an_event(child_of(AMY), suspect(), revision=2))
    assert line.perform(read(line, FIRST)) == [f"not shown to {dsl(FIRST)}: may_be_connected"]


def test_nor_does_a_notice_that_somebody_safe_has_read() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), suspect()))
    line.perform(read(line, FIRST))
    line.facts.name_staff("u-cover", "Dennis", "Quillfeather")
    apply(line.facts.reference, RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, LONG_AGO, None, ()))
    case, person, held = line.notice(FIRST)
    command = OpenNotice(case, person, held.notice, "u-cover", "cover_dsl")
    assert line.perform(command) == ["not shown to u-cover: may_be_connected"]


def appointed(line: Line) -> list[str]:
    """The lead's role ends, somebody else reads now, and the coordinator says so on the latest item about a reader."""
    reference = line.facts.reference
    apply(reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
    line.facts.name_staff("u-cover", "Stella", "Farthing")
    apply(reference, RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, LONG_AGO, None, ()))
    case, person, item = line.item("no_safe_reader")
    return line.perform(ReaderAppointed(case, person, item.item, COORDINATOR, COUNCIL_DESK))


def test_a_new_reader_gets_the_newest_revision_and_no_recall_is_renewed() -> None:
    line = told()
    line.publish(an_event(child_of(AMY), suspect(), revision=2))
    line.perform(read(line, FIRST))
    assert appointed(line) == [f"first notice to {FIRST}", "desk item closed: reader_appointed"]
    _, _, held = line.notice(FIRST)
    assert held.event == max(line.facts.opened.values(), key=lambda event: event.header.revision).header.event
    with pytest.raises(IndexError):
        line.item("no_safe_reader")


def watched_notice() -> Line:
    """A reader who came after the notice was turned away, and the council's desk watches it."""
    line = told()
    line.facts.name_staff(dsl(FIRST), "Stella", "Other")
    line.publish(an_event(child_of(AMY), suspect(Role.WITNESS), revision=2))
    line.facts.name_staff(dsl(FIRST), "Dennis", "Quillfeather")
    line.perform(read(line, FIRST))
    return line


def test_a_notice_that_stands_as_it_ought_is_not_sent_a_second_time() -> None:
    line = watched_notice()
    assert appointed(line) == ["desk item closed: reader_appointed"]


def erased_after() -> Line:
    """A notice that the desk watches, whose event was erased whole."""
    line = watched_notice()
    for id, event in line.facts.opened.items():
        people = tuple(number for number, _ in event.people())
        line.facts.opened[id] = OpenedEvent(event.value, {**event.sections, **dict.fromkeys(people, SHREDDED)})
    return line


@pytest.mark.parametrize("how", [SettledHow.ERASED, SettledHow.ALREADY_TOLD])
def test_what_was_erased_can_be_closed_with_the_reason(how: SettledHow) -> None:
    line = erased_after()
    case, person, item = line.item("no_safe_reader")
    assert line.perform(SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, how)) == [
        "desk item closed: settled"
    ]


def test_and_told_by_telephone_though_nothing_of_it_opens() -> None:
    line = erased_after()
    case, person, item = line.item("no_safe_reader")
    assert line.perform(OpenDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK)) == [
        "refused: may_be_connected"
    ]
    assert line.perform(TellByTelephone(case, person, item.item, COORDINATOR, COUNCIL_DESK, "", "head")) == [
        "told by telephone: head",
        "desk item closed: told_by_telephone",
    ]


def test_nothing_that_can_be_read_is_closed_as_erased() -> None:
    line = watched_notice()
    case, person, item = line.item("no_safe_reader")
    command = SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.ERASED)
    assert line.perform(command) == ["refused: not_erased"]


def test_a_coordinator_who_is_of_the_incident_closes_nothing_of_it() -> None:
    line = watched_notice()
    line.facts.name_staff(COORDINATOR, "Dennis", "Quillfeather")
    case, person, item = line.item("no_safe_reader")
    command = SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.ALREADY_TOLD)
    assert line.perform(command) == ["refused: may_be_connected"]


def test_a_reader_of_what_was_erased_asks_for_no_safe_reader() -> None:
    line = a_line()
    line.publish(an_event(child_of(AMY), suspect()))
    _, _, held = line.notice(FIRST)
    line.facts.opened[held.event] = an_event(child_of(AMY), suspect(), erased=(1,))
    assert line.perform(read(line, FIRST)) == [
        f"not shown to {dsl(FIRST)}: may_be_connected",
        f"desk 822: refused_duty for {FIRST} (sections_erased)",
    ]


def test_what_an_inbox_leaves_out_is_recorded_and_stands_on_the_desk() -> None:
    line = told()
    case, person, held = line.notice(FIRST)
    command = WithholdNotice(case, person, held.notice, dsl(FIRST), "dsl")
    turned_away = f"not shown to {dsl(FIRST)}: may_be_connected"
    assert line.perform(command) == [turned_away, f"desk 822: no_safe_reader for {FIRST} (reader_may_be_connected)"]
    assert line.perform(command) == [turned_away]
    line.publish(an_event(child_of(AMY), suspect(), revision=2))
    assert line.perform(command) == [turned_away]


def lead_named(given: str, family: str, postcode: str = "") -> Line:
    """A school whose lead bears this name, and lives here."""
    line = a_line()
    names = StaffNames(given_names=given, family_name=family, postcode=postcode)
    line.facts.staff[dsl(FIRST)] = sought_staff(names)
    return line


def test_the_family_of_the_child_alone_does_not_read_either() -> None:
    line = lead_named("Maud", AMY.family_name)
    assert NO_SAFE_READER in line.publish(an_event(child_of(AMY), adult("Sue", "Other", Role.VICTIM)))


def test_nor_does_that_of_a_child_who_is_the_alleged_perpetrator() -> None:
    line = lead_named("Maud", BEN.family_name)
    other = replace(child_of(BEN), roles=(Role.CHILD, Role.ALLEGED_PERPETRATOR), family_name="Quennell")
    line.facts.name_staff(dsl(FIRST), "Maud", "Quennell")
    assert NO_SAFE_READER in line.publish(an_event(child_of(AMY), other))


@pytest.mark.parametrize("where", ["the child's home", "where it was"])
def test_who_lives_where_an_adult_without_address_may_live_does_not_read(where: str) -> None:
    line = lead_named("Maud", "Unrelated", "MK45 9ZZ")
    home = Address(("1 Invented Close",), "mk45 9zz", "")
    away = replace(adult("Sue", "Other", Role.ALLEGED_PERPETRATOR), address=None)
    if where == "the child's home":
        event = an_event(replace(child_of(AMY), address=home), away)
    else:
        event = an_event(Incident(home, "at home"), child_of(AMY), away)
    assert NO_SAFE_READER in line.publish(event)


def test_who_lives_elsewhere_does() -> None:
    line = lead_named("Maud", "Unrelated", "MK45 9ZX")
    away = replace(adult("Sue", "Other", Role.ALLEGED_PERPETRATOR), address=None)
    assert NO_SAFE_READER not in line.publish(an_event(child_of(AMY), away))


def coordinator_named() -> Line:
    """Something stands on the desk of a coordinator whom the incident names."""
    line = a_line()
    apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
    line.facts.name_staff(COORDINATOR, "Dennis", "Quillfeather")
    line.publish(an_event(child_of(AMY), suspect()))
    return line


def left_out(line: Line) -> list[str]:
    """The desk's page leaves the item out for her."""
    case, person, item = line.item("no_reader")
    return line.perform(WithholdDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK))


def test_a_desk_on_which_nobody_may_know_of_an_item_alarms_the_operator() -> None:
    assert left_out(coordinator_named()) == ["refused: no_safe_coordinator"]


def test_a_desk_with_another_coordinator_does_not() -> None:
    line = coordinator_named()
    line.facts.name_staff("u-second", "Se", "Cond")
    apply(line.facts.reference, RoleAppointed("u-second", COUNCIL_DESK, "area", AREA, LONG_AGO, None, ()))
    assert left_out(line) == ["refused: may_be_connected"]
