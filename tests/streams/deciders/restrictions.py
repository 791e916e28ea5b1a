"""Whose address must not be shown: a marked family and its cases, and what their notices show."""

from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.missing import Episode
from schemas.events.people import Address, Person
from schemas.items import ADDRESSES, Item
from schemas.records.inputs import OpenNotice
from schemas.records.notify import NoticeIssued
from schemas.records.restriction import RestrictionCarried
from schemas.records.watch import NoticeOpened
from streams.deciders.opened import OpenedEvent
from tests.streams.deciders.test_memory import ROLF, TESS, referral
from tests.support.facts import an_event
from tests.support.flows import AMY, user
from tests.support.line import Line
from tests.support.people import child_of

REFUGE = Address(("1 Refuge Way", "Bedford"), "MK40 1AA", "")
AT_REFUGE = replace(child_of(AMY), address=REFUGE)
MARKED = (AT_REFUGE, replace(TESS, restricted=True), ROLF)


def case_of(line: Line, reference: str) -> OpenedEvent:
    """The latest event of a reference."""
    return [event for event in line.facts.opened.values() if event.header.reference == reference][-1]


def shown(line: Line, reference: str) -> dict[str, frozenset[Item]]:
    """By role, the addresses that standing notices of a case show."""
    case = case_of(line, reference).header.case
    return {
        held.recipient.role: ADDRESSES & set(held.items)
        for of, _, matter in line.matters()
        if of == case
        for held in matter.notices
        if held.stands
    }


def shown_of(line: Line, reference: str) -> dict[str, frozenset[Item]]:
    """By person, the addresses that standing notices of them in a case show to anybody."""
    case = case_of(line, reference).header.case
    return {
        person: ADDRESSES.intersection(item for held in standing for item in held.items)
        for of, person, matter in line.matters()
        if of == case and (standing := [held for held in matter.notices if held.stands])
    }


def hides(line: Line, *references: str) -> bool:
    """Whether somebody was told of each of these cases, and nobody an address."""
    return all(shown(line, one) and not any(shown(line, one).values()) for one in references)


def carried(line: Line) -> list[RestrictionCarried]:
    """What hop 2 said of restrictions."""
    return [o for place, o in line.recorded.items() if isinstance(o, RestrictionCarried) and place[:4] == "reso"]


def updates(line: Line, reference: str) -> list[NoticeIssued]:
    """Updates about a case."""
    case = case_of(line, reference).header.case
    return [o for o in line.recorded.values() if isinstance(o, NoticeIssued) and o.case == case and o.kind == "update"]


def marking(line: Line, *people: Person, revision: int = 1, withdrawal: Withdrawal = Withdrawal.NONE) -> list[str]:
    """Police refer the family to MARAC, marked unless other people are said."""
    return line.publish(referral("r-1", 1, *(people or MARKED), revision=revision, withdrawal=withdrawal))


def revised(
    line: Line, reference: str, *people: Person, revision: int = 2, withdrawal: Withdrawal = Withdrawal.NONE
) -> OpenedEvent:
    """The next revision of an episode, of other people."""
    before = case_of(line, reference)
    (facts,) = [section for section in before.sections.values() if isinstance(section, Episode)]
    return an_event(
        facts,
        *people,
        type=before.header.type,
        reference=reference,
        occurred_at=before.header.occurred_at,
        revision=revision,
        withdrawal=withdrawal,
    )


def open_at_front_door(line: Line, reference: str) -> NoticeOpened:
    """The front door opens what it holds of a case."""
    case = case_of(line, reference).header.case
    of, person, held = next(
        (of, person, held)
        for of, person, matter in line.matters()
        for held in matter.notices
        if of == case and held.recipient.role == "ifd"
    )
    line.perform(OpenNotice(of, person, held.notice, user("ifd"), "ifd"))
    return [one for one in line.recorded.values() if isinstance(one, NoticeOpened)][-1]
