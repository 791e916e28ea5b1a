"""Agencies that publish while things break, and hand in again until promised; the reference moves in the middle."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from schemas.envelope import digest_of_submission
from schemas.promise import read_promise
from schemas.records.reference import InstrumentSuspended
from schemas.wire import Submission
from streams.checks.history import Submitted
from streams.engines.kafka.intake import KafkaIntake
from streams.engines.local.home import PROMISE_KEY_ID
from streams.engines.local.inbound import CannotStore, Receipt
from streams.matching.people import RollEntry
from tests.bench.town import SCHOOLS, pupils_of
from tests.faults.kafka.mixed import Sent
from tests.support.furnishing import LONG_AGO
from tests.support.kafka_hub import KafkaHub
from tests.support.world import World

AGREEMENT = "bedford-operation-encompass"
NEW_AT_SCHOOL = 5
"""Every so many pupils stand on their roll only once the reference has moved."""
FEWEST = 200
TOGETHER = 16
AGAIN_AFTER = 0.2


class Population:
    """The pupils of a town, two of each household, and how the reference moves about them."""

    def __init__(self, events: int) -> None:
        self.pupils = pupils_of(SCHOOLS)[: max(FEWEST, events)]

    def rolls_before(self) -> dict[str, list[RollEntry]]:
        """The schools' rolls before the reference moves."""
        known = [pupil for number, pupil in enumerate(self.pupils) if number % NEW_AT_SCHOOL]
        return {urn: [pupil for pupil in known if pupil.urn == urn] for urn in SCHOOLS}

    def suspend(self, world: World) -> None:
        """An agreement is suspended."""
        world.refer(InstrumentSuspended(AGREEMENT, True, LONG_AGO, "reviewed", "a council"))

    def put_new_roll(self, world: World) -> None:
        """A school's roll has pupils whom it lacked."""
        world.put_roll(SCHOOLS[0], [pupil for pupil in self.pupils if pupil.urn == SCHOOLS[0]])

    @property
    def moves(self) -> Sequence[Callable[[World], None]]:
        """How the reference moves, one record each."""
        return (self.suspend, self.put_new_roll)


class Traffic:
    """Publishes from a thread of its own, at most so many events a second, until all were promised."""

    def __init__(self, hub: KafkaHub, submissions: Sequence[Sent], rate: float) -> None:
        self.promised: list[Submitted] = []
        self.refused = 0
        self.total = len(submissions)
        self._hub = hub
        self._submissions = submissions
        self._rate = rate
        self._failed: BaseException | None = None
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._thread = threading.Thread(target=self._run, name="agencies", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Publish nothing for a while."""
        self._may_go_on.clear()
        try:
            yield
        finally:
            self._may_go_on.set()

    @property
    def share(self) -> float:
        """How much of it was promised, from 0 to 1. Raises what publishing failed with."""
        if self._failed is not None:
            raise self._failed
        return len(self.promised) / self.total

    def wait(self, seconds: float) -> None:
        """Wait until everything was promised."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), f"{len(self.promised)} of {self.total} were promised in {seconds:.0f} s"
        assert self.share == 1

    def _run(self) -> None:
        try:
            intake = KafkaIntake(self._hub.connection, self._hub.topics, self._hub.world.keys.promise)
            began = time.monotonic()
            for start in range(0, self.total, TOGETHER):
                time.sleep(max(0.0, began + start / self._rate - time.monotonic()))
                self._may_go_on.wait()
                together = sorted(self._submissions[start : start + TOGETHER], key=itemgetter(0))
                for agency, some in groupby(together, key=itemgetter(0)):
                    self._hand_in(intake, agency, [submission for _, submission in some])
            intake.close()
        except BaseException as error:
            self._failed = error

    def _hand_in(self, intake: KafkaIntake, agency: str, some: Sequence[Submission]) -> None:
        world = self._hub.world
        known = {PROMISE_KEY_ID: world.keys.promise.public_key()}
        for submission, receipt in zip(some, self._receipts(intake, agency, some), strict=True):
            promise = read_promise(receipt.promise, known)
            assert promise.digest == digest_of_submission(submission)
            self.promised.append(Submitted(promise.digest, promise.source, promise.position))

    def _receipts(self, intake: KafkaIntake, agency: str, some: Sequence[Submission]) -> list[Receipt]:
        """As the agency's publisher does: the same bytes again until there is a promise for each."""
        while True:
            try:
                return intake.submit(self._hub.world.engine.reference, agency, some)
            except CannotStore:
                self.refused += 1
                time.sleep(AGAIN_AFTER)
