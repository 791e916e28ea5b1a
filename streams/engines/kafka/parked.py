"""Parked submissions past their topic's retention: the envelope from its copy, the key header from the vault."""

from streams.engines.kafka.ports import Stores
from streams.engines.kafka.records import KEYS, Raw
from streams.vault.names import parked_owner


class ParkedSubmissions:
    """Finds what was parked. Both were made durable before the record that parks it."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def submission(self, source: str, position: int) -> Raw | None:
        """A parked submission as it stood in its partition; None where its keys were destroyed since."""
        copy = self._stores.intake.at_place(source, position)
        owner = parked_owner(source, position)
        (header,) = self._stores.vault.get_many([owner]).get(owner, (None,))
        if copy is None or not isinstance(header, bytes):
            return None
        return Raw(source, position, copy.at, copy.envelope, {KEYS: header})
