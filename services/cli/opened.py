"""Opening what a command works on: the home that `--home` names, or with `--cluster` the cluster of the settings."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.records.inputs import Command
from services.operator.clock import Clock
from services.operator.looking import LookedInto
from services.operator.opening import working_on
from services.operator.operated import Operated
from services.operator.reading import HomeReader
from streams.engines.contract import Settled


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


def performed(home: Path, command: Command, named: str, *, cluster: bool) -> Settled:
    """A desk's command, decided: in a home that nothing else has open, or by the cluster. `named` begins its id.

    What a cluster cannot do, and a command that is not decided in time, become a `Failure`.
    """
    command_id = f"{named}-{secrets.token_hex(16)}"
    if not cluster:
        with working_on(home) as (hub, _):
            return hub.perform(command, command_id=command_id)
    from services.cli.processes import explained
    from services.operator.cluster import Cluster
    from services.settings.processes import OperatorSettings

    with explained():
        return Cluster(OperatorSettings.read()).perform(command, command_id)
