"""A cluster through kafka-python's administration client: what it has, and single changes to it.

Metadata and ACLs spread from the controller to the brokers asynchronously, so a change is awaited by asking again.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import KafkaError, SecurityDisabledError
from msgspec import Struct

from services.operator.kafka.answers import refusal_of
from services.operator.kafka.refusals import ClusterRefused
from services.operator.kafka.wanted import Resource, Right, Topic
from streams.engines.kafka.connection import KafkaConnection

EVERYONE: Final = "User:"
PATIENCE: Final = 30.0
BETWEEN: Final = 0.2
TOPICS_OWN: Final = "DYNAMIC_TOPIC_CONFIG"
BROKER_SETTINGS: Final = ("auto.create.topics.enable", "ssl.client.auth", "ssl.principal.mapping.rules")
_TYPES: Final = {Resource.TOPIC: ResourceType.TOPIC, Resource.GROUP: ResourceType.GROUP}
_RESOURCES: Final = {kind: resource for resource, kind in _TYPES.items()}


class Strange(Struct, frozen=True, order=True):
    """An ACL that no right can be written as: a deny, another host, another operation or kind of resource."""

    principal: str
    what: str


class Found(Struct, frozen=True):
    """What a cluster has. `strange` are ACLs that the declarations have no word for; `brokers` those settings of each
    live broker (by its number) that say who may do what."""

    topics: Mapping[str, Topic]
    rights: frozenset[Right]
    strange: frozenset[Strange]
    brokers: Mapping[str, Mapping[str, str]]


class Cluster:
    """One cluster, as one principal. Close it after use. Every method raises `ClusterRefused`."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        with self._explained("reach the cluster"):
            self._admin = KafkaAdminClient(**connection.kafka_python())

    def close(self) -> None:
        """Close the connections."""
        self._admin.close()

    def found(self) -> Found:
        """What the cluster has, but for its own topics (`__consumer_offsets` and the like)."""
        with self._explained("read what the cluster has"):
            topics = self._topics()
            rights, strange = self._rights()
            return Found(topics, rights, strange, self._brokers())

    def create(self, topics: Sequence[Topic]) -> None:
        """Make topics."""
        wanted = {
            topic.name: {
                "num_partitions": topic.partitions,
                "replication_factor": topic.replication,
                "configs": dict(topic.configs),
            }
            for topic in topics
        }
        if wanted:
            with self._explained("create topics"):
                self._admin.create_topics(wanted)

    def configure(self, topic: str, configs: Mapping[str, str]) -> None:
        """Set some of a topic's settings; the others stay."""
        with self._explained(f"configure the topic `{topic}`"):
            answers = self._admin.alter_configs([ConfigResource("topic", topic, configs=dict(configs))])
            if (answer := answers["topic"][topic]) != "OK":
                raise ClusterRefused(f"the cluster does not take the settings of the topic `{topic}`: {answer}")

    def reset(self, topic: str, settings: Collection[str]) -> None:
        """Let some of a topic's settings be the brokers' own again."""
        with self._explained(f"configure the topic `{topic}`"):
            self._admin.reset_configs([ConfigResource("topic", topic, configs=dict.fromkeys(settings))])

    def delete(self, topics: Sequence[str]) -> None:
        """Delete topics with everything in them."""
        if topics:
            with self._explained("delete topics"):
                self._admin.delete_topics(list(topics))

    def allow(self, rights: Collection[Right]) -> None:
        """Add ACLs."""
        if rights:
            with self._explained("add ACLs"):
                if failed := self._admin.create_acls([_acl(right) for right in sorted(rights)])["failed"]:
                    raise refusal_of(failed[0](), "add ACLs", self._connection)

    def disallow(self, rights: Collection[Right]) -> None:
        """Remove ACLs."""
        if rights:
            with self._explained("remove ACLs"):
                for _, _, failed in self._admin.delete_acls([_exactly(right) for right in sorted(rights)]):
                    if failed.errno:
                        raise refusal_of(failed(), "remove ACLs", self._connection)

    def await_leaders(self, topics: Collection[str]) -> None:
        """Wait until every partition of these topics has a leader."""
        if topics:
            with self._explained("wait for the new topics"):
                self._admin.wait_for_topics(sorted(topics), timeout_ms=int(PATIENCE * 1000))

    def await_found(
        self, holds: Callable[[Found], bool], clock: Callable[[], float], pause: Callable[[float], None]
    ) -> Found:
        """Ask until `holds`; what was found last, whether it does or not (after `PATIENCE` seconds)."""
        end = clock() + PATIENCE
        found = self.found()
        while not holds(found) and clock() < end:
            pause(BETWEEN)
            found = self.found()
        return found

    def _topics(self) -> dict[str, Topic]:
        described = [topic for topic in self._admin.describe_topics() if not topic["is_internal"]]
        resources = [ConfigResource("topic", topic["name"]) for topic in described]
        configs = self._admin.describe_configs(resources)["topic"] if resources else {}
        found = {}
        for topic in described:
            name, partitions = topic["name"], topic["partitions"]
            own = {key: entry for key, entry in configs[name].items() if entry["config_source"] == TOPICS_OWN}
            settings = {key: entry["value"] for key, entry in own.items()}
            copies = min((len(partition["replica_nodes"]) for partition in partitions), default=0)
            found[name] = Topic(name, len(partitions), copies, settings)
        return found

    def _brokers(self) -> dict[str, dict[str, str]]:
        numbers = [str(broker["broker_id"]) for broker in self._admin.describe_cluster()["brokers"]]
        resources = [ConfigResource("broker", number, configs=dict.fromkeys(BROKER_SETTINGS)) for number in numbers]
        described = self._admin.describe_configs(resources, config_filter="all")["broker"]
        return {
            number: {name: str(described[number][name]["value"] or "") for name in BROKER_SETTINGS}
            for number in numbers
        }

    def _rights(self) -> tuple[frozenset[Right], frozenset[Strange]]:
        every = ACLFilter(
            principal=None,
            host=None,
            operation=ACLOperation.ANY,
            permission_type=ACLPermissionType.ANY,
            resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
        )
        acls, _ = self._admin.describe_acls(every)
        read = [_right(acl) for acl in acls]
        return (
            frozenset(one for one in read if isinstance(one, Right)),
            frozenset(one for one in read if isinstance(one, Strange)),
        )

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        """Turns what the client raises into a sentence that names the setting to change."""
        try:
            yield
        except SecurityDisabledError:
            raise ClusterRefused(
                "the brokers have no authorizer, so everybody may do everything: set `authorizer.class.name` and"
                " `ssl.client.auth=required` in their server.properties, as ops/kafka/README.md shows"
            ) from None
        except KafkaError as error:
            raise refusal_of(error, doing, self._connection) from error


