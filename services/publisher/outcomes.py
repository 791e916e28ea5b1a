"""Fetching outcomes, and holding the hub to its word: each proof is checked, and the ledger must only ever grow."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from schemas.wire import Promise
from services.intake.documents import OutcomeGiven
from services.publisher.delivery import Progress
from services.publisher.proofs import (
    Contradiction,
    HubKeys,
    ProofWrong,
    check_checkpoint,
    check_outcome,
    check_promise,
)
from services.publisher.seen import Alarm, AlarmKind, evidence
from services.publisher.store import PublisherStore
from services.publisher.transport import Transport
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.given import GivenCheckpoint, RecordProof


class Outcomes:
    """Asks one hub for one store. An alarm never stops the sending: a notice withheld can harm a child too."""

    def __init__(
        self, store: PublisherStore, keys: HubKeys, transport: Transport, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keys = keys
        self._transport = transport
        self._clock = clock

    def fetch(self, progress: Progress) -> list[OutcomeGiven]:
        """Ask what became of each promised submission that is not settled, and for the newest checkpoint; what was
        learnt, with proofs that hold alone. Raises `HubBusy`, `HubRefused`, `StoreError`; what was learnt is kept."""
        unsettled = self._store.unsettled()
        learnt = []
        for done, (digest, promised) in enumerate(unsettled, 1):
            outcome = self._ask(digest, check_promise(promised, digest, self._keys), promised)
            if outcome is not None:
                learnt.append(outcome)
            progress(done, len(unsettled))
        self._watch()
        return learnt

    def _ask(self, digest: bytes, promise: Promise, promised: bytes) -> OutcomeGiven | None:
        known, since = self._known()
        outcome = self._transport.outcome(digest, since)
        if outcome is None or outcome.digest != digest.hex():
            self._store.seen.note_asked(digest, self._clock())
            return None
        if outcome.proof is not None and not self._holds(promise, promised, outcome, outcome.proof, known):
            outcome = replace(outcome, proof=None)
        if outcome.proof is None:
            self._store.seen.note_asked(digest, self._clock())
        self._store.keep_outcome(digest, outcome)
        return outcome

    def _holds(
        self, promise: Promise, promised: bytes, outcome: OutcomeGiven, proof: RecordProof, known: bytes | None
    ) -> bool:
        if not self._extends(known, proof.given):
            return False
        try:
            check_outcome(promise, outcome, proof, self._keys)
        except ProofWrong as error:
            files = evidence(promise=promised, record=proof.record, checkpoint=proof.given.checkpoint)
            self._alarm(AlarmKind.PROOF_WRONG, promise.digest, str(error), files)
            return False
        return True

    def _watch(self) -> None:
        """See that the ledger grew, also where nothing is asked for any more."""
        known, since = self._known()
        given = self._transport.checkpoint(since)
        if given is not None:
            self._extends(known, given)
        elif known is not None:
            detail = f"the hub shows no checkpoint, and the ledger had `{since}` entries before"
            self._alarm(AlarmKind.LEDGER_CONTRADICTS_ITSELF, None, detail, evidence(older_checkpoint=known))

    def _extends(self, known: bytes | None, given: GivenCheckpoint) -> bool:
        """Whether a checkpoint extends the one that was known when it was asked for; from now on it is known itself."""
        try:
            newer = check_checkpoint(known, given, self._keys)
        except ProofWrong as error:
            self._alarm(AlarmKind.PROOF_WRONG, None, str(error), evidence(checkpoint=given.checkpoint))
            return False
        except Contradiction as error:
            files = evidence(
                older_checkpoint=known,
                newer_checkpoint=given.checkpoint,
                consistency_proof=given.consistency.to_json() if given.consistency is not None else None,
            )
            self._alarm(AlarmKind.LEDGER_CONTRADICTS_ITSELF, None, str(error), files)
            return False
        return known == given.checkpoint or self._store.seen.advance(known, given.checkpoint, newer.size, self._clock())

    def _known(self) -> tuple[bytes | None, int]:
        known = self._store.seen.checkpoint()
        return known, open_checkpoint(known, self._keys.ledger).size if known is not None else 0

    def _alarm(self, kind: AlarmKind, digest: bytes | None, detail: str, files: dict[str, bytes]) -> None:
        self._store.seen.raise_alarm(Alarm(self._clock(), kind, digest, detail, files))
