"""Asks every few seconds whether what a process needs is there, also while nothing comes that would need it."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final, Self

import psycopg

from services.health.standing import Health
from services.operator.kafka.handshake import probe
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.observing import Condition
from streams.engines.postgres.database import connect

EVERY: Final = 5.0
"""Seconds between questions: for so long at most a process says that it is ready though something went away."""

_logger = logging.getLogger(__name__)


class NotThere(Exception):
    """Something that a process needs is not there; the text says why."""


Check = Callable[[], None]
"""Returns where all is well, else raises `NotThere`."""


class Probing:
    """Asks in a thread of its own and tells the process's health. Use as a context manager."""

    def __init__(self, checks: Mapping[Condition, Check], health: Health, every: float = EVERY) -> None:
        self._checks = checks
        self._health = health
        self._every = every
        self._before: dict[Condition, bool] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="probing", daemon=True)

    def __enter__(self) -> Self:
        """Begin to ask."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask no more."""
        self._stop.set()
        self._thread.join()

    def ask(self) -> None:
        """Ask everything once."""
        for condition, check in self._checks.items():
            try:
                check()
            except NotThere as error:
                self._tell(condition, False, str(error))
            else:
                self._tell(condition, True, "")

    def _run(self) -> None:
        self.ask()
        while not self._stop.wait(self._every):
            self.ask()

    def _tell(self, condition: Condition, holds: bool, why: str) -> None:
        self._health.stands(condition, holds)
        if self._before.get(condition) is holds:
            return
        if not holds:
            _logger.warning("%s", why, extra={"condition": condition})
        elif condition in self._before:
            _logger.info("it is there again", extra={"condition": condition})
        self._before[condition] = holds


def brokers_answer(connection: KafkaConnection) -> Check:
    """One broker answers this process's certificate."""

    def check() -> None:
        if (refused := probe(connection)) is not None:
            raise NotThere(str(refused))

    return check


def database_answers(address: str, name: str) -> Check:
    """A database answers this process's login."""

    def check() -> None:
        try:
            with connect(address, autocommit=True) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            state = f"{type(error).__name__} {error.sqlstate or ''}".strip()
            raise NotThere(
                f"the database of the {name} does not answer ({state}): is it up, and does"
                f" `FIRSTBELL_{name.upper()}_DATABASE_URL` name it and this process's login?"
            ) from None

    return check
