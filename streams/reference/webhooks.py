"""Systems that asked to be told by HTTP that there is something to read."""

from collections.abc import Iterator

from schemas.records.reference import WebhookSet


class Webhooks:
    """The subscriptions as of one number, by name. Changed only by `put`, record by record."""

    def __init__(self) -> None:
        self._held: dict[str, WebhookSet] = {}

    def put(self, body: WebhookSet) -> None:
        """Take in a subscription, or its end."""
        self._held[body.name] = body

    def get(self, name: str) -> WebhookSet | None:
        """An active subscription."""
        held = self._held.get(name)
        return held if held is not None and held.active else None

    def at(self, scheme: str, value: str) -> list[WebhookSet]:
        """The active subscriptions of a school or council, by name."""
        return [held for held in self if (held.scheme, held.value) == (scheme, value)]

    def __iter__(self) -> Iterator[WebhookSet]:
        """Every active subscription, by name."""
        return (held for _, held in sorted(self._held.items()) if held.active)
