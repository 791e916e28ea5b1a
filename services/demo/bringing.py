"""The demo's agencies: each with a folder of its own, publishing through the real publisher."""

import csv
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.demo.playing import Brought
from services.intake.documents import HubDescriptor
from services.operator.agency_folder import AgencyFolder
from services.operator.clock import Clock
from services.publisher.identity import Identity
from services.publisher.mapping import ExportMapping, load_mapping
from services.publisher.publisher import Publisher, Result
from services.publisher.store import PublisherStore
from services.publisher.transport import Transport

SENT: Final = frozenset({Result.SEALED, Result.SEALED_IN_PART})


class NotDelivered(Exception):
    """The hub did not take what the demo sent; the text says why."""


class Force:
    """One agency of the demo, with its folder, towards one hub."""

    def __init__(self, folder: AgencyFolder, transport: Transport, clock: Clock) -> None:
        self._descriptor: HubDescriptor = folder.descriptor()
        self._identity = folder.identity()
        self._folder = folder
        self._store = folder.store()
        self._transport = transport
        self._clock = clock
        self._mappings: dict[Path | None, ExportMapping] = {}
        self._publisher = self._publisher_with(self._store, self._identity)

    @property
    def agency(self) -> str:
        """Its name in the hub."""
        return self._identity.agency

    def __enter__(self) -> Self:
        """This force."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of its store."""
        self._store.close()

    def publish(self, file: Path, mapping: Path | None = None) -> Brought:
        """Bring an export, with the agency's own mapping or another.

        Raises FileRefused, and `NotDelivered` where the hub did not take it.
        """
        published = self._publisher.publish(file.read_bytes(), file.name, self._read(mapping))
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
        mapping = self._read(None)
        rows = _rows_of(file.read_bytes(), mapping, reference)
        with tempfile.TemporaryDirectory() as scratch:
            store = PublisherStore.open(Path(scratch) / "sent.db", forger.agency, self._descriptor.hub)
            try:
                self._publisher_with(store, forger).publish(rows, file.name, mapping)
                return store.sent()[0].digest
            finally:
                store.close()

    def _read(self, mapping: Path | None) -> ExportMapping:
        """A mapping as it stood when it was first needed; the agency's own where none is named."""
        if mapping not in self._mappings:
            read = self._folder.mapping() if mapping is None else load_mapping(mapping.read_bytes(), mapping.name)
            self._mappings[mapping] = read
        return self._mappings[mapping]

    def _publisher_with(self, store: PublisherStore, identity: Identity) -> Publisher:
        return Publisher(store, self._descriptor, identity, self._transport, clock=self._clock)


class Forces:
    """Every agency of the demo that publishes, by its name; `first` is the force of the area."""

    def __init__(self, first: Force, others: Mapping[str, Force]) -> None:
        self._first = first
        self._others = others

    def publish(self, file: Path, agency: str = "", mapping: Path | None = None) -> Brought:
        """Bring an export. KeyError for an agency that publishes nothing in the demo."""
        return self._of(agency).publish(file, mapping)

    def settle(self) -> None:
        """Fetch outcomes and ledger proofs for all of them."""
        for force in (self._first, *self._others.values()):
            force.settle()

    def forge(self, file: Path, reference: str) -> bytes:
        """Bring one incident of the force's export under a key that the hub does not know."""
        return self._first.forge(file, reference)

    def _of(self, agency: str) -> Force:
        return self._first if agency in ("", self._first.agency) else self._others[agency]


def _rows_of(data: bytes, mapping: ExportMapping, reference: str) -> bytes:
    """The headings and one incident's rows of an export."""
    rows = list(csv.reader(io.StringIO(data.decode("cp1252"), newline="")))
    column = rows[0].index(mapping.incident.reference)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(row for row in rows if row is rows[0] or row[column] == reference)
    return text.getvalue().encode("cp1252")
