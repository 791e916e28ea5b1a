"""POST /v1/events over real HTTP: durable, promised, idempotent; and each refusal as a problem document."""

import logging
import socket
from collections.abc import Sequence

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import batch, limits
from schemas.envelope import digest_of_submission
from schemas.promise import read_promise
from schemas.wire import Submission
from services.intake.documents import Problem, PromisesGiven
from services.intake.hub import CannotStore
from streams.faultpoints import installed
from tests.services.intake.conftest import OTHER, SETTINGS, STRANGER, World
from tests.services.intake.submissions import sealed
from tests.services.publisher.support import AGENCY, HUB

TYPE = {"content-type": batch.CONTENT_TYPE}


def post(client: httpx.Client, world: World, *submissions: Submission) -> httpx.Response:
    return client.post("/v1/events", content=batch.pack_batch(submissions), headers=world.headers(**TYPE))


def promises(answer: httpx.Response) -> PromisesGiven:
    assert answer.status_code == 202, answer.text
    return msgspec.json.decode(answer.content, type=PromisesGiven)


def problem(answer: httpx.Response, status: int, name: str) -> Problem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    found = msgspec.json.decode(answer.content, type=Problem)
    assert (found.type, found.status) == (f"urn:firstbell:problem:{name}", status)
    assert found.title
    assert found.detail.endswith(".")
    return found


def stored(world: World) -> int:
    return sum(len(world.hub._engine.log.received(source, 0, 100)) for source in world.hub._engine.log.sources())


def test_each_submission_is_promised_in_its_order_once_it_is_durable(client: httpx.Client, world: World) -> None:
    sent = [sealed(world, f"R{n}", n) for n in (1, 2, 3)]
    given = promises(post(client, world, *sent)).promises
    keys = {"promise-1": Ed25519PublicKey.from_public_bytes(world.descriptor.promise_public)}
    found = [read_promise(one.promise, keys) for one in given]
    assert [one.digest for one in found] == [digest_of_submission(one) for one in sent]
    assert [one.digest for one in given] == [digest_of_submission(one).hex() for one in sent]
    assert ([one.position for one in found], {one.hub for one in found}) == ([1, 2, 3], {HUB})
    assert stored(world) == 3


def test_the_same_bytes_again_get_the_same_promise_and_are_kept_once(client: httpx.Client, world: World) -> None:
    one = sealed(world)
    first = promises(post(client, world, one))
    assert promises(post(client, world, one)) == first
    assert promises(post(client, world, one, one)).promises == first.promises * 2
    assert stored(world) == 1


def test_what_the_events_say_is_judged_later(client: httpx.Client, world: World) -> None:
    one = sealed(world, hub="another.hub.example")
    promises(post(client, world, one, Submission(b"no envelope", b"")))
    world.hub.run()
    path = f"/v1/outcomes/{digest_of_submission(one).hex()}"
    answer = client.get(path, headers=world.headers())
    assert (answer.json()["outcome"], answer.json()["reason"]) == ("rejected", "other_hub")
    assert answer.json()["advice"].startswith("the event was made for another hub")


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": ""}, {"authorization": "Bearer"}, {"authorization": "Bearer wrong"},
     {"authorization": "Basic d3Jvbmc6"}, {"authorization": "Bearer " + "x" * 600}],
)  # fmt: skip
def test_without_a_known_token_nothing_is_read(client: httpx.Client, world: World, headers: dict[str, str]) -> None:
    answer = client.post("/v1/events", content=b"anything", headers={**TYPE, **headers})
    problem(answer, 401, "not-authenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_an_agency_that_is_not_registered_is_refused(client: httpx.Client, world: World) -> None:
    answer = client.post("/v1/events", content=b"", headers=world.headers(STRANGER, **TYPE))
    problem(answer, 403, "not-registered")


@pytest.mark.parametrize("sent", [{}, {"content-type": "application/json"}, {**TYPE, "content-encoding": "gzip"}])
def test_another_type_of_body_is_refused(client: httpx.Client, world: World, sent: dict[str, str]) -> None:
    answer = client.post("/v1/events", content=b"{}", headers=world.headers(**sent))
    problem(answer, 415, "unsupported-media-type")


ENVELOPE = b"\x00\x00\x00\x01e"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "batch: byte 0"),
        (b"{}", "batch: byte 0"),
        (batch.MARKER, "batch: submission 0"),
        (batch.MARKER + ENVELOPE, "batch: submission 0"),
        (batch.MARKER + ENVELOPE * 2 + b"\x00", "batch: submission 1"),
        (batch.MARKER + ENVELOPE * 2 + b"\x00\x00\x00\x09x", "batch: submission 1"),
        (batch.MARKER + b"\xff\xff\xff\xff", "batch: submission 0, limit ENVELOPE_BYTES"),
        (batch.MARKER + ENVELOPE + b"\x00\x00\xff\xff", "batch: submission 0, limit KEY_HEADER_BYTES"),
        (batch.MARKER + ENVELOPE * 2 * (limits.BATCH + 1), "batch: limit BATCH"),
    ],
)
def test_a_body_that_is_no_batch_is_refused_with_its_place(
    client: httpx.Client, world: World, body: bytes, place: str
) -> None:
    answer = client.post("/v1/events", content=body, headers=world.headers(**TYPE))
    assert problem(answer, 422, "malformed").place == place
    assert stored(world) == 0


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "The body is no batch: it begins with the bytes 46 42 42 01."),
        (
            batch.MARKER + ENVELOPE * 2 * (limits.BATCH + 1),
            "A size, count or value is outside its named limit: 256 at most.",
        ),
        (batch.MARKER, "The bytes end too early; send them again whole."),
    ],
)
def test_a_body_that_is_no_batch_is_told_what_one_is(
    client: httpx.Client, world: World, body: bytes, detail: str
) -> None:
    assert (
        problem(client.post("/v1/events", content=body, headers=world.headers(**TYPE)), 422, "malformed").detail
        == detail
    )


