"""What a database's rows hold, as pages and tools are given it."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from schemas.doubts import Doubt
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision
from schemas.records.triage import ContactPriority, PriorityReason
from streams.engines.line.times import moment
from streams.views.rows import (
    ActionRow,
    DeskRow,
    EventRow,
    NoticeRow,
    NoticeState,
    OutcomeRow,
    PriorityRow,
    StepRow,
    TriageRow,
)

Row = tuple[Any, ...]

_KEPT: Final = 1024
"""Lists of items that are remembered as they were read: many notices permit the same."""


@lru_cache(maxsize=_KEPT)
def items_of(text: str) -> tuple[Item, ...]:
    """A list of items as a row has it."""
    return tuple(Item(name) for name in text.split())


@lru_cache(maxsize=_KEPT)
def _doubts(text: str | None) -> tuple[Doubt, ...]:
    return tuple(Doubt(name) for name in (text or "").split())


def _time(value: object) -> datetime | None:
    return moment(value) if isinstance(value, int) else None


def notice_row(row: Row) -> NoticeRow:
    """A notice, from its row and the type and doubts of its event."""
    values = list(row)
    for place in (11, 12, 13, 18, 20):
        values[place] = _time(values[place])
    values[9], values[10] = items_of(row[9]), items_of(row[10])
    values[15], values[16], values[21], values[22] = bool(row[15]), bool(row[16]), bool(row[21]), bool(row[22])
    values[17] = NoticeState(str(row[17]))
    values[19] = None if row[19] is None else bool(row[19])
    values[25] = bool(row[25])
    values[26:] = [
        str(row[29] or ""),
        _doubts(row[30]),
        ContactPriority(str(row[26])) if row[26] else None,
        tuple(str(row[27]).split()),
        row[28],
    ]
    return NoticeRow(*values)


def desk_row(row: Row) -> DeskRow:
    """A desk item, from its row."""
    values = list(row)
    for place in (8, 9, 17):
        values[place] = _time(values[place])
    values[16] = bool(values[16])
    return DeskRow(*values)


def priority_row(row: Row) -> PriorityRow:
    """A priority that a manager set, from its row."""
    values = list(row)
    values[1], values[7], values[8] = moment(row[1]), ContactPriority(str(row[7])), PriorityReason(str(row[8]))
    return PriorityRow(*values)


def triage_row(row: Row) -> TriageRow:
    """A triage, from its row."""
    values = list(row)
    for place in (1, 13, 15):
        values[place] = _time(values[place])
    return TriageRow(*values)


def action_row(row: Row) -> ActionRow:
    """An action, from its row."""
    values = list(row)
    for place in (1, 13, 19, 22, 27, 30):
        values[place] = _time(values[place])
    for place in (16, 21, 29):
        values[place] = bool(row[place])
    return ActionRow(*values)


def step_row(row: Row) -> StepRow:
    """A step of somebody's work, from its row."""
    values = list(row)
    values[1], values[13], values[14] = moment(row[1]), moment(row[13]), bool(row[14])
    return StepRow(*values)


def event_row(row: Row) -> EventRow:
    """An event, from its row."""
    values = list(row)
    for place in (8, 9):
        values[place] = _time(values[place])
    values[15] = _doubts(row[15])
    return EventRow(*values)


def accepted_row(output: EventAccepted, decision: Decision) -> OutcomeRow:
    """The outcome of an accepted submission, from the record that says so."""
    place = decision.source, decision.number, decision.at
    return OutcomeRow(output.digest, output.publisher, "accepted", "", "", output.event, *place)


def outcome_row(row: Row) -> OutcomeRow:
    """The outcome of a submission, from its row."""
    values = [*row[:-1], _time(row[-1])]
    return OutcomeRow(*values)
