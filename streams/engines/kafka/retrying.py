"""Beginning a batch anew while a broker or store fails, or where another writer came between."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from streams.engines.kafka.counters import Counters
from streams.engines.kafka.producing import Landed

_logger = logging.getLogger(__name__)

GIVE_UP_SECONDS: Final = 120.0
"""For so long a batch is begun anew while a broker or store fails; then the process ends, and its inputs come again."""
_DENIED: Final = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
"""A right is missing, and does not come by asking again."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0


class Retrying:
    """Tries until it is done, or until what fails has failed for too long. `faults` are worth trying again after.

    `served` is told whether the brokers do all that they are asked, whenever that changes.
    """

    def __init__(
        self,
        faults: tuple[type[BaseException], ...],
        counters: Counters,
        served: Callable[[bool], None] = lambda holds: None,
    ) -> None:
        self._faults = faults
        self._counters = counters
        self._served = served
        self._unserved = 0

    async def until_done(self, attempt: Callable[[], Awaitable[object]]) -> None:
        """Do something that leaves nothing behind where it fails. Raises what trying again does not mend."""
        pause, until = _FIRST_PAUSE, time.monotonic() + GIVE_UP_SECONDS
        with ExitStack() as unserved:
            told = False
            while True:
                try:
                    await attempt()
                    return
                except Landed as landed:
                    _logger.warning("another writer: %s; state is read again", landed)
                except _DENIED:
                    raise
                except self._faults as error:
                    kind = type(error).__name__
                    self._counters.retries[kind] += 1
                    if time.monotonic() > until:
                        raise
                    _logger.error("a broker or store failed (%s): the batch is begun anew", kind)
                    if isinstance(error, KafkaError) and not told:
                        told = True
                        unserved.enter_context(self._is_unserved())
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE)

    @contextmanager
    def _is_unserved(self) -> Iterator[None]:
        """Somebody waits for what the brokers do not do: several may, of whom one is served before the others."""
        self._unserved += 1
        self._served(False)
        try:
            yield
        finally:
            self._unserved -= 1
            self._served(not self._unserved)
