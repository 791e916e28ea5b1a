"""`firstbell ledger verify`."""

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give, table, verdict
from services.operator.reading import HomeReader
from streams.ledger.verify import Finding, verify_log


class LedgerVerified(Struct):
    """What the check found."""

    sound: bool
    origin: str
    size: int | None
    root: str | None
    findings: tuple[Finding, ...]


def check_ledger(reader: HomeReader) -> LedgerVerified:
    """Recompute the whole log of a home, and hold it against its database."""
    report = verify_log(
        reader.home.ledger, str(reader.ledger_key), entries=reader.entries, entry_count=reader.entry_count()
    )
    checkpoint = report.checkpoint
    return LedgerVerified(
        report.sound,
        reader.hub.ledger_origin,
        checkpoint.size if checkpoint is not None else None,
        report.root.hex() if report.root is not None else None,
        report.findings,
    )


def verify(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Recompute every tile from the entries, and hold tiles, checkpoint and database against each other.

    May run while the hub runs. Exits 1 where anything differs.
    """
    with HomeReader(home) as reader:
        verified = check_ledger(reader)
    give(verified, lambda out: show(out, verified), as_json=as_json)
    if not verified.sound:
        raise Failure(
            ExitCode.FOUND, f"the ledger of `{home}` is not right: keep a copy of the folder before anything else"
        )


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
