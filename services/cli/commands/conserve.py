"""`firstbell conserve`."""

from pathlib import Path

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, progress, table, verdict
from services.operator.reading import HomeReader
from streams.checks.conservation import Conserved
from streams.checks.conservation import conserve as check
from streams.checks.findings import Finding
from streams.checks.history import check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import hub_of, reading, records_of
from streams.checks.texts_home import texts_of_home
from streams.engines.local.home import Home


class Conservation(Struct):
    """What the check found, and what it counted."""

    sound: bool
    at_rest: bool
    findings: tuple[Finding, ...]
    counts: dict[str, int]


def check_conservation(home: Path, *, as_json: bool = False) -> Conservation:
    """The conservation check over all that a home has recorded."""
    with HomeReader(home) as reader:
        at_rest = all(one.lag == 0 for one in reader.waiting())
        total = reader.counts()["decisions"]
        keys = reader.keys
    with reading(home) as database, progress(as_json=as_json) as shown:
        task = shown.add_task("reading records", total=total)
        found: Conserved = check(
            records_of(database),
            person_partitions=hub_of(database).person_partitions,
            at_rest=at_rest,
            progress=lambda done: shown.update(task, completed=done),
        )
        texts = texts_of_home(database, Home(home), keys, found.behind)
    with history_of_home(home, at_rest=at_rest) as history:
        findings = (*found.findings, *texts.findings, *check_history(history))
    return Conservation(not findings, at_rest, findings, found.counts | texts.counts)


def check_conservation_of_cluster(*, as_json: bool = False) -> Conservation:
    """The conservation check over all that a cluster has recorded when it begins."""
    from services.cli.processes import explained  # here: whoever checks a home need not load the clients
    from services.operator.cluster_checks import ClusterChecks
    from services.settings.processes import OperatorSettings

    with explained(), progress(as_json=as_json) as shown:
        task = shown.add_task("reading records", total=None)
        checks = ClusterChecks(OperatorSettings.read())
        found, beside, at_rest = checks.conserve(lambda done: shown.update(task, completed=done))
    findings = (*found.findings, *beside)
    return Conservation(not findings, at_rest, findings, found.counts)


def conserve(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """Check that everything ended somewhere: noticed, refused with a reason, or on a staffed desk.

    For every accepted event, child and recipient rule there is exactly one current disposition, and nothing stands past
    its deadline unmarked; and no current notice shows what an earlier revision said and the newest says otherwise. The
    history is checked too: nothing promised is lost, double, out of order or forked, and log, ledger and views agree.
    A cluster is checked as it stood when the check began, from the brokers' own records.
    Exits 1 where that is not so.
    """
    found = check_conservation_of_cluster(as_json=as_json) if cluster else check_conservation(home, as_json=as_json)
    give(found, lambda out: show(out, found), as_json=as_json)
    if not found.sound:
        raise Failure(
            ExitCode.FOUND, f"{len(found.findings)} findings: nothing may be lost, look at each with `firstbell trace`"
        )


def show(out: Console, found: Conservation) -> None:
    """Draw the result."""
    records = found.counts.get("records", 0)
    rest = "" if found.at_rest else "; the hub is still deciding, so what is under way is not counted as lost"
    out.print(verdict(found.sound, f"conservation and history over {records} records{rest}"))
    if found.findings:
        rows = [(one.kind.value, one.place, one.detail) for one in found.findings]
        out.print(table("What is wrong", "Kind", "Record", "What", rows=rows))
