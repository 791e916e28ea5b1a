"""Lines about what was decided, by event, stage and key: what is refused or parked always, the rest for debugging."""

import logging
from collections.abc import Sequence

from msgspec import Struct

from schemas.records.accept import EventAccepted, EventRejected
from schemas.records.decision import Decision, Output, Parked
from schemas.records.match import ChildMatched, ChildNotOnRoll, MatchReferred
from schemas.records.notify import DeskItemRaised, NoticeIssued
from streams.deciders.places import record_id
from streams.engines.observing import Stage

_logger = logging.getLogger(__name__)

_ALWAYS = (Parked, EventRejected)
_OF_EVENTS = (EventAccepted, ChildMatched, ChildNotOnRoll, MatchReferred, NoticeIssued, DeskItemRaised)


class Fields(Struct):
    """What a line about an output adds."""

    stage: str
    source: str
    record: str
    position: int
    event: str | None = None
    key: str | None = None
    reason: str | None = None
    at: str | None = None


def log_decided(stage: Stage, decisions: Sequence[Decision]) -> None:
    """Log what a batch led to."""
    thorough = _logger.isEnabledFor(logging.DEBUG)
    for decision in decisions:
        for output in decision.outputs:
            if type(output) in _ALWAYS or (thorough and isinstance(output, _OF_EVENTS)):
                _log(stage, decision, output)


def _log(stage: Stage, decision: Decision, output: Output) -> None:
    fields = Fields(stage, decision.source, record_id(decision.source, decision.number), decision.position)
    level, text = logging.DEBUG, type(output).__name__
    match output:
        case Parked():
            level, text = logging.WARNING, "an input is parked"
            fields.key, fields.reason, fields.position = output.key, output.reason, output.position
        case EventRejected():
            level, text = logging.INFO, "a submission is rejected"
            fields.key, fields.reason, fields.at = output.digest.hex(), output.reason, output.place
        case _ if isinstance(output, _OF_EVENTS):
            fields.event, fields.key = output.event.hex(), output.case.hex()
    extra = {name: value for name in fields.__struct_fields__ if (value := getattr(fields, name)) is not None}
    _logger.log(level, text, extra=extra)
