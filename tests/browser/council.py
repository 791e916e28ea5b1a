"""A council that decides contacts in a system of its own, and publishes what it decided."""

from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events.event import Withdrawal
from schemas.events.front_door import OUTCOME_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import Person
from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DECIDED
from streams.engines.local.home import HUB_KEY_ID
from tests.browser.hub import HUB, Night
from tests.support.flows import COUNCIL
from tests.support.force import POLICE, SIGNING_KEY, Force
from tests.support.furnishing import AREA, LONG_AGO


class Council:
    """Publishes outcomes to the hub of a night."""

    def __init__(self, night: Night) -> None:
        self._night = night
        key = night.home.read_keys().hub[HUB_KEY_ID].public_key()
        self._force = Force(HUB, key, agency=COUNCIL, instance="council-1")
        signed_by = self._force.key.public_key().public_bytes_raw()
        with night.hub.locked:
            council = AgencyRegistered(COUNCIL, "Bedford", AgencyKind.COUNCIL, (OUTCOME_TYPE,), (AREA,))
            night.hub.registry.refer(
                [council, AgencyKeyAdded(COUNCIL, SIGNING_KEY, signed_by, LONG_AGO, None)], LONG_AGO
            )

    def decide(self, reference: str = "D-1", *children: Person, contact: str = "contact-1", revision: int = 1) -> bytes:
        """Early help of a contact that police made, for one pupil of it unless others are given: the outcome's id."""
        decided = replace(DECIDED, contact=event_id(POLICE, contact, 1), decided_at=self._night.clock.now)
        people = children or (replace(self._night.child("A1"), relationships=()),)
        said = PlainSection(SectionKind.OUTCOME, decided)
        return self._send(reference, revision, [said, *(PlainSection(SectionKind.PERSON, one) for one in people)])

    def take_back(
        self, reference: str = "D-1", *, revision: int = 2, why: Withdrawal = Withdrawal.ENTERED_IN_ERROR
    ) -> bytes:
        """It was entered in error, unless it is said otherwise."""
        return self._send(reference, revision, [], why)

    def _send(
        self, reference: str, revision: int, told: list[PlainSection], gone: Withdrawal = Withdrawal.NONE
    ) -> bytes:
        now = self._night.clock.now
        sealed = self._force.seal(reference, told, now, type=OUTCOME_TYPE, revision=revision, withdrawal=gone)
        self._night.hub.submit(COUNCIL, [sealed])
        self._night.hub.run()
        return event_id(COUNCIL, reference, revision)
