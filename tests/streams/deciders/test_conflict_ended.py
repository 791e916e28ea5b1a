"""A conflict that is ended: the member is given what it was to have, as it stands now, and is told from then on."""

import pytest
from msgspec.structs import replace

from schemas.events import marac
from schemas.events.people import Role
from schemas.items import Item
from schemas.records.conflicts import ConflictEnded, ConflictEndReason, EndConflict
from schemas.records.inputs import OpenNotice, SettleDeskItem, SettledHow
from schemas.records.meetings import ConflictDeclared
from schemas.records.notify import NoticeIssued
from schemas.records.share import Recipient
from schemas.vectors.flows import DASH, REFERRAL
from streams.deciders.areas import COUNCIL_DESK
from tests.streams.deciders.meeting_cases import (
    IDVA,
    MARAC,
    SOCIAL_CARE,
    a_marac_case,
    copies,
    copy,
    leave_out,
    read,
    recipients,
    set_action,
)
from tests.streams.deciders.test_memory import FAMILY, referral
from tests.support.facts import an_event
from tests.support.flows import a_flow_line, user
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, SECOND

ERROR = ConflictEndReason.DECLARED_IN_ERROR


def ending(line: Line, who: Recipient, reason: ConflictEndReason = ERROR, by: str = MARAC) -> EndConflict:
    case, person, held = line.notice_of(MARAC)
    return EndConflict(case, person, held.notice, user(by), by, who, reason)


def a_case_without_its_adviser() -> Line:
    """A MARAC case that its coordinator has read, and of which the victim's adviser is left out."""
    line = a_marac_case()
    read(line, MARAC)
    leave_out(line, IDVA)
    return line


def test_a_member_is_given_what_was_taken_from_it_and_the_desk_has_it_no_longer() -> None:
    line = a_case_without_its_adviser()
    told = line.perform(ending(line, IDVA))
    assert told[0] == f"idva {AREA} left out no longer: declared_in_error"
    assert [one for one in told if one.startswith("first notice to idva")]
    assert [one for one in told if "closed" in one], told
    assert [item for _, _, matter in line.matters() for item in matter.desk if item.recipient == IDVA] == []
    case, person, held = line.notice_of("idva")
    opened = line.perform(OpenNotice(case, person, held.notice, user("idva"), "idva"))
    assert opened[0].startswith("opened"), opened


def test_what_it_reads_is_the_case_as_it_stands_now() -> None:
    line = a_case_without_its_adviser()
    again = an_event(REFERRAL, replace(DASH, score=20), *FAMILY, type=marac.EVENT_TYPE, reference="r-1", revision=2)
    line.later(hours=1).publish(again)
    read(line, MARAC)
    line.later(hours=1).perform(ending(line, IDVA))
    issued = [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.recipient == IDVA]
    assert [one.event for one in issued] == [issued[0].event, line.notice_of(MARAC)[2].event]
    assert issued[0].event != issued[1].event
    assert issued[1].replaces is None, "nothing tells that something was taken from it"
    assert Item.VICTIM_CONTACT_RULES in issued[1].items


def test_from_then_on_it_hears_what_is_sent_and_has_copies_and_actions() -> None:
    line = a_case_without_its_adviser()
    leave_out(line, SOCIAL_CARE)
    line.perform(ending(line, IDVA))
    line.perform(ending(line, SOCIAL_CARE))
    again = an_event(REFERRAL, replace(DASH, score=20), *FAMILY, type=marac.EVENT_TYPE, reference="r-1", revision=2)
    told = line.later(hours=1).publish(again)
    assert [one for one in told if one.startswith("update notice to idva")], told
    read(line, MARAC)
    assert copy(line, SOCIAL_CARE, user("childrens_social_care"))[-1].startswith("copied for")
    assert len(copies(line)) == 1
    assert set_action(line, MARAC, "marac")[-1].startswith("action")


@pytest.mark.parametrize("ended", [False, True])
def test_whoever_joins_later_and_the_next_referral_begin_without_it(*, ended: bool) -> None:
    line = a_case_without_its_adviser()
    if ended:
        line.perform(ending(line, IDVA))
    joined = (*FAMILY, child_of(pupil(1, SECOND)), adult("Nell", "Quist", Role.VICTIM))
    told = line.later(hours=1).publish(
        an_event(REFERRAL, DASH, *joined, type=marac.EVENT_TYPE, reference="r-1", revision=2)
    )
    again = line.later(days=31).publish(referral("r-2", -30))
    for news in (told, again):
        assert bool([one for one in news if "notice to idva" in one]) is ended, news
        assert bool([one for one in news if "conflict_declared" in one]) is not ended, news


def test_a_conflict_that_is_declared_again_holds_again() -> None:
    line = a_case_without_its_adviser()
    line.perform(ending(line, IDVA))
    assert leave_out(line, IDVA)[0] == f"idva {AREA} left out: employs"
    assert "idva" not in recipients(line)
    kinds = [type(one) for one in line.recorded.values() if isinstance(one, ConflictDeclared | ConflictEnded)]
    assert kinds == [ConflictDeclared, ConflictEnded, ConflictDeclared]


def test_what_a_desk_dealt_with_in_its_place_is_its_to_read_too() -> None:
    line = a_case_without_its_adviser()
    case, person, item = line.item("no_safe_reader")
    line.perform(SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.SOCIAL_CARE_HAS_IT))
    assert [one for one in line.perform(ending(line, IDVA)) if one.startswith("first notice to idva")]


def test_a_member_that_was_to_have_nothing_is_given_nothing() -> None:
    line = a_marac_case()
    read(line, MARAC)
    leave_out(line, SOCIAL_CARE)
    assert line.perform(ending(line, SOCIAL_CARE)) == [
        f"childrens_social_care {AREA} left out no longer: declared_in_error"
    ]


def test_only_the_coordinator_ends_it_and_only_once() -> None:
    line = a_flow_line()
    line.publish(referral("r-1", 0))
    leave_out(line, IDVA)
    case, person, held = line.notice_of(MARAC)
    stranger = EndConflict(case, person, held.notice, user("ifd"), MARAC, IDVA, ERROR)
    assert line.perform(stranger) == [f"not shown to {user('ifd')}: not_a_reader_here"]
    assert line.perform(ending(line, SOCIAL_CARE)) == ["refused: not_left_out"]
    assert line.perform(ending(line, IDVA))[0].startswith(f"idva {AREA} left out no longer")
    assert line.perform(ending(line, IDVA)) == ["refused: not_left_out"]
