"""Outcomes, the descriptor, health; and the publisher against the real intake from end to end."""

from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from schemas.refusals import RefusalReason
from services.intake.documents import advice_for, read_descriptor
from services.publisher.direct import DirectTransport
from services.publisher.http import HttpTransport
from services.publisher.publisher import Publisher
from services.publisher.store import PublisherStore
from services.publisher.transport import HubBusy, HubRefused, Transport
from streams.engines.local.home import PROMISE_KEY_ID
from streams.ledger.given import GivenCheckpoint
from tests.services.intake.conftest import World
from tests.services.intake.test_events import problem
from tests.services.publisher import support
from tests.services.publisher.support import AGENCY, HUB, NOW, adult, child, of, table

ROWS = [row for number in range(5) for row in of(f"BEDS-OE-27-{number:04}", adult(), child())]


def publisher(world: World, folder: Path, transport: Transport) -> tuple[Publisher, PublisherStore]:
    store = PublisherStore.open(folder / "publisher.db", AGENCY, HUB)
    made = Publisher(store, world.descriptor, world.identity, transport, clock=lambda: NOW, pause=lambda _: None)
    return made, store


@pytest.mark.parametrize("way", ["http", "direct"])
def test_from_the_export_to_the_outcome_with_its_proof(world: World, tmp_path: Path, way: str) -> None:
    http = HttpTransport(world.url, world.tokens[AGENCY])
    made, store = publisher(world, tmp_path, http if way == "http" else DirectTransport(world.hub, AGENCY))
    done = made.publish(table(ROWS).encode(), "export.csv", support.mapping())
    assert (done.delivered.promised, done.delivered.trouble) == (5, "")
    assert made.fetch_outcomes() == []
    world.hub.run()
    assert [(one.outcome, one.proof) for one in made.fetch_outcomes()] == [("accepted", None)] * 5
    world.hub.sign_checkpoint()
    assert all(one.proof is not None for one in made.fetch_outcomes())
    assert made.fetch_outcomes() == []
    row = store.sent()[0]
    assert row.outcome is not None
    assert row.outcome.event == row.event.hex()
    store.close()
    http.close()


def test_an_unregistered_key_is_told_as_the_outcome(world: World, tmp_path: Path) -> None:
    world.identity = support.MemoryHub().publisher
    made, store = publisher(world, tmp_path, DirectTransport(world.hub, AGENCY))
    made.publish(table(ROWS[:2]).encode(), "export.csv", support.mapping())
    world.hub.run()
    (outcome,) = made.fetch_outcomes()
    assert (outcome.outcome, outcome.reason, outcome.advice) == (
        "rejected",
        "bad_signature",
        "the signature does not verify over the received bytes under the registered key",
    )
    store.close()


def test_a_wrong_token_is_refused_and_a_missing_hub_is_busy(world: World, tmp_path: Path) -> None:
    with HttpTransport(world.url, "wrong") as transport:
        with pytest.raises(HubRefused, match=r"answered 401: No agency is known by this token: Send `Authorization"):
            transport.outcome(bytes(32), 0)
        made, store = publisher(world, tmp_path, transport)
        done = made.publish(table(ROWS).encode(), "export.csv", support.mapping())
        assert (done.delivered.promised, done.delivered.waiting) == (0, 5)
        store.close()
    with HttpTransport("http://127.0.0.1:9", "token") as away, pytest.raises(HubBusy, match="cannot be reached"):
        away.outcome(bytes(32), 0)


@pytest.mark.parametrize(
    ("answer", "error", "wait"),
    [
        (httpx.Response(503, headers={"retry-after": "7"}), HubBusy, 7.0),
        (httpx.Response(503, headers={"retry-after": "99999"}), HubBusy, 300.0),
        (httpx.Response(502, text="<html>"), HubBusy, None),
        (httpx.Response(200, text="<html>"), HubBusy, None),
        (httpx.Response(403, text="<html>"), HubRefused, None),
        (httpx.Response(302), HubRefused, None),
    ],
)
def test_answers_that_are_none_of_the_intake_s(
    answer: httpx.Response, error: type[Exception], wait: float | None
) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: answer))
    with HttpTransport("http://127.0.0.1", "token", client) as transport, pytest.raises(error) as raised:
        transport.outcome(bytes(32), 0)
    assert getattr(raised.value, "wait", None) == wait


@pytest.mark.parametrize("digest", ["abc", "A" * 64, "g" * 64])
def test_a_digest_that_is_none_is_refused_with_its_place(client: httpx.Client, world: World, digest: str) -> None:
    answer = client.get(f"/v1/outcomes/{digest}", headers=world.headers())
    assert problem(answer, 422, "malformed").place == "path: digest"


def test_outcomes_are_for_agencies_only(client: httpx.Client) -> None:
    problem(client.get(f"/v1/outcomes/{'0' * 64}"), 401, "not-authenticated")


def test_the_descriptor_is_what_the_reference_says(client: httpx.Client, world: World) -> None:
    found = read_descriptor(client.get("/v1/hub").content)
    hub = world.hub.reference().hub
    assert hub is not None
    assert (found.hub, found.promise_public, found.promise_key) == (HUB, hub.promise_key, PROMISE_KEY_ID)
    assert found.hub_public == world.hub.reference().hub_keys[found.hub_key].public


def test_a_descriptor_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="this is not a hub's descriptor"):
        read_descriptor(b'{"hub": 1}')


def test_health_and_readiness(client: httpx.Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_every_reason_of_a_rejection_has_advice() -> None:
    own = {
        "conflict",
        "other_event_type",
        "overtaken",
        "publisher_mismatch",
        "event_type_not_allowed",
        "wrong_partition",
    }
    assert all(advice_for(reason) for reason in {*RefusalReason, *own})
    assert advice_for("") == ""


def test_the_checkpoint_comes_with_the_way_from_the_one_that_was_seen(client: httpx.Client, world: World) -> None:
    problem(client.get("/v1/checkpoint"), 404, "not-found")
    world.hub.sign_checkpoint()
    first = msgspec.json.decode(client.get("/v1/checkpoint").content, type=GivenCheckpoint)
    size = int(first.checkpoint.splitlines()[1])
    second = msgspec.json.decode(client.get(f"/v1/checkpoint?since={size}").content, type=GivenCheckpoint)
    assert (first.consistency, second.checkpoint) == (None, first.checkpoint)
    assert second.consistency is not None
    assert (second.consistency.old_size, second.consistency.new_size) == (size, size)
    beyond = msgspec.json.decode(client.get(f"/v1/checkpoint?since={size + 1}").content, type=GivenCheckpoint)
    assert beyond.consistency is None


@pytest.mark.parametrize("since", ["-1", "01", "x", "1" * 20])
def test_a_size_that_is_none_is_refused(client: httpx.Client, world: World, since: str) -> None:
    answer = client.get(f"/v1/checkpoint?since={since}")
    assert problem(answer, 422, "malformed").place == "query: since"


@pytest.mark.parametrize(
    "change",
    [
        {"hub_public": bytes(32)},
        {"hub_public": b"short"},
        {"promise_public": bytes(32)},
        {"ledger_key": "a-hub/ledger+00000000+AQ=="},
    ],
)
def test_a_descriptor_with_a_key_that_is_unfit_is_refused(world: World, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="this is not a hub's descriptor"):
        read_descriptor(msgspec.json.encode(replace(world.descriptor, **change)))
