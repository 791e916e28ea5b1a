"""Every golden vector that must fail, through a hub's real intake: refused, recorded, and its publisher told why."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from schemas.envelope import digest_of_submission
from schemas.records.accept import EventRejected
from schemas.refusals import Refusal
from schemas.vectors.files import FOLDER, Vector, publisher_keys, read, submissions
from streams.engines.local.queries import LocalViews
from tests.support.world import World


def handed_in() -> list[Vector]:
    """The vectors that are one submission; others are a batch, a promise, a signature or a key that is refused."""
    found = []
    for path in sorted((FOLDER / "fail").glob("*.json")):
        vector = read(path)
        try:
            publisher_keys(vector)
        except Refusal:
            continue
        if vector.envelope is not None and vector.keys is not None and not any(key.public for key in vector.hub_keys):
            found.append(vector)
    return found


VECTORS = handed_in()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hub that takes the place of each vector's in turn."""
    made = World(tmp_path_factory.mktemp("vectors") / "hub")
    yield made
    made.close()


@pytest.fixture(scope="module")
def views(world: World) -> Iterator[LocalViews]:
    """What the hub tells publishers."""
    made = LocalViews(world.home, lambda: world.engine.reference)
    yield made
    made.close()


def stand_in(world: World, vector: Vector) -> None:
    """Let the hub be the vector's: its id, its keys, the publishers' keys and the time."""
    reference = world.engine.reference
    assert reference.hub is not None
    reference.hub = replace(reference.hub, hub=vector.hub)
    reference.keys.clear()
    reference.keys.update(publisher_keys(vector))
    held = world.engine.keys.hub
    held.clear()
    for key in vector.hub_keys:
        held[key.key] = X25519PrivateKey.from_private_bytes(bytes.fromhex(key.private))
    world.clock.now = vector.accepted_at


def test_most_vectors_are_handed_in() -> None:
    assert len(VECTORS) > 200


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_fail_vector_is_refused_recorded_and_told(world: World, views: LocalViews, vector: Vector) -> None:
    stand_in(world, vector)
    (submission,) = submissions(vector)
    agency = vector.name.replace("_", "-")  # of its own: the same bytes come at another time, or under other keys
    receipt = world.submit(submission, agency=agency)
    assert world.run() == 1
    decision = world.engine.log.decision(f"intake.{agency}.0", 1)
    assert decision is not None
    expected = EventRejected(digest_of_submission(submission), vector.reason, vector.place, agency)
    assert decision.outputs == (expected,)
    told = views.outcome_of(receipt.digest, agency)
    assert told is not None
    assert (told.outcome, told.reason, told.place) == ("rejected", vector.reason, vector.place)
