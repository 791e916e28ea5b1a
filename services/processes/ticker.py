"""`firstbell ticker`: tells every partition what time it is; a second one stands by."""

from services.processes.connections import group_of, kafka_connection, topics_of
from services.processes.probing import brokers_answer
from services.processes.running import begun
from services.settings.processes import TickerSettings
from streams.engines.kafka.ticker import GROUP, Ticker


def run_ticker(settings: TickerSettings) -> None:
    """Tick until a signal. Ready only while it is the one that ticks."""
    connection = kafka_connection(settings.kafka, f"firstbell-ticker-{settings.instance}")
    with begun(settings, ("brokers", "served", "partitions"), (), {"brokers": brokers_answer(connection)}) as running:
        ticker = Ticker(
            connection,
            topics_of(settings.kafka),
            every=settings.ticker.seconds,
            group=group_of(settings.kafka, GROUP),
            session_seconds=settings.kafka.session_seconds,
            observer=running.observer,
            clock=settings.story_clock(),
        )
        ticker.run(running.stop)
