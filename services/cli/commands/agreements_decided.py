"""`firstbell agreements explain EVENT`: what was really decided of an event, by whom it may be seen, and why."""

from pathlib import Path

from msgspec.structs import replace
from rich.console import Console

from services.cli.commands.trace import Traced, event_called, show, trace_of
from services.cli.opened import looking_into

STAGE = "Share"
"""The stage whose decisions agreements and duties make, as `firstbell trace` calls it."""


def decided(event: str, home: Path, *, cluster: bool) -> Traced:
    """The decisions of the share stage on an event, each as its record has it. Raises `Failure` for no such event."""
    with looking_into(home, cluster=cluster) as reader:
        found = trace_of(reader, event_called(reader, event))
    steps = (replace(step, outputs=tuple(each for each in step.outputs if each.stage == STAGE)) for step in found.steps)
    return replace(found, steps=tuple(step for step in steps if step.outputs))


def show_decided(out: Console, found: Traced) -> None:
    """Draw them; an event of which nothing was shared yet says so."""
    if not found.steps:
        out.print(f"nothing was decided yet on who may see event {found.event}: `firstbell trace` shows where it is")
        return
    show(out, found)
