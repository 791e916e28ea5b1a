"""Random events that agencies publish in a month of an area with every flow on, each from two small numbers."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Person, Registration, Relation, Relationship, Role, Scheme
from schemas.records.inputs import Command
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, DECIDED, EPISODE, REFERRAL
from tests.support.facts import kind_of
from tests.support.flows import COUNCIL, HOSPITAL, turn_on
from tests.support.force import POLICE, Force
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import FIRST, PUPILS, SECOND, World

VICTIM: Final = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v")
ACCUSED: Final = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")


class Month:
    """A hub with every flow on, and who publishes to it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._forces: dict[str, Force] = turn_on(world)

    def publish(
        self, type: str, agency: str, number: int, contents: Sequence[object], withdrawal: Withdrawal = Withdrawal.NONE
    ) -> None:
        """One event, under the next revision of its reference."""
        reference = f"{type}-{number}"
        revision = 1 + max((s.revision for s in self.world.sent if s.reference == reference), default=0)
        sections = [PlainSection(kind_of(one), one) for one in contents]  # type: ignore[arg-type]  # contents of sections
        sealed = self._forces[agency].seal(
            reference, sections, self.world.clock.now, revision=revision, withdrawal=withdrawal, type=type
        )
        self.world.submit(sealed, reference, revision, agency)

    def perform(self, command: Command) -> None:
        """A command that nobody gave before."""
        self.world.perform(command, f"command-{len(self.world.answers)}")

    def rows(self, statement: str, *given: object) -> list[tuple[str, bytes, str, str, str, str]]:
        """What a statement finds in the views, as of all that waits."""
        self.world.run()
        return list(self.world.engine.database.execute(statement, given))

    def notices(self) -> list[tuple[str, bytes, str, str, str, str]]:
        """Notice, case, person, role, scheme and value of every notice, whatever became of it."""
        return self.rows("SELECT notice, cased, person, role, scheme, value FROM notice_view ORDER BY notice")


def _child(number: int, variant: int) -> Person:
    if variant % 7 == 6:
        return stranger(f"Ulric{number}", NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED))
    return child_of(pupil(number % PUPILS, (FIRST, SECOND)[number % 2]))


def _family(number: int, variant: int) -> list[Person]:
    child = replace(_child(number, variant), relationships=(Relationship(3, Relation.PARENT),))
    return [child, replace(VICTIM, family_name=f"Thistlewood{number}"), replace(ACCUSED, restricted=variant % 5 == 0)]


def _callout(month: Month, number: int, variant: int) -> None:
    people = [_child(number, variant), replace(VICTIM, family_name=f"Thistlewood{number}"), ACCUSED]
    month.publish(encompass.EVENT_TYPE, POLICE, number, people)


def _missing(month: Month, number: int, variant: int) -> None:
    now = month.world.clock.now
    episode = replace(EPISODE, missing_since=now - timedelta(hours=5), reported_at=now - timedelta(hours=3))
    if variant % 2:
        returned = now - timedelta(hours=1 if variant % 3 else 7)
        episode = replace(episode, stage=missing.Stage.RETURNED, returned_at=returned)
    if variant % 5 == 0:
        episode = replace(episode, placed_by="825")
    month.publish(missing.EVENT_TYPE, POLICE, number, [episode, _child(number, variant)])


def _referral(month: Month, number: int, variant: int) -> None:
    month.publish(marac.EVENT_TYPE, POLICE, number, [REFERRAL, DASH, *_family(number, variant)])


def _concern(month: Month, number: int, variant: int) -> None:
    signs = (hospital.Sign.STABBING,) if variant % 2 else (hospital.Sign.NEGLECT,)
    patient = replace(_child(number, variant), roles=(Role.CHILD, Role.PATIENT))
    seen = replace(ATTENDANCE, arrived_at=month.world.clock.now - timedelta(hours=2), signs=signs)
    month.publish(hospital.EVENT_TYPE, HOSPITAL, number, [seen, patient])


def _contact(month: Month, number: int, variant: int) -> None:
    agency = HOSPITAL if variant % 3 == 0 else POLICE
    month.publish(front_door.CONTACT_TYPE, agency, 10 * (variant % 3 == 0) + number, [CONTACT, _child(number, variant)])


def _outcome(month: Month, number: int, variant: int) -> None:
    """Of a contact that was accepted, or of one that nobody knows."""
    rows = month.rows("SELECT event FROM event_view WHERE type = ? ORDER BY event", front_door.CONTACT_TYPE)
    contact = rows[number % len(rows)][0] if rows else bytes(16)
    decided = replace(DECIDED, contact=contact, decided_at=month.world.clock.now - timedelta(hours=1))
    month.publish(front_door.OUTCOME_TYPE, COUNCIL, number, [decided, _child(number, variant)])


_AGENCIES: Final = {
    encompass.EVENT_TYPE: POLICE,
    missing.EVENT_TYPE: POLICE,
    marac.EVENT_TYPE: POLICE,
    hospital.EVENT_TYPE: HOSPITAL,
    front_door.CONTACT_TYPE: POLICE,
    front_door.OUTCOME_TYPE: COUNCIL,
}


def _withdraw(month: Month, number: int, variant: int) -> None:
    type = sorted(_AGENCIES)[variant % len(_AGENCIES)]
    reasons = (Withdrawal.ENTERED_IN_ERROR, Withdrawal.NOT_SAFEGUARDING, Withdrawal.WRONG_PEOPLE)
    month.publish(type, _AGENCIES[type], number, [], reasons[variant % 3])


HAPPENINGS: Final[dict[str, Callable[[Month, int, int], None]]] = {
    "callout": _callout,
    "missing": _missing,
    "missing more": _missing,
    "referral": _referral,
    "concern": _concern,
    "contact": _contact,
    "outcome": _outcome,
    "withdraw": _withdraw,
}
"""What agencies publish, by name."""
