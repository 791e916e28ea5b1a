"""A message in the outbox: what it asks somebody to look at, and where it stands. It holds no address and no words."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from msgspec import Struct

from schemas.records.inputs import Channel, DeliveryReason, DeliveryReported, DeliveryResult
from streams.outbox.asking import MessageKind

_DOMAIN: Final = b"firstbell/v1/outbox\0"
_KEY_DIGITS: Final = 32


class State(StrEnum):
    """Where a message stands. `attempting`: an attempt was begun, and nobody knows yet whether it arrived."""

    WAITING = "waiting"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    FAILED = "failed"
    DROPPED = "dropped"
    """Nobody waits for it any more, or its reader must not learn of it."""


class Message(Struct, frozen=True):
    """One message to one addressee by one channel. Times are UTC; `due_at` is when it is to be tried next.

    `told` is what the log was last told of it, `report` what it is still to be told; both may be empty.
    """

    key: str
    kind: MessageKind
    about: str
    asked: str
    case: bytes
    person: str
    role: str
    scheme: str
    value: str
    channel: Channel
    to: str
    addressed: int
    queued_at: datetime
    due_at: datetime
    state: State
    attempts: int
    attempted_at: datetime | None
    reason: str
    told: str
    report: str


def key_of(asked: str, channel: Channel, to: str) -> str:
    """The idempotency key: the same for every attempt at one message, another for every other message.

    It stands in a mail's Message-ID and in a webhook's headers, so it is a digest: it tells nothing of who or what.
    """
    told = b"\0".join(part.encode() for part in (asked, channel.value, to))
    return sha256(_DOMAIN + told).hexdigest()[:_KEY_DIGITS]


def report_of(message: Message) -> DeliveryReported:
    """The command by which the log is told what came of a message. ValueError where there is nothing to tell."""
    return DeliveryReported(
        case=message.case,
        person=message.person,
        about=message.about,
        asked=message.asked,
        channel=message.channel,
        to=message.to,
        addressed=message.addressed,
        attempts=message.attempts,
        result=DeliveryResult(message.report),
        reason=DeliveryReason(message.reason or DeliveryReason.NONE),
    )


def report_id(message: Message) -> str:
    """The command's id: told again after a crash it is the same command, and is decided once."""
    return f"outbox-{message.key}-{message.report}-{message.attempts}"
