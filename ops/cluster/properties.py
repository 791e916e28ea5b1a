"""What a broker is told: `server.properties` of one node that is broker and controller in one."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

HOST: Final = "127.0.0.1"
ANONYMOUS: Final = "User:ANONYMOUS"

_NODE: Final = """\
process.roles=broker,controller
node.id={node}
log.dirs={data}
listeners={listeners},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners={listeners}
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CLIENT:{protocol},CONTROLLER:{protocol},OPEN:PLAINTEXT
controller.quorum.bootstrap.servers={controllers}
default.replication.factor={replication}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={replication}
transaction.state.log.replication.factor={replication}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={replication}
share.coordinator.state.topic.min.isr={in_sync}
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
share.coordinator.state.topic.num.partitions=4
num.partitions=1
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
# A dead broker is noticed in 6 s (9 s is usual), a dead controller in about 2 s.
broker.session.timeout.ms=6000
broker.heartbeat.interval.ms=1000
"""

_TLS: Final = """\
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={truststore}
ssl.client.auth=required
# A subject of exactly one CN becomes User:<CN>; without a DEFAULT rule any other subject is refused. Java prints a
# longer subject in reverse, and a loose `.*CN=` could be spoofed through another attribute.
ssl.principal.mapping.rules=RULE:^CN=([A-Za-z0-9._-]+)$/$1/
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users={super_users}
"""


class Tls(Struct, frozen=True):
    """The brokers' own certificate, in PEM: `keystore` holds the private key (PKCS#8), then the chain; `truststore`
    the authorities. `super_users` (`User:broker;User:operator`) must name the brokers' own principal."""

    keystore: Path
    truststore: Path
    super_users: str

    def context(self) -> ssl.SSLContext:
        """What a client needs to be the brokers' own principal."""
        context = ssl.create_default_context(cafile=str(self.truststore))
        context.load_cert_chain(self.keystore)
        return context


class Node(Struct, frozen=True):
    """One node's place. `open_port` is a plaintext listener with all rights beside the one with TLS; 0 for none."""

    number: int
    home: Path
    port: int
    controller_port: int
    open_port: int = 0


class Quorum(Struct, frozen=True):
    """What all nodes of a cluster share. `controllers` are `host:port`, with commas."""

    controllers: str
    replication: int
    in_sync: int
    tls: Tls | None
    config: Mapping[str, str]


def server_properties(node: Node, quorum: Quorum) -> str:
    """The text of one node's `server.properties`."""
    listeners = f"CLIENT://{HOST}:{node.port}"
    if node.open_port:
        listeners += f",OPEN://{HOST}:{node.open_port}"
    text = _NODE.format(
        node=node.number,
        data=node.home / "data",
        listeners=listeners,
        controller_port=node.controller_port,
        protocol="SSL" if quorum.tls else "PLAINTEXT",
        controllers=quorum.controllers,
        replication=quorum.replication,
        in_sync=quorum.in_sync,
    )
    if quorum.tls:
        super_users = quorum.tls.super_users + (f";{ANONYMOUS}" if node.open_port else "")
        text += _TLS.format(keystore=quorum.tls.keystore, truststore=quorum.tls.truststore, super_users=super_users)
    return text + "".join(f"{name}={value}\n" for name, value in quorum.config.items())
