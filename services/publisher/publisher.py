"""An agency's publisher: an export goes in; sealed, signed, numbered events go out; promises and outcomes are kept."""

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from msgspec import Struct

from schemas import contexts, sealed_event
from schemas.codec import CodecError
from schemas.refusals import Refusal
from schemas.sealed_event import EventFields
from schemas.wire import Submission
from services.directory.faults import Fault, FileRefused
from services.intake.documents import HubDescriptor, OutcomeGiven
from services.publisher.delivery import Delivered, Delivery, Progress
from services.publisher.evidence import broken_promise
from services.publisher.identity import Identity, IdentityError
from services.publisher.incident import ReportedIncident, canonical, sections_of
from services.publisher.mapping import ExportMapping
from services.publisher.outcomes import Outcomes
from services.publisher.plans import Plan, Step, is_before
from services.publisher.proofs import HubKeys
from services.publisher.reading import HeldIncident, read_incidents
from services.publisher.report import is_broken
from services.publisher.rows import read_export
from services.publisher.store import PublisherStore
from services.publisher.stored import Entry, Slot
from services.publisher.transport import Transport
from streams.deciders.places import intake_partition


class Result(StrEnum):
    """What became of one incident of an export. Only the first two are sent."""

    SEALED = "sealed"
    SEALED_IN_PART = "sealed_in_part"
    ALREADY_SENT = "already_sent"
    OLDER_REVISION = "older_revision"
    WENT_BACK = "went_back"
    HELD = "held"


class Line(Struct, frozen=True):
    """One incident of an export: `line` is where it begins; `revision` is the hub's count, 0 where nothing was sent.

    `faults` say why it waits, or why a child of it does.
    """

    reference: str
    line: int
    result: Result
    revision: int = 0
    faults: tuple[Fault, ...] = ()


class Prepared(Struct, frozen=True):
    """What an export came to. `strays` are faults of rows without a readable reference; `notes` hold nothing back."""

    file: str
    lines: tuple[Line, ...]
    strays: tuple[Fault, ...]
    notes: tuple[Fault, ...]

    def faults(self) -> tuple[Fault, ...]:
        """Every fault that must be mended, once, in the order of the file."""
        return tuple(sorted({*self.strays, *(fault for line in self.lines for fault in line.faults)}))


class Published(Struct, frozen=True):
    """What an export came to, and how its sending went."""

    prepared: Prepared
    delivered: Delivered


class SentAgain(Struct, frozen=True):
    """How many promises were found broken, how many still run, and how the sending went.

    `unchanged`: the hub gave so many former promises once more, as it does where it believes to have the bytes still.
    """

    broken: int
    in_time: int
    unchanged: int
    delivered: Delivered


def now_utc() -> datetime:
    """This computer's time."""
    return datetime.now(UTC)


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""


