"""Why a cluster refuses, as a sentence that names the setting to change.

Clients tell a refused handshake only as a timeout, so it is done again with the standard library: it shakes hands and
then reads, because TLS 1.3 lets a server refuse a client's certificate only after the client thinks that all is done.
"""

import socket
import ssl
import struct
from enum import StrEnum
from typing import Final

from kafka.errors import (
    AuthorizationError,
    InvalidReplicationFactorError,
    KafkaError,
    MessageSizeTooLargeError,
    NotEnoughReplicasAfterAppendError,
    NotEnoughReplicasError,
    UnknownTopicOrPartitionError,
)

from streams.engines.kafka.connection import KafkaConnection

BOOTSTRAP: Final = "FIRSTBELL_KAFKA_BOOTSTRAP"
SECURITY: Final = "FIRSTBELL_KAFKA_SECURITY"
CERTIFICATE: Final = "FIRSTBELL_KAFKA_CERTIFICATE"
AUTHORITY: Final = "FIRSTBELL_KAFKA_AUTHORITY"
PROBE_SECONDS: Final = 5.0
_API_VERSIONS: Final = struct.pack(">ihhih", 15, 18, 0, 1, 5) + b"probe"
"""ApiVersions request, version 0, with its length: every broker answers it before anything else."""
_ALERT: Final = b"\x15\x03"
"""How a TLS alert begins: what a broker that wants TLS says to plain text (RFC 8446, section 5.1)."""


class Why(StrEnum):
    """The kinds of refusal that a caller may treat differently."""

    UNREACHABLE = "unreachable"
    DENIED = "denied"
    REFUSED = "refused"


class ClusterRefused(Exception):
    """The cluster cannot be reached or does not do what was asked; the text names the setting to change."""

    def __init__(self, text: str, why: Why = Why.REFUSED) -> None:
        super().__init__(text)
        self.why = why


def refusal_of(error: Exception, doing: str, connection: KafkaConnection) -> ClusterRefused:
    """What a client's error means. `doing` completes `the cluster does not let `worker` ...`."""
    match error:
        case AuthorizationError():
            return ClusterRefused(
                f"the cluster does not let this principal {doing}: {who(connection)}"
                " has no such right: add it in ops/kafka/acls.yaml and run `firstbell kafka apply`,"
                f" or name another certificate in {CERTIFICATE}",
                Why.DENIED,
            )
        case UnknownTopicOrPartitionError():
            return ClusterRefused(
                f"a topic is missing (while trying to {doing}): `firstbell kafka plan` says which, then run"
                " `firstbell kafka apply`"
            )
        case NotEnoughReplicasError() | NotEnoughReplicasAfterAppendError():
            return ClusterRefused(
                f"too few brokers hold a copy (while trying to {doing}): start those that are down; `min_in_sync` in"
                " ops/kafka/topics.yaml says how many must",
                Why.UNREACHABLE,
            )
        case InvalidReplicationFactorError():
            return ClusterRefused(
                "the cluster has fewer brokers than `replication` in ops/kafka/topics.yaml demands copies: start them,"
                " or give --replication 1 for a single broker on trial"
            )
        case MessageSizeTooLargeError():
            return ClusterRefused(
                "a record is larger than its topic takes: `largest` in ops/kafka/topics.yaml and the topic differ, so"
                " run `firstbell kafka apply`"
            )
        case KafkaError() if (probed := probe(connection)) is not None:
            return probed
    return ClusterRefused(
        f"the cluster did not {doing} in time ({type(error).__name__}): see the brokers' logs, then try again",
        Why.UNREACHABLE,
    )


def who(connection: KafkaConnection) -> str:
    """The principal as a sentence names it."""
    if connection.tls is None:
        return "a client without a certificate (`User:ANONYMOUS`)"
    return f"the principal of `{connection.tls.certificate}`"


def probe(connection: KafkaConnection) -> ClusterRefused | None:
    """Ask each broker of the list in turn; None where one answers, else what the last one refused."""
    refusal: ClusterRefused | None = None
    for server in connection.bootstrap.split(","):
        refusal = _probe_one(server, connection)
        if refusal is None:
            return None
    return refusal


