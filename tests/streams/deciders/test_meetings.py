"""The rules that protect people at MARAC, each a test by its name."""

import pytest
from msgspec.structs import replace

from schemas.events import marac
from schemas.events.event import Withdrawal
from schemas.events.people import Role
from schemas.items import ADDRESSES, Item
from schemas.records.inputs import OpenNotice, ReaderAppointed
from schemas.records.meetings import (
    ActionSet,
    ConflictReason,
    DeclareConflict,
    Owner,
    SetAction,
)
from schemas.records.notify import NoticeIssued
from schemas.records.share import Recipient
from schemas.vectors.flows import DASH, REFERRAL
from streams.deciders.areas import COUNCIL_DESK
from tests.streams.deciders.meeting_cases import (
    IDVA,
    MARAC,
    NEXT_WEEK,
    POLICE_DESK,
    SOCIAL_CARE,
    SPOC,
    WORDS,
    a_marac_case,
    a_missing_child,
    copies,
    copy,
    leave_out,
    read,
    recipients,
    set_action,
    suspend,
)
from tests.streams.deciders.test_memory import FAMILY, episode, referral
from tests.support.facts import an_event
from tests.support.flows import PRACTICE, a_flow_line, user
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, SECOND


class TestWhatProtectsPeopleAtMarac:
    def test_each_agencys_copy_holds_only_what_its_agreement_permits(self) -> None:
        line = a_marac_case()
        assert copy(line, SOCIAL_CARE, user("childrens_social_care")) == [f"copied for childrens_social_care {AREA}"]
        (copied,) = copies(line)
        assert Item.VICTIM_CONTACT_RULES in copied.items
        assert not {Item.DASH_ANSWERS, Item.POLICE_NARRATIVE, *ADDRESSES} & set(copied.items)
        copy(line, IDVA, user("idva"))
        assert Item.DASH_ANSWERS in copies(line)[-1].items

    def test_a_member_in_conflict_is_left_out_of_that_case_alone(self) -> None:
        line = a_marac_case()
        case, person, notice = read(line, MARAC)
        declared = DeclareConflict(case, person, notice, user(MARAC), MARAC, SOCIAL_CARE, ConflictReason.EMPLOYS)
        assert line.perform(declared) == [f"childrens_social_care {AREA} left out: employs"]
        assert line.perform(declared) == ["refused: left_out_already"]
        left_out = copy(line, SOCIAL_CARE, user("childrens_social_care"))
        assert left_out == [f"not copied for childrens_social_care {AREA}: conflict_declared"]
        assert copies(line) == []
        assert set_action(line, MARAC, "marac") == ["refused: owner_left_out"]
        assert copy(line, POLICE_DESK, user("police_safeguarding"))[-1].startswith("copied for")
        line.publish(referral("r-2", 0, child_of(pupil(1, SECOND)), adult("Nell", "Quist", Role.VICTIM)))
        read(line, MARAC)
        assert copy(line, SOCIAL_CARE, user("childrens_social_care"))[-1].startswith("copied for")

    def test_no_school_is_asked_for_anything_for_that_would_tell_it_of_the_case(self) -> None:
        line = a_marac_case()
        read(line, MARAC)
        child_s = Owner(Recipient("dsl", "urn", FIRST), "")
        assert set_action(line, MARAC, "marac", owner=child_s) == ["refused: owner_not_of_the_case"]

    @pytest.mark.parametrize("conflict", [False, True])
    def test_a_role_in_conflict_is_proposed_no_pattern_that_counts_the_case(self, conflict: bool) -> None:
        line = a_flow_line()
        line.publish(referral("r-1", 5))
        front_door = Recipient("ifd", "area", AREA)
        if conflict:
            for case, person, matter in line.matters():
                for one in [one for one in matter.notices if one.recipient.role == MARAC]:
                    given = (case, person, one.notice, user(MARAC), MARAC, front_door, ConflictReason.EMPLOYS)
                    line.perform(DeclareConflict(*given))
        said = line.publish(episode("m-1", 0))
        desk = AREA if conflict else f"ifd {AREA}"
        assert f"desk {AREA}: pattern for {desk} (several_flows)" in said
        told = [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.recipient == front_door]
        assert ("repeat" in told[-1].grounds) is not conflict, "nor is its contact more urgent for the case"

    def test_what_a_member_in_conflict_has_of_the_case_is_gone_and_a_desk_finds_another(self) -> None:
        line = a_marac_case()
        case, person, advised = line.notice_of("idva")
        assert leave_out(line, IDVA) == [
            f"idva {AREA} left out: employs",
            f"refused to idva {AREA}: conflict_declared",
            f"desk {AREA}: no_safe_reader for idva {AREA} (conflict_declared)",
        ]
        opened = OpenNotice(case, person, advised.notice, user("idva"), "idva")
        assert line.perform(opened) == ["refused: no_longer_current"]
        assert "idva" not in recipients(line)

    def test_news_of_the_case_goes_to_no_member_in_conflict(self) -> None:
        line = a_marac_case()
        leave_out(line, IDVA)
        again = an_event(REFERRAL, replace(DASH, score=20), *FAMILY, type=marac.EVENT_TYPE, reference="r-1", revision=2)
        told = line.later(hours=1).publish(again)
        assert [one for one in told if one.startswith("update notice to marac_coordinator")]
        assert [one for one in told if "idva" in one] == [
            f"refused to idva {AREA}: conflict_declared",
            f"desk {AREA}: no_safe_reader for idva {AREA} (conflict_declared)",
        ]
        assert "idva" not in recipients(line)

    def test_a_case_that_is_withdrawn_sends_a_member_in_conflict_no_recall(self) -> None:
        line = a_marac_case()
        leave_out(line, IDVA)
        wrong = Withdrawal.WRONG_PEOPLE
        told = line.later(hours=1).publish(
            an_event(type=marac.EVENT_TYPE, reference="r-1", revision=2, withdrawal=wrong)
        )
        assert [one for one in told if "idva" in one] == []

    def test_a_reader_who_is_appointed_for_a_member_in_conflict_is_no_safe_one(self) -> None:
        line = a_marac_case()
        leave_out(line, IDVA)
        case, person, item = line.item("no_safe_reader")
        appointed = ReaderAppointed(case, person, item.item, COORDINATOR, COUNCIL_DESK)
        assert line.perform(appointed) == ["refused: still_no_safe_reader"]

    def test_a_school_keeps_what_the_law_gives_it(self) -> None:
        line = a_missing_child()
        school = Recipient("dsl", "urn", FIRST)
        before = recipients(line)
        assert "dsl" in before
        assert leave_out(line, school, SPOC) == [f"{FIRST} left out: employs"]
        assert recipients(line) == before

    def test_whoever_sits_at_the_table_and_may_be_close_to_somebody_gets_no_copy_of_the_case(self) -> None:
        line = a_flow_line()
        line.facts.name_staff(user("childrens_social_care"), "Rolf", "Marsh")
        line.publish(referral("r-1", 0))
        read(line, MARAC)
        left_out = copy(line, SOCIAL_CARE, user("childrens_social_care"))
        assert left_out == [f"not copied for childrens_social_care {AREA}: may_be_connected"]

    def test_a_coordinator_who_may_be_close_to_somebody_prints_nothing_of_the_case(self) -> None:
        line = a_marac_case()
        line.facts.name_staff(user(MARAC), "Rolf", "Marsh")
        said = copy(line, SOCIAL_CARE, user("childrens_social_care"))
        assert said[0] == f"not shown to {user(MARAC)}: may_be_connected"
        assert copies(line) == []

    def test_no_copy_is_printed_for_whoever_sits_not_at_the_meeting(self) -> None:
        line = a_marac_case()
        for recipient, reader in (
            (Recipient("dsl", "urn", FIRST), user("idva")),
            (Recipient("gp_practice", "agency", PRACTICE), user("gp_practice")),
        ):
            assert copy(line, recipient, reader) == ["refused: not_a_member"]
        assert copy(line, SOCIAL_CARE, user("idva")) == ["refused: reader_not_there"]

    def test_a_copy_holds_the_actions_of_its_own_agency_alone(self) -> None:
        line = a_marac_case()
        set_action(line, MARAC, "marac", Owner(SOCIAL_CARE, ""))
        set_action(line, MARAC, "marac", Owner(IDVA, ""))
        copy(line, SOCIAL_CARE, user("childrens_social_care"))
        (copied,) = copies(line)
        owners = [one.owner.recipient for id in copied.actions if isinstance(one := line.recorded[id], ActionSet)]
        assert owners == [SOCIAL_CARE]

    def test_one_is_left_out_though_news_of_the_case_came_since_its_page_was_opened(self) -> None:
        line = a_marac_case()
        case, person, notice = read(line, MARAC)
        news = [replace(one, spoken_to_by="idva", address=None) for one in FAMILY]
        assert any("update" in said for said in line.publish(referral("r-1", 0, *news, revision=2)))
        declared = DeclareConflict(case, person, notice, user(MARAC), MARAC, SOCIAL_CARE, ConflictReason.EMPLOYS)
        assert f"childrens_social_care {AREA} left out: employs" in line.perform(declared)
        action = SetAction(case, person, notice, user(MARAC), MARAC, "marac", Owner(IDVA, ""), NEXT_WEEK, WORDS)
        assert line.perform(action)[0].startswith("refused: no_longer_current"), "what was read is not what stands"

    def test_nobody_is_asked_for_an_action_where_everybody_may_be_close_to_the_family(self) -> None:
        line = a_marac_case()
        line.facts.name_staff(user("childrens_social_care"), "Rolf", "Marsh")
        assert set_action(line, MARAC, "marac") == ["refused: owner_left_out"]
        assert set_action(line, MARAC, "marac", by_hand=True) == ["refused: owner_left_out"]

    def test_no_agency_without_an_agreement_gets_a_copy(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 0))
        read(line, SPOC)
        suspend(line)
        left_out = copy(line, SOCIAL_CARE, user("childrens_social_care"), SPOC, "spoc")
        assert left_out[-1] == f"not copied for childrens_social_care {AREA}: not_permitted"
