"""The local hub as its services use it, from any thread: one engine behind one lock, and a door that never waits.

What an agency hands in goes through a connection of its own and waits for one write at most, never for deciding.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Command
from schemas.wire import Submission
from streams import sqlite
from streams.engines.contract import Settled, Undecided
from streams.engines.line.settled import settled
from streams.engines.local.database import open_database
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import Home
from streams.engines.local.inbound import CannotStore, Inbound, Receipt
from streams.engines.local.queries import LocalViews
from streams.engines.local.registry import Registry
from streams.engines.local.shown import Shown
from streams.engines.local.shows_pages import ShowsPages
from streams.engines.local.turns import TurnsAgain
from streams.engines.observing import Observer, Unobserved
from streams.ledger.given import GivenCheckpoint, RecordProof, give_checkpoint, prove_record
from streams.reference.facts import Reference
from streams.views.rows import OutcomeRow

_logger = logging.getLogger(__name__)

CHECKPOINT_EVERY: Final = 1.0
"""Seconds between checkpoints while something happens: signing costs several synced files."""

_COLLECT_AFTER: Final = (50_000, 20, 50)
"""What a batch leaves behind has no cycles, and looking for them as often as Python does costs a twentieth of it."""


class LocalHub(ShowsPages):
    """One hub in one home. `clock` gives the append times; a story's clock makes a night pass in a second."""

    def __init__(self, home: Home, clock: Callable[[], datetime], observer: Observer | None = None) -> None:
        gc.set_threshold(*_COLLECT_AFTER)
        keys = home.read_keys()
        self._lock = TurnsAgain()
        self._clock = clock
        self._engine = LocalEngine(home, keys)
        self._observer = self._engine.observer = observer or Unobserved()
        self._ledger_key = keys.ledger_signer(self._engine.hub.ledger_origin).verifier_key
        self._inbound_database = open_database(home.database)
        self._inbound = Inbound(self._inbound_database, clock, keys.promise)
        self._registry = Registry(self._engine)
        self._shown = Shown(home, keys, clock)
        self._local_views = LocalViews(home, self.reference)
        self._woken = threading.Event()
        self._closing = False
        self._stands_still = False
        self._thread: threading.Thread | None = None
        self.home = home
        self.pupil_tokens = keys.pupil_tokens

    @property
    def views(self) -> LocalViews:
        """What pages and tools ask."""
        return self._local_views

    @property
    def registry(self) -> Registry:
        """What the operator puts in place; use it within `locked`."""
        return self._registry

    @property
    def operator_key(self) -> Ed25519PublicKey:
        """By which the reference's records are verified."""
        return self._engine.keys.operator.public_key()

    @property
    def locked(self) -> TurnsAgain:
        """Holds the engine still, between two batches."""
        return self._lock

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""
        return self._engine.reference

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions durable and promise to decide them. Raises `CannotStore`, also once the line is down."""
        if self._stands_still:
            raise CannotStore("the line stands still: end this process, look into its log, and start it again")
        with self._engine.writing:
            receipts = self._inbound.submit(self._engine.hub, agency, submissions)
        self._woken.set()
        return receipts

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Append a desk's command durably, wait until it is decided, and return the decision."""
        with self._lock, self._engine.writing:
            source, position = self._inbound.command(command, command_id, self._engine.hub.person_partitions)
        body, made = self._decided(source, position), 1
        while body is None and made:
            made = self._step()
            body = self._decided(source, position)
        if body is None:
            raise Undecided("the command was not decided: try again, and tell the operator if it stays so")
        return settled(codec.decode(body, Decision))

    def tick(self, at: datetime) -> None:
        """Tell every partition that it is now at least `at`, and decide what falls due."""
        self._tell_time(at)
        self.run()

    def run(self) -> int:
        """Decide until nothing waits; how many records that made."""
        total = 0
        while (made := self._step()) > 0:
            total += made
        return total

    def sign_checkpoint(self) -> bytes:
        """Sign a checkpoint over everything that is durable, at the clock's time or the last one's if that is later."""
        with self._lock:
            return self._engine.sign_checkpoint(self._clock())

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        """The promise for what an agency brought before."""
        with self._engine.writing:
            return self._inbound.promised(self._engine.hub, agency, digest)

    def outcome(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """What became of an agency's own submission, or that it waits parked."""
        return self._local_views.outcome_of(digest, agency) or self._local_views.held(digest, agency)

    def proof(self, outcome: OutcomeRow, since: int) -> RecordProof | None:
        """The record that decided a submission with its ledger proof, for somebody who knows the log at size `since`.

        None until a checkpoint covers it. Waits for nobody.
        """
        found = self._local_views.record_of(outcome)
        return prove_record(self.home.ledger, self._ledger_key, *found, since) if found is not None else None

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The newest signed checkpoint, with the proof that it extends the log of size `since`."""
        return give_checkpoint(self.home.ledger, self._ledger_key, since)

    def start(self, tick_every: float) -> None:
        """Decide in the background as things come in, tick by the clock, and sign checkpoints."""
        self._thread = threading.Thread(target=self._work, args=(tick_every,), name="engine", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop in the background, sign what is not signed, and let go of every file."""
        self._closing = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            self._engine.close()
            self._inbound_database.close()
            self._local_views.close()
            self._shown.close()

    def _tell_time(self, at: datetime) -> None:
        with self._lock, self._engine.writing:
            self._inbound.tick(at, self._engine.hub.person_partitions)

    def _step(self) -> int:
        """One batch; whoever waits for the engine has their turn before the next."""
        with self._lock:
            return self._engine.step()

    def _decided(self, source: str, position: int) -> bytes | None:
        with self._lock:
            row = self._engine.database.execute(
                "SELECT body FROM decisions WHERE source = ? AND position = ?", (source, position)
            ).fetchone()
        return bytes(row[0]) if row is not None else None

    def _work(self, tick_every: float) -> None:
        next_tick, next_checkpoint = self._clock().timestamp(), time.monotonic()
        ending = False
        while not ending:
            ending = self._closing
            self._observer.turned()
            try:
                now = self._clock()
                if now.timestamp() >= next_tick:
                    self._tell_time(now)
                    next_tick = now.timestamp() + tick_every
                decided = self.run() if ending else self._step()
                if ending or time.monotonic() >= next_checkpoint:
                    self._sign_what_is_new()
                    next_checkpoint = time.monotonic() + CHECKPOINT_EVERY
                self._observer.stands("ledger", True)
            except (OSError, *sqlite.CANNOT_WRITE, CannotStore) as error:
                decided = 0
                self._observer.stands("ledger", False)
                _logger.error("nothing can be written: %s; it is tried again", type(error).__name__)
            except Exception as error:
                self._stands_still = True
                self._observer.stands("ledger", False)
                _logger.critical("the line stands still, and nothing more is taken: %s", type(error).__name__)
                raise
            if not decided:
                self._woken.wait(timeout=CHECKPOINT_EVERY)
                self._woken.clear()

    def _sign_what_is_new(self) -> None:
        with self._lock:
            signed = self._engine.ledger.signed
            if signed is None or signed.size < self._engine.entry_count():
                self._engine.sign_checkpoint(self._clock())
