"""What was proposed to a role before it was left out of a case is decided by the council's desk."""

from msgspec.structs import replace

from schemas.events.missing import MissingRisk
from schemas.events.people import Role
from schemas.records.meetings import ConflictReason, DeclareConflict
from schemas.records.memory import DecidePattern, PatternAnswer, PatternReason
from schemas.records.notify import DeskItemClosed, DeskOutcome, NoticeIssued
from schemas.records.share import Recipient
from streams.deciders.keys import matter_key
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.recipients import council
from tests.streams.deciders.meeting_cases import MARAC
from tests.streams.deciders.test_memory import episode, referral
from tests.support.flows import BEN, a_flow_line, user
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import adult, child_of

FRONT_DOOR = Recipient("ifd", "area", AREA)
PROPOSED = f"desk {AREA}: pattern for ifd {AREA} (several_flows)"
HANDED_OVER = ["desk item closed: left_out", f"desk {AREA}: pattern for {AREA} (several_flows)"]


def proposed() -> Line:
    """A child who was referred to MARAC with the household, and has been missing since."""
    line = a_flow_line()
    line.publish(referral("r-1", 5))
    assert PROPOSED in line.publish(episode("m-1", 0))
    return line


def leave_out(line: Line, cases: set[bytes] | None = None) -> list[str]:
    """The coordinator leaves the front door out of the MARAC cases: of the victim's matter, and the household's."""
    said: list[str] = []
    for case, person, matter in line.matters():
        for one in [one for one in matter.notices if one.recipient.role == MARAC and (not cases or case in cases)]:
            given = (case, person, one.notice, user(MARAC), MARAC, FRONT_DOOR, ConflictReason.EMPLOYS)
            said += line.perform(DeclareConflict(*given))
    return said


def of_patterns(said: list[str]) -> list[str]:
    """What became of what was proposed."""
    return [one for one in said if one in (*HANDED_OVER, PROPOSED)]


def test_it_is_taken_from_the_role_and_the_council_has_it() -> None:
    line = proposed()
    case, person, before = line.item("pattern")
    assert of_patterns(leave_out(line)) == HANDED_OVER
    *_, item = line.item("pattern")
    assert item.recipient == council(AREA)
    assert (item.referral, item.counts, item.reason) == (before.referral, before.counts, "several_flows")
    (closed,) = [one for one in line.recorded.values() if isinstance(one, DeskItemClosed) and one.item == before.item]
    assert (closed.case, closed.person, closed.outcome, closed.by) == (case, person, DeskOutcome.LEFT_OUT, user(MARAC))


def test_one_that_grew_since_is_taken_once() -> None:
    line = a_flow_line()
    line.publish(referral("r-1", 5))
    line.publish(episode("m-1", 2))
    line.publish(episode("m-2", 0))
    assert of_patterns(leave_out(line)) == HANDED_OVER


def test_one_that_does_not_count_the_case_stays() -> None:
    line = proposed()
    before = {case for case, _, _ in line.matters()}
    other = (child_of(BEN), adult("Nell", "Quist", Role.VICTIM), adult("Otto", "Larch", Role.ALLEGED_PERPETRATOR))
    line.publish(referral("r-9", 0, *other))
    said = leave_out(line, {case for case, _, _ in line.matters()} - before)
    assert [one for one in said if "left out" in one]
    assert of_patterns(said) == []


def test_what_was_decided_before_is_not_decided_again() -> None:
    line = proposed()
    case, person, item = line.item("pattern")
    decided = (PatternAnswer.DECLINE, PatternReason.EXPLAINED)
    line.perform(DecidePattern(case, person, item.item, user("ifd"), "ifd", *decided))
    assert of_patterns(leave_out(line)) == []


def test_the_member_in_conflict_cannot_decide_on_it_any_more() -> None:
    line = proposed()
    case, person, item = line.item("pattern")
    leave_out(line)
    decided = (PatternAnswer.DECLINE, PatternReason.EXPLAINED)
    assert line.perform(DecidePattern(case, person, item.item, user("ifd"), "ifd", *decided)) == [
        "refused: no_longer_current"
    ]
    *_, held = line.item("pattern")
    assert line.perform(DecidePattern(case, person, held.item, user("ifd"), "ifd", *decided)) == [
        "refused: not_your_area"
    ]


def test_another_that_waits_on_the_same_desk_is_still_found_once_one_is_decided() -> None:
    line = proposed()
    desk, person, item = line.item("pattern")
    (matter,) = [one for case, whose, one in line.matters() if (case, whose) == (desk, person)]
    line.put(matter_key(desk, person), replace(matter, desk=(*matter.desk, replace(item, item="another"))))
    decided = (PatternAnswer.DECLINE, PatternReason.EXPLAINED)
    line.perform(DecidePattern(desk, person, item.item, user("ifd"), "ifd", *decided))
    assert of_patterns(leave_out(line)) == HANDED_OVER


def grounds(line: Line) -> tuple[str, ...]:
    """Why the front door's latest notice is looked at sooner."""
    return [one for one in line.recorded.values() if isinstance(one, NoticeIssued) and one.priority][-1].grounds


def news(reference: str, revision: int, days: float = 0) -> OpenedEvent:
    """A missing child's risk is another than it was."""
    return episode(reference, days, revision=revision, risk=MissingRisk.NO_APPARENT_RISK)


def decide(line: Line) -> None:
    """The front door declines what waits for it."""
    case, person, item = line.item("pattern")
    decided = (PatternAnswer.DECLINE, PatternReason.EXPLAINED)
    line.perform(DecidePattern(case, person, item.item, user("ifd"), "ifd", *decided))


def test_news_of_the_child_is_as_urgent_as_what_waits_for_the_front_door() -> None:
    line = proposed()
    assert "repeat" in grounds(line)
    assert f"update notice to ifd {AREA} changed episode_risk" in line.publish(news("m-1", 2))
    assert "repeat" in grounds(line)
    decide(line)
    line.publish(episode("m-1", 0, revision=3))
    assert "repeat" not in grounds(line)


def test_each_case_that_is_counted_is_as_urgent_as_what_waits_and_no_other() -> None:
    line = a_flow_line().later(days=40)
    line.publish(episode("m-1", -30))
    assert "repeat" not in grounds(line)
    assert PROPOSED in line.publish(referral("r-1", -35))
    line.publish(news("m-1", 2, days=-30))
    assert "repeat" in grounds(line)
    line.publish(episode("m-9", 65))
    assert f"update notice to ifd {AREA} changed episode_risk" in line.publish(news("m-9", 2, days=65))
    assert "repeat" not in grounds(line)


def test_what_fell_to_the_councils_desk_makes_no_contact_more_urgent() -> None:
    line = proposed()
    leave_out(line)
    line.publish(news("m-1", 2))
    assert "repeat" not in grounds(line)


def test_news_with_which_it_lapses_is_no_more_urgent_for_it() -> None:
    line = a_flow_line().later(days=40)
    line.publish(referral("r-1", 60))
    assert PROPOSED in line.publish(episode("m-1", -25))
    assert "repeat" in grounds(line)
    assert [one for one in line.publish(news("m-1", 2, days=-35)) if one.startswith("pattern lapsed")]
    assert "repeat" not in grounds(line)
