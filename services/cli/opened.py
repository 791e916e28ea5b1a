"""Opening what a command works on: the home that `--home` names, or with `--cluster` the cluster of the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.operator.clock import Clock
from services.operator.looking import LookedInto
from services.operator.opening import working_on
from services.operator.operated import Operated
from services.operator.reading import HomeReader


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
