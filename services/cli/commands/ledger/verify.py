"""`firstbell ledger verify`."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict
from services.operator.looking import LookedInto
from streams.ledger.verify import Finding, FindingKind, Report, verify_log


class LedgerVerified(Struct):
    """What the check found."""

    sound: bool
    origin: str
    size: int | None
    root: str | None
    findings: tuple[Finding, ...]


def check_ledger(reader: LookedInto, told: Sequence[bytes] | None = None) -> LedgerVerified:
    """Recompute the whole log, and hold it against the database, and against entries that others tell as well."""
    report = verify_log(reader.ledger, str(reader.ledger_key), entries=reader.entries, entry_count=reader.entry_count())
    if told is not None:
        report = Report(report.checkpoint, report.root, (*report.findings, *_differing(reader, told)))
    checkpoint = report.checkpoint
    return LedgerVerified(
        report.sound,
        reader.hub.ledger_origin,
        checkpoint.size if checkpoint is not None else None,
        report.root.hex() if report.root is not None else None,
        report.findings,
    )


def verify(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """Recompute every tile from the entries, and hold tiles, checkpoint and database against each other.

    On a cluster the entries of the brokers are held against them too. May run while the hub runs. Exits 1 where
    anything differs.
    """
    with looking_into(home, cluster=cluster) as reader:
        verified = check_ledger(reader, _of_brokers() if cluster else None)
    give(verified, lambda out: show(out, verified), as_json=as_json)
    if not verified.sound:
        whose = "cluster" if cluster else f"home `{home}`"
        raise Failure(
            ExitCode.FOUND, f"the ledger of the {whose} is not right: keep a copy of the folder before anything else"
        )


def _of_brokers() -> Sequence[bytes]:
    from services.operator.cluster_checks import ClusterChecks
    from services.settings.processes import OperatorSettings

    return ClusterChecks(OperatorSettings.read()).entries()


def _differing(reader: LookedInto, told: Sequence[bytes]) -> Iterator[Finding]:
    """Entries of the brokers' that the database has otherwise; it may be behind them, and they were asked before it."""
    ours = reader.entries(0, len(told))
    for place, (one, other) in enumerate(zip(ours, told, strict=False)):
        if one != other:
            detail = "the brokers have another than the database"
            yield Finding(FindingKind.ENTRY_DIFFERS_FROM_DATABASE, f"entry {place}", detail)


def show(out: Console, verified: LedgerVerified) -> None:
    """Draw the result."""
    out.print(
        verdict(
            verified.sound,
            f"ledger `{verified.origin}`: {verified.size or 0} entries, root {verified.root or 'unknown'}",
        )
    )
    if verified.findings:
        rows = [(one.kind, one.place, one.detail) for one in verified.findings]
        out.print(table("What differs", "Kind", "Place", "What", rows=rows))
