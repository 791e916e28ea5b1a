"""The outbox as its operator sees it, and who is subscribed. Nothing here shows an address of a person."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from schemas import limits
from schemas.records.reference import WebhookSet
from services.operator.operated import Operated
from services.settings.kinds import is_loopback
from streams.engines.local.home import Home, HomeError
from streams.engines.local.outbox import LocalOutbox
from streams.outbox.message import State
from streams.outbox.store import OutboxStore


class OutboxStanding(Struct, frozen=True):
    """How an outbox stands: messages by channel and state, and since when the oldest that waits was due."""

    messages: dict[str, dict[str, int]]
    unreported: int
    oldest: datetime | None


class SubscriptionRefused(Exception):
    """A subscription that cannot be; the text says why and what to do."""


def standing_of(store: OutboxStore) -> OutboxStanding:
    """How an outbox stands."""
    messages: dict[str, dict[str, int]] = {}
    waiting: list[datetime] = []
    for counted in store.standing():
        messages.setdefault(counted.channel.value, {})[counted.state.value] = counted.messages
        if counted.state in (State.WAITING, State.ATTEMPTING):
            waiting.append(counted.oldest)
    return OutboxStanding(messages, store.unreported_count(), min(waiting, default=None))


@contextmanager
def outbox_of(home: Path) -> Iterator[OutboxStore]:
    """The outbox of a home. HomeError where none was ever begun."""
    path = Home(home).outbox
    if not path.is_file():
        raise HomeError(
            f"the hub in `{home}` has sent nothing: set FIRSTBELL_OUTBOX_SIGN_IN and serve it (ops/outbox.md)"
        )
    with closing(LocalOutbox(path)) as store:
        yield store


def subscribe(hub: Operated, name: str, scheme: str, value: str, url: str, at: datetime) -> None:
    """A school's, council's or agency's system is told from now on. Raises `SubscriptionRefused`."""
    _check_place(hub, scheme, value)
    _check_url(url)
    with hub.locked:
        hub.registry.refer([WebhookSet(name, scheme, value, url, True)], at)


def unsubscribe(hub: Operated, name: str, at: datetime) -> None:
    """A system is told no more. Raises `SubscriptionRefused` where none is subscribed under this name."""
    held = hub.reference().webhooks.get(name)
    if held is None:
        raise SubscriptionRefused(f"nothing is subscribed as `{name}`: `firstbell outbox subscriptions` names them")
    with hub.locked:
        hub.registry.refer([WebhookSet(name, held.scheme, held.value, held.url, False)], at)


def _check_place(hub: Operated, scheme: str, value: str) -> None:
    reference = hub.reference()
    known = {
        "urn": ("school with this URN", reference.setting(value) is not None),
        "area": ("council area with this code", value in reference.areas),
        "agency": ("agency of this id", value in reference.agencies),
    }
    what, there = known[scheme]
    if not there:
        raise SubscriptionRefused(f"the hub knows no {what}, `{value}`: check it, or import it first")


def _check_url(url: str) -> None:
    """What is registered stands in a log that everybody may read: no password, no token, nothing but where."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise SubscriptionRefused("the address must begin with https: http is for loopback alone")
    if not host or not url.isascii() or len(url) > limits.URL:
        raise SubscriptionRefused(f"the address is none: write it in ASCII, {limits.URL} characters at most")
    if parts.username is not None or parts.query or parts.fragment:
        raise SubscriptionRefused("the address holds a user, a query or a fragment: leave them out, they are no secret")
