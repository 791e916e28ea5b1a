"""`firstbell outbox-sender`: tells readers that there is something to read; a second one stands by."""

import logging
from contextlib import closing
from typing import Final

from services.metrics.catalogue import OF_OUTBOX
from services.metrics.outbox_standing import show_outbox
from services.operator.clock import Clock
from services.outbox.running import opened_outbox, run_outbox
from services.processes.connections import address_of, kafka_connection, topics_of, vault_keys
from services.processes.probing import Check, brokers_answer, database_answers
from services.processes.running import Running, begun, now
from services.settings.processes import OutboxSenderSettings
from streams.engines.kafka.hub import HubParts, KafkaHub
from streams.engines.kafka.keys import KeyFolder
from streams.engines.observing import Condition
from streams.engines.postgres.database import open_engine, waits
from streams.engines.postgres.outbox import PostgresChains, PostgresOutbox
from streams.engines.postgres.stores import AWAY

_STANDS_BY: Final = 2.0
"""Seconds between looks of one that stands by at whether the other still sends."""

_logger = logging.getLogger(__name__)


def run_outbox_sender(settings: OutboxSenderSettings) -> None:
    """Send until a signal. Ready only while it is the one that sends."""
    connection = kafka_connection(settings.kafka, f"firstbell-outbox-sender-{settings.instance}")
    views, vault = address_of(settings.views_database), address_of(settings.vault_database)
    checks: dict[Condition, Check] = {
        "brokers": brokers_answer(connection),
        "views": database_answers(views, "views"),
        "vault": database_answers(vault, "vault"),
    }
    story, keys = settings.story_clock(), KeyFolder(settings.keys.folder)
    parts = HubParts(
        connection=connection,
        hub_database=views,
        vault_database=vault,
        vault_keys=vault_keys(settings.vault_keys),
        operator=keys.operator(),
        topics=topics_of(settings.kafka),
        clock=story or now,
        stamps=story,
    )
    needs: tuple[Condition, ...] = ("brokers", "views", "vault", "reference", "partitions")
    with begun(settings, needs, OF_OUTBOX, checks) as running, closing(KafkaHub(parts)) as hub:
        if not settings.outbox.sign_in:
            _stand_idle(running)
            return
        hub.start()
        running.follow(hub.reference)
        pauses = waits()
        while not running.stop.is_set():
            try:
                _send(settings, hub, views, running, parts.clock)
            except AWAY as error:
                running.health.stands("partitions", False)
                _logger.warning("the database does not answer (%s): nothing is sent", type(error).__name__)
                running.stop.wait(next(pauses))


def _send(settings: OutboxSenderSettings, hub: KafkaHub, views: str, running: Running, clock: Clock) -> None:
    """Stand by until it is this process's turn, then send until told to stop. Raises what a lost connection raises."""
    engine = open_engine(views, connections=4)
    try:
        with closing(PostgresOutbox(views)) as store:
            if not _our_turn(store, hub, running):
                return
            chains, key = PostgresChains(engine), KeyFolder(settings.keys.folder).webhook
            with opened_outbox(hub, chains, store, key, settings.outbox, settings.mail, clock) as outbox:

                def turned(_: bool) -> None:
                    running.observer.turned()
                    running.health.stands("reference", hub.reference_is_fresh and hub.reference().hub is not None)
                    show_outbox(running.meters, store.standing(), clock())

                run_outbox(outbox, running.stop, settings.outbox.look_seconds, turned, AWAY)
    finally:
        engine.dispose()


def _stand_idle(running: Running) -> None:
    """Nobody has said where people sign in: nothing is read and nothing is sent, and nothing is wrong with that."""
    _logger.warning("nothing is sent: FIRSTBELL_OUTBOX_SIGN_IN is not set")
    for condition in ("reference", "partitions"):
        running.health.stands(condition, True)
    while not running.stop.wait(_STANDS_BY):
        running.observer.turned()


def _our_turn(store: PostgresOutbox, hub: KafkaHub, running: Running) -> bool:
    """Wait until no other process sends; false where this one is told to stop first."""
    while not (ours := store.is_ours()):
        running.health.stands("partitions", False)
        running.observer.turned()
        if running.stop.wait(_STANDS_BY):
            return False
    _logger.info("sends from now on")
    running.health.stands("partitions", ours)
    return True
