"""`firstbell replay`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, progress, table, verdict, when
from services.operator.reading import HomeReader
from streams.calendar.wall_clock import LONDON
from streams.checks.conservation import Conservation
from streams.checks.findings import Finding
from streams.checks.fold import DeskItemThen, NoticeThen, fold_at
from streams.checks.home import hub_of, reading, records_of
from streams.checks.records import Recorded
from streams.checks.replay import verify_replay

if TYPE_CHECKING:
    from services.operator.cluster_checks import ClusterChecks

_NEVER: Final = datetime.max.replace(tzinfo=UTC)

_NOT_VERIFIED: Final = {
    "children_not_compared": (
        "not verified: how {count} children were matched. Rolls that were searched for them were replaced since and"
        " destroyed; their matches were taken from the record"
    ),
    "children_compared_in_part": (
        "verified in part: {count} children whose schools' rolls still stand, while another roll was replaced since:"
        " each candidate was found again, and how rare the name was then is taken from the record"
    ),
}
"""What no difference says nothing about."""


class Replayed(Struct):
    """What verification found; `counts` say how much was decided again, and how much no longer could be."""

    sound: bool
    findings: tuple[Finding, ...]
    counts: dict[str, int]


class Folded(Struct):
    """What the hub knew at a time: counts of everything recorded until then, and what stood.

    `notices` and `desk` are of incidents that happened until `happened`; they hold no direct identifier of a person.
    """

    until: datetime | None
    happened: datetime | None
    counts: dict[str, int]
    notices: tuple[NoticeThen, ...]
    desk: tuple[DeskItemThen, ...]


def check_replay(home: Path, *, as_json: bool = False) -> Replayed:
    """Verify a home's chains and signatures, and decide everything again."""
    with HomeReader(home) as reader:
        keys = reader.keys
    with progress(as_json=as_json) as shown:
        task = shown.add_task("deciding again", total=None)
        found = verify_replay(home, keys, progress=lambda done, total: shown.update(task, completed=done, total=total))
    return Replayed(found.sound, found.findings, found.counts)


def check_replay_of_cluster(*, as_json: bool = False) -> Replayed:
    """Verify a cluster's chains and signatures, and decide everything again."""
    from services.cli.processes import explained

    with explained(), progress(as_json=as_json) as shown:
        task = shown.add_task("deciding again", total=None)
        found = _checks().verify(lambda done, total: shown.update(task, completed=done, total=total))
    return Replayed(found.sound, found.findings, found.counts)


def _checks() -> "ClusterChecks":
    from services.operator.cluster_checks import ClusterChecks
    from services.settings.processes import OperatorSettings

    return ClusterChecks(OperatorSettings.read())


def replay(
    verify: Annotated[
        bool, typer.Option("--verify", help="Check chains and signatures from the bytes, and decide everything again.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"], help="Fold what the hub knew by this London time."
        ),
    ] = None,
    happened: Annotated[
        datetime | None,
        typer.Option(
            "--happened-until",
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"],
            help="Leave out incidents that happened after this London time.",
        ),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Fold the records again: to what the hub knew at any time, or with --verify to see that all was decided rightly.

    Without --verify it shows the notices that were current and the desk items that were open then, in two times: when
    the hub knew (--until) and when it had happened (--happened-until).
    With --verify each record is checked from its bytes, decided again from what the hub knew then, and each difference
    reported; what cannot be repeated any more, because its keys were destroyed, is counted. Exits 1 for a difference.
    A home's views and state are folded again and compared; of a cluster its views, what is parked, and the copies of
    records in PostgreSQL, as far as the view writer had come.
    A cluster is looked at as it stood when the command began; --verify copies its log, without any key, to a temporary
    folder.
    """
    if verify and (until is not None or happened is not None):
        raise Failure(ExitCode.USAGE, "`--verify` looks at everything: leave `--until` and `--happened-until` out")
    if not verify:
        times = _london(until), _london(happened)
        folded = _fold_cluster(*times) if cluster else _fold(home, *times)
        give(folded, lambda out: _show_folded(out, folded), as_json=as_json)
        return
    found = check_replay_of_cluster(as_json=as_json) if cluster else check_replay(home, as_json=as_json)
    give(found, lambda out: show(out, found), as_json=as_json)
    if not found.sound:
        whose = "topics and databases" if cluster else "home"
        raise Failure(
            ExitCode.FOUND, f"{len(found.findings)} differences: keep a copy of the {whose}, and look at each record"
        )


def show(out: Console, found: Replayed) -> None:
    """Draw the result of a verification."""
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(found.counts.items()) if count)
    out.print(verdict(found.sound, f"replay: {counts or 'nothing recorded'}"))
    for count, text in ((found.counts.get(name, 0), text) for name, text in _NOT_VERIFIED.items()):
        if count:
            out.print(text.format(count=count))
    if found.findings:
        rows = [(one.kind.value, one.place, one.detail) for one in found.findings]
        out.print(table("What differs", "Kind", "Record", "What", rows=rows))


def _london(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=LONDON) if at is not None else None


def _fold(home: Path, until: datetime | None, happened: datetime | None) -> Folded:
    with HomeReader(home):
        pass
    with reading(home) as database:
        check = Conservation(hub_of(database).person_partitions)

        def counted() -> Iterator[Recorded]:
            for record in records_of(database):
                if until is None or record.decision.at <= until:
                    check.take(record)
                    yield record

        then = fold_at(counted(), happened_until=happened or _NEVER, known_until=until or _NEVER)
    return Folded(until, happened, check.result(at_rest=False).counts, then.notices, then.desk)


def _fold_cluster(until: datetime | None, happened: datetime | None) -> Folded:
    from services.cli.processes import explained

    with explained():
        then, counts = _checks().fold(until or _NEVER, happened or _NEVER)
    return Folded(until, happened, counts, then.notices, then.desk)


def _show_folded(out: Console, folded: Folded) -> None:
    rows = [(name.replace("_", " "), str(count)) for name, count in sorted(folded.counts.items())]
    out.print(pairs(f"As the hub knew it {f'on {when(folded.until)}' if folded.until else 'at last'}", rows))
    if folded.until is None and folded.happened is None:
        return
    notices = [
        (one.notice, one.recipient.value, one.kind.value, when(one.issued_at), when(one.due_at), _state(one))
        for one in folded.notices
    ]
    out.print(table("Notices that were current", "Notice", "School", "Kind", "Issued", "Due", "State", rows=notices))
    desk = [
        (one.item, one.area, one.kind.value.replace("_", " "), when(one.due_at), "overdue" if one.overdue else "")
        for one in folded.desk
    ]
    out.print(table("Desk items that were open", "Item", "Area", "Kind", "Due", "State", rows=desk))


def _state(notice: NoticeThen) -> str:
    steps = {
        "acknowledged": notice.acknowledged_at is not None,
        "told by telephone": notice.told_by_telephone,
        "opened": notice.opened_at is not None,
        "escalated": notice.escalated,
        "overdue": notice.overdue,
    }
    return next((name for name, reached in steps.items() if reached), "waiting")
