"""Sending a reader's command to the hub, and what an opening leads to."""

import hashlib
from datetime import datetime
from typing import TypeVar

import msgspec

from schemas.records.actions import ActionWithheld
from schemas.records.decision import Parked
from schemas.records.inputs import Command
from schemas.records.watch import CommandRefused, OpeningRefused
from services.web.access import Reader
from services.web.context import Context
from services.web.refusals import SPOKEN, ActionDenied, NoLongerCurrent, OpeningDenied, Refusal
from streams.engines.contract import Settled, Undecided

Out = TypeVar("Out")


def perform(web: Context, reader: Reader, command: Command, once: str) -> Settled:
    """Have a command decided and recorded; the same form posted twice gives the first decision.

    Raises `OpeningDenied` or `NoLongerCurrent` where the hub refused it, and `Undecided` where no decision came in
    time or the command was parked.
    """
    named = [reader.session.id, type(command).__name__, once]
    command_id = hashlib.sha256(msgspec.json.encode(named) + msgspec.json.encode(command)).hexdigest()
    settled = web.hub.perform(command, command_id=command_id)
    for output in settled.outputs:
        if isinstance(output, Parked):
            raise Undecided
        if isinstance(output, ActionWithheld):
            raise ActionDenied
        if isinstance(output, OpeningRefused):
            raise OpeningDenied
        if isinstance(output, CommandRefused):
            raise _refusal(output)
    return settled


def _refusal(refused: CommandRefused) -> Refusal:
    """The page of a refusal. Only reasons that say nothing of the reader or the family have words of their own."""
    if refused.reason in SPOKEN:
        return NoLongerCurrent(refused.reason, refused.current)
    return OpeningDenied()


def output_id(settled: Settled, kind: type[Out]) -> str:
    """The id of the output of one kind. LookupError if the decision holds none: then nothing may be shown."""
    for id, output in zip(settled.ids, settled.outputs, strict=True):
        if isinstance(output, kind):
            return id
    raise LookupError(f"the decision holds no {kind.__name__}")


def remember_opening(web: Context, reader: Reader, settled: Settled, kind: type[Out], subject: str) -> str:
    """Let this session render what was just opened, counted from when it was decided; returns the opening's id."""
    opening = output_id(settled, kind)
    web.sessions.remember(reader.session, opening, subject, settled.decision.at)
    return opening


def may_render(web: Context, reader: Reader, opening: str, subject: str) -> bool:
    """Whether this session opened this subject, by this recorded opening, within the last minutes."""
    known = reader.session.openings.get(opening)
    return known is not None and known.subject == subject and _recent(web, known.at, reader.now)


def _recent(web: Context, opened_at: datetime, now: datetime) -> bool:
    return abs(now - opened_at) < web.settings.opening_lifetime