def _probe_one(server: str, connection: KafkaConnection) -> ClusterRefused | None:
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    try:
        context = connection.tls.context() if connection.tls is not None else None
    except (OSError, ssl.SSLError) as error:
        return _files_refused(error)
    try:
        with socket.create_connection((host, int(port)), PROBE_SECONDS) as plain:
            if context is None:
                return _asked_in_the_clear(plain, server)
            with context.wrap_socket(plain, server_hostname=host) as stream:
                stream.sendall(_API_VERSIONS)
                if stream.recv(4):
                    return None
                return _closed(server)
    except ssl.SSLError as error:
        return _handshake_refused(error, server)
    except TimeoutError:
        return ClusterRefused(
            f"the broker `{server}` does not answer: is it hung, or is {BOOTSTRAP} another service's address?",
            Why.UNREACHABLE,
        )
    except ConnectionRefusedError:
        return ClusterRefused(f"no broker listens at `{server}`: start it, or correct {BOOTSTRAP}", Why.UNREACHABLE)
    except ConnectionResetError:
        return _closed(server)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        return ClusterRefused(
            f"the broker `{server}` cannot be reached ({reason}): correct {BOOTSTRAP}", Why.UNREACHABLE
        )


def _asked_in_the_clear(plain: socket.socket, server: str) -> ClusterRefused | None:
    plain.sendall(_API_VERSIONS)
    try:
        answer = plain.recv(2)
    except ConnectionResetError:
        answer = b""
    if not answer or answer == _ALERT:
        return ClusterRefused(f"the broker `{server}` wants TLS: set {SECURITY} to `tls`", Why.DENIED)
    return None


def _files_refused(error: OSError) -> ClusterRefused:
    """The files themselves: `ssl.SSLError` is an OSError too."""
    if isinstance(error, FileNotFoundError):
        return ClusterRefused(f"a file that {CERTIFICATE} or {AUTHORITY} names is missing: make it with"
                              " `firstbell kafka certificates`")  # fmt: skip
    return ClusterRefused(
        f"the files of {CERTIFICATE} and {AUTHORITY} cannot be used ({_reason(error)}): the first holds a private key"
        " and then its certificate, the second the authority's certificate, all in PEM"
    )


def _handshake_refused(error: ssl.SSLError, server: str) -> ClusterRefused:
    reason = _reason(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return ClusterRefused(_certificate_of_broker(error, server), Why.DENIED)
    for sign, text in (
        ("WRONG_VERSION_NUMBER", f"does not speak TLS there: set {BOOTSTRAP} to its TLS listener"),
        ("RECORD_LAYER_FAILURE", f"does not speak TLS there: set {BOOTSTRAP} to its TLS listener"),
        ("UNEXPECTED_EOF", f"does not speak TLS there: set {BOOTSTRAP} to its TLS listener"),
        ("CERTIFICATE_REQUIRED", f"wants a certificate: name one in {CERTIFICATE}"),
        ("CERTIFICATE_EXPIRED", f"says that the certificate has ended: renew it, {CERTIFICATE}"),
        ("UNKNOWN_CA", f"does not trust who signed the certificate: {CERTIFICATE} must be of the brokers' authority"),
        ("CERTIFICATE_UNKNOWN", f"refuses the certificate: {CERTIFICATE} must be valid and of the brokers' authority"),
        ("BAD_CERTIFICATE", f"refuses the certificate: {CERTIFICATE} must be valid and of the brokers' authority"),
        ("HANDSHAKE_FAILURE", f"refuses this kind of certificate or TLS: issue another one, {CERTIFICATE}"),
    ):
        if sign in reason.replace(" ", "_").upper():
            return ClusterRefused(f"the broker `{server}` {text} (`{reason}`)", Why.DENIED)
    return ClusterRefused(f"the broker `{server}` ended the TLS handshake (`{reason}`): see its log", Why.DENIED)


def _certificate_of_broker(error: ssl.SSLCertVerificationError, server: str) -> str:
    """Codes of X509_verify_cert(3): 10 expired, 62 another host name, 64 another address."""
    if error.verify_code == 10:
        return f"the certificate of the broker `{server}` has ended: renew it with `firstbell kafka certificates`"
    if error.verify_code in (62, 64):
        return (
            f"the certificate of the broker `{server}` is for other names: add this one to its `hosts` in"
            f" ops/kafka/acls.yaml and issue it again, or correct {BOOTSTRAP}"
        )
    return (
        f"the certificate of the broker `{server}` is not of an authority that is trusted here"
        f" (`{error.verify_message}`): put the brokers' authority into {AUTHORITY}"
    )


def _closed(server: str) -> ClusterRefused:
    return ClusterRefused(
        f"the broker `{server}` closed the connection without an answer: the certificate's subject must be one CN and"
        f" nothing else ({CERTIFICATE}), and {BOOTSTRAP} the listener for clients",
        Why.DENIED,
    )


def _reason(error: OSError) -> str:
    """OpenSSL's own word for it, which holds no data of anybody."""
    return str(getattr(error, "reason", None) or error.strerror or type(error).__name__).lower().replace("_", " ")
