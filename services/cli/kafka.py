"""Comparing and changing a cluster from a terminal."""

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.output import give, table, verdict
from services.operator.kafka.applying import Allowed, NotUndeclared, apply_plan
from services.operator.kafka.cluster import Cluster, Found
from services.operator.kafka.declared import load_declared
from services.operator.kafka.plan import Drift, make_plan
from services.operator.kafka.refusals import ClusterRefused, Why
from services.operator.kafka.registered import REFERENCE, Registered, read_registered
from services.operator.kafka.wanted import AgencyUnusable, Wanted, spell_out
from services.processes.connections import kafka_connection
from services.settings.processes import KafkaToolSettings
from streams.engines.kafka.connection import KafkaConnection

CODES = {Why.UNREACHABLE: ExitCode.UNREACHABLE, Why.DENIED: ExitCode.DENIED, Why.REFUSED: ExitCode.REFUSED}


class Shown(Struct, frozen=True):
    """What `--json` gives: the differences, which of them were ended, and for which agencies it was compared."""

    agencies: tuple[str, ...]
    topics: int
    rights: int
    done: tuple[Drift, ...]
    drift: tuple[Drift, ...]


class Target(Struct, frozen=True):
    """Which declarations are compared, and for whom besides the agencies that the reference log registers."""

    declared: Path
    agencies: tuple[str, ...]
    replication: int | None


def connection_of(settings: KafkaToolSettings) -> KafkaConnection:
    """The brokers, as the settings name them."""
    return kafka_connection(settings.kafka, "firstbell-kafka")


def show_plan(connection: KafkaConnection, target: Target, as_json: bool) -> None:
    """Compare, and tell. Raises `Failure` where anything differs."""
    try:
        with closing(Cluster(connection)) as cluster:
            wanted, found, registered = _compared(cluster, connection, target)
    except (ClusterRefused, AgencyUnusable) as error:
        raise failure_of(error) from error
    drift = make_plan(wanted, found, registered.counts).drift
    _tell(Shown(_agencies(target, registered), len(wanted.topics), len(wanted.rights), (), drift), as_json)


def show_apply(connection: KafkaConnection, target: Target, allowed: Allowed, as_json: bool) -> None:
    """Make it so, and tell. Raises `Failure` where anything is left."""
    try:
        with closing(Cluster(connection)) as cluster:
            wanted, found, registered = _compared(cluster, connection, target)
            applied = apply_plan(cluster, wanted, found, registered.counts, allowed, time.monotonic, time.sleep)
    except (ClusterRefused, AgencyUnusable, NotUndeclared) as error:
        raise failure_of(error) from error
    agencies = _agencies(target, registered)
    _tell(Shown(agencies, len(wanted.topics), len(wanted.rights), applied.done, applied.left), as_json)


def failure_of(error: ClusterRefused | AgencyUnusable | NotUndeclared) -> Failure:
    """How the command ends."""
    return Failure(CODES[error.why] if isinstance(error, ClusterRefused) else ExitCode.REFUSED, str(error))


def _compared(cluster: Cluster, connection: KafkaConnection, target: Target) -> tuple[Wanted, Found, Registered]:
    declared = load_declared(target.declared)
    found = cluster.found()
    registered = read_registered(connection) if REFERENCE in found.topics else Registered()
    agencies = _agencies(target, registered)
    return spell_out(declared, agencies, replication=target.replication), found, registered


def _agencies(target: Target, registered: Registered) -> tuple[str, ...]:
    return tuple(sorted({*target.agencies, *registered.agencies}))


def _tell(shown: Shown, as_json: bool) -> None:
    give(shown, lambda out: _draw(out, shown), as_json=as_json)
    if shown.drift:
        raise Failure(ExitCode.DRIFT, f"{len(shown.drift)} differences: `firstbell kafka apply` ends those that it may")


def _draw(out: Console, shown: Shown) -> None:
    for title, drift in (("Done", shown.done), ("Differs", shown.drift)):
        shapes = [_shape_row(one) for one in drift if one.right is None]
        rights = [_right_row(one) for one in drift if one.right is not None]
        if shapes:
            out.print(table(title, "What", "Name", "Setting", "Declared", "Found", "To end it", rows=shapes))
        if rights:
            headings = ("What", "Principal", "May", "What to", "Name", "To end it")
            out.print(table(f"{title}: rights", *headings, rows=rights))
    agencies = ", ".join(shown.agencies) or "no agency is registered yet"
    held = f"{shown.topics} topics and {shown.rights} rights are declared; agencies: {agencies}"
    out.print(verdict(not shown.drift, held if shown.drift else f"the cluster is as declared: {held}"))


def _shape_row(one: Drift) -> Sequence[str]:
    return (one.kind.value, one.name, one.setting, one.declared, one.found, one.advice)


def _right_row(one: Drift) -> Sequence[str]:
    assert one.right is not None
    right = one.right
    return (one.kind.value, right.principal, right.operation, right.resource.value, right.name, one.advice)
