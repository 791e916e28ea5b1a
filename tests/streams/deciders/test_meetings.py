"""What a coordinator records of a meeting, and the rules that protect people at MARAC, each a test by its name."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.events import marac, missing
from schemas.events.event import Withdrawal
from schemas.events.people import Role
from schemas.items import ADDRESSES, Item
from schemas.records.inputs import OpenNotice, ReaderAppointed
from schemas.records.meetings import (
    ActionOutcome,
    ActionReason,
    ActionSet,
    ConflictReason,
    CopyPrinted,
    DeclareConflict,
    Owner,
    PrintCopy,
    ReportAction,
    SealedWords,
    SetAction,
)
from schemas.records.share import Recipient
from schemas.vectors.flows import DASH, REFERRAL
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.state import Matter
from tests.streams.deciders.test_memory import FAMILY, episode, referral
from tests.support.facts import MONDAY_EVENING, an_event
from tests.support.flows import PRACTICE, a_flow_line, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, SECOND

NEXT_WEEK = MONDAY_EVENING + timedelta(days=7)
WORDS = SealedWords(bytes(8), bytes(16), b"sealed")
SPOC, MARAC = "spoc_coordinator", "marac_coordinator"
SOCIAL_CARE = Recipient("childrens_social_care", "area", AREA)
POLICE_DESK = Recipient("police_safeguarding", "agency", POLICE)
IDVA = Recipient("idva", "area", AREA)
ELSEWHERE = "823"
OTHER_MARAC = "u-other-marac"


def read(line: Line, role: str, who: str = "") -> tuple[bytes, str, str]:
    """Whoever holds a role opens its latest notice."""
    case, person, held = line.notice_of(role)
    line.perform(OpenNotice(case, person, held.notice, who or user(role), role))
    return case, person, held.notice


def set_action(
    line: Line,
    role: str = SPOC,
    meeting: str = "spoc",
    owner: Owner = Owner(SOCIAL_CARE, ""),  # noqa: B008 - a frozen record
    due: datetime = NEXT_WEEK,
) -> list[str]:
    """The coordinator records an action on the latest notice."""
    case, person, held = line.notice_of(role)
    return line.perform(SetAction(case, person, held.notice, user(role), role, meeting, owner, due, WORDS))


def report(
    line: Line, outcome: ActionOutcome, reason: ActionReason, due: datetime | None = None, who: str = user(SPOC)
) -> list[str]:
    """The coordinator says what became of the latest action."""
    id, action = [(id, one) for id, one in line.recorded.items() if isinstance(one, ActionSet)][-1]
    return line.perform(ReportAction(action.case, action.person, id, who, action.role, outcome, reason, due))


def a_missing_child() -> Line:
    """A child was reported missing, and the SPOC coordinator has read it."""
    line = a_flow_line()
    line.publish(episode("m-1", 0))
    read(line, SPOC)
    return line


def a_marac_case() -> Line:
    """A referral of the adult victim, which the MARAC coordinator has read."""
    line = a_flow_line()
    line.publish(referral("r-1", 0))
    read(line, MARAC)
    return line


def leave_out(line: Line, member: Recipient, role: str = MARAC) -> list[str]:
    """The coordinator leaves a member out of the latest case."""
    case, person, held = line.notice_of(role)
    return line.perform(DeclareConflict(case, person, held.notice, user(role), role, member, ConflictReason.EMPLOYS))


def recipients(line: Line) -> set[str]:
    """Roles that have a current notice."""
    return {held.recipient.role for _, _, matter in line.matters() for held in matter.notices}


def held(line: Line) -> list[Matter]:
    """Matters with an action that is not done."""
    return [matter for _, _, matter in line.matters() if matter.actions]


class TestActions:
    def test_an_action_is_recorded_with_who_by_when_and_its_words_sealed(self) -> None:
        line = a_missing_child()
        assert set_action(line) == [f"action for childrens_social_care {AREA} by 2026-11-16"]
        (action,) = [one for one in line.recorded.values() if isinstance(one, ActionSet)]
        assert (action.user, action.role, action.meeting, action.area) == (user(SPOC), SPOC, "spoc", AREA)
        assert action.words == WORDS

    def test_nothing_is_recorded_on_a_case_that_nobody_read(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 0))
        assert set_action(line) == ["refused: not_opened_yet"]

    @pytest.mark.parametrize(
        ("owner", "due", "meeting", "refused"),
        [
            (Owner(SOCIAL_CARE, ""), MONDAY_EVENING, "spoc", "needs_a_later_date"),
            (Owner(SOCIAL_CARE, ""), NEXT_WEEK, "marac", "not_of_a_meeting"),
            (Owner(Recipient("ifd", "area", "999"), ""), NEXT_WEEK, "spoc", "owner_not_known"),
            (Owner(Recipient("dsl", "urn", "999999"), ""), NEXT_WEEK, "spoc", "owner_not_known"),
            (Owner(SOCIAL_CARE, user("ifd")), NEXT_WEEK, "spoc", "owner_not_known"),
            (Owner(Recipient("dsl", "urn", SECOND), ""), NEXT_WEEK, "spoc", "owner_not_of_the_case"),
            (Owner(Recipient("school_nurse", "area", AREA), ""), NEXT_WEEK, "spoc", "owner_not_of_the_case"),
        ],
    )
    def test_an_action_that_nobody_could_do_is_refused(
        self, owner: Owner, due: datetime, meeting: str, refused: str
    ) -> None:
        assert set_action(a_missing_child(), owner=owner, due=due, meeting=meeting) == [f"refused: {refused}"]

    def test_somebody_of_the_directory_can_own_it_at_a_school_too(self) -> None:
        line = a_missing_child()
        assert set_action(line, owner=Owner(SOCIAL_CARE, user("childrens_social_care")))
        assert set_action(line, owner=Owner(Recipient("dsl", "urn", FIRST), "")) == [
            f"action for {FIRST} by 2026-11-16"
        ]

    def test_what_is_not_done_goes_to_the_next_agenda_with_another_date(self) -> None:
        line = a_missing_child()
        set_action(line)
        not_done = ActionOutcome.NOT_DONE
        assert report(line, not_done, ActionReason.NO_CONTACT) == ["refused: needs_a_later_date"]
        later = NEXT_WEEK + timedelta(days=7)
        assert report(line, not_done, ActionReason.NO_CONTACT, later) == ["action not_done: no_contact"]
        (matter,) = held(line)
        assert [one.due for one in matter.actions] == [later]
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED) == ["action done: completed"]
        assert held(line) == []
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED) == ["refused: no_longer_current"]

    def test_an_outcome_has_its_own_reasons(self) -> None:
        line = a_missing_child()
        set_action(line)
        done = report(line, ActionOutcome.DONE, ActionReason.NO_CONTACT)
        assert done == ["refused: reason_of_another_outcome"]

    def test_only_its_coordinator_reports_it(self) -> None:
        line = a_missing_child()
        set_action(line)
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED, who=user(MARAC)) == ["refused: not_your_area"]

    def test_one_that_is_not_done_in_time_is_marked_once(self) -> None:
        line = a_missing_child()
        set_action(line)
        line.at(NEXT_WEEK - timedelta(minutes=1))
        assert "action overdue" not in line.tick()
        line.at(NEXT_WEEK)
        assert "action overdue" in line.tick()
        line.later(days=1)
        assert "action overdue" not in line.tick()

    def test_it_stands_on_after_the_event_was_withdrawn(self) -> None:
        line = a_missing_child()
        set_action(line)
        withdrawn = Withdrawal.ENTERED_IN_ERROR
        line.publish(an_event(type=missing.EVENT_TYPE, reference="m-1", revision=2, withdrawal=withdrawn))
        assert len(held(line)) == 1
        no_longer = report(line, ActionOutcome.NO_LONGER_NEEDED, ActionReason.SET_IN_ERROR)
        assert no_longer == ["action no_longer_needed: set_in_error"]


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

    def test_no_agency_without_an_agreement_gets_a_copy(self) -> None:
        line = a_flow_line()
        line.publish(episode("m-1", 0))
        read(line, SPOC)
        left_out = copy(line, SOCIAL_CARE, user("childrens_social_care"), SPOC, "spoc")
        assert left_out[-1] == f"not copied for childrens_social_care {AREA}: not_permitted"


def copy(line: Line, recipient: Recipient, reader: str, role: str = MARAC, meeting: str = "marac") -> list[str]:
    """The coordinator prints the latest case for somebody."""
    case, person, notice = line.notice_of(role)
    command = PrintCopy(case, person, notice.notice, user(role), role, meeting, recipient, reader)
    return line.perform(command)


def copies(line: Line) -> list[CopyPrinted]:
    """Everything that was printed."""
    return [one for one in line.recorded.values() if isinstance(one, CopyPrinted)]