def _acl(right: Right) -> ACL:
    pattern = ACLResourcePatternType.PREFIXED if right.name.endswith("*") else ACLResourcePatternType.LITERAL
    return ACL(
        principal=EVERYONE + right.principal,
        host="*",
        operation=ACLOperation[right.operation.upper()],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(_TYPES[right.resource], right.name.removesuffix("*"), pattern),
    )


def _exactly(right: Right) -> ACLFilter:
    acl = _acl(right)
    pattern = acl.resource_pattern
    return ACLFilter(
        principal=acl.principal,
        host=acl.host,
        operation=acl.operation,
        permission_type=acl.permission_type,
        resource_pattern=ResourcePatternFilter(pattern.resource_type, pattern.resource_name, pattern.pattern_type),
    )


def _right(acl: ACL) -> Right | Strange:
    """An ACL of the cluster as a right. A literal `*` is every name; it is strange, for the files never say so."""
    pattern = acl.resource_pattern
    prefixed = pattern.pattern_type == ACLResourcePatternType.PREFIXED
    plain = (
        acl.permission_type == ACLPermissionType.ALLOW
        and acl.host == "*"
        and pattern.resource_type in _RESOURCES
        and acl.principal.startswith(EVERYONE)
        and (prefixed or pattern.resource_name != "*")
    )
    if not plain:
        kind = f"{acl.permission_type.name} {acl.operation.name} {pattern.resource_type.name}".lower()
        return Strange(acl.principal, f"{kind} {pattern.resource_name} from {acl.host}")
    return Right(
        acl.principal.removeprefix(EVERYONE),
        _RESOURCES[pattern.resource_type],
        pattern.resource_name + ("*" if prefixed else ""),
        acl.operation.name.lower(),
    )
