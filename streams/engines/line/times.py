"""Times as stores keep them: whole microseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def micros(at: datetime) -> int:
    """A time as a store keeps it."""
    return (at - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def moment(value: int) -> datetime:
    """A time as the program keeps it, in UTC. What was taken in together shares one time, and so one object."""
    return _EPOCH + timedelta(microseconds=value)
