"""One writer behind all requests: what waits goes together, each sender gets its own answer."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from schemas.wire import Submission
from services.intake.hub import CannotStore, Receipt
from services.intake.queue import TOGETHER, QueueFull, SubmitQueue
from streams.ledger.given import GivenCheckpoint, RecordProof
from streams.reference.facts import Reference
from streams.views.rows import OutcomeRow


class SlowHub:
    """Notes each commit; the first one waits until it is let go."""

    def __init__(self) -> None:
        self.commits: list[tuple[str, int]] = []
        self.go = threading.Event()
        self.fail_at = -1

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """One commit."""
        assert self.go.wait(10)
        self.commits.append((agency, len(submissions)))
        if len(self.commits) - 1 == self.fail_at:
            raise CannotStore("full")
        return [Receipt(one.envelope, b"") for one in submissions]

    def reference(self) -> Reference:
        """Not asked here."""
        raise NotImplementedError

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        raise NotImplementedError

    def outcome(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """Not asked here."""
        raise NotImplementedError

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """Not asked here."""
        raise NotImplementedError

    def proof(self, outcome: OutcomeRow, since: int) -> RecordProof | None:
        """Not asked here."""
        raise NotImplementedError


def body(name: str, count: int = 1) -> list[Submission]:
    return [Submission(f"{name}{n}".encode(), b"") for n in range(count)]


async def run(hub: SlowHub, bodies: Sequence[tuple[str, list[Submission]]]) -> list[list[Receipt] | BaseException]:
    queue = SubmitQueue(hub, 1000)
    tasks = [asyncio.create_task(queue.submit(agency, submissions, 1)) for agency, submissions in bodies]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    hub.go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    await queue.close()
    return found


def test_bodies_that_wait_go_into_one_commit_and_each_gets_its_own_receipts() -> None:
    hub = SlowHub()
    bodies = [("police", body(name, count)) for name, count in (("a", 1), ("b", 2), ("c", 1), ("d", 3))]
    found = asyncio.run(run(hub, bodies))
    assert hub.commits[0] == ("police", 1) or hub.commits == [("police", 7)]
    assert len(hub.commits) <= 2
    assert found == [[Receipt(one.envelope, b"") for one in submissions] for _, submissions in bodies]


def test_bodies_of_two_agencies_never_go_together_and_keep_their_order() -> None:
    hub = SlowHub()
    asyncio.run(run(hub, [("police", body("a")), ("hospital", body("b")), ("police", body("c"))]))
    assert [agency for agency, _ in hub.commits] == ["police", "hospital", "police"]


def test_a_commit_has_a_most() -> None:
    hub = SlowHub()
    asyncio.run(run(hub, [("police", body(str(n), 100)) for n in range(7)]))
    assert max(count for _, count in hub.commits) <= TOGETHER
    assert sum(count for _, count in hub.commits) == 700


def test_a_failed_commit_is_told_to_all_in_it_and_later_ones_go_on() -> None:
    hub = SlowHub()
    hub.fail_at = 0
    found = asyncio.run(run(hub, [("police", body("a")), ("hospital", body("b"))]))
    assert isinstance(found[0], CannotStore)
    assert found[1] == [Receipt(b"b0", b"")]


def test_more_than_may_wait_is_refused_and_the_room_comes_back() -> None:
    async def scene() -> None:
        hub = SlowHub()
        queue = SubmitQueue(hub, 10)
        first = asyncio.create_task(queue.submit("police", body("a"), 8))
        await asyncio.sleep(0)
        with pytest.raises(QueueFull):
            await queue.submit("police", body("b"), 3)
        hub.go.set()
        await first
        await asyncio.sleep(0.01)
        assert await queue.submit("police", body("b"), 3) == [Receipt(b"b0", b"")]
        await queue.close()

    asyncio.run(scene())


def test_a_sender_that_goes_away_takes_nobodys_answer() -> None:
    async def scene() -> None:
        hub = SlowHub()
        queue = SubmitQueue(hub, 100)
        gone = asyncio.create_task(queue.submit("police", body("a"), 1))
        stays = asyncio.create_task(queue.submit("police", body("b"), 1))
        await asyncio.sleep(0)
        gone.cancel()
        hub.go.set()
        assert await stays == [Receipt(b"b0", b"")]
        await queue.close()

    asyncio.run(scene())
