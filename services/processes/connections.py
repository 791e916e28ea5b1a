"""What settings say of connections, as the engine takes it."""

from pathlib import Path

from services.settings.parts import DatabaseSettings, KafkaSettings, Security, VaultKeysSettings
from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from streams.engines.kafka.topics import Topics
from streams.vault.keyring import KeyRing


def kafka_connection(kafka: KafkaSettings, client: str) -> KafkaConnection:
    """The brokers as this process sees them; `client` names it in their logs."""
    files = None
    if kafka.security is Security.TLS and kafka.certificate is not None and kafka.authority is not None:
        files = TlsFiles(kafka.authority, kafka.certificate, kafka.certificate)
    return KafkaConnection(",".join(kafka.bootstrap), files, client, kafka.request_seconds)


def topics_of(kafka: KafkaSettings) -> Topics:
    """The names of the hub's topics."""
    return Topics(kafka.prefix)


def group_of(kafka: KafkaSettings, group: str) -> str:
    """The name of a consumer group."""
    return kafka.prefix + group


def vault_keys(settings: VaultKeysSettings) -> Path:
    """The folder of the vault's key, which is there. Raises `WrappingKeyMissing`."""
    KeyRing(settings.folder).current()
    return settings.folder


def address_of(database: DatabaseSettings) -> str:
    """A database's address, with its password: for opening it, never for a line that anybody reads."""
    return database.url.get_secret_value()
