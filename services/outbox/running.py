"""The outbox of a hub as a process runs it: read on, send what is due, look again a moment later."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from schemas.records.inputs import Channel
from services.operator.clock import Clock
from services.outbox.carrying import Carrier
from services.outbox.following import Follower
from services.outbox.hub import OutboxHub, ReadChains
from services.outbox.mail import Mail
from services.outbox.sending import Sender
from services.outbox.webhook import Webhook
from services.settings.outbox import MailSettings, OutboxSettings
from streams.outbox.store import OutboxStore

_AFTER_A_FAULT: Final = 5.0
"""Seconds of rest after something that nobody expected: the messages wait, and are not lost."""

_logger = logging.getLogger(__name__)


class Outbox(Struct, frozen=True):
    """One outbox, ready to be turned. For one thread."""

    follower: Follower
    sender: Sender

    def turn(self) -> int:
        """Read the log to its end and send what is due; how many messages were taken up."""
        self.follower.follow()
        return self.sender.turn()


@contextmanager
def opened_outbox(
    hub: OutboxHub,
    chains: ReadChains,
    store: OutboxStore,
    webhook_key: Callable[[], Ed25519PrivateKey],
    outbox: OutboxSettings,
    mail: MailSettings,
    clock: Clock,
) -> Iterator[Outbox]:
    """An outbox with the channels that the settings switch on."""
    carriers: dict[Channel, Carrier] = {}
    if mail.host:
        carriers[Channel.MAIL] = Mail(mail, outbox.sign_in)
    if outbox.webhooks:
        carriers[Channel.WEBHOOK] = Webhook(webhook_key(), outbox.sign_in, outbox.answer_seconds)
    follower = Follower(hub, chains, store, frozenset(carriers), clock)
    try:
        yield Outbox(follower, Sender(hub, store, carriers, clock, timedelta(hours=outbox.give_up_hours)))
    finally:
        for carrier in carriers.values():
            carrier.rest()


def run_outbox(
    outbox: Outbox,
    stop: threading.Event,
    every: float,
    turned: Callable[[bool], None],
    raised: tuple[type[Exception], ...] = (),
) -> None:
    """Turn until told to stop. `turned` is told after each turn whether it went well.

    A fault is logged by its kind and met with patience: a hub whose outbox is in trouble goes on deciding. Those of
    the kinds `raised` are the caller's: after them the store is to be opened anew.
    """
    while not stop.is_set():
        try:
            outbox.turn()
        except raised:
            raise
        except Exception as error:
            _logger.error("nothing is sent for the moment: %s", type(error).__name__)
            turned(False)
            stop.wait(_AFTER_A_FAULT)
        else:
            turned(True)
            stop.wait(every)
