"""`firstbell trace`."""

from datetime import datetime
from typing import Annotated, Final, Protocol

import typer
from msgspec import Struct
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, verdict, when
from services.operator.looking import LookedInto
from streams.engines.contract import TraceStep
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.proofs import prove_inclusion, verify_inclusion
from streams.views.rows import EventRow

_STAGE: Final = 10
"""Columns for the name of a stage, and a space: the longest has eight."""


class TracedOutput(Struct):
    """One output of a decision: its stage, what happened, and lines of reasons, instruments, clauses and times."""

    id: str
    stage: str
    title: str
    lines: tuple[tuple[str, str], ...]


class TracedStep(Struct):
    """One decision: its record, what it was decided under, where the ledger has it; `proven` once a checkpoint does."""

    record: str
    at: datetime
    decider: str
    reference: int
    ledger_index: int | None
    proven: bool
    outputs: tuple[TracedOutput, ...]


class Traced(Struct):
    """One event through every stage. It holds no direct identifier of a person."""

    event: str
    publisher: str
    reference: str
    revision: int
    occurred_at: datetime
    accepted_at: datetime
    checkpoint_size: int
    steps: tuple[TracedStep, ...]


def trace(
    event: Annotated[
        str,
        typer.Argument(
            metavar="EVENT",
            help="The event's id, or the publisher's reference, with @REVISION for another than the last.",
        ),
    ],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Follow one event through every stage: each decision's reason, instrument and clause, and its ledger proof.

    No personal data is in it. Each inclusion proof is verified here, from the record's own bytes.
    """
    with looking_into(home, cluster=cluster) as reader:
        found = trace_of(reader, event_called(reader, event))
    give(found, lambda out: show(out, found), as_json=as_json)


class FindsEvents(Protocol):
    """A home, or a cluster."""

    def find_event(self, name: str) -> EventRow | None:
        """The event of an id, or of a publisher's reference; None where there is none."""


def event_called(reader: FindsEvents, name: str) -> EventRow:
    """The accepted event of an id or reference. Raises `Failure` where there is none."""
    row = reader.find_event(name)
    if row is None:
        raise Failure(
            ExitCode.UNKNOWN_EVENT, f"no accepted event is called `{name}`: `firstbell status` counts those there are"
        )
    return row


def trace_of(reader: LookedInto, row: EventRow) -> Traced:
    """The trace of an accepted event. Raises a `LedgerError` where a proof does not hold."""
    note = reader.checkpoint()
    size = open_checkpoint(note, reader.ledger_key).size if note is not None else 0
    steps = tuple(_step(reader, step, size, note or b"") for step in reader.views.trace(row.event))
    return Traced(
        row.event.hex(), row.publisher, row.reference, row.revision, row.occurred_at, row.accepted_at, size, steps
    )


def show(out: Console, found: Traced) -> None:
    """Draw a trace."""
    out.print(Text(f"{found.reference}, revision {found.revision}, from {found.publisher}", style="bold"))
    out.print(Text(f"event {found.event}; happened {when(found.occurred_at)}, accepted {when(found.accepted_at)}\n"))
    for step in found.steps:
        place = "not in the ledger yet" if step.ledger_index is None else f"ledger {step.ledger_index}"
        place += ", proven" if step.proven else ", in no checkpoint yet"
        out.print(
            Text.assemble(
                (step.record, "bold"),
                f"  {when(step.at)}  {step.decider}  reference {step.reference}  ",
                (place, "green"),
            )
        )
        for output in step.outputs:
            out.print(Text.assemble(("  " + output.stage.ljust(_STAGE), "cyan"), output.title))
            for name, text in output.lines:
                out.print(Padding(Text.assemble((f"{name}: ", "dim"), text), (0, 0, 0, 2 + _STAGE)))
        out.print()
    proven = sum(step.proven for step in found.steps)
    size = found.checkpoint_size
    text = f"{proven} of {len(found.steps)} proofs, each verified against the checkpoint of {size} entries"
    out.print(verdict(proven == len(found.steps), text))


def _step(reader: LookedInto, step: TraceStep, size: int, note: bytes) -> TracedStep:
    # imported here: the words come with the pages, whose libraries the other commands need not load
    from services.web.words_trace import Explainer

    index = step.ledger_index
    proven = index is not None and index < size
    if index is not None and index < size:
        proof = prove_inclusion(reader.ledger, index, size)
        verify_inclusion(reader.entry_of_step(step), proof, note, str(reader.ledger_key))
    explainer = Explainer(reader.reference)
    told = (explainer.explain(id, output) for id, output in step.outputs)
    outputs = tuple(TracedOutput(one.id, one.stage, one.title, one.lines) for one in told)
    return TracedStep(step.record, step.at, step.decider, step.reference, step.ledger_index, proven, outputs)
