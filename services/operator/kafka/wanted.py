"""What a cluster must hold: the declarations, spelt out for each agency."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from schemas import limits
from services.operator.kafka.certificates import COMMON_NAME
from services.operator.kafka.declared import AGENCY, Declared, DeclaredRight, DeclaredTopic

FRAMING: Final = 4096
"""Bytes that a record batch takes beside the value and header of its one record (batch, record and header framing)."""


_TIMES: Final = {
    "brokers": {"message.timestamp.type": "LogAppendTime"},
    "senders": {"message.timestamp.type": "CreateTime", "message.timestamp.after.max.ms": str(2**63 - 1)},
}


class Resource(StrEnum):
    """What a right is about."""

    TOPIC = "topic"
    GROUP = "group"


class Right(Struct, frozen=True, order=True):
    """One allowed operation of one principal. `name` ends with `*` where every name that begins so is meant."""

    principal: str
    resource: Resource
    name: str
    operation: str

    def __str__(self) -> str:
        return f"{self.principal} may {self.operation} {self.resource.value} {self.name}"


class Topic(Struct, frozen=True):
    """A topic's shape and settings (Kafka's names of them)."""

    name: str
    partitions: int
    replication: int
    configs: Mapping[str, str]


class Wanted(Struct, frozen=True):
    """Everything, by name. `counts` are the partitions that must be the hub's own; `super_users` must stand in the
    brokers' own settings; `hosts` are a broker's names."""

    counts: Mapping[str, int]
    topics: Mapping[str, Topic]
    rights: frozenset[Right]
    super_users: tuple[str, ...]
    hosts: Mapping[str, tuple[str, ...]]

    def principals(self) -> tuple[str, ...]:
        """Everybody who needs a certificate."""
        return tuple(sorted({right.principal for right in self.rights} | set(self.super_users)))


class AgencyUnusable(Exception):
    """An agency's id cannot be part of a topic's name or of a certificate; the text says so."""


def spell_out(declared: Declared, agencies: Iterable[str], *, replication: int | None = None) -> Wanted:
    """What the files demand for these agencies. `replication` overrides theirs: a single broker for tests has 1.

    Raises `AgencyUnusable`.
    """
    named = sorted(set(agencies))
    for agency in named:
        if not agency or not COMMON_NAME.fullmatch(f"agency.{agency}"):
            text = "its id must have letters, digits, dots, hyphens and underscores alone, 57 at most"
            raise AgencyUnusable(f"the agency `{agency}` cannot have a topic and a certificate: {text}")
    topics = [
        _topic(declared, topic, topic.name.replace(AGENCY, agency), replication)
        for topic in declared.topics.topics
        for agency in (named if AGENCY in topic.name else ("",))
    ]
    rights = [
        right
        for principal in declared.acls.principals
        for agency in (named if AGENCY in principal.name else ("",))
        for given in principal.rights
        for right in _rights(principal.name, given, agency)
    ]
    return Wanted(
        counts=declared.topics.partitions.model_dump(),
        topics={topic.name: topic for topic in topics},
        rights=frozenset(rights),
        super_users=tuple(principal.name for principal in declared.acls.principals if principal.super_user),
        hosts={principal.name: principal.hosts for principal in declared.acls.principals if principal.hosts},
    )


def _topic(declared: Declared, topic: DeclaredTopic, name: str, replication: int | None) -> Topic:
    counts = declared.topics.partitions
    partitions = topic.partitions if isinstance(topic.partitions, int) else getattr(counts, topic.partitions)
    copies = declared.topics.replication if replication is None else replication
    keep = topic.keep if isinstance(topic.keep, timedelta) else declared.schedule.longest()
    configs = {
        "cleanup.policy": "delete",  # compaction would leave gaps in the offsets, which chains count by
        **_TIMES[declared.topics.times],
        "min.insync.replicas": str(min(declared.topics.min_in_sync, copies)),
        "retention.bytes": "-1",
        "retention.ms": _milliseconds(keep),
        "unclean.leader.election.enable": "false",
    }
    if topic.segment is not None:
        configs["segment.ms"] = _milliseconds(topic.segment)
    if topic.largest:
        configs["max.message.bytes"] = str(FRAMING + sum(getattr(limits, limit) for limit in topic.largest))
    return Topic(name, partitions, copies, configs)


def _rights(principal: str, given: DeclaredRight, agency: str) -> Iterable[Right]:
    if given.topic is not None:
        resource, name = Resource.TOPIC, given.topic
    elif given.topics_beginning is not None:
        resource, name = Resource.TOPIC, f"{given.topics_beginning}*"
    else:
        resource, name = Resource.GROUP, f"{given.groups_beginning}*"
    for operation in given.allow:
        yield Right(principal.replace(AGENCY, agency), resource, name.replace(AGENCY, agency), operation)


def _milliseconds(span: timedelta) -> str:
    return str(span // timedelta(milliseconds=1))
