"""The webhook channel against a real receiver, signed as Standard Webhooks 1.0 says."""

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schemas.records.inputs import Channel, DeliveryReason
from schemas.records.notify import DeskKind
from schemas.records.reference import WebhookSet
from schemas.records.watch import NoticeFailed, NoticeSent
from services.outbox.carrying import TAKEN_OVER, Carried, Parcel, deferred, refused
from services.outbox.webhook import Webhook
from streams.outbox.asking import MessageKind
from streams.outbox.message import State, key_of
from tests.services.outbox.telling import LEAD, SIGN_IN, Telling, a_world
from tests.support.furnishing import AREA
from tests.support.receiving import Received, Receiver, http_receiver
from tests.support.world import FIRST

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = datetime(2027, 5, 4, 7, tzinfo=UTC)


def verify(received: Received, key: Ed25519PublicKey) -> None:
    """As a receiver does (Standard Webhooks 1.0, verifying signatures). InvalidSignature where it is not right."""
    headers = received.headers
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1a"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + received.body
    key.verify(base64.b64decode(signature), signed)


def told(url: str, seconds: float = 2.0) -> Carried:
    """What came of one attempt."""
    channel = Webhook(KEY, SIGN_IN, seconds)
    try:
        return channel.carry(Parcel("k1", MessageKind.NOTICE, "person.0-1-0", url, AT))
    finally:
        channel.rest()


def carried(answer: tuple[int, dict[str, str]]) -> Carried:
    receiver = Receiver()
    receiver.answers = lambda _: answer
    with http_receiver(receiver) as url:
        return told(url)


def test_a_receiver_can_tell_who_called_and_learns_nothing_else() -> None:
    receiver = Receiver()
    with http_receiver(receiver) as url:
        assert told(url) == TAKEN_OVER
    (got,) = receiver.got
    verify(got, KEY.public_key())
    assert (got.headers["webhook-id"], got.headers["idempotency-key"]) == ("k1", "k1")
    assert got.headers["webhook-timestamp"] == str(int(AT.timestamp()))
    assert json.loads(got.body) == {
        "type": "firstbell.notice",
        "timestamp": "2027-05-04T07:00:00+00:00",
        "data": {"id": "person.0-1-0", "sign_in": SIGN_IN},
    }
    got.body += b" "
    with pytest.raises(InvalidSignature):
        verify(got, KEY.public_key())


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, TAKEN_OVER),
        (202, TAKEN_OVER),
        (302, deferred(DeliveryReason.SERVER_FAILED, whole=True)),
        (404, deferred(DeliveryReason.SERVER_FAILED, whole=True)),
        (410, refused(DeliveryReason.GONE)),
        (429, deferred(DeliveryReason.PUT_OFF, whole=True)),
        (500, deferred(DeliveryReason.SERVER_FAILED, whole=True)),
        (503, deferred(DeliveryReason.SERVER_FAILED, whole=True)),
    ],
)
def test_what_an_answer_means(status: int, expected: Carried) -> None:
    assert carried((status, {})) == expected


@pytest.mark.parametrize(("said", "pause"), [("120", timedelta(minutes=2)), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
def test_a_receiver_may_ask_for_a_pause(said: str, pause: timedelta | None) -> None:
    assert carried((503, {"retry-after": said})).pause == pause


def test_no_redirect_is_followed() -> None:
    elsewhere, receiver = Receiver(), Receiver()
    with http_receiver(elsewhere) as other, http_receiver(receiver) as url:
        receiver.answers = lambda _: (307, {"location": other})
        told(url)
    assert elsewhere.got == []


def test_nobody_there_and_nobody_who_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        slow = told(url, 0.2)
    nobody = told(url, 0.2)
    assert slow == deferred(DeliveryReason.NO_ANSWER, whole=True)
    assert nobody == deferred(DeliveryReason.UNREACHABLE, whole=True)


@pytest.mark.parametrize("drip", [b"x-more: 1\r\n", b"H"], ids=["headers", "status line"])
def test_a_receiver_that_drips_its_answer_holds_the_sender_no_longer_than_one_that_is_silent(drip: bytes) -> None:
    began = time.monotonic()
    with dripping(drip) as url:
        slow = told(url, 0.5)
        took = time.monotonic() - began
    assert slow == deferred(DeliveryReason.NO_ANSWER, whole=True)
    assert took < 3


@contextmanager
def dripping(drip: bytes) -> Iterator[str]:
    """A receiver that goes on answering, a little every tenth of a second, for five seconds."""

    def answer() -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):  # whoever called has gone
            if drip.startswith(b"x"):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(50):
                connection.sendall(drip)
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


@contextmanager
def subscribed(tmp_path: Path, receiver: Receiver) -> Iterator[Telling]:
    with http_receiver(receiver) as url:
        telling = Telling(a_world(tmp_path), {Channel.WEBHOOK: Webhook(KEY, SIGN_IN, 2.0)})
        try:
            telling.refer(WebhookSet("school-system", "urn", FIRST, url, True))
            yield telling
        finally:
            telling.close()


def test_a_schools_system_is_told_again_under_the_same_key_until_it_answers(tmp_path: Path) -> None:
    receiver = Receiver()
    receiver.answers = lambda before: (503, {}) if before == 0 else (204, {})
    with subscribed(tmp_path, receiver) as telling:
        row = telling.publish()
        telling.turn()
        telling.later(minutes=2)
        telling.turn()
        telling.turn()
        key = key_of(row.notice, Channel.WEBHOOK, "school-system")
        assert [got.headers["webhook-id"] for got in receiver.got] == [key, key]
        put_off, sent = telling.said()
        assert isinstance(put_off, NoticeFailed)
        assert isinstance(sent, NoticeSent)
        assert (sent.to, sent.attempts, telling.states()) == ("school-system", 2, [State.ACCEPTED])


def test_a_subscription_that_ended_is_told_nothing(tmp_path: Path) -> None:
    receiver = Receiver()
    with subscribed(tmp_path, receiver) as telling:
        telling.publish()
        telling.follow()
        telling.refer(WebhookSet("school-system", "urn", FIRST, "https://gone.example/", False))
        telling.turn()
        assert receiver.got == []
        (failed,) = telling.said()
        assert isinstance(failed, NoticeFailed)
        assert failed.reason is DeliveryReason.NO_LONGER_SUBSCRIBED


def test_a_destination_that_does_not_answer_is_asked_once_for_all_its_messages(tmp_path: Path) -> None:
    receiver = Receiver()
    receiver.answers = lambda _: (500, {})
    with subscribed(tmp_path, receiver) as telling:
        for number in range(3):
            telling.publish(f"ref-{number}")
        telling.turn()
        assert len(receiver.got) == 1
        assert telling.states() == [State.WAITING] * 3


def test_a_schools_system_is_told_nothing_while_one_of_its_readers_must_not_know(tmp_path: Path) -> None:
    receiver = Receiver()
    with subscribed(tmp_path, receiver) as telling:
        telling.publish()
        telling.name_as_suspect(LEAD)
        telling.turn()
        assert receiver.got == []
        assert telling.states() == [State.DROPPED]
        assert {item.kind for item in telling.hub.views.desk([AREA])} == {DeskKind.NO_SAFE_READER}
