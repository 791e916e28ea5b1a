"""`firstbell views`: writes what pages and tools read, and looks every few seconds how the hub stands."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, text

from services.metrics.catalogue import OF_SINKS, OF_STANDING
from services.metrics.hub_standing import Ask, HubStanding, Watching, look
from services.processes.connections import address_of, kafka_connection, topics_of
from services.processes.probing import Check, brokers_answer, database_answers
from services.processes.reference_copy import ReferenceCopy
from services.processes.running import begun, now
from services.settings.processes import ViewsSettings
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.sinks.views import ViewWriter, ViewWriterParts
from streams.engines.observing import Condition
from streams.engines.postgres.database import open_engine

NEEDS: Final[tuple[Condition, ...]] = ("brokers", "served", "views", "reference")
METRICS: Final = (*OF_SINKS, *OF_STANDING)


def run_views(settings: ViewsSettings) -> None:
    """Write views until a signal. Raises what no waiting mends."""
    connection = kafka_connection(settings.kafka, f"firstbell-views-{settings.instance}")
    address = address_of(settings.views_database)
    operator = KeyFolder(settings.keys.folder).operator()
    checks: dict[Condition, Check] = {
        "brokers": brokers_answer(connection),
        "views": database_answers(address, "views"),
    }
    engine, story = open_engine(address, connections=2), settings.story_clock()
    copy = ReferenceCopy(engine, operator)

    def look_now(at: datetime) -> HubStanding:
        return look(asker(engine), copy.follow(), settings.ledger.folder, at)

    with closing(_Disposing(engine)), begun(settings, NEEDS, METRICS, checks, clock=story) as running:

        def looked(readable: bool) -> None:
            running.health.stands("reference", readable and copy.held().hub is not None)

        running.follow(copy.held)
        parts = ViewWriterParts(connection, address, operator, topics_of(settings.kafka))
        with Watching(running.meters, story or now, look_now, looked):
            ViewWriter(parts, running.observer).run(running.stop)


def asker(engine: Engine) -> Ask:
    """Runs questions about the hub's standing."""

    def ask(question: str, given: Mapping[str, int]) -> Sequence[Sequence[object]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(question), dict(given))]

    return ask


class _Disposing:
    """Lets go of an engine's connections."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Let go."""
        self._engine.dispose()
