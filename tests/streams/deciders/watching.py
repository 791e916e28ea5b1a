"""A school that was told at 20:00, and what its people and the council's then do."""

from schemas.events.people import Role
from schemas.records.inputs import (
    AcknowledgeNotice,
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    TellByTelephone,
)
from streams.deciders.areas import COUNCIL_DESK
from tests.support.facts import FIRST_BELL, Facts, a_reference, an_event
from tests.support.line import Line
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, dsl

AMY = pupil(0, FIRST)
AGREEMENT = "bedford-operation-encompass"


def a_line() -> Line:
    """Amy's school was told at 20:00."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY])
    line = Line(facts)
    line.publish(an_event(child_of(AMY), adult("Ann", "Other", Role.VICTIM)))
    return line


def open_(line: Line, user: str = dsl(FIRST), role: str = "dsl", urn: str = FIRST) -> list[str]:
    """Somebody asks to see the school's latest notice."""
    case, person, held = line.notice(urn)
    return line.perform(OpenNotice(case, person, held.notice, user, role))


def acknowledge(line: Line, user: str = dsl(FIRST)) -> list[str]:
    """Somebody acknowledges the school's latest notice."""
    case, person, held = line.notice(FIRST)
    return line.perform(AcknowledgeNotice(case, person, held.notice, user, "dsl"))


def on_item(line: Line, kind: str, command: type, user: str = COORDINATOR) -> list[str]:
    """A coordinator's command on the latest item of a kind."""
    case, person, item = line.item(kind)
    if command is TellByTelephone:
        return line.perform(TellByTelephone(case, person, item.item, user, COUNCIL_DESK, "", "head"))
    if command is SettleDeskItem:
        return line.perform(SettleDeskItem(case, person, item.item, user, COUNCIL_DESK, SettledHow.ALREADY_TOLD))
    if command is ReaderAppointed:
        return line.perform(ReaderAppointed(case, person, item.item, user, COUNCIL_DESK))
    return line.perform(OpenDeskItem(case, person, item.item, user, COUNCIL_DESK))


def unopened(line: Line) -> Line:
    """The first bell has rung, and nobody has opened it."""
    line.at(FIRST_BELL).tick()
    return line
