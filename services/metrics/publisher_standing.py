"""How an agency's publisher stands, as gauges: counts and times alone, never a reference."""

from pathlib import Path

from services.metrics import catalogue
from services.metrics.meters import Meters
from services.publisher.store import PublisherStore
from streams.durability import write_durably


def show_publisher(meters: Meters, store: PublisherStore) -> None:
    """Show what of an agency's waits or was rejected, and since when the oldest of it."""
    meters.clear(catalogue.PUBLISHER_OLDEST)
    for state, (count, since) in store.standing().items():
        meters.put(catalogue.PUBLISHER_OPEN, count, state)
        if since is not None:
            meters.put(catalogue.PUBLISHER_OLDEST, since.timestamp(), state)


def write_publisher(path: Path, store: PublisherStore) -> None:
    """Write it to a file that Prometheus's node exporter reads (textfile collector): whole or not at all."""
    meters = Meters(catalogue.OF_PUBLISHER, of_process=False)
    show_publisher(meters, store)
    write_durably(path, meters.text(), "publisher.metrics", mode=0o644)
