"""Publishing an export from a terminal."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.outcomes import to_be_mended
from services.cli.output import give, progress, table, verdict
from services.directory.faults import Fault
from services.intake.documents import HubDescriptor
from services.metrics.publisher_standing import write_publisher
from services.operator.agency_folder import AgencyFolder
from services.publisher.evidence import complaints
from services.publisher.http import HttpTransport
from services.publisher.mapping import ExportMapping, load_mapping
from services.publisher.publisher import Line, Published, Publisher
from services.publisher.transport import HubBusy, HubRefused

if TYPE_CHECKING:
    from services.publisher.kafka import KafkaTransport


class PublishedLine(Struct):
    """One incident of the export: what became of it, and its revision at the hub."""

    reference: str
    line: int
    result: str
    revision: int
    faults: int


class PublishedExport(Struct):
    """What came of an export. `outcomes` counts what the hub said of everything that was open.

    `complaints` counts what is held against the hub, `waits_for_mending` incidents of this and of earlier exports.
    """

    file: str
    incidents: tuple[PublishedLine, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    promised: int
    waiting: int
    trouble: str
    outcomes: dict[str, int]
    rejected: tuple[str, ...]
    complaints: int
    waits_for_mending: int


class Ways(Struct, frozen=True):
    """How the hub is reached: another address of its intake, its brokers to write to them directly; None: as usual."""

    hub: str | None = None
    kafka: str | None = None


def publish_export(
    export: Path,
    agency: Path,
    mapping: Path | None,
    ways: Ways,
    reinstate: tuple[str, ...],
    metrics: Path | None,
    as_json: bool,
) -> None:
    """Publish an export from an agency's folder and show what came of it. Raises `Failure` where not all went well."""
    folder = AgencyFolder(agency)
    chosen = load_mapping(mapping.read_bytes(), mapping.name) if mapping is not None else folder.mapping()
    result = _publish(folder, chosen, export, ways, reinstate, as_json)
    if metrics is not None:
        with closing(folder.store()) as store:
            write_publisher(metrics, store)
    give(result, lambda out: _show(out, result), as_json=as_json)
    if result.waiting:
        raise Failure(
            ExitCode.UNREACHABLE, f"{result.waiting} events wait to be sent: {result.trouble}", "run it again"
        )
    if result.complaints:
        raise Failure(
            ExitCode.FOUND,
            f"{result.complaints} of the hub's promises or proofs do not hold: `firstbell outcomes` says which",
        )
    if result.faults or result.rejected:
        raise Failure(
            ExitCode.FOUND,
            f"{len(result.faults)} faults, {len(result.rejected)} rejected: mend the rows and publish again",
        )
    if result.waits_for_mending:
        raise Failure(ExitCode.FOUND, *to_be_mended(result.waits_for_mending))


def _publish(
    folder: AgencyFolder,
    mapping: ExportMapping,
    export: Path,
    ways: Ways,
    reinstate: tuple[str, ...],
    as_json: bool,
) -> PublishedExport:
    descriptor, store = folder.descriptor(), folder.store()
    try:
        with transport_of(folder, descriptor, ways) as transport, progress(as_json=as_json) as shown:
            task = shown.add_task("sending", total=None)
            publisher = Publisher(store, descriptor, folder.identity(), transport, clock=folder.clock())
            published = publisher.publish(
                export.read_bytes(),
                export.name,
                mapping,
                reinstate=reinstate,
                progress=lambda done, total: shown.update(task, completed=done, total=total),
            )
            outcomes = _outcomes(publisher)
            held_against, waits = len(complaints(store)), store.standing()["waits_for_mending"][0]
    finally:
        store.close()
    return _result(published, outcomes, held_against, waits)


def transport_of(folder: AgencyFolder, descriptor: HubDescriptor, ways: Ways) -> "HttpTransport | KafkaTransport":
    """The way to the hub. Raises FolderError where the folder lacks what it takes."""
    http = HttpTransport(ways.hub or descriptor.url, folder.token())
    if ways.kafka is None:
        return http
    # imported here: most agencies publish over HTTP, and need not load a client of Kafka
    from services.publisher.kafka import KafkaTransport

    return KafkaTransport(folder.brokers(ways.kafka), descriptor, folder.settings().agency, http, clock=folder.clock())


def _outcomes(publisher: Publisher) -> list[tuple[str, str]]:
    """(outcome, what to do) of what became known. A hub that cannot be reached is told by the sending already."""
    try:
        return [(one.outcome, f"{one.reason} at {one.place}: {one.advice}") for one in publisher.fetch_outcomes()]
    except (HubBusy, HubRefused):
        return []


def _result(published: Published, outcomes: list[tuple[str, str]], held_against: int, waits: int) -> PublishedExport:
    prepared, delivered = published.prepared, published.delivered
    counts: dict[str, int] = {}
    for outcome, _ in outcomes:
        counts[outcome] = counts.get(outcome, 0) + 1
    return PublishedExport(
        prepared.file,
        tuple(_line(line) for line in prepared.lines),
        prepared.faults(),
        prepared.notes,
        delivered.promised,
        delivered.waiting,
        delivered.trouble,
        counts,
        tuple(advice for outcome, advice in outcomes if outcome == "rejected"),
        held_against,
        waits,
    )


def _line(line: Line) -> PublishedLine:
    return PublishedLine(line.reference, line.line, line.result.value, line.revision, len(line.faults))


def _show(out: Console, result: PublishedExport) -> None:
    rows = [
        (one.reference, str(one.line), one.result.replace("_", " "), str(one.revision or ""), str(one.faults or ""))
        for one in result.incidents
    ]
    out.print(table(result.file, "Reference", "Line", "Result", "Revision", "Faults", rows=rows, right=[1, 3, 4]))
    for fault in (*result.faults, *result.notes):
        out.print(str(fault))
    told = ", ".join(f"{count} {outcome}" for outcome, count in result.outcomes.items()) or "none yet"
    out.print(verdict(not result.waiting, f"{result.promised} promised, {result.waiting} waiting; outcomes: {told}"))
    if result.waits_for_mending:
        out.print(verdict(False, f"{result.waits_for_mending} incidents wait for their rows to be mended"))
    for advice in result.rejected:
        out.print(verdict(False, f"rejected: {advice}"))
