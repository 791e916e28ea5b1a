"""`firstbell worker`."""

from enum import StrEnum
from typing import Annotated

import typer


class StageChosen(StrEnum):
    """The hops, as the command line names them (services.settings.parts.Stage)."""

    ACCEPT = "accept"
    RESOLVE = "resolve"
    PERSON = "person"


def worker(
    stage: Annotated[
        list[StageChosen] | None,
        typer.Option("--stage", help="Take this hop alone; may be repeated. Else those of FIRSTBELL_WORKER_STAGES."),
    ] = None,
    batch: Annotated[
        int | None,
        typer.Option("--batch", min=1, max=5000, help="Inputs of a partition that are decided together at most."),
    ] = None,
) -> None:
    """Decide what comes in, on a cluster, until stopped: accept, match and resolve, share, notify, watch.

    Ctrl-C or SIGTERM stops it: the batch under way is finished. Several workers share the partitions out among them;
    when one dies, the others take its partitions over. It is told everything by variables (ops/settings.md).
    """
    from services.cli.processes import run_process
    from services.processes.worker import run_worker
    from services.settings.processes import WorkerSettings

    chosen: dict[str, object] = {}
    if stage:
        chosen["stages"] = tuple(one.value for one in stage)
    if batch is not None:
        chosen["batch"] = batch
    run_process(WorkerSettings, run_worker, **({"worker": chosen} if chosen else {}))
