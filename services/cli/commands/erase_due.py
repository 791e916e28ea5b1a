"""`firstbell erase-due`."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Protocol

import typer
from msgspec import Struct
from rich.console import Console

from schemas.events.event import Withdrawal
from schemas.records.accept import EventAccepted
from services.cli.commands.erase import Why
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from streams.views.answering import SqlViews
from streams.views.rows import EventRow

DAYS: Final = 28
"""How long what named people in error is kept for the auditor, unless the operator sets another time."""


class ErasedCase(Struct):
    """A case that was withdrawn as about the wrong people: `keys` destroyed now, of all `revisions` of it."""

    reference: str
    withdrawn_at: datetime
    revisions: int
    keys: int


class _Erases(Protocol):
    def erase(
        self,
        event: bytes,
        at: datetime,
        reason: str,
        sections: Sequence[int] | None = None,
        revisions: Sequence[bytes] = (),
    ) -> int:
        """Destroy an event's keys for good; how many."""


def erase_due(
    after_days: Annotated[
        int, typer.Option("--after-days", metavar="N", min=0, help="How long after the withdrawal it is due.")
    ] = DAYS,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Destroy the keys of every case that its sender withdrew as about the wrong people, once its time has come.

    From the withdrawal on nobody but an auditor finds the case; from its set date on nobody can read anything of it. A
    case that was sent again since is left alone. What is not due yet stays. Run it every day, from a timer.
    """
    done = _on_cluster(after_days) if cluster else _at_home(home, after_days)
    give({"erased": done}, lambda out: _show(out, done), as_json=as_json)


def _at_home(home: Path, days: int) -> list[ErasedCase]:
    with working_on(home) as (hub, clock), hub.locked, HomeReader(home) as reader:
        return list(_erase(reader.views, hub.registry, clock(), days))


def _on_cluster(days: int) -> list[ErasedCase]:
    from services.cli.processes import explained
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, clock):
        return list(_erase(hub.views, hub.registry, clock(), days))


def _erase(views: SqlViews, registry: _Erases, now: datetime, days: int) -> Iterator[ErasedCase]:
    """Every revision of every case that is due. What was erased before counts no key again, and is not told."""
    for row in views.withdrawn(now - timedelta(days=days)):
        revisions = tuple(views.revisions([row.case])[row.case])
        if revisions[0] != row.event or not _wrong_people(views, row):
            continue
        keys = sum(registry.erase(event, now, Why.SENT_IN_ERROR.value, None, revisions) for event in revisions)
        if keys:
            yield ErasedCase(row.reference, row.accepted_at, len(revisions), keys)


def _wrong_people(views: SqlViews, row: EventRow) -> bool:
    outputs = (output for step in views.trace(row.event) for _, output in step.outputs)
    return any(
        isinstance(output, EventAccepted) and output.event == row.event and output.withdrawal is Withdrawal.WRONG_PEOPLE
        for output in outputs
    )


def _show(out: Console, done: Sequence[ErasedCase]) -> None:
    rows = [(one.reference, str(one.revisions), str(one.keys)) for one in done]
    out.print(table("Erased: about the wrong people", "Reference", "Revisions", "Keys", rows=rows))
