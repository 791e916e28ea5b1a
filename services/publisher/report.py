"""Where each incident stands, as rows for tables: what waits, what was promised, what the hub made of it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from schemas import codec
from schemas.events.front_door import OUTCOME_TYPE
from schemas.wire import Promise, SignedPromise
from services.directory.faults import Fault
from services.publisher.store import PublisherStore
from services.publisher.stored import SentRow


class State(StrEnum):
    """Where a submission or a waiting incident stands."""

    WAITS_FOR_MENDING = "waits_for_mending"
    WAITS_FOR_THE_HUB = "waits_for_the_hub"
    PROMISED = "promised"
    PROMISE_BROKEN = "promise_broken"
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REJECTED = "rejected"
    HELD = "held"


class ReportRow(Struct, frozen=True):
    """One row. `since` is when it was sealed, or first held; `revision` is 0 where nothing of it is sealed.

    `reason`, `place` and `advice` are the hub's for a rejection, the first fault's for an incident that waits.
    `in_ledger`: a proof that holds is kept. `broken`: asked after the promised time, the hub showed none.
    `told_on_page`: it is an outcome that was accepted, and a decision of the hub's own first hop, which is all that is
    promised and proven, does not say whether the contact that it names is decided by it. The agency's page does.
    """

    reference: str
    revision: int
    state: State
    since: datetime
    reason: str = ""
    place: str = ""
    advice: str = ""
    in_ledger: bool = False
    broken: bool = False
    told_on_page: bool = False


def report(store: PublisherStore) -> list[ReportRow]:
    """Incidents that wait for mending first, longest first; then everything that was sealed, newest first."""
    waiting = [_waiting(row.reference, row.since, row.faults) for row in store.waiting()]
    return waiting + [_sent(row) for row in reversed(store.sent())]


def is_broken(row: SentRow) -> bool:
    """Whether the hub, asked after the time that it had promised, did not show the submission in its ledger.

    That is evidence against the hub. Nobody having asked is none.
    """
    if row.promise is None or row.asked_at is None or (row.outcome is not None and row.outcome.proof is not None):
        return False
    promise = codec.decode(codec.decode(row.promise, SignedPromise).promise, Promise)
    return row.asked_at > promise.latest_inclusion


def _waiting(reference: str, since: datetime, faults: tuple[Fault, ...]) -> ReportRow:
    first = faults[0]
    place = f"{first.file}, line {first.line}, column {first.column}"
    return ReportRow(reference, 0, State.WAITS_FOR_MENDING, since, first.reason, place, first.remedy)


def _sent(row: SentRow) -> ReportRow:
    outcome, broken = row.outcome, is_broken(row)
    if outcome is None:
        return ReportRow(row.reference, row.revision, _undecided(row.promise, broken), row.sealed_at, broken=broken)
    return ReportRow(
        row.reference,
        row.revision,
        State(outcome.outcome),
        row.sealed_at,
        outcome.reason,
        outcome.place,
        outcome.advice,
        outcome.proof is not None,
        broken,
        row.type == OUTCOME_TYPE and State(outcome.outcome) in (State.ACCEPTED, State.REPEATED),
    )


def _undecided(promise: bytes | None, broken: bool) -> State:
    if promise is None:
        return State.WAITS_FOR_THE_HUB
    return State.PROMISE_BROKEN if broken else State.PROMISED
