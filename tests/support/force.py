"""A police force as tests have it: a signing key, and events sealed one after the other in its sequence."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from schemas.envelope import digest_of
from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.event import Standing, Withdrawal
from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered, Body
from schemas.sealed_event import EventFields, PlainSection, seal_event
from schemas.wire import Submission
from streams.engines.local.home import HUB_KEY_ID

POLICE = "bedfordshire-police"
SIGNING_KEY = "k1"
EARLIER = timedelta(minutes=40)
"""How long before an event is first sealed its incident was."""


class Force:
    """One force with one instance that publishes to one hub."""

    def __init__(self, hub: str, hub_key: X25519PublicKey, *, agency: str = POLICE, instance: str = "test-1") -> None:
        self.agency = agency
        self.instance = instance
        self.key = Ed25519PrivateKey.generate()
        self._hub = hub
        self._hub_key = hub_key
        self._sequence = 0
        self._previous = bytes(32)
        self._occurred: dict[str, datetime] = {}

    def another(self, instance: str) -> "Force":
        """Another instance of the same force: the same key, a sequence of its own."""
        other = copy(self)
        other.instance, other._sequence, other._previous, other._occurred = instance, 0, bytes(32), {}
        return other

    def registered(self, title: str, area: str, since: datetime) -> tuple[Body, ...]:
        """The reference records by which a hub knows the force and its key."""
        return (
            AgencyRegistered(self.agency, title, AgencyKind.POLICE, (EVENT_TYPE,), (area,)),
            AgencyKeyAdded(self.agency, SIGNING_KEY, self.key.public_key().public_bytes_raw(), since, None),
        )

    def seal(
        self,
        reference: str,
        sections: Sequence[PlainSection],
        at: datetime,
        *,
        revision: int = 1,
        withdrawal: Withdrawal = Withdrawal.NONE,
        grade: Grade = Grade.STANDARD,
        type: str = EVENT_TYPE,
        keep: bool = True,
    ) -> Submission:
        """One event, sealed and signed at this time, next in the sequence. All revisions are of one incident.

        Without `keep` nothing of it is remembered, for memory's sake: then no revision of it may follow.
        """
        self._sequence += 1
        fields = EventFields(
            hub=self._hub,
            publisher=self.agency,
            instance=self.instance,
            sequence=self._sequence,
            previous=self._previous,
            reference=reference,
            revision=revision,
            occurred_at=self._occurred.setdefault(reference, at - EARLIER),
            sent_at=at,
            signing_key=SIGNING_KEY,
            hub_key=HUB_KEY_ID,
            standing=Standing.CURRENT if withdrawal is Withdrawal.NONE else Standing.WITHDRAWN,
            withdrawal=withdrawal,
            grade=grade,
            type=type,
        )
        if not keep:
            del self._occurred[reference]
        submission = seal_event(fields, sections, signing_key=self.key, hub_key=self._hub_key)
        self._previous = digest_of(submission.envelope)
        return submission
