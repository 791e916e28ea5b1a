"""An operator's work on a cluster: the same commands as in a home, through the registry on Kafka."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

from schemas.envelope import open_envelope, read_value
from schemas.events.header import SealedSection
from services.operator.clock import Clock, machine_clock
from services.operator.resting import rests_on
from services.processes.connections import address_of, kafka_connection, topics_of, vault_keys
from services.settings.processes import OperatorSettings
from streams.durability import write_durably
from streams.engines.kafka.keys import PUPIL_TOKENS, KeyFolder
from streams.engines.kafka.registry import KafkaRegistry, RegistryParts
from streams.engines.local.home import HomeError, PublicHalves, make_secrets
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.log_copies import PostgresLog
from streams.engines.postgres.queries import PostgresViews
from streams.engines.postgres.sealed import PostgresIntake
from streams.reference.facts import Reference
from streams.vault.keyring import FILE as KEY_ENCRYPTION
from streams.views.rows import EventRow


class OperatedCluster:
    """`services.operator.operated.Operated` over a registry on Kafka, and what commands ask of the views beside it."""

    def __init__(self, settings: OperatorSettings) -> None:
        self._keys = KeyFolder(settings.keys.folder)
        hub, vault = address_of(settings.views_database), address_of(settings.vault_database)
        parts = RegistryParts(
            connection=kafka_connection(settings.kafka, "firstbell-operator"),
            hub_database=hub,
            vault_database=vault,
            vault_keys=vault_keys(settings.vault_keys),
            keys=self._keys.of_operator(),
            topics=topics_of(settings.kafka),
        )
        self.locked: AbstractContextManager[object] = nullcontext()
        self.registry = KafkaRegistry(parts)
        self._engine = open_engine(hub, connections=1)
        self.views = PostgresViews(self._engine, self.reference)
        self._log = PostgresLog(self._engine)

    @property
    def pupil_tokens(self) -> bytes:
        """The key of pupils' names on rolls. HomeError where it is missing."""
        return self._keys.secret(PUPIL_TOKENS)

    def public_halves(self) -> PublicHalves:
        """What a hub of these keys is declared with. HomeError where one is missing."""
        return self._keys.public_halves()

    def close(self) -> None:
        """Disconnect."""
        self.registry.close()
        self._engine.dispose()

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""
        return self.registry.reference()

    def notices_under(self, instrument: str) -> int:
        """How many notices that schools can still open show items which this instrument gave."""
        return sum(rests_on(self._log.decision, row, instrument) for row in self.views.notices())

    def find_event(self, name: str) -> EventRow | None:
        """The accepted event of an id, or of a publisher's reference, with @REVISION or the last one."""
        return self.views.event_called(name)

    def sections(self, event: EventRow) -> tuple[int, ...]:
        """The numbers of an event's sealed sections."""
        return tuple(section.number for section in self.sealed(event))

    def sealed(self, event: EventRow) -> tuple[SealedSection, ...]:
        """An event's sections as they are sealed."""
        envelope = PostgresIntake(self._engine).envelopes([event.event])[event.event]
        return read_value(open_envelope(envelope)).sections


@contextmanager
def on_cluster() -> Iterator[tuple[OperatedCluster, Clock]]:
    """The hub of the cluster that the settings name, and the machine's clock."""
    with closing(OperatedCluster(OperatorSettings.read())) as operated:
        yield operated, machine_clock


def make_keys(folder: Path, vault: Path) -> None:
    """Fresh keys of a hub in an empty folder, the vault's key in its own; keys that are there already stay.

    HomeError where only the vault's key is there: it is another hub's, or its other keys are lost.
    """
    if any(folder.iterdir()):
        return
    apart = vault.resolve() != folder.resolve()
    if apart and any(vault.iterdir()):
        raise HomeError(f"`{vault}` holds a vault's key already: name an empty folder in `FIRSTBELL_VAULT_KEYS_FOLDER`")
    make_secrets(folder)
    if apart:
        write_durably(vault / KEY_ENCRYPTION, (folder / KEY_ENCRYPTION).read_bytes(), "keys.vault", mode=0o600)
        (folder / KEY_ENCRYPTION).unlink()
