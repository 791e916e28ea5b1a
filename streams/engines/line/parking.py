"""Inputs that cannot be decided: what is held back behind them, and under which key.

An input whose deciding fails parks its key; later inputs of that key wait behind it in order (or a withdrawal would be
overtaken by the notice that it withdraws). The record says only the kind of fault, for its words could name somebody.
"""

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from schemas.envelope import open_envelope, read_value
from schemas.records.decision import Output, Parked
from schemas.records.inputs import (
    Forwarded,
    InputKind,
    Message,
    OpenDeskItem,
    OpenNotice,
    Origin,
    TimePassed,
    ViewTrace,
)
from schemas.records.watch import CommandRefused
from schemas.refusals import Refusal
from streams.deciders.undecided import desk_for_parked
from streams.engines.line.batch import Batch
from streams.engines.line.chains import Chain

_logger = logging.getLogger(__name__)

VERSION: Final = "parking/1"

Faults = tuple[type[Exception], ...]

OF_THE_MACHINE: Final[Faults] = (OSError, MemoryError)
"""Faults of the machine: the batch ends without a commit and is tried again, and no input is held back for them.

Each engine adds those of what it stores things in.
"""

WAITS: Final = "waits_behind_parked"
TICKS: Final = "ticks"
"""The key of a tick that cannot be decided at all: later ticks of the partition wait behind it."""

NO_CASE: Final = "without-case"
"""The key of an input that is about no case."""

OUTPUTS_AT_ONCE: Final = 100
"""Outputs from which a retry decides no further input: ordinals of forwarded outputs are single bytes."""

OPERATOR: Final = "operator"
"""The role, over the whole hub, that may have parked inputs tried again."""


class Held(Struct, frozen=True, gc=False):
    """An input that is to be held back."""

    position: int
    digest: bytes
    kind: InputKind
    at: datetime
    key: str
    message: Message | None = None
    origin: Origin | None = None


class After(Struct, frozen=True, gc=False):
    """What a parked input led to after all: its outputs, its own append time, and what it came from."""

    outputs: list[Output]
    at: datetime
    origin: Origin | None = None


class Decided(Struct, frozen=True, gc=False):
    """Where the outputs of one retried input stand in the record, and its own append time."""

    first: int
    end: int
    at: datetime


def park(batch: Batch, chain: Chain, held: Held, reason: str) -> None:
    """Record that an input is held back, and let everything of its key wait behind it."""
    waits = reason == WAITS
    desk = desk_for_parked(batch.reference, chain.source, held.kind, held.message, held.at, waits=waits)
    outputs = (Parked(held.key, held.position, reason, desk, event_of(held.message)),)
    batch.record(chain, VERSION, held.position, held.digest, held.kind, held.at, outputs, held.origin)
    chain.park(held.key, held.position, reason)


def reason_of(source: str, position: int, error: Exception) -> str:
    """The kind of a fault, for the record. The log line says where it arose as well, and no words of the fault."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place is not None else "?"
    reason = type(error).__name__
    fields = {"source": source, "position": position, "reason": reason, "at": where}
    text = "input `%s` of `%s` cannot be decided and is parked: %s at %s"
    _logger.error(text, position, source, reason, where, extra=fields)
    return reason


def claimed_key(envelope: bytes, digest: bytes) -> str:
    """The case that a submission claims, before anything of it is verified; its digest where it claims none."""
    try:
        return read_value(open_envelope(envelope)).header.case.hex()
    except Refusal:
        return digest.hex()


def input_key(message: Message) -> str:
    """The key whose order an input of hop 2 or 3 keeps: its case. Ticks have one of their own: they touch many."""
    match message:
        case Forwarded():
            return message.outputs[0].case.hex() if message.outputs else NO_CASE
        case TimePassed():
            return TICKS
        case ViewTrace():
            return message.event.hex()
        case _:
            case = getattr(message, "case", b"")
            return case.hex() if isinstance(case, bytes) and case else NO_CASE


def event_of(message: Message | None) -> bytes | None:
    """The accepted event that a forwarded input is about; None for any other input."""
    return message.outputs[0].event if isinstance(message, Forwarded) and message.outputs else None


def nobody_waits(message: Message) -> Output | None:
    """The refusal of a reader's question that was parked: whoever asked has gone, and nothing was shown to them."""
    match message:
        case OpenNotice():
            return CommandRefused("open_notice", message.notice, message.user, "asked_too_long_ago", None)
        case OpenDeskItem():
            return CommandRefused("open_desk_item", message.item, message.user, "asked_too_long_ago", None)
        case ViewTrace():
            return CommandRefused("view_trace", message.event.hex(), message.user, "asked_too_long_ago", None)
        case _:
            return None
