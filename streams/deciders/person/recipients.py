"""Who ought to have a child's notice: every school of registration, and the council where no school suffices."""

from functools import lru_cache

from msgspec import Struct

from schemas.records.match import Basis, ChildMatched, ChildNotOnRoll
from schemas.records.share import Recipient
from streams.deciders.areas import COUNCIL_DESK, child_area
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.share import NO_SCHOOL
from streams.reference.facts import Reference


class Wanted(Struct, frozen=True):
    """A recipient, and whether only the publisher's naming points to it; if not, the pupil whom its roll holds."""

    recipient: Recipient
    named_only: bool
    pupil: str | None = None


@lru_cache(maxsize=4096)
def school(urn: str) -> Recipient:
    """The safeguarding lead of a school, with deputies and appointed cover."""
    return Recipient("dsl", "urn", urn)


def council(area: str) -> Recipient:
    """The education safeguarding desk of a council."""
    return Recipient(COUNCIL_DESK, "area", area)


def wanted(output: ChildMatched | ChildNotOnRoll, reference: Reference, event: OpenedEvent) -> list[Wanted]:
    """Every school of registration (dual registration: all of them); for home education and no placement the
    council's education safeguarding team too, which does not displace a college (flows.md, first row).
    """
    pupil = output.pupil if isinstance(output, ChildMatched) else None
    found = [
        Wanted(school(r.urn), True) if r.basis is Basis.NAMED_BY_PUBLISHER else Wanted(school(r.urn), False, pupil)
        for r in output.registrations
    ]
    if not found or _said_to_have_no_school(event, output.section):
        found.append(Wanted(council(area_of(output, reference, event)), False))
    return found


def area_of(output: ChildMatched | ChildNotOnRoll, reference: Reference, event: OpenedEvent) -> str:
    """The council area that answers for the child."""
    candidates = (r.urn for c in output.evidence.candidates for r in c.registrations)
    return child_area(reference, event, output.section, (r.urn for r in output.registrations), candidates)


def _said_to_have_no_school(event: OpenedEvent, section: int) -> bool:
    person = event.person(section)
    return person is not None and any(setting.registration in NO_SCHOOL for setting in person.settings)
