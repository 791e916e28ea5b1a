"""Looking into a hub on a cluster, and having its parked inputs tried again: what an operator's commands ask."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Connection, text

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Command, ParkedRetried
from services.operator.clock import machine_clock
from services.operator.reading import ParkedInput
from services.processes.connections import address_of, kafka_connection, topics_of, vault_keys
from services.settings.processes import OperatorSettings
from streams.engines.contract import Settled
from streams.engines.kafka.hub import HubParts, KafkaHub
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.status import Status, status
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.sweeping import destroy, headers_of
from streams.engines.postgres.vault import PostgresVault
from streams.vault.keyring import KeyRing

_PARKED = 'SELECT source, "key", position, reason FROM parked ORDER BY "key", source, position'
_RECORD = "SELECT body FROM decisions WHERE source = :source AND position = :position ORDER BY number LIMIT 1"
_REFERENCE = "SELECT reference FROM event_view WHERE cased = :cased LIMIT 1"
_CASE_DIGITS = 32


class Cluster:
    """A hub on a cluster, as the settings of an operator name it."""

    def __init__(self, settings: OperatorSettings) -> None:
        self._settings = settings
        self._connection = kafka_connection(settings.kafka, "firstbell-operator")
        self._topics = topics_of(settings.kafka)
        self._database = address_of(settings.views_database)

    def status(self) -> Status:
        """How the hub stands. Raises `KafkaException`, or as PostgreSQL does, where nobody answers."""
        operator = KeyFolder(self._settings.keys.folder).operator()
        ledger = self._settings.ledger.folder
        return status(self._connection, self._topics, self._database, ledger, operator, machine_clock())

    def parked(self) -> list[ParkedInput]:
        """Every input that is held back, by key, in the order in which a retry decides them."""
        engine = open_engine(self._database, connections=1)
        try:
            with engine.connect() as database:
                rows = database.execute(text(_PARKED)).all()
                return [_parked(database, *row) for row in rows]
        finally:
            engine.dispose()

    def retry(self, key: str, user: str, command_id: str) -> tuple[Settled, str]:
        """Have what is parked under a key decided; how that was settled, and the hub's id. Raises `Undecided`.

        The key headers of what was decided are destroyed: nobody needs them any more, and of what was rejected nobody
        may open anything. Where this ends before that, `firstbell sweep` does it.
        """
        settled, hub = self._performed(ParkedRetried(key, user), command_id)
        vault, ring = address_of(self._settings.vault_database), vault_keys(self._settings.vault_keys)
        with closing(PostgresVault(vault, KeyRing(ring))) as held:
            destroy(held, headers_of(settled.decision))
        return settled, hub

    def perform(self, command: Command, command_id: str) -> Settled:
        """Have a desk's command decided, as the page of its desk would. Raises `Undecided`."""
        return self._performed(command, command_id)[0]

    def _performed(self, command: Command, command_id: str) -> tuple[Settled, str]:
        with self.hub() as hub:
            declared = hub.reference().hub
            settled = hub.perform(command, command_id=command_id)
        return settled, declared.hub if declared else ""

    @contextmanager
    def hub(self) -> Iterator[KafkaHub]:
        """The hub as its pages use it. Raises `KafkaException`, or as PostgreSQL does, where nobody answers."""
        keys = KeyFolder(self._settings.keys.folder).of_operator()
        vault, ring = address_of(self._settings.vault_database), vault_keys(self._settings.vault_keys)
        parts = HubParts(
            connection=self._connection,
            hub_database=self._database,
            vault_database=vault,
            vault_keys=ring,
            operator=keys.operator.public_key(),
            topics=self._topics,
            signing=keys.operator,
        )
        with closing(KafkaHub(parts)) as hub:
            hub.start()
            yield hub


def _parked(database: Connection, source: str, key: str, position: int, reason: str) -> ParkedInput:
    body = database.execute(text(_RECORD), {"source": source, "position": position}).scalar_one()
    return ParkedInput(source, key, position, reason, codec.decode(bytes(body), Decision).at, _reference(database, key))


def _reference(database: Connection, key: str) -> str:
    """The publisher's reference of a case, once an event of it was accepted; else empty."""
    if len(key) != _CASE_DIGITS or not set(key) <= set("0123456789abcdef"):
        return ""
    return str(database.execute(text(_REFERENCE), {"cased": bytes.fromhex(key)}).scalar() or "")
