"""An agency's own folder: its signing key, the hub that it publishes to, its mapping, and what it has sent.

It belongs to the agency and stands on the agency's machine; the demo alone keeps one inside the hub's home.
"""

from pathlib import Path
from typing import Annotated, Final

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.intake.documents import HubDescriptor, read_descriptor
from services.operator.clock import Clock, machine_clock
from services.operator.opening import clock_of
from services.publisher.identity import Identity, create_key, read_identity
from services.publisher.mapping import ExportMapping, load_mapping
from services.publisher.store import PublisherStore
from streams.durability import make_folder_durably, write_durably
from streams.engines.kafka.connection import KafkaConnection, TlsFiles

SETTINGS: Final = "publisher.json"
KEY: Final = "signing-key"
TOKEN: Final = "token"
DESCRIPTOR: Final = "hub.json"
MAPPING: Final = "mapping.yaml"
STORE: Final = "sent.db"
KAFKA_CERTIFICATE: Final = "kafka.pem"
KAFKA_AUTHORITY: Final = "kafka-authority.pem"


class FolderError(Exception):
    """The folder lacks something, or holds something that cannot be used; the text says what to do."""


class PublisherSettings(BaseModel):
    """Who publishes from a folder, and under which key id. A `demo`'s force stands in its hub's home, in its time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agency: Annotated[str, Field(min_length=1, max_length=128)]
    key: Annotated[str, Field(min_length=1, max_length=128)]
    demo: bool = False


class AgencyFolder:
    """One agency's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, agency: str, key: str, *, demo: bool = False) -> bytes:
        """Make the folder with a fresh signing key; the public key, which the hub's operator registers.

        FolderError where a publisher is set up there already.
        """
        if self.exists():
            raise FolderError(f"a publisher is set up in `{self.folder}` already: name another folder")
        make_folder_durably(self.folder, "agency")
        self.folder.chmod(0o700)
        public = create_key(self.folder / KEY)
        settings = PublisherSettings(agency=agency, key=key, demo=demo)
        write_durably(self.folder / SETTINGS, settings.model_dump_json(indent=2).encode() + b"\n", "agency.settings")
        return public

    def exists(self) -> bool:
        """Whether a publisher is set up here."""
        return (self.folder / SETTINGS).exists()

    def take_key(self, other: "AgencyFolder") -> None:
        """Publish from here as from another folder: under its name and key."""
        make_folder_durably(self.folder, "agency")
        self.folder.chmod(0o700)
        for name in (KEY, SETTINGS):
            self.put(name, other._read(name, "name a publisher's folder"))

    def public_key(self) -> bytes:
        """The key under which the hub knows this publisher, 32 bytes."""
        return self.identity().key.public_key().public_bytes_raw()

    def put(self, name: str, data: bytes) -> None:
        """Put a file in place, readable by its owner alone."""
        path = self.folder / name
        write_durably(path, data, "agency.file")
        path.chmod(0o600)

    def put_descriptor(self, descriptor: HubDescriptor) -> None:
        """Name the hub to which events are sealed."""
        self.put(DESCRIPTOR, msgspec.json.format(msgspec.json.encode(descriptor), indent=2) + b"\n")

    def settings(self) -> PublisherSettings:
        """Who publishes. FolderError where nobody does."""
        try:
            return PublisherSettings.model_validate_json(self._read(SETTINGS, "make it with `firstbell keys make`"))
        except ValidationError:
            raise FolderError(f"`{self.folder / SETTINGS}` must hold `agency` and `key`, and nothing else") from None

    def clock(self) -> Clock:
        """The machine's clock; in a demo's home the hub's, whose story lies in another year."""
        return clock_of(self.folder.parent.parent) if self.settings().demo else machine_clock

    def identity(self) -> Identity:
        """The agency with its key. Raises FolderError and IdentityError."""
        settings = self.settings()
        return read_identity(self.folder / KEY, settings.agency, settings.key)

    def descriptor(self) -> HubDescriptor:
        """The hub. FolderError where there is none or it cannot be read."""
        try:
            return read_descriptor(self._read(DESCRIPTOR, "ask the hub's operator for it"))
        except ValueError as error:
            raise FolderError(f"`{self.folder / DESCRIPTOR}`: {error}") from None

    def token(self) -> str:
        """The bearer token for the hub's intake."""
        return self._read(TOKEN, "ask the hub's operator for one").decode().strip()

    def brokers(self, bootstrap: str) -> KafkaConnection:
        """The hub's brokers (`host:port`, with commas) as this agency. FolderError without a certificate that is whole.

        It is read here, and not by the first event that is sent: there may be none for days.
        """
        remedy = "ask the hub's operator for it, who makes it with `firstbell kafka certificates`"
        for name in (KAFKA_CERTIFICATE, KAFKA_AUTHORITY):
            self._read(name, remedy)
        certificate = self.folder / KAFKA_CERTIFICATE
        files = TlsFiles(self.folder / KAFKA_AUTHORITY, certificate, certificate)
        try:
            files.context()
        except OSError:
            both = f"`{KAFKA_CERTIFICATE}` (a certificate and its key) and `{KAFKA_AUTHORITY}`"
            raise FolderError(f"of {both} in `{self.folder}` one is not whole: {remedy}") from None
        return KafkaConnection(bootstrap, files, f"publisher-{self.settings().agency}")

    def mapping(self) -> ExportMapping:
        """How the agency's exports become notifications. Raises FolderError and FileRefused."""
        return load_mapping(self._read(MAPPING, "write it, or name one with --mapping"), MAPPING)

    def store(self) -> PublisherStore:
        """What was sent. Raises StoreError."""
        return PublisherStore.open(self.folder / STORE, self.settings().agency, self.descriptor().hub)

    def _read(self, name: str, remedy: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise FolderError(f"there is no `{name}` in `{self.folder}`: {remedy}") from None
