"""Two schools with rolls and a child on each: what tests about telling start from."""

from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.inputs import AcknowledgeNotice, NotOurs, OpenNotice
from schemas.records.notify import NoticeIssued
from tests.support.facts import Facts, a_reference
from tests.support.line import Line
from tests.support.people import pupil
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL, dsl

AMY = pupil(0, FIRST)
BEN = pupil(1, SECOND)
AT_A_SCHOOL_WITHOUT_ROLL = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)


def a_line() -> Line:
    """Two schools with rolls; Amy on the first, Ben on the second."""
    facts = Facts(a_reference())
    facts.put_roll(FIRST, [AMY, pupil(2, FIRST)])
    facts.put_roll(SECOND, [BEN, pupil(3, SECOND)])
    return Line(facts)


def issued(line: Line) -> list[NoticeIssued]:
    """Every notice issued so far."""
    return [output for output in line.recorded.values() if isinstance(output, NoticeIssued)]


def read(line: Line, urn: str) -> OpenNotice:
    """The school's lead asks to see its latest notice."""
    case, person, held = line.notice(urn)
    return OpenNotice(case, person, held.notice, dsl(urn), "dsl")


def acknowledge(line: Line, urn: str) -> AcknowledgeNotice:
    """The school's lead says that it is theirs."""
    case, person, held = line.notice(urn)
    return AcknowledgeNotice(case, person, held.notice, dsl(urn), "dsl")


def not_ours(line: Line, urn: str) -> NotOurs:
    """The school's lead says that the child is not theirs."""
    case, person, held = line.notice(urn)
    return NotOurs(case, person, held.notice, dsl(urn), "dsl")
