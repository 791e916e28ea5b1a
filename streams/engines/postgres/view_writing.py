"""Writing what `streams.views.projecting` yields into PostgreSQL, a batch at a time.

Rows that are only added go by COPY, together; rows that may be there already by one statement for all; changes after
them, in order. The caller commits.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import BigInteger, LargeBinary, Table

from schemas.records.decision import Decision, Parked, Unparked
from schemas.records.inputs import InputKind
from streams.engines.postgres import tables, view_tables
from streams.engines.postgres.action_view import ACTION_VIEW
from streams.engines.postgres.queries import in_psycopg
from streams.views.projecting import Change, Row, project
from streams.views.statements import UPDATES

_FILLED: Final = {
    view_tables.NOTICE_VIEW: (
        *("state", "opened_at", "in_time", "acknowledged_at"),
        *("overdue", "escalated", "replaced_by", "prioritised"),
    ),
    ACTION_VIEW: (
        *("overdue", "outcome", "reason", "reported_at", "reported_by", "closed", "opened_at", "opened_by"),
        *("answered", "answer", "answer_reason", "answered_at", "answered_by", "kept_back", "turned_away_at"),
    ),
    view_tables.DESK_VIEW: ("overdue", "closed_at", "outcome", "closed_by"),
    view_tables.TRIAGE_VIEW: ("withdrawn_at",),
}
"""Columns that a new row does not name: they have their first value from the table."""


class Copying:
    """Adds rows to a table by COPY in binary form: by far the least work for this process."""

    def __init__(self, table: Table) -> None:
        columns = [column for column in table.columns if column.name not in _FILLED.get(table, ())]
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
        self._statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table.name), names)
        self._types = [_type_name(column.type) for column in columns]

    def write(self, cursor: psycopg.Cursor, rows: Iterable[Row]) -> None:
        """Add rows whose values stand in the order of the table's columns; yes is 1 there, and no is 0."""
        with cursor.copy(self._statement) as copy:
            copy.set_types(self._types)
            for row in rows:
                copy.write_row(row)


def _type_name(kind: object) -> str:
    return "bytea" if isinstance(kind, LargeBinary) else "int8" if isinstance(kind, BigInteger) else "text"


_COPIES: Final = {
    "event": Copying(view_tables.EVENT_VIEW),
    "notice": Copying(view_tables.NOTICE_VIEW),
    "triage": Copying(view_tables.TRIAGE_VIEW),
    "priority": Copying(view_tables.PRIORITY_VIEW),
    "action": Copying(ACTION_VIEW),
    "hotspots": Copying(view_tables.HOTSPOT_VIEW),
    "identities": Copying(view_tables.IDENTITY_VIEW),
    "restriction": Copying(view_tables.RESTRICTION_VIEW),
    "step": Copying(view_tables.STEP_VIEW),
    "desk": Copying(view_tables.DESK_VIEW),
    "access": Copying(view_tables.ACCESS_VIEW),
    "disclosure": Copying(view_tables.DISCLOSURE_VIEW),
    "delivery": Copying(view_tables.DELIVERY_VIEW),
    "trace": Copying(view_tables.TRACE_VIEW),
}
_PARKED: Final = Copying(tables.PARKED)
_HOLDING: Final = frozenset({Parked, Unparked})

_OUTCOME: Final = (
    "INSERT INTO outcome_view SELECT * FROM unnest(%b::bytea[], %b::text[], %b::text[], %b::text[], %b::text[],"
    " %b::bytea[], %b::text[], %b::bigint[], %b::bigint[])"
    " ON CONFLICT (digest, publisher) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason,"
    " place = excluded.place, event = excluded.event, source = excluded.source, number = excluded.number,"
    " decided_at = excluded.decided_at WHERE (excluded.decided_at, excluded.source, excluded.number)"
    " < (outcome_view.decided_at, outcome_view.source, outcome_view.number)"
)
"""The earliest outcome of the same bytes stays, in whichever order two partitions were read."""

_ANSWERS: Final = (
    "INSERT INTO command_answers SELECT * FROM unnest(%b::bytea[], %b::text[], %b::bigint[]) ON CONFLICT DO NOTHING"
)
_CHANGES: Final = {name: in_psycopg(statement) for name, statement in UPDATES.items()}


def write_views(cursor: psycopg.Cursor, decisions: Sequence[Decision]) -> None:
    """Write the rows of records that count, in their order within each source."""
    added: dict[str, list[Row]] = {"outcome": [], **{name: [] for name in _COPIES}}
    changes: list[Change] = []
    for decision in decisions:
        for change in project(decision):
            rows = added.get(change[0])
            if rows is not None:
                rows.append(change[1])
            else:
                changes.append(change)
    for name, copying in _COPIES.items():
        if added[name]:
            copying.write(cursor, added[name])
    _write_outcomes(cursor, added["outcome"])
    for name, row in changes:
        cursor.execute(_CHANGES[name], [int(value) if isinstance(value, bool) else value for value in row])
    _write_parked(cursor, decisions)
    answers = [(one.input, one.source, one.number) for one in decisions if one.kind is InputKind.COMMAND]
    if answers:
        cursor.execute(_ANSWERS, _columns(answers))


def _write_outcomes(cursor: psycopg.Cursor, rows: Sequence[Row]) -> None:
    first: dict[tuple[object, object], Row] = {}
    for row in rows:
        held = first.setdefault((row[0], row[1]), row)
        if (row[8], row[6], row[7]) < (held[8], held[6], held[7]):  # time, source, number
            first[row[0], row[1]] = row
    if first:
        cursor.execute(_OUTCOME, _columns(list(first.values())))


def _write_parked(cursor: psycopg.Cursor, decisions: Sequence[Decision]) -> None:
    """What is held back, and what is no longer."""
    held: dict[tuple[str, int, str], str] = {}
    freed: list[tuple[str, int, str]] = []
    for decision in decisions:
        if _HOLDING.isdisjoint(map(type, decision.outputs)):
            continue
        for output in decision.outputs:
            if isinstance(output, Parked):
                held[decision.source, output.position, output.key] = output.reason
            elif isinstance(output, Unparked):
                place = (decision.source, output.position, output.key)
                if held.pop(place, None) is None:
                    freed.append(place)
    if held:
        _PARKED.write(cursor, [(*place, reason) for place, reason in held.items()])
    if freed:
        cursor.executemany("DELETE FROM parked WHERE source = %s AND position = %s AND key = %s", freed)


def _columns(rows: Sequence[Row]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
