"""Sealed submissions for the intake."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from schemas.events.encompass import Grade
from schemas.sealed_event import EventFields, seal_event
from schemas.wire import Submission
from services.publisher.incident import sections_of
from tests.services.intake.conftest import World
from tests.services.publisher.support import AGENCY, HUB, NOW, adult, child, reading


def sealed(world: World, reference: str = "BEDS-OE-27-0001", sequence: int = 1, hub: str = HUB) -> Submission:
    """One event of the agency, with a child and an adult, whose names are marked."""
    (incident,) = reading([adult(Surname="MARKED"), child(Surname="MARKED")]).incidents
    fields = EventFields(
        hub=hub,
        publisher=AGENCY,
        instance="test",
        sequence=sequence,
        previous=bytes(32) if sequence == 1 else bytes([1]) * 32,
        reference=reference,
        revision=1,
        occurred_at=incident.occurred_at,
        sent_at=NOW,
        signing_key="police-1",
        hub_key=world.descriptor.hub_key,
        grade=Grade.STANDARD,
    )
    public = X25519PublicKey.from_public_bytes(world.descriptor.hub_public)
    return seal_event(fields, sections_of(incident), signing_key=world.identity.key, hub_key=public)
