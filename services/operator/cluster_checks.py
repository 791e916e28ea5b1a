"""The checks of a hub on a cluster, as of one moment while it runs: conservation, history, ledger, deciding again."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from services.operator.kafka.handshake import probe
from services.processes.connections import address_of, kafka_connection, topics_of, vault_keys
from services.settings.processes import OperatorSettings
from streams.checks.cluster_copy import copy_of_cluster
from streams.checks.cluster_log import ClusterLog
from streams.checks.conservation import Conservation, Conserved, conserve
from streams.checks.findings import Finding
from streams.checks.fold import Then, fold_at
from streams.checks.history import check_history
from streams.checks.history_cluster import history_of_cluster
from streams.checks.records import Recorded
from streams.checks.replay import Progress, Replayed, verify_log
from streams.checks.standing_cluster import OfCluster
from streams.checks.tally import Tally
from streams.checks.texts_cluster import texts_of_cluster
from streams.engines.kafka.keys import BLINDING, KeyFolder
from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.sealed import PostgresIntake
from streams.engines.postgres.vault import PostgresVault
from streams.vault.keyring import KeyRing

Told = Callable[[int], None]
"""Is told how many records were read."""


class ClusterChecks:
    """Each check reads the topics anew, up to where they ended when it began. Raises `NotLedgered`, `ClusterRefused`,
    or as Kafka's and PostgreSQL's clients do.
    """

    def __init__(self, settings: OperatorSettings) -> None:
        self._settings = settings
        self._keys = KeyFolder(settings.keys.folder)
        self._operator = self._keys.operator()

    def conserve(self, told: Told) -> tuple[Conserved, tuple[Finding, ...], bool]:
        """Conservation, what is wrong with texts and history, and whether nothing was under way."""
        hub = address_of(self._settings.views_database)
        with self._log() as log, closing(connect(hub, autocommit=True)) as views:
            heads = log.fix()
            at_rest = not any(log.waits(source) for source in log.sources())
            conserved = conserve(
                log.recorded(), person_partitions=_person_partitions(log), at_rest=at_rest, progress=told
            )
            history = check_history(history_of_cluster(log, views, at_rest=at_rest, heads=heads))
            with self._events() as events, closing(self._vault()) as vault:
                texts = texts_of_cluster(log, events, vault, conserved.behind)
        counted = replace(conserved, counts=conserved.counts | texts.counts)
        return counted, (*texts.findings, *history), at_rest

    def fold(self, until: datetime, happened: datetime) -> tuple[Then, dict[str, int]]:
        """What the hub knew at a time of what had happened until another, and counts of all recorded until then."""
        with self._log() as log:
            log.fix()
            check = Conservation(_person_partitions(log))

            def counted() -> Iterator[Recorded]:
                for record in log.recorded():
                    if record.decision.at <= until:
                        check.take(record)
                        yield record

            then = fold_at(counted(), happened_until=happened, known_until=until)
        return then, check.result(at_rest=False).counts

    def verify(self, progress: Progress) -> Replayed:
        """Everything decided again, from a copy of the log that is removed afterwards; keys stay in the vault.

        What PostgreSQL holds of it is held against the records, as far as the view writer had come when this began.
        """
        hub = address_of(self._settings.views_database)
        with (
            TemporaryDirectory(prefix="firstbell-replay-") as folder,
            connect(hub, abandoned_after=0) as views,
            self._log() as log,
            connect(hub, abandoned_after=0) as rows,
            closing(self._vault()) as keys,
        ):
            stands = OfCluster(views)
            copy, beyond = copy_of_cluster(log, rows, Path(folder) / "copy.db")
            with closing(copy):
                blinding = self._keys.secret(BLINDING)
                found = verify_log(copy, keys, self._operator, blinding, stands, beyond=beyond, progress=progress)
                tally = Tally()
                stands.check_copies(copy, tally)
        return Replayed((*found.findings, *tally.findings), dict(Counter(found.counts) + tally.counts))

    def entries(self) -> list[bytes]:
        """The ledger's entries as the brokers have them."""
        with self._log() as log:
            return [entry for _, entry, _, _ in log.entries()]

    @contextmanager
    def _events(self) -> Iterator[PostgresIntake]:
        engine = open_engine(address_of(self._settings.views_database), connections=1)
        try:
            yield PostgresIntake(engine)
        finally:
            engine.dispose()

    def _vault(self) -> PostgresVault:
        keys = KeyRing(vault_keys(self._settings.vault_keys))
        return PostgresVault(address_of(self._settings.vault_database), keys)

    @contextmanager
    def _log(self) -> Iterator[ClusterLog]:
        connection = kafka_connection(self._settings.kafka, "firstbell-operator")
        refused = probe(connection)
        if refused is not None:
            raise refused
        with ClusterLog(connection, self._operator, topics_of(self._settings.kafka)) as log:
            yield log


def _person_partitions(log: ClusterLog) -> int:
    hub = log.reference.hub
    assert hub is not None, "a log without a hub is refused when it is opened"
    return hub.person_partitions
