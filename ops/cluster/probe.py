"""Asking one broker which brokers are alive, with nothing but a socket: for waiting until it is ready."""

import socket
import struct

from ops.cluster.properties import HOST, Tls

_METADATA = struct.pack(">hhih", 3, 1, 1, 5) + b"probe" + struct.pack(">i", 0)
"""Metadata request, version 1, without any topic (Kafka protocol guide, Metadata API)."""


def live_brokers(port: int, tls: Tls | None = None, timeout: float = 2.0) -> set[int]:
    """The node numbers that the broker at `port` lists. OSError or struct.error where it does not answer."""
    with socket.create_connection((HOST, port), timeout) as plain:
        stream = tls.context().wrap_socket(plain, server_hostname=HOST) if tls else plain
        with stream, stream.makefile("rb") as reply:
            stream.sendall(struct.pack(">i", len(_METADATA)) + _METADATA)
            reply.read(8)  # size and correlation id

            def take(form: str) -> int:
                value: int = struct.unpack(form, reply.read(struct.calcsize(form)))[0]
                return value

            nodes = set()
            for _ in range(take(">i")):
                nodes.add(take(">i"))
                reply.read(take(">h") + 4)  # host and port
                reply.read(max(take(">h"), 0))  # rack
            return nodes
