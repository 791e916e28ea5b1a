"""The mail channel against a real server: over TLS or not at all, and every answer as what it means."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.records.inputs import DeliveryReason, DeliveryResult
from services.outbox.carrying import TAKEN_OVER, Parcel, deferred, refused
from services.outbox.mail import Mail
from services.settings.outbox import MailSecurity
from streams.outbox.asking import MessageKind
from streams.outbox.texts import WORDS
from tests.services.outbox.telling import ADDRESS, SIGN_IN, mail_settings
from tests.support.loopback_tls import certificate, server_context
from tests.support.receiving import Mailbox, mail_server

AT = datetime(2027, 5, 4, 7, tzinfo=UTC)


def parcel(key: str = "k1", kind: MessageKind = MessageKind.NOTICE) -> Parcel:
    return Parcel(key, kind, "person.0-1-0", ADDRESS, AT)


@contextmanager
def mail(port: int, **given: object) -> Iterator[Mail]:
    channel = Mail(mail_settings(port, **given), SIGN_IN)
    try:
        yield channel
    finally:
        channel.rest()


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_kind_is_taken_with_its_own_words(kind: MessageKind) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port, mail(port) as channel:
        assert channel.carry(parcel(kind=kind)) == TAKEN_OVER
    ((_, to, taken),) = mailbox.taken
    assert (taken["Subject"], to) == (WORDS[kind].subject, [ADDRESS])
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Message-ID"] == "<k1@hub.example>"


def test_one_connection_carries_many_and_a_refusal_in_between_harms_none() -> None:
    mailbox = Mailbox()
    mailbox.rcpt = lambda _: "550 no such mailbox" if mailbox.asked == 2 else "250 taken"
    with mail_server(mailbox) as port, mail(port) as channel:
        answers = [channel.carry(parcel(f"k{number}")) for number in range(3)]
    assert answers == [TAKEN_OVER, refused(DeliveryReason.ADDRESS_REFUSED), TAKEN_OVER]
    assert mailbox.keys == ["k0", "k2"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("451 greylisted", deferred(DeliveryReason.PUT_OFF)),
        ("452 too busy", deferred(DeliveryReason.PUT_OFF)),
        ("550 no such mailbox", refused(DeliveryReason.ADDRESS_REFUSED)),
        ("553 not allowed", refused(DeliveryReason.ADDRESS_REFUSED)),
    ],
)
def test_what_a_server_says_of_an_address(said: str, expected: object) -> None:
    mailbox = Mailbox()
    mailbox.rcpt = lambda _: said
    with mail_server(mailbox) as port, mail(port) as channel:
        assert channel.carry(parcel()) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("451 scanner away", deferred(DeliveryReason.PUT_OFF)),
        ("554 not taken", refused(DeliveryReason.MESSAGE_REFUSED)),
    ],
)
def test_what_a_server_says_of_a_message(said: str, expected: object) -> None:
    mailbox = Mailbox()
    mailbox.data = lambda: said
    with mail_server(mailbox) as port, mail(port) as channel:
        assert channel.carry(parcel()) == expected


def test_a_hub_that_may_not_send_is_everybodys_trouble_and_fails_no_message_for_good() -> None:
    mailbox = Mailbox()
    mailbox.sender = lambda _: "550 not from here"
    with mail_server(mailbox) as port, mail(port) as channel:
        assert channel.carry(parcel()) == deferred(DeliveryReason.SENDER_REFUSED, whole=True)


def test_mail_goes_over_tls_to_a_server_that_is_trusted(tmp_path: Path) -> None:
    mailbox, pem = Mailbox(), certificate(tmp_path)
    with (
        mail_server(mailbox, tls=server_context(pem)) as port,
        mail(port, security=MailSecurity.STARTTLS, authority=pem) as channel,
    ):
        assert channel.carry(parcel()) == TAKEN_OVER


def test_no_mail_goes_to_a_server_that_is_not_trusted(tmp_path: Path) -> None:
    mailbox, pem, other = Mailbox(), certificate(tmp_path), certificate(tmp_path, "other")
    with (
        mail_server(mailbox, tls=server_context(pem)) as port,
        mail(port, security=MailSecurity.STARTTLS, authority=other) as channel,
    ):
        assert channel.carry(parcel()) == deferred(DeliveryReason.NO_TLS, whole=True)
    assert mailbox.taken == []


def test_no_mail_goes_in_the_clear_where_tls_is_asked_for(tmp_path: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port, mail(port, security=MailSecurity.STARTTLS) as channel:
        assert channel.carry(parcel()) == deferred(DeliveryReason.NO_TLS, whole=True)
    assert mailbox.taken == []


@pytest.mark.parametrize(
    ("password", "result"), [("right", DeliveryResult.ACCEPTED), ("wrong", DeliveryResult.DEFERRED)]
)
def test_the_relay_knows_the_hub(tmp_path: Path, password: str, result: DeliveryResult) -> None:
    mailbox, pem = Mailbox(), certificate(tmp_path)
    with (
        mail_server(mailbox, tls=server_context(pem), login=("hub", "right")) as port,
        mail(
            port, security=MailSecurity.STARTTLS, authority=pem, user="hub", password=password, seconds=20.0
        ) as channel,
    ):
        carried = channel.carry(parcel())
    assert carried.result is result
    if result is DeliveryResult.DEFERRED:
        assert carried.reason is DeliveryReason.LOGIN_REFUSED


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_was_set() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, mail(silent.getsockname()[1], seconds=0.2) as channel:
        assert channel.carry(parcel()) == deferred(DeliveryReason.NO_ANSWER, whole=True)


def test_nobody_at_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with mail(port) as channel:
        assert channel.carry(parcel()) == deferred(DeliveryReason.UNREACHABLE, whole=True)


def test_no_address_is_in_a_log_line_or_text(caplog: pytest.LogCaptureFixture) -> None:
    mailbox = Mailbox()
    mailbox.rcpt = lambda address: f"550 <{address}> unknown"
    with caplog.at_level(logging.DEBUG), mail_server(mailbox) as port, mail(port) as channel:
        carried = channel.carry(parcel())
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail")]
    assert ADDRESS not in " ".join(ours)
    assert ADDRESS not in f"{carried!r}{parcel()!r}"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"host": "relay.example", "security": "plaintext"}, "`FIRSTBELL_MAIL_SECURITY` is `plaintext`"),
        ({"sender": "nobody"}, "is no address"),
        ({"sender": "a b@hub.example"}, "is no address"),
    ],
)
def test_settings_that_would_leak_or_fail_are_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        mail_settings(25, **given)
