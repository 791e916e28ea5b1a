"""Sending what was sealed, in order and in batches, with patience; checking each promise."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final

from msgspec import Struct

from schemas import limits
from schemas.batch import MARKER
from services.intake.documents import PromiseGiven
from services.publisher.proofs import HubKeys, ProofWrong, check_promise
from services.publisher.store import PublisherStore
from services.publisher.stored import Unsent
from services.publisher.transport import HubBusy, HubRefused, Transport

BATCH: Final = 64
ATTEMPTS: Final = 7
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 30.0
_FRAMING: Final = 8  # two lengths of four bytes in front of each submission

Progress = Callable[[int, int], None]
"""Told how many of how many submissions are done."""


class PromiseInvalid(Exception):
    """The hub's answer is no promise of this hub for what was sent: it counts as not sent; tell the hub's operator."""


class Delivered(Struct, frozen=True):
    """How many submissions were promised, how many still wait, and why they do (empty if none)."""

    promised: int
    waiting: int
    trouble: str


class Delivery:
    """Carries one store's submissions to one hub. `pause` waits that many seconds."""

    def __init__(
        self, store: PublisherStore, keys: HubKeys, transport: Transport, pause: Callable[[float], None]
    ) -> None:
        self._store = store
        self._keys = keys
        self._transport = transport
        self._pause = pause

    def deliver(self, progress: Progress) -> Delivered:
        """Send everything that has no promise yet, oldest first. What cannot go now stays, and `trouble` says why.

        Raises `PromiseInvalid` and `StoreError`.
        """
        unsent = self._store.unsent()
        done = 0
        progress(done, len(unsent))
        for batch in batches(unsent):
            try:
                promises = self._submit(batch)
            except (HubBusy, HubRefused) as error:
                return Delivered(done, len(unsent) - done, str(error))
            self._store.keep_promises(self._checked(batch, promises))
            done += len(batch)
            progress(done, len(unsent))
        return Delivered(done, 0, "")

    def _submit(self, batch: Sequence[Unsent]) -> Sequence[PromiseGiven]:
        for attempt in count(1):
            try:
                return self._transport.submit([unsent.submission for unsent in batch])
            except HubBusy as busy:
                if attempt == ATTEMPTS:
                    raise
                wait = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
                self._pause(max(wait, busy.wait or 0.0))
        raise AssertionError("unreachable")

    def _checked(self, batch: Sequence[Unsent], promises: Sequence[PromiseGiven]) -> list[tuple[bytes, bytes]]:
        if len(promises) != len(batch):
            raise PromiseInvalid(f"the hub gave {len(promises)} promises for {len(batch)} submissions")
        try:
            for unsent, given in zip(batch, promises, strict=True):
                check_promise(given.promise, unsent.digest, self._keys)
        except ProofWrong as error:
            raise PromiseInvalid(str(error)) from None
        return [(unsent.digest, given.promise) for unsent, given in zip(batch, promises, strict=True)]


def batches(unsent: Sequence[Unsent]) -> Iterator[list[Unsent]]:
    """The submissions in bodies of at most `BATCH` and of `schemas.limits.BODY_BYTES`."""
    batch: list[Unsent] = []
    size = len(MARKER)
    for one in unsent:
        length = len(one.submission.envelope) + len(one.submission.keys) + _FRAMING
        if batch and (len(batch) == BATCH or size + length > limits.BODY_BYTES):
            yield batch
            batch, size = [], len(MARKER)
        batch.append(one)
        size += length
    if batch:
        yield batch
