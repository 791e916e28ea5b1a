"""What three agencies publish while things break: events of all six types about a town's households.

Each household has a case of each type at a time, with revisions and withdrawals; some events are sent twice, some were
damaged on their way. The police, the hospitals' trust and the council bring them, each to an intake of its own.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Final

from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.encompass import Grade
from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, DECIDED, EPISODE, REFERRAL
from schemas.wire import Submission
from streams.matching.people import RollEntry
from tests.support.facts import Section, kind_of
from tests.support.flows import COUNCIL, HOSPITAL
from tests.support.force import POLICE, Force
from tests.support.people import adult, child_of
from tests.support.world import World

SHARES: Final[Mapping[str, int]] = {
    encompass.EVENT_TYPE: 44,
    missing.EVENT_TYPE: 14,
    marac.EVENT_TYPE: 10,
    hospital.EVENT_TYPE: 12,
    front_door.CONTACT_TYPE: 12,
    front_door.OUTCOME_TYPE: 8,
}
"""How many of a hundred events are of each type."""
WITHDRAWN_EVERY: Final = 4
SIGNS: Final = (hospital.Sign.ASSAULT, hospital.Sign.STABBING, hospital.Sign.EXPLOITATION, hospital.Sign.NEGLECT)

Sent = tuple[str, Submission]
"""An agency, and what it hands in."""


class Mixed:
    """Seals event after event. `forces`: who publishes, by agency."""

    def __init__(self, world: World, forces: Mapping[str, Force], pupils: Sequence[RollEntry], random: Random) -> None:
        self._world = world
        self._forces = forces
        self._pupils = pupils
        self._random = random
        self._revisions: Counter[tuple[str, int]] = Counter()

    def sealed(self, count: int) -> list[Sent]:
        """So many events in the order in which they are sent."""
        found: list[Sent] = []
        while len(found) < count:
            agency, one = self._next()
            found.append((agency, one))
            chance = self._random.random()
            if chance < 0.02:
                found.append((agency, Submission(one.envelope[:-1] + bytes([one.envelope[-1] ^ 1]), one.keys)))
            elif chance < 0.05:
                found.append((agency, one))
        return found[:count]

    def _next(self) -> Sent:
        household = self._random.randrange(len(self._pupils) // 2)
        (type,) = self._random.choices(list(SHARES), list(SHARES.values()))
        self._revisions[type, household] += 1
        revision = self._revisions[type, household]
        gone = revision % WITHDRAWN_EVERY == 0
        withdrawal = Withdrawal.ENTERED_IN_ERROR if gone else Withdrawal.NONE
        agency, reference = _publisher(type, household), _reference(type, household)
        if type == encompass.EVENT_TYPE:
            people = [] if gone else self._people(household, revision)
            about = {"revision": revision, "withdrawal": withdrawal, "grade": Grade.HIGH}
            return agency, self._world.seal(reference, people, **about)  # type: ignore[arg-type]  # names as in `seal`
        contents = [] if gone else list(self._contents(type, household, revision))
        sections = [PlainSection(kind_of(one), one) for one in contents]
        now = self._world.clock.now
        force = self._forces[agency]
        return agency, force.seal(reference, sections, now, revision=revision, withdrawal=withdrawal, type=type)

    def _people(self, household: int, revision: int) -> list[Person]:
        first, second = self._of(household)
        children = [replace(child_of(first), whereabouts=f"room {revision}")]
        if self._random.random() < 0.5:
            children.append(child_of(second))
        if self._random.random() < 0.1:
            children[0] = replace(children[0], given_names="Othername")
        return [*children, adult("Joanna", first.family_name, Role.VICTIM, child=0)]

    def _contents(self, type: str, household: int, revision: int) -> Iterator[Section]:
        """The sections of an event of another type than Operation Encompass."""
        now = self._world.clock.now
        first, second = self._of(household)
        child = child_of(first)
        if type == missing.EVENT_TYPE:
            gone = now - timedelta(hours=4)
            back = {"stage": missing.Stage.RETURNED, "returned_at": now - timedelta(hours=1)}
            yield replace(EPISODE, missing_since=gone, reported_at=gone, **(back if revision % 2 == 0 else {}))
        elif type == marac.EVENT_TYPE:
            yield from (REFERRAL, DASH)
            yield replace(adult("Joanna", f"{first.family_name}{'e' * (revision - 1)}", Role.VICTIM), ref="victim")
            yield replace(adult("Rolf", first.family_name, Role.ALLEGED_PERPETRATOR), ref="accused")
        elif type == hospital.EVENT_TYPE:
            signs = (SIGNS[household % len(SIGNS)],)
            yield replace(ATTENDANCE, arrived_at=now - timedelta(hours=1), age=None, signs=signs)
            child = replace(child_of(second), roles=(Role.CHILD, Role.PATIENT))
        elif type == front_door.CONTACT_TYPE:
            asks = NamedSetting(Scheme.URN, first.urn, Registration.REGISTERED_PUPIL)
            yield replace(CONTACT, referrer_setting=asks)
        else:
            contact = front_door.CONTACT_TYPE
            answered = event_id(_publisher(contact, household), _reference(contact, household), 1)
            yield replace(DECIDED, contact=answered, decided_at=now)
        yield child

    def _of(self, household: int) -> Sequence[RollEntry]:
        return self._pupils[2 * household : 2 * household + 2]


def _reference(type: str, household: int) -> str:
    return f"F/{type}/{household}"


def _publisher(type: str, household: int) -> str:
    """All revisions of one reference come from one agency."""
    if type == hospital.EVENT_TYPE:
        return HOSPITAL
    if type == front_door.OUTCOME_TYPE or (type == marac.EVENT_TYPE and household % 3 == 0):
        return COUNCIL
    if type == front_door.CONTACT_TYPE and household % 3 == 0:
        return HOSPITAL
    return POLICE
