"""Checks of a hub on a cluster at rest: conservation, history, ledger, and a local engine that had the same story."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from msgspec import Struct

from ops.cluster.hub import VAULT, HubCluster
from streams.checks.behind import Behind
from streams.checks.cluster_log import ClusterLog
from streams.checks.compare import Compared, compare
from streams.checks.compare_home import log_of_home
from streams.checks.conservation import conserve
from streams.checks.findings import Finding
from streams.checks.history import check_history
from streams.checks.history_cluster import history_of_cluster
from streams.checks.texts_cluster import texts_of_cluster
from streams.engines.local.home import Home
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.sealed import PostgresIntake
from streams.engines.postgres.vault import PostgresVault
from streams.ledger.verify import verify_log
from streams.reference.facts import Reference
from streams.vault.keyring import KeyRing


class Checked(Struct, frozen=True):
    """What the checks found wrong, and over how much they looked; `compared` is the cluster beside a local engine."""

    findings: tuple[str, ...]
    records: int
    entries: int
    not_counted: int
    compared: Compared


def check(cluster: HubCluster, home: Home, reference: Reference, local: Path) -> Checked:
    """Look at the whole hub, as the operator. `local` is the home in which the same story was told."""
    keys = home.read_keys()
    log = ClusterLog(cluster.connection("operator"), keys.operator.public_key())
    hub = reference.hub
    assert hub is not None
    conserved = conserve(log.recorded(), person_partitions=hub.person_partitions)
    entries = [entry for _, entry, _, _ in log.entries()]
    texts = _texts(cluster, log, conserved.behind)
    findings = [f"conservation: {one.kind} at {one.place}: {one.detail}" for one in (*conserved.findings, *texts)]
    findings += _history(cluster, log)
    key = str(keys.ledger_signer(hub.ledger_origin).verifier_key)
    report = verify_log(cluster.ledger, key, entries=lambda start, stop: entries[start:stop], entry_count=len(entries))
    findings += [f"ledger: {one.kind} at {one.place}: {one.detail}" for one in report.findings]
    if report.checkpoint is None or report.checkpoint.size != len(entries):
        findings.append(f"ledger: no checkpoint covers all of {len(entries)} entries")
    records = conserved.counts.get("records", 0)
    with log_of_home(local) as other:
        compared = compare(other, log)
    return Checked(tuple(findings), records, len(entries), log.not_counted.total(), compared)


def _texts(cluster: HubCluster, log: ClusterLog, behind: Sequence[Behind]) -> Sequence[Finding]:
    engine = open_engine(cluster.address("operator"), connections=1)
    try:
        with closing(PostgresVault(cluster.address("operator", VAULT), KeyRing(cluster.vault_keys))) as vault:
            return texts_of_cluster(log, PostgresIntake(engine), vault, behind).findings
    finally:
        engine.dispose()


def _history(cluster: HubCluster, log: ClusterLog) -> Iterator[str]:
    with closing(psycopg.connect(cluster.address("operator"), autocommit=True)) as views:
        for one in check_history(history_of_cluster(log, views)):
            yield f"history: {one.kind} at {one.place}: {one.detail}"
