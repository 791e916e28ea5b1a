"""`firstbell outbox` on a home whose relay refused one address and took another."""

import base64
import json
from pathlib import Path

import pytest

from streams.engines.local.home import Home
from tests.services.cli.conftest import Program
from tests.services.outbox.telling import ADDRESS, LEAD, Telling, a_world, mail_to
from tests.support.receiving import Mailbox, mail_server
from tests.support.world import FIRST


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def home(tmp_path: Path, mailbox: Mailbox) -> Path:
    """A hub with one notice whose two readers were told, or not."""
    mailbox.rcpt = lambda address: "550 no such mailbox" if address == ADDRESS else "250 taken"
    with mail_server(mailbox) as port:
        telling = Telling(a_world(tmp_path), mail_to(port))
        telling.put_address("u-deputy", "deputy@school.example")
        telling.appoint("u-deputy", "deputy_dsl")
        telling.publish()
        telling.turn()
        telling.close()
    return telling.world.home.folder


def test_status_counts_by_channel_and_state(firstbell: Program, home: Path) -> None:
    ran = firstbell("outbox", "status", "--home", home, "--json")
    assert (ran.code, ran.document["messages"]) == (0, {"mail": {"accepted": 1, "failed": 1}})
    assert "mail, accepted" in firstbell("outbox", "status", "--home", home).out


def test_list_names_users_and_reasons_and_no_address(firstbell: Program, home: Path) -> None:
    ran = firstbell("outbox", "list", "--home", home, "--json")
    (failed,) = ran.rows("messages")
    assert (ran.code, failed["to"], failed["reason"]) == (1, LEAD, "address_refused")
    every = firstbell("outbox", "list", "--all", "--home", home, "--json")
    assert len(every.rows("messages")) == 2
    shown = firstbell("outbox", "list", "--all", "--home", home)
    assert "school.example" not in shown.out + ran.out + every.out + shown.err


def test_what_failed_is_tried_again_and_what_was_taken_never(
    firstbell: Program, home: Path, mailbox: Mailbox, tmp_path: Path
) -> None:
    every = firstbell("outbox", "list", "--all", "--home", home, "--json").rows("messages")
    taken = next(str(one["key"]) for one in every if one["state"] == "accepted")
    assert firstbell("outbox", "retry", taken, "--home", home).code != 0
    ran = firstbell("outbox", "retry", "--all", "--home", home, "--json")
    assert (ran.code, ran.document) == (0, {"retried": 1})
    assert firstbell("outbox", "list", "--home", home, "--json").code == 0
    assert len(mailbox.taken) == 1


def test_retry_wants_to_know_what(firstbell: Program, home: Path) -> None:
    assert firstbell("outbox", "retry", "--home", home).code == 2
    assert firstbell("outbox", "retry", "k1", "--all", "--home", home).code == 2


def test_a_hub_that_sent_nothing_says_what_to_set(firstbell: Program, tmp_path: Path) -> None:
    world = a_world(tmp_path)
    ran = firstbell("outbox", "status", "--home", world.home.folder)
    assert ran.code == 3
    assert "FIRSTBELL_OUTBOX_SIGN_IN" in ran.err


def test_a_system_is_subscribed_and_told_no_more(firstbell: Program, home: Path) -> None:
    url = "https://mis.example/hook"
    assert firstbell("outbox", "subscribe", "mis", "urn", FIRST, url, "--home", home).code == 0
    (held,) = firstbell("outbox", "subscriptions", "--home", home, "--json").rows("subscriptions")
    assert (held["name"], held["url"]) == ("mis", url)
    assert firstbell("outbox", "unsubscribe", "mis", "--home", home).code == 0
    assert firstbell("outbox", "subscriptions", "--home", home, "--json").rows("subscriptions") == []
    assert "nothing is subscribed as `mis`" in firstbell("outbox", "unsubscribe", "mis", "--home", home).err


@pytest.mark.parametrize(
    ("scheme", "value", "url", "why"),
    [
        ("urn", "999999", "https://mis.example/", "knows no school"),
        ("area", "000", "https://mis.example/", "knows no council area"),
        ("agency", "nobody", "https://mis.example/", "knows no agency"),
        ("urn", FIRST, "http://mis.example/", "must begin with https"),
        ("urn", FIRST, "ftp://mis.example/", "must begin with https"),
        ("urn", FIRST, "https://user:secret@mis.example/", "holds a user"),
        ("urn", FIRST, "https://mis.example/?token=1", "holds a user, a query"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(
    firstbell: Program, home: Path, scheme: str, value: str, url: str, why: str
) -> None:
    ran = firstbell("outbox", "subscribe", "mis", scheme, value, url, "--home", home)
    assert ran.code != 0
    assert why in " ".join(ran.err.split())


def test_the_key_is_that_by_which_webhooks_are_signed(firstbell: Program, home: Path) -> None:
    text = json.loads(firstbell("outbox", "key", "--home", home, "--json").out)["key"]
    assert text.startswith("whpk_")
    expected = Home(home).webhook_key().public_key().public_bytes_raw()
    assert base64.b64decode(text.removeprefix("whpk_")) == expected
