"""How a process reaches the brokers: addresses, certificates and patience, for every client library."""

import logging
import ssl
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

REQUEST_SECONDS: Final = 8.0
"""Longer than a broker takes to answer under load, shorter than the 30 s for which a hung one would hold a client."""
BOOTSTRAP_SECONDS: Final = 5.0

_clients_logger: Final = logging.getLogger("confluent_kafka")
_clients_logger.addHandler(logging.NullHandler())  # quiet in a command, which says itself what failed

Options = dict[str, Any]  # the clients' keyword arguments differ in type from one to the next


class TlsFiles(Struct, frozen=True):
    """PEM files of a principal: the authorities it trusts, its certificate with its chain, its private key."""

    authorities: Path
    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What proves the brokers to this process and this process to the brokers. OSError where a file is no PEM."""
        context = ssl.create_default_context(cafile=str(self.authorities))
        context.load_cert_chain(self.certificate, self.key)
        return context


class KafkaConnection(Struct, frozen=True):
    """The brokers as one principal sees them. Without `tls` the connection is in the clear: loopback and tests alone.

    `bootstrap` is `host:port[,host:port...]`; `client` names this process in the brokers' logs.
    """

    bootstrap: str
    tls: TlsFiles | None = None
    client: str = "firstbell"
    request_seconds: float = REQUEST_SECONDS
    bootstrap_seconds: float = BOOTSTRAP_SECONDS

    def aiokafka(self) -> Options:
        """Arguments of `AIOKafkaProducer` and `AIOKafkaConsumer`."""
        options: Options = {
            "bootstrap_servers": self.bootstrap,
            "client_id": self.client,
            "request_timeout_ms": _milliseconds(self.request_seconds),
        }
        if self.tls is not None:
            options |= {"security_protocol": "SSL", "ssl_context": self.tls.context()}
        return options

    def kafka_python(self) -> Options:
        """Arguments of `KafkaProducer`, `KafkaConsumer` and `KafkaAdminClient`."""
        options: Options = {
            "bootstrap_servers": self.bootstrap.split(","),
            "client_id": self.client,
            "request_timeout_ms": _milliseconds(self.request_seconds),
            "bootstrap_timeout_ms": _milliseconds(self.bootstrap_seconds),
        }
        if self.tls is not None:
            options |= {"security_protocol": "SSL", "ssl_context": self.tls.context()}
        return options

    def confluent(self) -> Options:
        """Configuration of `confluent_kafka` producers and consumers."""
        options: Options = {
            "bootstrap.servers": self.bootstrap,
            "client.id": self.client,
            "socket.timeout.ms": _milliseconds(self.request_seconds),
            "logger": _clients_logger,  # else it writes to stderr by itself, between the lines of the log
        }
        if self.tls is not None:
            options |= {
                "security.protocol": "ssl",
                "ssl.ca.location": str(self.tls.authorities),
                "ssl.certificate.location": str(self.tls.certificate),
                "ssl.key.location": str(self.tls.key),
            }
        return options

    def faust_broker(self) -> str:
        """The broker address of a Faust app."""
        return ";".join(f"kafka://{address}" for address in self.bootstrap.split(","))


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
