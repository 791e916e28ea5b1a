"""Issuing and listing certificates from a terminal."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from services.cli.failures import ExitCode, Failure
from services.cli.output import give, table, verdict, when
from services.operator.clock import machine_clock
from services.operator.kafka.certificates import CertificateFolder, CertificatesFailed, Held
from services.operator.kafka.declared import load_declared
from services.operator.kafka.issuing import Issued, Issuing, issue_due, missing
from services.operator.kafka.wanted import AgencyUnusable, Wanted, spell_out


class CertificatesShown(Struct, frozen=True):
    """What `--json` gives. `due` end within the days that were asked for, or have ended."""

    folder: str
    certificates: tuple[Held, ...]
    issued: tuple[str, ...]
    missing: tuple[str, ...]
    due: tuple[str, ...]


def show_certificates(
    folder: Path, declared: Path, agencies: tuple[str, ...], how: Issuing, check: bool, as_json: bool
) -> None:
    """Issue what is missing or due, unless `check`, and list all. Raises `Failure`; `FOUND` where `check` finds any."""
    certificates, now = CertificateFolder(folder), machine_clock()
    try:
        wanted = spell_out(load_declared(declared), agencies)
        result = Issued(certificates.held(), ()) if check else issue_due(certificates, wanted, how, now)
        shown = _shown(certificates, wanted, result, how, now)
    except AgencyUnusable as error:
        raise Failure(ExitCode.REFUSED, str(error)) from error
    except CertificatesFailed as error:
        raise Failure(ExitCode.HOME, str(error)) from error
    give(shown, lambda out: _draw(out, shown, now), as_json=as_json)
    if check and (shown.missing or shown.due):
        text = f"{len(shown.missing)} certificates are missing, {len(shown.due)} are due: run it without --check"
        raise Failure(ExitCode.FOUND, text)


def _shown(folder: CertificateFolder, wanted: Wanted, result: Issued, how: Issuing, now: datetime) -> CertificatesShown:
    due = tuple(one.principal for one in result.held if one.is_due(now, how.within))
    return CertificatesShown(str(folder.folder), result.held, result.issued, missing(folder, wanted), due)


def _draw(out: Console, shown: CertificatesShown, now: datetime) -> None:
    rows = [
        (
            one.principal or Text("the authority itself", "dim"),
            one.file,
            f"{one.valid_until:%d %b %Y}",
            str((one.valid_until - now).days),
            ", ".join(one.hosts),
            "issued now" if one.principal in shown.issued else "",
        )
        for one in shown.certificates
    ]
    headings = ("Principal", "File", "Until", "Days left", "Hosts", "")
    out.print(table(f"Certificates in {shown.folder}, {when(now)}", *headings, rows=rows, right=[3]))
    if shown.missing:
        out.print(verdict(False, f"missing: {', '.join(shown.missing)}"))
    if shown.due:
        out.print(verdict(False, f"due: {', '.join(name or 'the authority itself' for name in shown.due)}"))
    if not shown.missing and not shown.due:
        out.print(verdict(True, "everybody has a certificate, and none is due"))
