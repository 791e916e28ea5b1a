"""`firstbell erase`."""

import sys
from enum import StrEnum
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.commands.trace import event_called
from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give
from services.operator.opening import working_on
from services.operator.reading import HomeReader


class Why(StrEnum):
    """Why keys are destroyed. A closed list: it is kept for good, and free text could name somebody."""

    RETENTION_ENDED = "retention_ended"
    DATA_SUBJECT_REQUEST = "data_subject_request"
    COURT_ORDER = "court_order"
    SENT_IN_ERROR = "sent_in_error"
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
    as_json: JsonOption = False,
) -> None:
    """Destroy the keys of an event, or of some of its sections, for good: nobody can read them again.

    Records, ledger and proofs stand as they are. One revision is erased at a time: a reference without @REVISION is the
    last one, and the others are named. Restoring an older vault brings keys back: erase again after a restore. Exits 6
    where there is no such event.
    """
    with HomeReader(home) as reader:
        row = event_called(reader, event)
        sections = _chosen(reader.sections(row), section)
        others = tuple(sorted(one.revision for one in reader.views.events(case=row.case) if one.event != row.event))
    if not yes:
        _confirm(f"Destroy the keys of {len(sections)} sections of {row.reference}, revision {row.revision}, for good?")
    with working_on(home) as (hub, clock), hub.locked:
        keys = hub.registry.erase(row.event, clock(), reason.value, sections)
    done = Erased(row.event.hex(), row.reference, row.revision, sections, reason.value, keys, others)
    give(done, lambda out: _show(out, done), as_json=as_json)


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


def _confirm(question: str) -> None:
    if not on_terminal():
        raise Failure(ExitCode.USAGE, "an erasure cannot be undone, and nobody can be asked here: say `--yes`")
    typer.confirm(question, default=False, abort=True, err=True)


def _show(out: Console, done: Erased) -> None:
    again = "" if done.keys else "; they were destroyed before"
    keys = "1 key" if done.keys == 1 else f"{done.keys} keys"
    out.print(f"{keys} destroyed of {done.reference}, revision {done.revision} ({done.reason}){again}")
    if done.others:
        names = ", ".join(f"{done.reference}@{revision}" for revision in done.others)
        out.print(f"not erased: {names}")
