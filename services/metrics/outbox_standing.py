"""How an outbox stands, as gauges: counts and ages alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from services.metrics import catalogue
from services.metrics.meters import Meters
from streams.outbox.message import State
from streams.outbox.store import Counted

_WAITS: Final = (State.WAITING, State.ATTEMPTING)


def show_outbox(meters: Meters, counted: Iterable[Counted], now: datetime) -> None:
    """Show how many messages stand where, and for how long the oldest of each channel waits past its first due time."""
    meters.clear(catalogue.OUTBOX_MESSAGES)
    oldest: dict[str, float] = {}
    for one in counted:
        meters.put(catalogue.OUTBOX_MESSAGES, one.messages, one.channel.value, one.state.value)
        waits = max(0.0, (now - one.oldest).total_seconds()) if one.state in _WAITS else 0.0
        oldest[one.channel.value] = max(oldest.get(one.channel.value, 0.0), waits)
    for channel, seconds in oldest.items():
        meters.put(catalogue.OUTBOX_OLDEST, seconds, channel)
