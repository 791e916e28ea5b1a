"""A line on which Amy's school was told in the evening, and what its people do; for tests of revisions."""

from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.inputs import OpenNotice, SettleDeskItem, SettledHow, TellByTelephone
from schemas.records.reference import RoleEnded
from streams.deciders.areas import COUNCIL_DESK
from tests.support.facts import Facts, a_reference, an_event, apply
from tests.support.furnishing import LONG_AGO
from tests.support.line import Line
from tests.support.people import child_of, pupil, stranger
from tests.support.world import COORDINATOR, FIRST, SECOND, dsl

AMY = pupil(0, FIRST)
BEN = pupil(1, SECOND)
EXTRA = pupil(2, FIRST)
HOME_EDUCATED = stranger("Wystan", NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED))


def a_line() -> Line:
    """Amy and a third child on the roll of the first school, Ben on that of the second."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY, EXTRA])
    facts.put_roll(SECOND, [BEN])
    return Line(facts)


def told(line: Line) -> Line:
    """Amy's school was told at 20:00; it is 07:50 now."""
    line.publish(an_event(child_of(AMY)))
    return line.later(hours=11, minutes=50)


def read(line: Line, urn: str) -> OpenNotice:
    """The school's lead asks to see its latest notice."""
    case, person, held = line.notice(urn)
    return OpenNotice(case, person, held.notice, dsl(urn), "dsl")


def without_reader(line: Line) -> Line:
    """Nobody reads at Amy's school; the council's desk has her notice."""
    apply(line.facts.reference, RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, LONG_AGO))
    line.publish(an_event(child_of(AMY)))
    return line


def ring_up(line: Line, kind: str = "no_reader") -> list[str]:
    """The coordinator tells the school by telephone."""
    case, person, item = line.item(kind)
    return line.perform(TellByTelephone(case, person, item.item, COORDINATOR, COUNCIL_DESK, "", "head"))


def settle(line: Line, kind: str) -> list[str]:
    """The coordinator has dealt with it."""
    case, person, item = line.item(kind)
    return line.perform(SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.ALREADY_TOLD))
