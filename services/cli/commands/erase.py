"""`firstbell erase`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.commands.trace import event_called
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from streams.vault.tombstone import NAMED_IN_ERROR as OF_NOBODY
from streams.views.answering import SqlViews
from streams.views.rows import EventRow


class Why(StrEnum):
    """Why keys are destroyed. A closed list: it is kept for good, and free text could name somebody."""

    RETENTION_ENDED = "retention_ended"
    DATA_SUBJECT_REQUEST = "data_subject_request"
    COURT_ORDER = "court_order"
    SENT_IN_ERROR = "sent_in_error"
    NAMED_IN_ERROR = OF_NOBODY
    """Of a person's section: they are nobody of this event, so that readers are held against them no more."""
    PUBLISHER_ASKED = "publisher_asked"


class Erased(Struct):
    """What was erased: `keys` destroyed now, of these `sections`; `others` are revisions that were left as they are."""

    event: str
    reference: str
    revision: int
    sections: tuple[int, ...]
    reason: str
    keys: int
    others: tuple[int, ...]


def erase(
    event: Annotated[
        str,
        typer.Argument(metavar="EVENT", help="The event's id, or the publisher's reference with @REVISION."),
    ],
    reason: Annotated[Why, typer.Option("--reason", help="Why; kept for good beside each destroyed key.")],
    section: Annotated[
        list[int] | None,
        typer.Option("--section", metavar="N", help="Only this section, from 0; may be repeated. All without it."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: needed where there is no terminal.")] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Destroy the keys of an event, or of some of its sections, for good: nobody can read them again.

    Records, ledger and proofs stand as they are. One revision is erased at a time: a reference without @REVISION is the
    last one, and the others are named. What meetings wrote down of the case goes with any of them. Restoring an older
    vault brings keys back: erase again after a restore. Exits 6 where there is no such event.
    """
    if cluster:
        done = _erase_on_cluster(event, reason, section, yes=yes)
    else:
        done = _erase(home, event, reason, section, yes=yes)
    give(done, lambda out: _show(out, done), as_json=as_json)


def _erase(home: Path, event: str, reason: Why, section: list[int] | None, *, yes: bool) -> Erased:
    with HomeReader(home) as reader:
        chosen = _choose(reader, event, section)
    _confirm(chosen, yes=yes)
    with working_on(home) as (hub, clock), hub.locked:
        keys = hub.registry.erase(chosen.row.event, clock(), reason.value, chosen.sections, chosen.revisions)
    return chosen.erased(reason, keys)


def _erase_on_cluster(event: str, reason: Why, section: list[int] | None, *, yes: bool) -> Erased:
    from services.cli.processes import explained
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, clock):
        chosen = _choose(hub, event, section)
        _confirm(chosen, yes=yes)
        keys = hub.registry.erase(chosen.row.event, clock(), reason.value, chosen.sections, chosen.revisions)
        return chosen.erased(reason, keys)


class _Found(Protocol):
    """What is asked of a home, or of a cluster, to find an event."""

    @property
    def views(self) -> SqlViews:
        """Its views."""

    def find_event(self, name: str) -> EventRow | None:
        """The event of this name."""

    def sections(self, event: EventRow) -> tuple[int, ...]:
        """The numbers of its sections."""


class _Chosen(Struct, frozen=True):
    row: EventRow
    sections: tuple[int, ...]
    others: tuple[int, ...]
    revisions: tuple[bytes, ...]

    def erased(self, reason: Why, keys: int) -> Erased:
        row = self.row
        return Erased(row.event.hex(), row.reference, row.revision, self.sections, reason.value, keys, self.others)


def _choose(reader: _Found, event: str, section: list[int] | None) -> _Chosen:
    row = event_called(reader, event)
    sections = _chosen(reader.sections(row), section)
    others = {
        event: number for event, number in reader.views.revisions([row.case])[row.case].items() if event != row.event
    }
    return _Chosen(row, sections, tuple(sorted(others.values())), tuple(others))


def _chosen(known: tuple[int, ...], wanted: list[int] | None) -> tuple[int, ...]:
    unknown = sorted(set(wanted or ()) - set(known))
    if unknown:
        raise Failure(
            ExitCode.USAGE,
            f"the event has no section `{unknown[0]}`: it has {known[0]} to {known[-1]}; nothing was erased",
        )
    return tuple(sorted(set(wanted))) if wanted else known


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def _confirm(chosen: _Chosen, *, yes: bool) -> None:
    if yes:
        return
    if not on_terminal():
        raise Failure(ExitCode.USAGE, "an erasure cannot be undone, and nobody can be asked here: say `--yes`")
    count, row = len(chosen.sections), chosen.row
    question = f"Destroy the keys of {count} sections of {row.reference}, revision {row.revision}, for good?"
    typer.confirm(question, default=False, abort=True, err=True)


def _show(out: Console, done: Erased) -> None:
    again = "" if done.keys else "; they were destroyed before"
    keys = "1 key" if done.keys == 1 else f"{done.keys} keys"
    out.print(f"{keys} destroyed of {done.reference}, revision {done.revision} ({done.reason}){again}")
    if done.others:
        names = ", ".join(f"{done.reference}@{revision}" for revision in done.others)
        out.print(f"not erased: {names}")
