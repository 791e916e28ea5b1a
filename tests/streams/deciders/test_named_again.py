"""A school said that the child is not its pupil, and is named again: somebody has it, and one only."""

from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.records.inputs import AnswerBasis, MatchDecided, TellByTelephone
from schemas.records.match import MatchReferred
from streams.deciders.areas import COUNCIL_DESK
from tests.streams.deciders.telling import AMY, a_line, not_ours, read
from tests.support.facts import an_event
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import COORDINATOR, FIRST

NOT_OURS = f"desk 822: not_ours for {FIRST} (school_says_not_ours)"


def told() -> Line:
    """The school has its notice."""
    line = a_line()
    line.publish(an_event(child_of(AMY)))
    return line


def disown(line: Line) -> None:
    """The school's lead opens the latest notice, and says that the child is not theirs."""
    line.perform(read(line, FIRST))
    line.perform(not_ours(line, FIRST))


def again(line: Line) -> list[str]:
    """The event is withdrawn, and an hour later it stands again."""
    withdraw(line)
    return line.later(hours=1).publish(an_event(child_of(AMY), revision=3))


def withdraw(line: Line) -> None:
    """The event is withdrawn."""
    line.publish(an_event(revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))


def test_the_desk_that_had_it_has_it_again_when_the_event_stands_again() -> None:
    line = told()
    disown(line)
    assert NOT_OURS in again(line)


def test_so_it_has_where_the_school_said_so_of_the_recall() -> None:
    line = told()
    withdraw(line)
    disown(line)
    assert NOT_OURS in line.later(hours=1).publish(an_event(child_of(AMY), revision=3))


def test_and_where_the_school_was_told_by_telephone_and_then_that_it_was_withdrawn() -> None:
    line = told()
    disown(line)
    case, person, item = line.item("not_ours")
    line.perform(TellByTelephone(case, person, item.item, COORDINATOR, COUNCIL_DESK, "", "head"))
    assert NOT_OURS in again(line)


def test_what_stands_on_the_desk_stands_there_once() -> None:
    line = told()
    disown(line)
    changed = an_event(replace(child_of(AMY), whereabouts="upstairs"), revision=2)
    assert NOT_OURS not in line.later(hours=1).publish(changed)


def test_a_coordinator_who_answers_that_it_is_that_pupil_ends_the_item_with_the_notice() -> None:
    """Police list her twice, once under a doubtful name; the coordinator says that both are the school's pupil."""
    line = a_line()
    line.publish(an_event(replace(child_of(AMY), given_names="Othername"), child_of(AMY)))
    disown(line)
    place, referred = next((p, o) for p, o in line.recorded.items() if isinstance(o, MatchReferred))
    basis = AnswerBasis.EVIDENCE_SHOWN
    said = line.perform(MatchDecided(referred.case, place, COORDINATOR, COUNCIL_DESK, "pupil-0", None, basis))
    assert any("notice to" in one for one in said)
    assert [item.kind for _, _, matter in line.matters() for item in matter.desk] == []
