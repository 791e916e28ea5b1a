"""What comes of every other flow in the night: sealed once, by police, the hospitals' trust and the council."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent
from schemas.events.front_door import FrontDoorOutcome
from schemas.events.people import Person, Role
from schemas.items import Item
from schemas.records.inputs import Command, OpenNotice, TriageContact
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, DECIDED, EPISODE, REFERRAL
from schemas.wire import Submission
from tests.support.facts import Section, kind_of
from tests.support.flows import COUNCIL, HOSPITAL, user
from tests.support.force import POLICE, Force
from tests.support.people import adult
from tests.support.world import START, World

Sent = tuple[str, Submission]
"""An agency, and what it hands in."""

VICTIM = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="victim")
ACCUSED = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="accused")
GONE = replace(EPISODE, missing_since=START - timedelta(hours=4), reported_at=START - timedelta(hours=4))
BACK = replace(GONE, stage=missing.Stage.RETURNED, returned_at=START - timedelta(hours=1))
SEEN = replace(ATTENDANCE, arrived_at=START - timedelta(hours=1), age=None)


def first(forces: Mapping[str, Force], amy: Person, ben: Person) -> tuple[Sent, ...]:
    """A child missing, a referral to MARAC, a stabbing, a contact to the front door."""
    patient = replace(ben, roles=(Role.CHILD, Role.PATIENT))
    return (
        _sealed(forces, POLICE, missing.EVENT_TYPE, 1, GONE, amy),
        _sealed(forces, POLICE, marac.EVENT_TYPE, 1, REFERRAL, DASH, ben, VICTIM, ACCUSED),
        _sealed(forces, HOSPITAL, hospital.EVENT_TYPE, 1, SEEN, patient),
        _sealed(forces, POLICE, front_door.CONTACT_TYPE, 1, CONTACT, amy),
    )


def later(forces: Mapping[str, Force], amy: Person, ben: Person) -> tuple[Sent, ...]:
    """The child is back, the victim's name was another, the council decided a contact in a system of its own."""
    contact = event_id(POLICE, front_door.CONTACT_TYPE, 1)
    return (
        _sealed(forces, POLICE, missing.EVENT_TYPE, 2, BACK, amy),
        _sealed(
            forces, POLICE, marac.EVENT_TYPE, 2, REFERRAL, DASH, ben, replace(VICTIM, given_names="Tessa"), ACCUSED
        ),
        _sealed(forces, COUNCIL, front_door.OUTCOME_TYPE, 1, replace(DECIDED, contact=contact, decided_at=START), amy),
    )


def _sealed(forces: Mapping[str, Force], agency: str, type: str, revision: int, *contents: Section) -> Sent:
    sections = [PlainSection(kind_of(one), one) for one in contents]
    return agency, forces[agency].seal(type, sections, START, revision=revision, type=type)


def front_door_triages(world: World) -> Iterator[Command]:
    """The front door opens the contact as it stands in an undisturbed night, and decides on it."""
    notice, case, person = world.engine.database.execute(
        "SELECT notice, cased, person FROM notice_view WHERE role = 'ifd' AND instr(items, ?) ORDER BY notice",
        (Item.CONTACT_WORRIES.value,),
    ).fetchone()
    who = case, person, notice, user("ifd"), "ifd"
    yield OpenNotice(*who)
    yield TriageContact(*who, FrontDoorOutcome.EARLY_HELP, Consent.GIVEN, None, None)
