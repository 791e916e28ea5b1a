"""Opening what a command works on: the home that `--home` names, or with `--cluster` the cluster of the settings."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.records.inputs import Command
from services.operator.clock import Clock, machine_clock
from services.operator.looking import LookedInto
from services.operator.opening import working_on
from services.operator.operated import Operated
from services.operator.reading import HomeReader
from streams.engines.contract import Hub, Settled


@contextmanager
def operating(home: Path, *, cluster: bool) -> Iterator[tuple[Operated, Clock]]:
    """The hub and its clock. What a cluster cannot do becomes a `Failure`."""
    if not cluster:
        with working_on(home) as opened:
            yield opened
        return
    from services.cli.processes import explained  # here: whoever works on a home need not load the clients
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as opened_there:
        yield opened_there


@contextmanager
def looking_into(home: Path, *, cluster: bool) -> Iterator[LookedInto]:
    """The hub, read-only. What a cluster cannot tell becomes a `Failure`."""
    if not cluster:
        with HomeReader(home) as reader:
            yield reader
        return
    from services.cli.processes import explained
    from services.operator.cluster_reading import ClusterReader
    from services.settings.processes import OperatorSettings

    with explained(), ClusterReader(OperatorSettings.read()) as reader_there:
        yield reader_there


@contextmanager
def at_a_desk(home: Path, *, cluster: bool) -> Iterator[tuple[Hub, Clock]]:
    """The hub as the page of a desk uses it, and its clock: a home that nothing else has open, or the cluster.

    What a cluster cannot do, and a command that is not decided in time, become a `Failure`.
    """
    if not cluster:
        with working_on(home) as (hub, clock):
            yield hub, clock
        return
    from services.cli.processes import explained
    from services.operator.cluster import Cluster
    from services.settings.processes import OperatorSettings

    with explained(), Cluster(OperatorSettings.read()).hub() as hub_there:
        yield hub_there, machine_clock


def performed(home: Path, command: Command, named: str, *, cluster: bool) -> Settled:
    """A desk's command, decided at `at_a_desk`. `named` begins its id."""
    with at_a_desk(home, cluster=cluster) as (hub, _):
        return hub.perform(command, command_id=id_of(named))


def id_of(named: str) -> str:
    """A fresh command id that begins so."""
    return f"{named}-{secrets.token_hex(16)}"
