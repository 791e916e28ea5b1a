"""The same story on a local engine: the very bytes that the cluster was given, accepted at the same times.

Sealing takes fresh keys, so the same export sealed twice is not the same input. What the forces sent is kept as they
send it, and handed to the local engine at the same step of the story; people there read their own inboxes.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from schemas.wire import Submission
from services.demo import SEED
from services.demo.homes import Making, make_demo
from services.demo.playing import Bringing, Brought, Player, Stage
from services.intake.documents import OutcomeGiven, PromiseGiven
from services.publisher.transport import Transport
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.ledger.given import GivenCheckpoint


class Step(Struct):
    """One bringing: what was sent in it, by which agency, and what it came to."""

    submissions: list[Submission]
    agency: str = ""
    brought: Brought | None = None
    forged: bytes = b""


class Kept:
    """What was brought, step by step."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def begin(self) -> Step:
        """The next step, to which belongs what is sent from now on."""
        self.steps.append(Step([]))
        return self.steps[-1]


class KeepingTransport:
    """An agency's transport that keeps what was taken."""

    def __init__(self, transport: Transport, agency: str, kept: Kept) -> None:
        self._transport = transport
        self._agency = agency
        self._kept = kept

    def submit(self, submissions: Sequence[Submission]) -> Sequence[PromiseGiven]:
        """Hand in submissions, and keep them once they are promised."""
        promises = self._transport.submit(submissions)
        step = self._kept.steps[-1]
        step.submissions += submissions
        step.agency = self._agency
        return promises

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        """As the transport tells it."""
        return self._transport.outcome(digest, since)

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """As the transport tells it."""
        return self._transport.checkpoint(since)


class Again:
    """Brings what was kept once more, to a hub in this process."""

    def __init__(self, hub: LocalHub, kept: Kept) -> None:
        self._hub = hub
        self._steps = iter(kept.steps)

    def publish(self, file: Path, agency: str = "", mapping: Path | None = None) -> Brought:
        """Bring what was sent of the next export."""
        step = self._bring()
        assert step.brought is not None, "the stories differ: this step forged an event"
        return step.brought

    def forge(self, file: Path, reference: str) -> bytes:
        """Bring what was forged."""
        step = self._bring()
        assert step.brought is None, "the stories differ: this step brought an export"
        return step.forged

    def settle(self) -> None:
        """Nothing: the agency has its outcomes."""

    def _bring(self) -> Step:
        step = next(self._steps)
        if step.submissions:
            self._hub.submit(step.agency, step.submissions)
        return step


def tell_again(folder: Path, kept: Kept, intake_partitions: int, person_partitions: int, keys: Home) -> None:
    """Tell the story on a local engine in an empty folder, with another hub's keys and bytes."""
    demo = make_demo(folder, SEED, lambda _: None, Making(intake_partitions, person_partitions, keys))
    try:
        again: Bringing = Again(demo.hub, kept)
        Player(Stage(demo.folder, demo.world, demo.hub, demo.clock), again, lambda *_: None).play()
    finally:
        demo.hub.close()
