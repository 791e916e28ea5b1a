"""What the owner of a meeting's action sees of it and says of it, given what was decided of its case before."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.items import ADDRESSES, Item
from schemas.records.actions import (
    ActionAnswer,
    ActionAnswered,
    ActionOpened,
    ActionWithheld,
    AnswerAction,
    OpenAction,
)
from schemas.records.conflicts import ConflictEndReason, EndConflict
from schemas.records.meetings import ActionOutcome, ActionReason, ActionSet, Owner
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from streams.deciders.person.state import HeldAction
from tests.streams.deciders.meeting_cases import (
    IDVA,
    MARAC,
    NEXT_WEEK,
    SOCIAL_CARE,
    SPOC,
    WORDS,
    a_marac_case,
    a_missing_child,
    copies,
    copy,
    leave_out,
    report,
    set_action,
    suspend,
)
from tests.streams.deciders.restrictions import MARKED, revised
from tests.streams.deciders.test_memory import FAMILY, referral
from tests.support.facts import an_event
from tests.support.flows import AMY, BEN, user
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, SECOND, dsl

CARE = "childrens_social_care"
SCHOOL = Recipient("dsl", "urn", FIRST)


def action_of(line: Line) -> tuple[str, ActionSet]:
    """The latest action that was set."""
    return [(id, one) for id, one in line.recorded.items() if isinstance(one, ActionSet)][-1]


def standing(line: Line) -> HeldAction:
    """The latest action as it stands."""
    return [action for _, _, matter in line.matters() for action in matter.actions][-1]


def open_(line: Line, who: str = "", role: str = CARE) -> list[str]:
    """Somebody opens the latest action."""
    id, action = action_of(line)
    return line.perform(OpenAction(action.case, action.person, id, who or user(role), role))


def answer(
    line: Line,
    said: ActionAnswer = ActionAnswer.DONE,
    reason: ActionReason = ActionReason.COMPLETED,
    who: str = "",
    role: str = CARE,
) -> list[str]:
    """Somebody says what came of the latest action."""
    id, action = action_of(line)
    return line.perform(AnswerAction(action.case, action.person, id, who or user(role), role, said, reason, WORDS))


def asked_of(owner: Owner) -> Line:
    """MARAC asked something of somebody."""
    line = a_marac_case()
    set_action(line, MARAC, "marac", owner)
    return line


def asked_of_social_care() -> Line:
    return asked_of(Owner(SOCIAL_CARE, ""))


class TestOpening:
    def test_the_owner_reads_what_its_own_copy_of_the_pack_would_hold(self) -> None:
        line = asked_of_social_care()
        copy(line, SOCIAL_CARE, user(CARE))
        assert open_(line) == [f"action shown to {CARE} {AREA}: {user(CARE)}"]
        (opened,) = [one for one in line.recorded.values() if isinstance(one, ActionOpened)]
        (copied,) = copies(line)
        assert (opened.items, opened.event, opened.notice) == (copied.items, copied.event, copied.notice)
        assert not {Item.DASH_ANSWERS, Item.POLICE_NARRATIVE, *ADDRESSES} & set(opened.items)
        permitted = [one for one in line.recorded.values() if isinstance(one, DisclosurePermitted)]
        assert permitted[-1].recipient == SOCIAL_CARE

    def test_nobody_else_opens_it(self) -> None:
        line = asked_of_social_care()
        assert open_(line, role="idva") == ["refused: not_yours"]
        assert open_(line, user("idva"), CARE) == ["refused: not_yours"]
        assert open_(line, role=MARAC) == ["refused: not_yours"]

    def test_what_was_given_to_somebody_by_name_is_nobody_elses_of_the_same_role(self) -> None:
        line = asked_of(Owner(SOCIAL_CARE, user(CARE)))
        assert open_(line)[-1].startswith("action shown")
        id, action = action_of(line)
        assert standing(line).user == user(CARE)
        colleague = OpenAction(action.case, action.person, id, "u-colleague", CARE)
        assert line.perform(colleague) == ["refused: not_yours"]

    def test_an_owner_whose_agreement_was_suspended_since_is_shown_nothing(self) -> None:
        line = a_missing_child()
        set_action(line)
        suspend(line)
        said = open_(line)
        assert said[-1] == f"action not shown to {CARE} {AREA}: not_permitted"
        assert [one.recipient for one in line.recorded.values() if isinstance(one, DisclosureRefused)][
            -1
        ] == SOCIAL_CARE
        assert not standing(line).opened

    def test_a_reader_who_may_be_close_to_somebody_is_shown_nothing(self) -> None:
        line = asked_of_social_care()
        line.facts.name_staff(user(CARE), "Rolf", "Marsh")
        assert open_(line) == [f"action not shown to {CARE} {AREA}: may_be_connected"]
        assert answer(line) == [f"action not shown to {CARE} {AREA}: may_be_connected"]
        withheld = [one for one in line.recorded.values() if isinstance(one, ActionWithheld)]
        assert {one.user for one in withheld} == {user(CARE)}

    def test_a_member_in_conflict_neither_reads_nor_answers_until_the_conflict_ends(self) -> None:
        line = asked_of_social_care()
        open_(line)
        leave_out(line, SOCIAL_CARE)
        assert open_(line) == [f"action not shown to {CARE} {AREA}: conflict_declared"]
        assert answer(line) == [f"action not shown to {CARE} {AREA}: conflict_declared"]
        case, person, held = line.notice_of(MARAC)
        over = ConflictEndReason.ACTS_NO_LONGER
        line.perform(EndConflict(case, person, held.notice, user(MARAC), MARAC, SOCIAL_CARE, over))
        assert open_(line)[-1].startswith("action shown")

    def test_no_address_of_anybody_marked_elsewhere_is_among_what_is_shown(self) -> None:
        line = asked_of(Owner(Recipient(MARAC, "area", AREA), ""))
        open_(line, role=MARAC)
        (before,) = [one for one in line.recorded.values() if isinstance(one, ActionOpened)]
        assert ADDRESSES & set(before.items)
        assert before.hidden_by == ()
        line.publish(referral("r-9", 1, *MARKED))
        open_(line, role=MARAC)
        after = [one for one in line.recorded.values() if isinstance(one, ActionOpened)][-1]
        assert not ADDRESSES & set(after.items)
        assert after.hidden_by

    def test_of_a_case_that_was_withdrawn_nothing_is_shown(self) -> None:
        line = asked_of_social_care()
        wrong = Withdrawal.WRONG_PEOPLE
        line.later(hours=1).publish(an_event(type="marac.referral", reference="r-1", revision=2, withdrawal=wrong))
        assert open_(line) == [f"action not shown to {CARE} {AREA}: case_withdrawn"]

    def test_what_was_reported_is_no_longer_there_to_open(self) -> None:
        line = asked_of_social_care()
        report(line, ActionOutcome.DONE, ActionReason.COMPLETED, who=user(MARAC))
        assert open_(line) == ["refused: no_longer_current"]


class TestSchools:
    def test_a_school_that_was_told_reads_no_more_than_its_notice_holds(self) -> None:
        line = a_missing_child()
        set_action(line, owner=Owner(SCHOOL, ""))
        told = line.notice(FIRST)[2]
        assert open_(line, dsl(FIRST), "dsl")[-1] == f"action shown to {FIRST}: {dsl(FIRST)}"
        (opened,) = [one for one in line.recorded.values() if isinstance(one, ActionOpened)]
        assert opened.items
        assert set(opened.items) <= set(told.items)
        assert opened.on_roll

    def test_a_school_from_which_the_notice_was_taken_back_since_is_shown_nothing(self) -> None:
        line = a_missing_child()
        set_action(line, owner=Owner(SCHOOL, ""))
        _, _, told = line.notice(FIRST)
        line.facts.put_roll(FIRST, [])
        line.facts.put_roll(SECOND, [pupil(0, SECOND), BEN])
        line.later(hours=1).publish(revised(line, "m-1", replace(child_of(AMY), whereabouts="at a friend's")))
        assert [held.kind for _, _, held in [line.notice(FIRST)] if held.notice != told.notice] == ["recall"]
        assert open_(line, dsl(FIRST), "dsl") == [f"action not shown to {FIRST}: school_was_not_told"]

    def test_a_school_whose_pupil_has_left_before_it_read_anything_is_shown_nothing(self) -> None:
        line = a_missing_child()
        set_action(line, owner=Owner(SCHOOL, ""))
        line.facts.put_roll(FIRST, [])
        said = open_(line, dsl(FIRST), "dsl")
        assert said == [f"action not shown to {FIRST}: no_longer_on_roll_here"]


class TestAnswers:
    def test_nobody_answers_what_nobody_has_read(self) -> None:
        line = asked_of_social_care()
        assert answer(line) == ["refused: not_opened_yet"]

    def test_the_answer_says_who_and_why_with_its_note_sealed_and_the_action_stays_on_the_agenda(self) -> None:
        line = asked_of_social_care()
        open_(line)
        assert answer(line) == [f"action answered by {CARE} {AREA}: done (completed)"]
        (said,) = [one for one in line.recorded.values() if isinstance(one, ActionAnswered)]
        assert (said.user, said.role, said.note, said.event) == (user(CARE), CARE, WORDS, action_of(line)[1].event)
        assert standing(line).done
        assert answer(line) == ["refused: answered_already"]
        assert report(line, ActionOutcome.DONE, ActionReason.COMPLETED, who=user(MARAC)) == ["action done: completed"]

    def test_an_answer_has_its_own_reasons(self) -> None:
        line = asked_of_social_care()
        open_(line)
        assert answer(line, reason=ActionReason.DECLINED) == ["refused: reason_of_another_outcome"]
        cannot = ActionAnswer.CANNOT_BE_DONE
        assert answer(line, cannot, ActionReason.COMPLETED) == ["refused: reason_of_another_outcome"]
        assert answer(line, cannot, ActionReason.DECLINED)[-1].endswith("cannot_be_done (declined)")

    @pytest.mark.parametrize(
        ("said", "reason", "overdue"),
        [
            (ActionAnswer.DONE, ActionReason.COMPLETED, False),
            (ActionAnswer.CANNOT_BE_DONE, ActionReason.NO_CONTACT, True),
        ],
    )
    def test_what_is_said_to_be_done_in_time_is_not_overdue(
        self, said: ActionAnswer, reason: ActionReason, overdue: bool
    ) -> None:
        line = asked_of_social_care()
        open_(line)
        answer(line, said, reason)
        assert ("action overdue" in line.at(NEXT_WEEK).tick()) is overdue

    def test_what_the_coordinator_gives_another_date_is_to_be_done_and_watched_again(self) -> None:
        line = asked_of_social_care()
        open_(line)
        answer(line)
        later = NEXT_WEEK + timedelta(days=7)
        report(line, ActionOutcome.NOT_DONE, ActionReason.NO_CONTACT, later, who=user(MARAC))
        assert (standing(line).done, standing(line).opened) == (False, True)
        assert answer(line, ActionAnswer.CANNOT_BE_DONE, ActionReason.NO_CONTACT)[-1].startswith("action answered")
        assert "action overdue" in line.at(later).tick()


def test_the_coordinator_owns_what_was_given_to_them() -> None:
    line = a_missing_child()
    set_action(line, owner=Owner(Recipient(SPOC, "area", AREA), ""))
    assert open_(line, role=SPOC)[-1].startswith("action shown")


def test_the_adviser_reads_an_action_of_a_case_that_was_revised_since_as_it_stands_now() -> None:
    line = asked_of(Owner(IDVA, ""))
    case = action_of(line)[1]
    again = an_event(*FAMILY, type="marac.referral", reference="r-1", revision=2)
    line.later(hours=1).publish(again)
    open_(line, role="idva")
    (opened,) = [one for one in line.recorded.values() if isinstance(one, ActionOpened)]
    assert opened.event == line.notice_of(MARAC)[2].event != case.event
