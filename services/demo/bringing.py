"""The demo's police forces: each with a folder of its own, publishing through the real publisher."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.demo.playing import Brought
from services.intake.documents import HubDescriptor
from services.operator.agency_folder import AgencyFolder
from services.operator.clock import Clock
from services.publisher.identity import Identity
from services.publisher.mapping import ExportMapping
from services.publisher.publisher import Publisher, Result
from services.publisher.store import PublisherStore
from services.publisher.transport import Transport

SENT: Final = frozenset({Result.SEALED, Result.SEALED_IN_PART})


class NotDelivered(Exception):
    """The hub did not take what the demo sent; the text says why."""


class Force:
    """One police force of the demo, with its folder, towards one hub."""

    def __init__(self, folder: AgencyFolder, transport: Transport, clock: Clock) -> None:
        self._descriptor: HubDescriptor = folder.descriptor()
        self._identity = folder.identity()
        self._mapping: ExportMapping = folder.mapping()
        self._store = folder.store()
        self._transport = transport
        self._clock = clock
        self._publisher = self._publisher_with(self._store, self._identity)

    def __enter__(self) -> Self:
        """This force."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of its store."""
        self._store.close()

    def publish(self, file: Path) -> Brought:
        """Bring an export. Raises FileRefused, and `NotDelivered` where the hub did not take it."""
        published = self._publisher.publish(file.read_bytes(), file.name, self._mapping)
        if published.delivered.waiting:
            raise NotDelivered(published.delivered.trouble)
        lines = published.prepared.lines
        sent = sum(line.result in SENT for line in lines)
        unchanged = sum(line.result is Result.ALREADY_SENT for line in lines)
        return Brought(len(lines), sent, unchanged, published.prepared.faults())

    def settle(self) -> None:
        """Fetch the outcomes and ledger proofs of everything promised."""
        self._publisher.fetch_outcomes()

    def forge(self, file: Path, reference: str) -> bytes:
        """Bring one incident of an export signed with a key that the hub does not know, under this force's name."""
        forger = Identity(self._identity.agency, self._identity.key_id, Ed25519PrivateKey.generate())
        rows = _rows_of(file.read_bytes(), self._mapping, reference)
        with tempfile.TemporaryDirectory() as scratch:
            store = PublisherStore.open(Path(scratch) / "sent.db", forger.agency, self._descriptor.hub)
            try:
                self._publisher_with(store, forger).publish(rows, file.name, self._mapping)
                return store.sent()[0].digest
            finally:
                store.close()

    def _publisher_with(self, store: PublisherStore, identity: Identity) -> Publisher:
        return Publisher(store, self._descriptor, identity, self._transport, clock=self._clock)


def _rows_of(data: bytes, mapping: ExportMapping, reference: str) -> bytes:
    """The headings and one incident's rows of an export."""
    rows = list(csv.reader(io.StringIO(data.decode("cp1252"), newline="")))
    column = rows[0].index(mapping.incident.reference)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(row for row in rows if row is rows[0] or row[column] == reference)
    return text.getvalue().encode("cp1252")
