"""`firstbell status --cluster`."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from rich.console import Console

from schemas import native
from services.cli.output import give, pairs, table, when
from services.operator.cluster import Cluster
from services.settings.processes import OperatorSettings
from streams.engines.kafka.ports import LostInputs
from streams.engines.kafka.status import SourceStatus, Status

_SKEW: Final = 60.0
"""Seconds by which clocks of a cluster may differ before it is worth a word."""


class ClusterStatus(Struct):
    """How a hub on a cluster stands. Times in UTC, ages in seconds; `program`: whether its hot parts are compiled here;
    `lag` is what waits to be decided in all; `clock_ahead`: the checkpoint was signed by a clock that is ahead of this
    machine's, as a demo's is, and is no seconds old.
    """

    hub: str
    program: str
    clock: datetime
    reference: int
    lag: int
    oldest: datetime | None
    oldest_age: float | None
    parked: int
    notices_unopened: int
    notices_overdue: int
    desk: int
    desk_overdue: int
    ledger_size: int
    checkpoint_size: int
    checkpoint_age: float | None
    clock_ahead: bool
    partitions: tuple[SourceStatus, ...]
    missing: tuple[str, ...]
    lost: tuple[LostInputs, ...]


def status_of_cluster(as_json: bool) -> None:
    """Ask, and print."""
    found = document(Cluster(OperatorSettings.read()).status())
    give(found, lambda out: _show(out, found), as_json=as_json)


def document(found: Status) -> ClusterStatus:
    """What is printed of a status."""
    oldest, age = found.oldest, found.checkpoint_age
    return ClusterStatus(
        hub=found.hub,
        program=native.STATE.words,
        clock=found.at,
        reference=found.reference,
        lag=sum(one.undecided or 0 for one in found.sources),
        oldest=oldest,
        oldest_age=max(0.0, (found.at - oldest).total_seconds()) if oldest is not None else None,
        parked=found.parked,
        notices_unopened=found.unopened_notices,
        notices_overdue=found.overdue_notices,
        desk=found.open_desk_items,
        desk_overdue=found.overdue_desk_items,
        ledger_size=found.ledger_size,
        checkpoint_size=found.checkpoint_size,
        checkpoint_age=max(0.0, age) if age is not None else None,
        clock_ahead=age is not None and age < -_SKEW,
        partitions=found.sources,
        missing=tuple(one.source for one in found.sources if one.inputs is None),
        lost=found.lost,
    )


def _show(out: Console, found: ClusterStatus) -> None:
    waits = f", the oldest for {found.oldest_age:.0f} s" if found.oldest_age is not None else ""
    age = f", {found.checkpoint_age:.0f} s old" if found.checkpoint_age is not None else ""
    age = ", signed by a clock that is ahead of this machine's" if found.clock_ahead else age
    rows = [
        ("Clock", when(found.clock)),
        ("Waiting to be decided", f"{found.lag}{waits}; {found.parked} parked"),
        ("Notices", f"{found.notices_unopened} unopened, {found.notices_overdue} overdue"),
        ("Desks", f"{found.desk} open items, {found.desk_overdue} overdue"),
        ("Reference", f"record {found.reference}"),
        ("Ledger", f"{found.ledger_size} entries, the checkpoint covers {found.checkpoint_size}{age}"),
        ("Missing partitions", ", ".join(found.missing) or "none"),
    ]
    known = {one.source: one.end for one in found.lost}
    unknown = [
        one
        for one in found.partitions
        if one.gone and (one.inputs or 0) - (one.undecided or 0) > known.get(one.source, 0)
    ]
    lost = [*map(_said, found.lost), *(f"{one.gone} of `{one.source}`, found by no worker yet" for one in unknown)]
    if lost:
        rows.append(("Gone before they were decided", f"{'; '.join(lost)}: see ops/alerts/inputs-lost.md"))
    out.print(pairs(found.hub or "no hub was declared", rows))
    headings = ("Partition", "Inputs", "Undecided", "Not in the views", "Not in the ledger")
    partitions = [
        (one.source, *(_number(n) for n in (one.inputs, one.undecided, one.unwritten, one.unledgered)))
        for one in found.partitions
    ]
    out.print(table("Partitions", *headings, rows=partitions, right=[1, 2, 3, 4]))


def _said(lost: LostInputs) -> str:
    count, place = lost.end - lost.first, f"`{lost.topic}` {lost.partition}"
    return f"{count} of {place}, offsets {lost.first} to {lost.end - 1}"


def _number(count: int | None) -> str:
    return "missing" if count is None else str(count)
