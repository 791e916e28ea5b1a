"""`firstbell compare`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Protocol

import typer
from msgspec import Struct
from rich.console import Console

from schemas.codec import CodecError
from services.cli.failures import ExitCode, Failure
from services.cli.options import JsonOption
from services.cli.output import give, pairs, progress, table, verdict
from streams.checks.compare import MOST, ChainPair, Compared, Counts, Log
from streams.checks.compare import compare as compare_logs
from streams.checks.compare_home import log_of_home
from streams.checks.compare_stories import Difference

if TYPE_CHECKING:
    from streams.checks.cluster_log import ClusterLog

KAFKA: Final = "kafka"
"""Names, as a place, the cluster of the settings; a folder of that name is written `./kafka`."""

Place = Annotated[
    str,
    typer.Argument(
        help="A hub's home, or `kafka` for the brokers that the FIRSTBELL_ variables name.", show_default=False
    ),
]


class WholeLog(Log, Protocol):
    """A log that knows how long it is."""

    def total(self) -> int:
        """How many records there are."""


class Comparison(Struct):
    """What comparing found; `of_order` subjects differ only in what follows from the order between cases."""

    same: bool
    left: Counts
    right: Counts
    chains: tuple[ChainPair, ...]
    of_order: int
    more: int
    kinds: dict[str, int]
    differences: tuple[Difference, ...]


def compare(
    left: Place,
    right: Place,
    most: Annotated[
        int, typer.Option("--most", min=1, help="Tell the differences of so many submissions, cases and children.")
    ] = MOST,
    as_json: JsonOption = False,
) -> None:
    """Say in what the decisions of two engines differ, that were given the same inputs at the same times.

    Compared event by event: outcomes, children, recipients, permitted fields, instruments, reasons, due times, notices,
    desk items, openings. Positions and record numbers may differ where cases were taken in another order, and it is
    said whether they were. Of a hub on Kafka the settings of an operator's commands are taken (ops/settings.md): the
    brokers, and the keys folder. Exits 7 where anything else differs.
    """
    with log_at(left) as one, log_at(right) as other, progress(as_json=as_json) as shown:
        task = shown.add_task("reading records", total=one.total() + other.total())
        try:
            found = compare_logs(one, other, most=most, progress=lambda done: shown.update(task, completed=done))
        except CodecError as error:
            text = f"a record cannot be read ({error}): check each with `firstbell conserve` and `replay --verify`"
            raise Failure(ExitCode.FOUND, text) from None
    comparison = comparison_of(found)
    give(comparison, lambda out: show(out, comparison), as_json=as_json)
    if not found.same:
        raise Failure(ExitCode.DIFFERENT, "the two came to different decisions: the engine that is wrong must not run")


@contextmanager
def log_at(place: str) -> Iterator[WholeLog]:
    """The log that a place holds. Raises `HomeUnreadable`, `SettingsRefused`, `HubUnread` or `ClusterRefused`."""
    if place == KAFKA:
        with _of_cluster() as cluster:
            yield cluster
        return
    with log_of_home(Path(place)) as log:
        yield log


def _of_cluster() -> "ClusterLog":
    # imported here: who compares homes need not load the brokers' clients
    from services.operator.kafka.handshake import probe
    from services.processes.connections import kafka_connection, topics_of
    from services.settings.processes import OperatorSettings
    from streams.checks.cluster_log import ClusterLog
    from streams.engines.kafka.keys import KeyFolder

    settings = OperatorSettings.read()
    connection = kafka_connection(settings.kafka, "firstbell-compare")
    refused = probe(connection)
    if refused is not None:
        raise refused
    return ClusterLog(connection, KeyFolder(settings.keys.folder).operator(), topics_of(settings.kafka))


def show(out: Console, found: Comparison) -> None:
    """Draw the result."""
    out.print(verdict(found.same, "the same decisions" if found.same else "different decisions"))
    counts = [
        (side, f"{of.records} records of {of.subjects} submissions, cases and children; {of.repeats} sent again")
        for side, of in (("first", found.left), ("second", found.right))
    ]
    out.print(pairs("", counts))
    rows = [(chain.source, str(chain.left), str(chain.right), chain.order.value) for chain in found.chains]
    out.print(table("Partitions", "Source", "First", "Second", "Records", rows=rows, right=(1, 2)))
    if found.of_order:
        text = f"{found.of_order} differ only in what follows from the order in which cases were taken: no difference"
        out.print(text)
    if found.differences:
        lines = [(d.reference or d.event, d.kind.value, d.where, d.left, d.right) for d in found.differences]
        out.print(table("What differs", "Event", "What", "Where", "First", "Second", rows=lines))
    if found.more:
        out.print(f"and {found.more} more: name a greater --most to see them")


def comparison_of(found: Compared) -> Comparison:
    """What comparing came to, as it is shown."""
    return Comparison(
        found.same,
        found.left,
        found.right,
        found.chains,
        found.of_order,
        found.more,
        found.kinds,
        found.differences,
    )
