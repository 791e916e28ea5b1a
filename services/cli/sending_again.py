"""Sending once more, from a terminal, what a hub promised to decide and lost."""

from contextlib import closing
from pathlib import Path

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.output import give, progress, verdict
from services.cli.publishing import Ways, transport_of
from services.operator.agency_folder import AgencyFolder
from services.publisher.publisher import Publisher, SentAgain


class SentAgainShown(Struct):
    """What was sent. `broken` promises were kept as evidence; `unchanged` of them the hub gave once more."""

    broken: int
    in_time: int
    unchanged: int
    promised: int
    waiting: int
    trouble: str


def send_again(agency: Path, ways: Ways, as_json: bool) -> None:
    """Send once more from an agency's folder. Raises `Failure` where something waits still."""
    folder = AgencyFolder(agency)
    descriptor = folder.descriptor()
    with (
        closing(folder.store()) as store,
        transport_of(folder, descriptor, ways) as transport,
        progress(as_json=as_json) as shown,
    ):
        task = shown.add_task("sending", total=None)
        publisher = Publisher(store, descriptor, folder.identity(), transport, clock=folder.clock())
        sent = publisher.send_again(lambda done, total: shown.update(task, completed=done, total=total))
    result = _result(sent)
    give(result, lambda out: _show(out, result), as_json=as_json)
    if result.waiting:
        raise Failure(
            ExitCode.UNREACHABLE, f"{result.waiting} events wait to be sent: {result.trouble}", "run it again"
        )
    if result.unchanged:
        raise Failure(
            ExitCode.FOUND,
            f"{result.unchanged} broken promises were given once more: the hub believes to have these events",
            "run it again in a quarter of an hour; if it stays so, give its operator what `outcomes --evidence` writes",
        )


def _result(sent: SentAgain) -> SentAgainShown:
    delivered = sent.delivered
    return SentAgainShown(
        sent.broken, sent.in_time, sent.unchanged, delivered.promised, delivered.waiting, delivered.trouble
    )


def _show(out: Console, result: SentAgainShown) -> None:
    out.print(verdict(not result.broken, f"{result.broken} promises were broken, and are kept as evidence"))
    out.print(verdict(not result.waiting, f"{result.promised} events sent, {result.waiting} wait"))
    if result.in_time:
        out.print(f"{result.in_time} promises run still: these events were not sent again")