def test_an_announced_body_over_the_limit_is_refused_before_it_is_read(world: World) -> None:
    head = (
        f"POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: {batch.CONTENT_TYPE}\r\n"
        f"authorization: Bearer {world.tokens[AGENCY]}\r\ncontent-length: {limits.BODY_BYTES + 1}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(world.url.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(head.encode())  # not one byte of the body
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


def test_a_body_of_unknown_length_is_refused_when_it_passes_the_limit(client: httpx.Client, world: World) -> None:
    piece = bytes(256 * 1024)
    pieces = (piece for _ in range(limits.BODY_BYTES // len(piece) + 1))
    answer = client.post("/v1/events", content=pieces, headers=world.headers(**TYPE))
    assert problem(answer, 413, "body-too-large").limit == "BODY_BYTES"


def test_a_body_that_does_not_come_is_refused_in_time(unserved: World, request: pytest.FixtureRequest) -> None:
    unserved.app.state.intake.settings = SETTINGS.model_copy(update={"body_seconds": 0.05})
    world: World = request.getfixturevalue("world")
    head = (
        f"POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: {batch.CONTENT_TYPE}\r\n"
        f"authorization: Bearer {world.tokens[AGENCY]}\r\ncontent-length: 100\r\n\r\nFBB"
    )
    with socket.create_connection(("127.0.0.1", int(world.url.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 408 ")


def test_a_full_disk_is_told_with_503_and_the_hub_recovers(
    client: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = sealed(world)

    def full(_: str, __: Sequence[Submission]) -> None:
        raise CannotStore("free space")

    with monkeypatch.context() as patch:
        patch.setattr(world.hub, "submit", full)
        answer = post(client, world, one)
        problem(answer, 503, "cannot-store")
        assert answer.headers["retry-after"] == "1"
        problem(client.get("/readyz"), 503, "cannot-store")
        assert client.get("/healthz").status_code == 200
    assert stored(world) == 0
    promises(post(client, world, one))
    assert stored(world) == 1


def test_a_real_failure_of_the_log_is_503_too(client: httpx.Client, world: World) -> None:
    def fail(point: str) -> None:
        if point == "intake.commit.before":
            raise OSError(28, "No space left on device")

    one = sealed(world)
    with installed(fail):
        problem(post(client, world, one), 503, "cannot-store")
    assert stored(world) == 0
    promises(post(client, world, one))


def test_more_than_may_wait_is_refused_with_503(client: httpx.Client, world: World) -> None:
    world.app.state.intake.queue._most = 10
    problem(post(client, world, sealed(world)), 503, "not-ready")
    assert stored(world) == 0


def test_a_fault_of_the_hub_is_a_problem_and_no_log_line_says_its_text(
    client: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str, __: Sequence[Submission]) -> None:
        raise RuntimeError("MARKED")

    monkeypatch.setattr(world.hub, "submit", fail)
    with caplog.at_level(logging.DEBUG):
        problem(post(client, world, sealed(world)), 500, "internal")
    assert "RuntimeError" in caplog.text
    assert "MARKED" not in caplog.text


def test_no_log_line_holds_a_token_a_digest_or_a_path_as_asked(
    client: httpx.Client, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        digest = promises(post(client, world, sealed(world))).promises[0].digest
        client.get(f"/v1/outcomes/{digest}", headers=world.headers())
        client.get("/v1/MARKED?who=MARKED")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith(("services", "uvicorn"))]
    assert any("/v1/outcomes/{digest}" in line for line in lines)
    assert not any(word in line for line in lines for word in (digest, world.tokens[AGENCY], "MARKED"))


def test_wrong_paths_and_methods_are_problems(client: httpx.Client, world: World) -> None:
    problem(client.get("/v1/nothing"), 404, "not-found")
    answer = client.get("/v1/events", headers=world.headers())
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


def test_an_agency_without_event_types_is_heard_and_then_rejected(client: httpx.Client, world: World) -> None:
    one = sealed(world)
    answer = client.post("/v1/events", content=batch.pack_batch([one]), headers=world.headers(OTHER, **TYPE))
    promises(answer)
    world.hub.run()
    path = f"/v1/outcomes/{digest_of_submission(one).hex()}"
    assert client.get(path, headers=world.headers(OTHER)).json()["reason"] == "publisher_mismatch"
    problem(client.get(path, headers=world.headers()), 404, "not-found")
