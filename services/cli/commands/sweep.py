"""`firstbell sweep`."""

from msgspec import Struct

from services.cli.options import JsonOption


class Swept(Struct):
    """Of how many events and submissions the keys were destroyed now."""

    destroyed: int


def sweep(as_json: JsonOption = False) -> None:
    """Destroy keys in a cluster's vault that nobody needs any more, and say of how many.

    A worker that dies between putting an event's keys into the vault and recording that it accepted the event, or whose
    record does not count, leaves them there; a retry that was cut short leaves those of what had been parked. What
    could still be decided is left alone. The cluster is the one that the FIRSTBELL_ variables name (ops/settings.md);
    run it now and then.
    """
    from services.cli.output import give
    from services.cli.processes import explained
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, _):
        done = Swept(hub.registry.sweep())
    give(done, lambda out: out.print(f"{done.destroyed} keys that nobody needs were destroyed"), as_json=as_json)
