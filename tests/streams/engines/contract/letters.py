"""What the police send in the night that every engine plays, sealed once."""

from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from schemas.events import front_door, marac, missing
from schemas.events.event import Withdrawal
from schemas.events.missing import Stage
from schemas.events.people import NamedSetting, Registration, Role, Scheme
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import CONTACT, DASH, EPISODE, REFERRAL
from schemas.wire import Submission
from tests.support.facts import Section, kind_of
from tests.support.people import adult, as_version_1, child_of, pupil, stranger
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL, World

AMY, BEN = pupil(0, FIRST), pupil(1, SECOND)
ASKED = replace(CONTACT, referrer_setting=NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL))
NAMED = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)


class Letters(Struct, frozen=True):
    """What the police send this night, sealed once."""

    first: tuple[Submission, ...]
    later: tuple[Submission, ...]
    flows: tuple[Submission, ...]
    restricted: tuple[Submission, ...]


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
    return Letters(first, later, *_flows(world))


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
