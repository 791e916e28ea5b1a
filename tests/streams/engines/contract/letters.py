"""What the police send in the night that every engine plays, sealed once."""

from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import front_door, marac, missing
from schemas.events.event import Withdrawal
from schemas.events.missing import Stage
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.records.reference import AgencyKeyAdded, AgencyRegistered, Body
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import CONTACT, DASH, DECIDED, EPISODE, REFERRAL
from schemas.wire import Submission
from streams.engines.local.home import HUB_KEY_ID
from tests.support.facts import Section, kind_of
from tests.support.flows import COUNCIL, flow_bodies
from tests.support.force import POLICE, SIGNING_KEY, Force
from tests.support.furnishing import LONG_AGO
from tests.support.people import adult, as_version_1, child_of, pupil, stranger
from tests.support.world import FIRST, HUB, SECOND, WITHOUT_ROLL, World

AMY, BEN = pupil(0, FIRST), pupil(1, SECOND)
ASKED = replace(CONTACT, referrer_setting=NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL))
NAMED = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)


class Letters(Struct, frozen=True):
    """What the police send this night, sealed once."""

    first: tuple[Submission, ...]
    later: tuple[Submission, ...]
    flows: tuple[Submission, ...]
    restricted: tuple[Submission, ...]
    outcomes: tuple[Submission, ...]
    council: tuple[Body, ...]
    """By which the hub knows the council that publishes outcomes, from the start: its inputs have topics."""


def letters(world: World) -> Letters:
    """Seal everything that is sent. Some of the police's installations write version 1 of a person, some version 2."""
    victim = adult("Ann", "Other", Role.VICTIM, child=0)
    doubtful = replace(child_of(AMY), given_names="Othername")
    first = (
        world.seal("ref-1", [replace(child_of(AMY), nhs_number="9990000026"), as_version_1(child_of(BEN)), victim]),
        world.seal("ref-2", [stranger("Ulric", NAMED)]),
        world.seal("ref-3", [doubtful, victim]),
        world.seal("ref-4", [stranger("Nobody")]),
    )
    later = (
        world.seal("ref-1", [replace(child_of(AMY), whereabouts="outside"), victim], revision=2),
        world.seal("ref-2", [], revision=2, withdrawal=Withdrawal.NOT_DOMESTIC_ABUSE),
        world.seal("ref-5", [as_version_1(child_of(BEN)), as_version_1(victim)]),
    )
    council = Force(HUB, world.keys.hub[HUB_KEY_ID].public_key(), agency=COUNCIL, instance="council-1")
    key = AgencyKeyAdded(COUNCIL, SIGNING_KEY, council.key.public_key().public_bytes_raw(), LONG_AGO, None)
    (agency,) = [one for one in flow_bodies() if isinstance(one, AgencyRegistered) and one.agency == COUNCIL]
    return Letters(first, later, *_flows(world), _outcomes(world, council), (agency, key))


def _outcomes(world: World, council: Force) -> tuple[Submission, ...]:
    """What the council decided of the missing child, and of the child of the referral: this it takes back again."""
    now = world.clock.now

    def seal(of: bytes, reference: str, child: Person, revision: int = 1) -> Submission:
        decided = replace(DECIDED, contact=of, decided_at=now - timedelta(minutes=5))
        sections = [PlainSection(kind_of(one), one) for one in (decided, child)] if revision == 1 else []
        gone = Withdrawal.NONE if revision == 1 else Withdrawal.ENTERED_IN_ERROR
        return council.seal(reference, sections, now, revision=revision, withdrawal=gone, type=front_door.OUTCOME_TYPE)

    back, referred = event_id(POLICE, "miss-1", 2), event_id(POLICE, "marac-1", 1)
    return (
        seal(back, "miss-1/D", child_of(AMY)),
        seal(referred, "marac-1/D", child_of(BEN)),
        seal(referred, "marac-1/D", child_of(BEN), 2),
    )


def _flows(world: World) -> tuple[tuple[Submission, ...], tuple[Submission, ...]]:
    """A child missing and back, a referral to MARAC, a contact to the front door, all sealed by the police; then
    another referral, which marks its victim as restricted, and its correction.
    """
    now = world.clock.now
    since = now - timedelta(hours=4)
    gone = replace(EPISODE, missing_since=since, reported_at=since)
    back = replace(gone, stage=Stage.RETURNED, returned_at=now - timedelta(hours=1))
    victim = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v")
    accused = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")

    def seal(type: str, reference: str, *contents: Section, revision: int = 1) -> Submission:
        sections = [PlainSection(kind_of(one), one) for one in contents]
        return world.force.seal(reference, sections, now, revision=revision, type=type)

    flows = (
        seal(missing.EVENT_TYPE, "miss-1", gone, child_of(AMY)),
        seal(marac.EVENT_TYPE, "marac-1", REFERRAL, DASH, child_of(BEN), victim, accused),
        seal(front_door.CONTACT_TYPE, "contact-1", ASKED, child_of(AMY)),
        seal(missing.EVENT_TYPE, "miss-1", back, child_of(AMY), revision=2),
    )
    marked = replace(victim, restricted=True)
    restricted = (
        seal(marac.EVENT_TYPE, "marac-2", REFERRAL, DASH, child_of(BEN), marked, accused),
        seal(marac.EVENT_TYPE, "marac-2", REFERRAL, DASH, child_of(BEN), victim, accused, revision=2),
    )
    return flows, restricted
