"""What hop 2 remembers: of each case its children and where they were matched; of each pupil, the person."""

from msgspec import Struct
from msgspec.structs import replace

from streams.deciders.memory.state import Noted


class CaseChild(Struct, frozen=True, gc=False, array_like=True):
    """One child of a case, or one adult whom it is about (`adult`), as last decided. Nothing is matched for an adult.

    `pupil` and `referral` are empty where there is none. `placed` holds the schools with which a desk answered the
    doubt, none or one; None where no desk placed the child.
    """

    person: str
    section: int
    pupil: str
    referral: str
    placed: tuple[str, ...] | None = None
    adult: bool = False


class MatchCase(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The event that a case stands at, its children, and what of it counts across events.

    `people` are all persons in it, adults too, and whom a doubtful child may be; `marked`, whether its event marks any
    of them as restricted. `told` are the events of other cases that were last said to mark some of them. `earlier` are
    the events at which the case stood before.
    """

    event: bytes
    children: tuple[CaseChild, ...]
    noted: Noted | None = None
    people: tuple[str, ...] = ()
    marked: bool = False
    told: tuple[bytes, ...] = ()
    earlier: tuple[bytes, ...] = ()

    def at(self, event: bytes) -> "MatchCase":
        """The case as it stands at this event."""
        return self if event == self.event else replace(self, event=event, earlier=(*self.earlier, self.event))


class PupilPerson(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The person that a pupil is."""

    person: str


class PersonPupil(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The pupil that a person is. Kept only of whoever could be taken for another pupil later: people who were first
    met on no roll, and children whose match became doubtful again. All others are found by their pupil."""

    pupil: str
