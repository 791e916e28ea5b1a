"""What became of an agency's submissions, and what the hub can be held to."""

from pathlib import Path

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.output import give, progress, table, verdict, when
from services.metrics.publisher_standing import write_publisher
from services.operator.agency_folder import AgencyFolder
from services.publisher.evidence import Checked, Complaint, check_kept, complaints, hand_over
from services.publisher.http import HttpTransport
from services.publisher.outcomes import Outcomes
from services.publisher.proofs import HubKeys
from services.publisher.report import ReportRow, State, report
from services.publisher.store import PublisherStore
from streams.ledger.checkpoint import open_checkpoint

_ON_PAGE = (
    "Outcomes: accepted says that the hub has it, not that its contact is decided by it. Whether it is, and if not why,"
    " stands on your agency's page of the hub, by the outcome's reference: whoever leads its sharing looks it up."
)
"""What the hub promises, signs and proves is that it took an event; what a later hop makes of it is told to people."""


class Complained(Struct):
    """Something held against the hub. Its files are written by `--evidence`."""

    kind: str
    reference: str
    detail: str
    files: tuple[str, ...]


class OutcomesShown(Struct):
    """Where each incident stands; with `--verify` what the kept bytes prove. `ledger_size` was seen last.

    `waits_for_mending` counts incidents that the hub has not, or not whole: rows of theirs are to be mended.
    """

    rows: tuple[ReportRow, ...]
    checked: tuple[Checked, ...]
    complaints: tuple[Complained, ...]
    ledger_size: int
    waits_for_mending: int


def show_outcomes(
    agency: Path, verify: bool, evidence: Path | None, url: str | None, metrics: Path | None, as_json: bool
) -> None:
    """Show an agency's outcomes. Raises `Failure` where anything does not hold."""
    folder = AgencyFolder(agency)
    keys, store = HubKeys.of(folder.descriptor()), folder.store()
    try:
        if not verify:
            _fetch(folder, store, keys, url, as_json)
        found = complaints(store)
        if evidence is not None:
            _hand_over(evidence, found, folder)
        shown = _shown(store, keys, found, verify)
        if metrics is not None:
            write_publisher(metrics, store)
    finally:
        store.close()
    give(shown, lambda out: _show(out, shown, verify), as_json=as_json)
    wrong = [one for one in shown.checked if one.wrong]
    if found or wrong:
        text = f"{len(found) + len(wrong)} things do not hold: `--evidence DIR` writes the files to hand over"
        raise Failure(ExitCode.FOUND, text, "do not change the agency's folder, and ask the hub's operator")
    if shown.waits_for_mending and not verify:
        raise Failure(ExitCode.FOUND, *to_be_mended(shown.waits_for_mending))


def to_be_mended(count: int) -> tuple[str, str]:
    """What is said where incidents wait for their rows: of these the hub has nothing, or not everybody."""
    text = f"{count} incidents wait for a person to mend their rows, and who is to know of them may know nothing"
    advice = "`firstbell outcomes` names them with the place: mend the rows and publish again, or ring who is to know"
    return text, f"{advice} (of a referral to MARAC its coordinator, and no school)"


def _fetch(folder: AgencyFolder, store: PublisherStore, keys: HubKeys, url: str | None, as_json: bool) -> None:
    with (
        HttpTransport(url or folder.descriptor().url, folder.token()) as transport,
        progress(as_json=as_json) as shown,
    ):
        task = shown.add_task("asking", total=None)
        Outcomes(store, keys, transport, folder.clock()).fetch(
            lambda done, total: shown.update(task, completed=done, total=total)
        )


def _hand_over(target: Path, found: list[Complaint], folder: AgencyFolder) -> None:
    try:
        hand_over(target, found, folder.descriptor())
    except FileExistsError:
        raise Failure(ExitCode.REFUSED, f"`{target}` is there already and not empty: name another folder") from None


def _shown(store: PublisherStore, keys: HubKeys, found: list[Complaint], verify: bool) -> OutcomesShown:
    seen = store.seen.checkpoint()
    return OutcomesShown(
        tuple(report(store)),
        tuple(check_kept(store, keys)) if verify else (),
        tuple(Complained(one.kind, one.reference, one.detail, tuple(sorted(one.files))) for one in found),
        open_checkpoint(seen, keys.ledger).size if seen is not None else 0,
        store.standing()["waits_for_mending"][0],
    )


def _show(out: Console, shown: OutcomesShown, verify: bool) -> None:
    if verify:
        _show_checked(out, shown)
    else:
        rows = [
            (
                one.reference,
                str(one.revision or ""),
                one.state.value.replace("_", " "),
                "proven" if one.in_ledger else "broken" if one.broken else "",
                f"{f'{one.place}: ' if one.state is State.WAITS_FOR_MENDING else ''}{one.reason}: {one.advice}"
                if one.reason
                else "",
            )
            for one in shown.rows
        ]
        headings = ("Reference", "Revision", "State", "Ledger", "Why")
        out.print(table("What became of everything sent", *headings, rows=rows, right=[1]))
        if any(one.told_on_page for one in shown.rows):
            out.print(_ON_PAGE)
    for one in shown.complaints:
        out.print(verdict(False, f"{one.kind.replace('_', ' ')} {one.reference}: {one.detail}"))
    waits = shown.waits_for_mending
    out.print(verdict(not waits, f"{waits} incidents wait for their rows to be mended"))
    text = f"ledger: {shown.ledger_size} entries seen, {len(shown.complaints)} complaints"
    out.print(verdict(not shown.complaints, text))


def _show_checked(out: Console, shown: OutcomesShown) -> None:
    rows = [
        (
            one.reference,
            str(one.revision),
            one.outcome.replace("_", " ") or "not decided",
            f"{one.proven.index} of {one.proven.size}" if one.proven is not None else "",
            when(one.proven.signed_at) if one.proven is not None else "",
            one.wrong,
        )
        for one in shown.checked
    ]
    headings = ("Reference", "Revision", "Outcome", "Entry", "Checkpoint of", "What does not hold")
    out.print(table("Checked from the kept bytes alone", *headings, rows=rows, right=[1]))
    wrong = sum(bool(one.wrong) for one in shown.checked)
    proven = sum(one.proven is not None for one in shown.checked)
    out.print(verdict(not wrong, f"{proven} proofs hold of {len(shown.checked)} promises, {wrong} do not"))