class Publisher:
    """One agency's publisher towards one hub. Not for several threads at once."""

    def __init__(
        self,
        store: PublisherStore,
        descriptor: HubDescriptor,
        identity: Identity,
        transport: Transport,
        *,
        clock: Callable[[], datetime] = now_utc,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._descriptor = descriptor
        self._identity = identity
        self._clock = clock
        self._hub_key = X25519PublicKey.from_public_bytes(descriptor.hub_public)
        keys = HubKeys.of(descriptor)
        self._delivery = Delivery(store, keys, transport, pause)
        self._outcomes = Outcomes(store, keys, transport, clock)

    def publish(
        self,
        data: bytes,
        file: str,
        mapping: ExportMapping,
        *,
        reinstate: Collection[str] = (),
        progress: Progress = no_progress,
    ) -> Published:
        """Read an export, seal what is new or changed, and send everything that waits to be sent.

        Raises `FileRefused` where nothing of the file can be used (what was sealed before goes all the same),
        `StoreError`, and `PromiseInvalid`. A hub that cannot be reached is no error: `delivered` says what waits, and
        the next call sends it.
        """
        try:
            prepared = self.prepare(data, file, mapping, reinstate=reinstate)
        except FileRefused:
            self.deliver(progress)
            raise
        return Published(prepared, self.deliver(progress))

    def prepare(self, data: bytes, file: str, mapping: ExportMapping, *, reinstate: Collection[str] = ()) -> Prepared:
        """Read an export and seal, durably, what is new or changed; nothing is sent yet.

        `reinstate` names references whose content may go back to what a later revision had replaced.
        """
        if mapping.agency != self._identity.agency:
            raise IdentityError(
                f"the mapping is for `{mapping.agency}` and the key for `{self._identity.agency}`: use one agency's"
            )
        now = self._clock()
        reading = read_incidents(read_export(data, file, mapping), mapping, now)
        lines = [self._take(file, incident, incident.reference in reinstate) for incident in reading.incidents]
        lines += [self._hold(file, held) for held in reading.held]
        return Prepared(file, tuple(sorted(lines, key=lambda line: line.line)), reading.strays, reading.notes)

    def take(self, reported: ReportedIncident, source: str) -> Line:
        """Seal, durably, one incident that came otherwise than in an export; nothing is sent yet.

        `source` names it in faults. Raises `StoreError`.
        """
        return self._take(source, reported, reinstate=False)

    def has_sent(self, reference: str) -> bool:
        """Whether anything of this reference was sealed that the hub did not reject."""
        return self._store.latest(reference) is not None

    def deliver(self, progress: Progress = no_progress) -> Delivered:
        """Send everything that has no promise yet. Raises `PromiseInvalid` and `StoreError`."""
        return self._delivery.deliver(progress)

    def send_again(self, progress: Progress = no_progress) -> SentAgain:
        """Ask what became of everything; what was promised and is past its time without a decision goes once more.

        The very same bytes: a hub that has them answers as before, one that lost them decides them now. The broken
        promise is kept as evidence. Raises as `deliver` and `fetch_outcomes` do; nothing is sent where asking failed.
        """
        self._outcomes.fetch(no_progress)
        undecided = [row for row in self._store.sent() if row.promise is not None and row.outcome is None]
        broken = [row for row in undecided if is_broken(row)]
        taken = sum(self._store.take_back_promise(broken_promise(self._store, row)) for row in broken)
        delivered = self.deliver(progress)
        unchanged = sum(row.outcome is None and is_broken(row) for row in self._store.sent())
        return SentAgain(taken, len(undecided) - len(broken), unchanged, delivered)

    def fetch_outcomes(self, progress: Progress = no_progress) -> list[OutcomeGiven]:
        """Ask what became of everything promised, and check each answer and the ledger's growth with the hub's keys.

        What does not hold is kept as evidence in the store. Raises `HubBusy`, `HubRefused`, `StoreError`.
        """
        return self._outcomes.fetch(progress)

    def _take(self, file: str, incident: ReportedIncident, reinstate: bool) -> Line:
        known = self._store.payload_type(incident.reference)
        if known not in (None, contexts.payload_type(incident.type)):
            fault = Fault(file, incident.line, 0, "", *_OTHER_TYPE)
            return self._waits(incident.reference, incident.line, (fault,))
        partition = intake_partition(
            contexts.case_key(self._identity.agency, incident.reference), self._descriptor.intake_partitions
        )
        entry = Entry(
            reference=incident.reference,
            exported=incident.revision,
            standing=incident.standing.value,
            in_part=bool(incident.left_out),
            content=self._digest(incident),
            event=lambda revision: contexts.event_id(self._identity.agency, incident.reference, revision),
            lane=partition,
        )
        now = self._clock()
        try:
            plan = self._store.take(entry, lambda slot: self._seal(incident, slot, now), now, reinstate=reinstate)
        except (Refusal, CodecError) as error:
            fault = Fault(file, incident.line, 0, "", str(error), "correct the incident's rows")
            return self._waits(incident.reference, incident.line, (fault,))
        if plan.step in _ASKS_A_PERSON:
            return self._asks(file, incident, plan)
        result = _RESULTS[plan.step]
        if result is Result.SEALED and incident.left_out:
            result = Result.SEALED_IN_PART
        return Line(incident.reference, incident.line, result, plan.revision, incident.left_out)

    def _hold(self, file: str, held: HeldIncident) -> Line:
        """Send what may go of an incident of which nothing was sent before; remember that the rest waits."""
        latest = self._store.latest(held.reference)
        if latest is not None and held.revision and is_before(held.revision, latest.exported):
            return Line(held.reference, held.line, Result.OLDER_REVISION, latest.revision)
        if held.rest is not None and latest is not None and latest.content == self._digest(held.rest):
            self._store.wait_for(held.reference, held.faults, self._clock())
            return Line(held.reference, held.line, Result.ALREADY_SENT, latest.revision, held.faults)
        if held.rest is None or latest is not None:
            return self._waits(held.reference, held.line, held.faults)
        line = self._take(file, held.rest, reinstate=False)
        self._store.wait_for(held.reference, held.faults, self._clock())
        return line

    def _digest(self, incident: ReportedIncident) -> bytes:
        return self._store.content_digest(canonical(incident))

    def _asks(self, file: str, incident: ReportedIncident, plan: Plan) -> Line:
        """It waits for a person: an old file sent again, an incident that is again what it was, or a wrong number."""
        fault = Fault(file, incident.line, 0, "", *_ASKS_A_PERSON[plan.step])
        self._store.wait_for(incident.reference, (fault,), self._clock())
        return Line(incident.reference, incident.line, _RESULTS[plan.step], plan.revision, (fault,))

    def _waits(self, reference: str, line: int, faults: tuple[Fault, ...]) -> Line:
        self._store.wait_for(reference, faults, self._clock())
        return Line(reference, line, Result.HELD, 0, faults)

    def _seal(self, incident: ReportedIncident, slot: Slot, now: datetime) -> Submission:
        descriptor, identity = self._descriptor, self._identity
        fields = EventFields(
            hub=descriptor.hub,
            publisher=identity.agency,
            instance=slot.instance,
            sequence=slot.sequence,
            previous=slot.previous,
            reference=incident.reference,
            revision=slot.revision,
            occurred_at=incident.occurred_at,
            sent_at=now,
            signing_key=identity.key_id,
            hub_key=descriptor.hub_key,
            standing=incident.standing,
            withdrawal=incident.withdrawal,
            grade=incident.grade,
            type=incident.type,
        )
        return sealed_event.seal_event(fields, sections_of(incident), signing_key=identity.key, hub_key=self._hub_key)


_RESULTS = {
    Step.SEND: Result.SEALED,
    Step.ALREADY_SENT: Result.ALREADY_SENT,
    Step.OLDER_REVISION: Result.OLDER_REVISION,
    Step.WENT_BACK: Result.WENT_BACK,
    Step.NEW_UNDER_OLD: Result.HELD,
}

_OTHER_TYPE = (
    "this reference was sent as another type of event, which this would replace",
    "give each type references of its own, such as a prefix",
)

_ASKS_A_PERSON = {
    Step.WENT_BACK: (
        "this is what a later revision replaced",
        "nothing, if the file is an old one; else publish again and say that this reference is to be reinstated",
    ),
    Step.NEW_UNDER_OLD: (
        "this was never sent, and its revision is lower than the one that was",
        "give it a revision above the last one; or publish again and say that this reference is to be reinstated",
    ),
}
"""Why a plan waits for a person, and what to do."""
