"""What a worker's looks at its partitions say: inputs that nothing brings, and partitions that have become shorter."""

from typing import Final

from streams.engines.kafka.fetching import Shrunk
from streams.engines.kafka.topics import Place

IDLE_LOOKS: Final = 5
"""So many looks without progress, while inputs wait, and they are fetched without the consumer group."""
SHRUNK_LOOKS: Final = 3
"""So many looks at which a partition ends before what was decided of it: a new leader may say so for a moment."""


class Looks:
    """Remembers how each partition stood at the looks before."""

    def __init__(self) -> None:
        self._idle: dict[str, tuple[int, int]] = {}
        self._shrunk: dict[str, int] = {}

    def nothing_brings(self, source: str, place: Place, seen: int, end: int) -> bool:
        """Whether inputs wait that nothing brings: `seen` are dealt with, `end` there are.

        Raises `Shrunk` where there are fewer than were dealt with: the next ones would be passed over as known.
        """
        self._shrunk[source] = self._shrunk.get(source, 0) + 1 if end < seen else 0
        if self._shrunk[source] >= SHRUNK_LOOKS:
            raise Shrunk(place, end, seen)
        before, looks = self._idle.get(source, (seen, 0))
        looks = looks + 1 if seen == before and end > seen else 0
        idle = looks > IDLE_LOOKS
        self._idle[source] = (seen, 0 if idle else looks)
        return idle
