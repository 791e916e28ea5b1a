"""What became of the messages about a notice, as a coordinator sees it: when, by which channel, and why not."""

from schemas.records.inputs import Channel, DeliveryReason
from services.web import times
from services.web.context import Context
from services.web.words_delivery import DELIVERY_REASONS
from streams.views.rows import DeliveryRow

_BY: dict[Channel, str] = {Channel.MAIL: "by mail", Channel.WEBHOOK: "through their own system"}


def told_of(web: Context, notice: str | None) -> tuple[tuple[str, str], ...]:
    """A title and a text for each reader or system, by what was last heard of their message; no name, no address."""
    if notice is None:
        return ()
    latest: dict[tuple[str, str], DeliveryRow] = {}
    for row in web.hub.views.deliveries(notice):
        latest[row.channel, row.to] = row
    return tuple(_line(row) for row in sorted(latest.values(), key=lambda row: (row.at, row.to)))


def _line(row: DeliveryRow) -> tuple[str, str]:
    by = _BY[Channel(row.channel)]
    if row.outcome == "sent":
        return f"Told {by}", f"{times.full(row.at)}. It may lie unread."
    reason = DELIVERY_REASONS[DeliveryReason(row.reason)]
    if row.outcome == "deferred":
        return f"Not yet told {by}", f"{reason} It is tried again."
    return f"Not told {by}", f"{times.full(row.at)}. {reason}"
