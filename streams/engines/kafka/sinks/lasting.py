"""Going on after what passes: a server that restarts, brokers that elect a leader, another writer that was faster."""

import gc
import logging
import threading
from collections.abc import Callable
from typing import Final

import psycopg
from confluent_kafka import KafkaException
from sqlalchemy.exc import DBAPIError, IntegrityError

from streams.engines.kafka.sinks.clients import NotAppended
from streams.engines.observing import Condition, Observer
from streams.engines.postgres.database import waits
from streams.engines.postgres.stores import AWAY

_PASSES: Final = (*AWAY, psycopg.errors.UniqueViolation, IntegrityError, KafkaException, NotAppended)
"""What ends by itself. A row that is there already was written by a second process of the same kind: read on."""

_COLLECT_AFTER: Final = (1_000_000, 20, 50)
"""What a batch leaves behind has no cycles, and looking for them as often as Python does costs a third of a sink."""

_logger = logging.getLogger(__name__)


def lasting(
    who: str, work: Callable[[], None], stop: threading.Event, observer: Observer, condition: Condition
) -> None:
    """Do the work again, from what is durable, whenever something that passes ended it; until it returns."""
    gc.set_threshold(*_COLLECT_AFTER)
    pauses = waits()
    while not stop.is_set():
        try:
            work()
            return
        except _PASSES as error:
            observer.stands(condition, False)
            pause = next(pauses)
            _logger.warning("%s begins anew in %.1f s: %s", who, pause, describe(error))
            stop.wait(pause)


def describe(error: Exception) -> str:
    """What happened, without any value that a database put into its message.

    Of a connection that failed the server's own words are told: they name addresses and logins, and no row.
    """
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        return describe(error.orig)
    if isinstance(error, psycopg.Error):
        if error.sqlstate is None and str(error):
            return f"PostgreSQL: {str(error).splitlines()[0]}"
        return f"PostgreSQL: {type(error).__name__} {error.sqlstate or ''}".rstrip()
    if isinstance(error, KafkaException):
        return f"brokers: {error.args[0].name()}" if error.args else "brokers"
    if isinstance(error, NotAppended):
        return str(error)
    return type(error).__name__
