"""Appending what agencies bring: acknowledged by every replica in sync before anything is promised."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Lock
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.envelope import digest_of_submission, open_envelope, read_value
from schemas.promise import sign_promise
from schemas.refusals import Refusal
from schemas.wire import Promise, Submission
from streams.deciders.places import intake_partition
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.handing_in import Appended, HandingIn, Item, NotTaken
from streams.engines.kafka.records import KEYS, Clock, stamp
from streams.engines.kafka.topics import Place, Topics
from streams.engines.line.times import moment
from streams.engines.local.home import PROMISE_KEY_ID
from streams.engines.local.inbound import INCLUSION_WITHIN, CannotStore, Receipt
from streams.reference.facts import Reference

_logger = logging.getLogger(__name__)

REMEMBERED: Final = 16_384
"""Receipts kept in memory: who asks again because an answer was lost gets the same promise, not a second place."""
REMEMBERED_SECONDS: Final = 900.0
"""For so long, far less than the topic keeps records: who brings them later may do so because they are gone there."""
MAX_SUBMISSION: Final = 2 * 1024 * 1024
"""Bytes of the largest record of an intake topic, envelope and key header: `max.message.bytes` there."""


class KafkaIntake:
    """Appends submissions to the intake topic of their agency. Any thread may call."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: Topics,
        promise_key: Ed25519PrivateKey,
        inclusion_within: timedelta = INCLUSION_WITHIN,
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._clock = clock
        self._topics = topics
        self._promise_key = promise_key
        self._inclusion_within = inclusion_within
        self._receipts: OrderedDict[tuple[str, bytes], tuple[float, Receipt]] = OrderedDict()
        self._lock = Lock()
        self._brokers = HandingIn(connection, MAX_SUBMISSION)

    def submit(self, reference: Reference, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions of one agency durable, and promise to decide them.

        Raises `CannotStore` where one was not acknowledged; those before it may stand in the log all the same, and are
        decided once however often they are brought.
        """
        hub = reference.hub
        if hub is None:
            raise ValueError("the reference declares no hub")
        digests = [digest_of_submission(submission) for submission in submissions]
        known = self._remembered(agency, digests)
        new = {d: s for d, s in zip(digests, submissions, strict=True) if known[d] is None}
        sent = {d: (self._place(agency, s, hub.intake_partitions), s) for d, s in new.items()}
        appended = self._append(sent)
        for digest, (place, _) in sent.items():
            known[digest] = self._receipt(hub.hub, digest, place, appended[digest])
        self._remember(agency, {digest: receipt for digest, receipt in known.items() if receipt is not None})
        return [receipt for digest in digests if (receipt := known[digest]) is not None]

    def close(self) -> None:
        """Disconnect."""
        self._brokers.close()

    def _append(self, sent: dict[bytes, tuple[Place, Submission]]) -> dict[bytes, Appended]:
        if not sent:
            return {}
        at = stamp(self._clock)
        items = [Item(place, one.envelope, ((KEYS, one.keys),), at) for place, one in sent.values()]
        try:
            return dict(zip(sent, self._brokers.append(items), strict=True))
        except NotTaken as error:
            _logger.error("a submission was not acknowledged: %s", error)
            raise CannotStore(
                f"the brokers did not take it ({error}): look at the brokers and at the rights of the"
                f" intake's principal on `{self._topics.intake('<agency>')}`, and try again"
            ) from error

    def _place(self, agency: str, submission: Submission, partitions: int) -> Place:
        """By the case key that the bytes claim; what cannot be read goes to partition 0, where it will be refused."""
        partition = 0
        if partitions > 1:
            try:
                header = read_value(open_envelope(submission.envelope)).header
                partition = intake_partition(header.case, partitions)
            except Refusal:
                pass
        return Place(self._topics.intake(agency), partition)

    def _receipt(self, hub: str, digest: bytes, place: Place, appended: Appended) -> Receipt:
        at = moment(appended.milliseconds * 1000)
        source = self._topics.source_of(place.topic, place.partition)
        promise = Promise(hub, digest, source, appended.offset + 1, at, at + self._inclusion_within)
        return Receipt(digest, sign_promise(promise, PROMISE_KEY_ID, self._promise_key))

    def _remembered(self, agency: str, digests: Sequence[bytes]) -> dict[bytes, Receipt | None]:
        with self._lock:
            self._forget()
            found = {digest: self._receipts.get((agency, digest)) for digest in digests}
        return {digest: receipt and receipt[1] for digest, receipt in found.items()}

    def _remember(self, agency: str, receipts: dict[bytes, Receipt]) -> None:
        now = self._monotonic()
        with self._lock:
            for digest, receipt in receipts.items():
                self._receipts.setdefault((agency, digest), (now, receipt))
            self._forget()

    def _forget(self) -> None:
        """The oldest stand first: a receipt keeps the time of its own promise, however often it was asked for."""
        end = self._monotonic() - REMEMBERED_SECONDS
        while self._receipts and (len(self._receipts) > REMEMBERED or next(iter(self._receipts.values()))[0] <= end):
            self._receipts.popitem(last=False)
