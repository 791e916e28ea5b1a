"""What every channel is given, and what it answers. A channel raises nothing for what the other side does."""

from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from schemas.records.inputs import DeliveryReason, DeliveryResult
from streams.outbox.asking import MessageKind


class Parcel(Struct, frozen=True):
    """One message on its way. `address` is personal data: it is in no log line, error, metric or file.

    `key` is the idempotency key; `about` is the id of what there is to read.
    """

    key: str
    kind: MessageKind
    about: str
    address: str
    at: datetime

    def __repr__(self) -> str:
        """Without the address."""
        return f"Parcel({self.key})"


class Carried(Struct, frozen=True):
    """What came of an attempt. `pause`: how long the receiver asked to be left alone, if it did.

    `whole`: it is not this message that was at fault: nothing can go that way for now.
    """

    result: DeliveryResult
    reason: DeliveryReason = DeliveryReason.NONE
    pause: timedelta | None = None
    whole: bool = False


TAKEN_OVER = Carried(DeliveryResult.ACCEPTED)


def deferred(reason: DeliveryReason, *, pause: timedelta | None = None, whole: bool = False) -> Carried:
    """Not for now: it is tried again."""
    return Carried(DeliveryResult.DEFERRED, reason, pause, whole)


def refused(reason: DeliveryReason) -> Carried:
    """Not at all: trying again would be of no use."""
    return Carried(DeliveryResult.FAILED, reason)


class Carrier(Protocol):
    """A channel as the sender uses it, from one thread."""

    def carry(self, parcel: Parcel) -> Carried:
        """Try to have a message taken over."""

    def rest(self) -> None:
        """Nothing more is to be sent for the moment: let go of connections."""
