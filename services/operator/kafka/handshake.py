"""Asking a broker why it refuses, with the standard library alone.

Clients tell a refused handshake only as a timeout. So it is done again, and then read: TLS 1.3 lets a server refuse a
client's certificate only after the client thinks that all is done.
"""

import socket
import ssl
import struct
from typing import Final

from services.operator.kafka.refusals import PROCESS, ClusterRefused, Settings, Why
from streams.engines.kafka.connection import KafkaConnection

PROBE_SECONDS: Final = 5.0
_API_VERSIONS: Final = struct.pack(">ihhih", 15, 18, 0, 1, 5) + b"probe"
"""ApiVersions request, version 0, with its length: every broker answers it before anything else."""
_ALERT: Final = b"\x15\x03"
"""How a TLS alert begins: what a broker that wants TLS says to plain text (RFC 8446, section 5.1)."""
_EXPIRED: Final = 10
_OTHER_NAMES: Final = (62, 64)
"""Codes of X509_verify_cert(3): the certificate has ended; it is for other host names, or other addresses."""


def probe(connection: KafkaConnection, settings: Settings = PROCESS) -> ClusterRefused | None:
    """Ask each broker of the list in turn; None where one answers, else what the last one refused."""
    refusal: ClusterRefused | None = None
    for server in connection.bootstrap.split(","):
        refusal = _Probe(server, settings).ask(connection)
        if refusal is None:
            return None
    return refusal


class _Probe:
    """One broker, and what the caller's settings are called."""

    def __init__(self, server: str, settings: Settings) -> None:
        self._server = server
        self._settings = settings

    def ask(self, connection: KafkaConnection) -> ClusterRefused | None:
        host, _, port = self._server.rpartition(":")
        host = host.strip("[]")
        try:
            context = connection.tls.context() if connection.tls is not None else None
        except OSError as error:  # ssl.SSLError is one too
            return self._files(error)
        try:
            with socket.create_connection((host, int(port)), PROBE_SECONDS) as plain:
                if context is None:
                    return self._in_the_clear(plain)
                with context.wrap_socket(plain, server_hostname=host) as stream:
                    stream.sendall(_API_VERSIONS)
                    return None if stream.recv(4) else self._closed()
        except ssl.SSLCertVerificationError as error:
            return ClusterRefused(self._certificate_of_broker(error), Why.DENIED)
        except ssl.SSLError as error:
            return self._handshake(_reason(error))
        except ConnectionResetError:
            return self._closed()
        except OSError as error:
            return ClusterRefused(self._unreachable(error), Why.UNREACHABLE)

    def _in_the_clear(self, plain: socket.socket) -> ClusterRefused | None:
        plain.sendall(_API_VERSIONS)
        try:
            answer = plain.recv(2)
        except ConnectionResetError:
            answer = b""
        if not answer or answer == _ALERT:
            text = f"the broker `{self._server}` wants TLS: set {self._settings.security} to `tls`"
            return ClusterRefused(text, Why.DENIED)
        return None

    def _unreachable(self, error: OSError) -> str:
        bootstrap = self._settings.bootstrap
        match error:
            case TimeoutError():
                return f"the broker `{self._server}` does not answer: is it hung, or is {bootstrap} another's address?"
            case ConnectionRefusedError():
                return f"no broker listens at `{self._server}`: start it, or correct {bootstrap}"
        return f"the broker `{self._server}` cannot be reached ({_reason(error)}): correct {bootstrap}"

    def _files(self, error: OSError) -> ClusterRefused:
        certificate, authority = self._settings.certificate, self._settings.authority
        if isinstance(error, FileNotFoundError):
            text = f"a file that {certificate} or {authority} names is missing: `firstbell kafka certificates` makes it"
            return ClusterRefused(text)
        return ClusterRefused(
            f"the files of {certificate} and {authority} cannot be used ({_reason(error)}): the first holds a private"
            " key and then its certificate, the second the authority's certificate, all in PEM"
        )

    def _handshake(self, reason: str) -> ClusterRefused:
        """By the alert that the broker sent (RFC 8446, section 6.2), or what OpenSSL made of its answer."""
        bootstrap, certificate = self._settings.bootstrap, self._settings.certificate
        no_tls = f"does not speak TLS there: set {bootstrap} to its TLS listener"
        refused = f"refuses the certificate: {certificate} must be valid and of the brokers' authority"
        for sign, text in (
            ("wrong version number", no_tls),
            ("record layer failure", no_tls),
            ("unexpected eof", no_tls),
            ("certificate required", f"wants a certificate: name one in {certificate}"),
            ("certificate expired", f"says that the certificate has ended: renew it, {certificate}"),
            ("unknown ca", refused),
            ("certificate unknown", refused),
            ("bad certificate", refused),
            ("handshake failure", f"refuses this kind of certificate or TLS: issue another one, {certificate}"),
        ):
            if sign in reason:
                return ClusterRefused(f"the broker `{self._server}` {text} (`{reason}`)", Why.DENIED)
        text = f"the broker `{self._server}` ended the TLS handshake (`{reason}`): see its log"
        return ClusterRefused(text, Why.DENIED)

    def _certificate_of_broker(self, error: ssl.SSLCertVerificationError) -> str:
        broker = f"the certificate of the broker `{self._server}`"
        if error.verify_code == _EXPIRED:
            return f"{broker} has ended: renew it with `firstbell kafka certificates`"
        if error.verify_code in _OTHER_NAMES:
            return (
                f"{broker} is for other names: add this one to its `hosts` in ops/kafka/acls.yaml and issue it again,"
                f" or correct {self._settings.bootstrap}"
            )
        return (
            f"{broker} is not of an authority that is trusted here (`{error.verify_message}`): put the brokers'"
            f" authority into {self._settings.authority}"
        )

    def _closed(self) -> ClusterRefused:
        return ClusterRefused(
            f"the broker `{self._server}` closed the connection without an answer: the certificate's subject must be"
            f" one CN and nothing else ({self._settings.certificate}), and {self._settings.bootstrap} the listener for"
            " clients",
            Why.DENIED,
        )


def _reason(error: OSError) -> str:
    """OpenSSL's or the system's own word for it, which holds no data of anybody."""
    return str(getattr(error, "reason", None) or error.strerror or type(error).__name__).lower().replace("_", " ")
