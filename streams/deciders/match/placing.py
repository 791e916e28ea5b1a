"""Where one child belongs: with a pupil, before a person, or on no roll; and who is placed."""

from msgspec import Struct

from schemas.events.people import Person
from schemas.records.match import NoRoll, RegisteredAt


class ToPupil(Struct, frozen=True, gc=False):
    """This pupil, at these schools."""

    pupil: str
    registrations: tuple[RegisteredAt, ...]


class ToPerson(Struct, frozen=True, gc=False):
    """Doubtful: for a person, with the schools that the publisher's naming could mean."""

    reason: str
    named: tuple[str, ...]


class WithoutRoll(Struct, frozen=True, gc=False):
    """No roll of the hub holds the child, and none needs to."""

    reason: NoRoll
    registrations: tuple[RegisteredAt, ...]


ChildAt = ToPupil | ToPerson | WithoutRoll


class Placed(Struct, frozen=True, gc=False):
    """One child section, where it belongs, and the id that its person gets if they are new. `person` is as described,
    None where the section was shredded."""

    section: int
    person: Person | None
    at: ChildAt
    fresh: str
