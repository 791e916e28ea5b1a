"""In what a cluster differs from what is declared, and what would end each difference. Pure: it reads no cluster."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from services.operator.kafka.cluster import Found
from services.operator.kafka.wanted import Right, Topic, Wanted

UNTIL_DELETED: Final = "retention.ms"
SUBJECTS: Final = r"RULE:^CN=([A-Za-z0-9._-]+)$/$1/"
"""A subject of one common name alone is a principal; with no DEFAULT rule after it, any other subject is refused."""
BROKERS: Final = {
    "auto.create.topics.enable": "false",
    "ssl.client.auth": "required",
    "ssl.principal.mapping.rules": SUBJECTS,
}


class Remedy(StrEnum):
    """What ends a difference. The first is done by `apply`; the next three by `apply` with their own flag alone."""

    APPLY = "apply"
    SHORTEN = "shorten"
    DELETE = "delete"
    REVOKE = "revoke"
    BY_HAND = "by hand"


class Kind(StrEnum):
    """What differs."""

    TOPIC_MISSING = "topic missing"
    TOPIC_UNDECLARED = "topic undeclared"
    PARTITIONS = "partitions"
    REPLICATION = "replication"
    SETTING = "setting"
    SETTING_UNDECLARED = "setting undeclared"
    RIGHT_MISSING = "right missing"
    RIGHT_UNDECLARED = "right undeclared"
    BROKER = "broker"
    HUB = "hub"


class Drift(Struct, frozen=True):
    """One difference. `name` is the topic, right, broker or hub; `setting` which setting of it."""

    kind: Kind
    name: str
    setting: str
    declared: str
    found: str
    remedy: Remedy
    advice: str
    right: Right | None = None


class HubCounts(Struct, frozen=True):
    """The partitions that the hub's reference log declares, for good."""

    intake: int
    person: int


class Plan(Struct, frozen=True):
    """All differences, in the order in which they are best ended."""

    drift: tuple[Drift, ...]

    def of(self, *remedies: Remedy) -> tuple[Drift, ...]:
        """Those that such remedies end."""
        return tuple(one for one in self.drift if one.remedy in remedies)


def make_plan(wanted: Wanted, found: Found, hub: HubCounts | None = None) -> Plan:
    """Compare. `hub` is what its reference log declares; None where no hub is declared yet."""
    return Plan(
        (
            *_brokers(found.brokers),
            *(_hub(wanted, hub) if hub is not None else ()),
            *_topics(wanted.topics, found.topics),
            *_rights(wanted, found),
        )
    )


def _brokers(brokers: Mapping[str, Mapping[str, str]]) -> Iterator[Drift]:
    for number, settings in sorted(brokers.items()):
        for setting, declared in BROKERS.items():
            if settings.get(setting, "") != declared:
                advice = "set it in that broker's server.properties, and start it again"
                yield Drift(
                    Kind.BROKER, number, setting, declared, settings.get(setting, ""), Remedy.BY_HAND, advice
                )  # fmt: skip


def _hub(wanted: Wanted, hub: HubCounts) -> Iterator[Drift]:
    declared = HubCounts(wanted.counts["intake"], wanted.counts["person"])
    for name, count, its_own in (("intake", declared.intake, hub.intake), ("person", declared.person, hub.person)):
        if count != its_own:
            advice = "the count is the hub's for good: put it into `partitions` of ops/kafka/topics.yaml"
            setting = f"{name}_partitions"
            yield Drift(Kind.HUB, "reference", setting, str(count), str(its_own), Remedy.BY_HAND, advice)


def _topics(wanted: Mapping[str, Topic], found: Mapping[str, Topic]) -> Iterator[Drift]:
    for name, topic in wanted.items():
        if (there := found.get(name)) is None:
            yield Drift(Kind.TOPIC_MISSING, name, "", _shape(topic), "", Remedy.APPLY, "it will be made")
        else:
            yield from _topic(topic, there)
    for name in sorted(found.keys() - wanted.keys()):
        advice = f"declare it, or delete it with all that it holds: --delete-topic {name}"
        yield Drift(Kind.TOPIC_UNDECLARED, name, "", "", _shape(found[name]), Remedy.DELETE, advice)


def _topic(topic: Topic, there: Topic) -> Iterator[Drift]:
    name = topic.name
    if topic.partitions != there.partitions:
        advice = (
            "counts are fixed, for they say where a case or person belongs: declare what is there, or move to a new hub"
        )
        yield Drift(
            Kind.PARTITIONS, name, "", str(topic.partitions), str(there.partitions), Remedy.BY_HAND, advice
        )  # fmt: skip
    if topic.replication != there.replication:
        advice = "move its copies with kafka-reassign-partitions, or declare what is there in `replication`"
        yield Drift(
            Kind.REPLICATION, name, "", str(topic.replication), str(there.replication), Remedy.BY_HAND, advice
        )  # fmt: skip
    for setting, declared in topic.configs.items():
        if (value := there.configs.get(setting, "")) != declared:
            yield _setting(name, setting, declared, value)
    for setting in sorted(there.configs.keys() - topic.configs.keys()):
        advice = "it will be the brokers' own again"
        value = there.configs[setting]
        yield Drift(Kind.SETTING_UNDECLARED, name, setting, "", value, Remedy.APPLY, advice)


def _setting(name: str, setting: str, declared: str, value: str) -> Drift:
    if setting == UNTIL_DELETED and _is_shorter(declared, value):
        advice = "older records would be deleted at once: --shorten"
        return Drift(Kind.SETTING, name, setting, declared, value, Remedy.SHORTEN, advice)
    return Drift(Kind.SETTING, name, setting, declared, value, Remedy.APPLY, "it will be set")


def _is_shorter(declared: str, value: str) -> bool:
    """Kafka's -1 is for ever; an unset one is the brokers' own, 7 days if nobody changed it: nothing to be sure of."""
    return declared != "-1" and (value in ("-1", "") or int(declared) < int(value))


def _rights(wanted: Wanted, found: Found) -> Iterator[Drift]:
    for right in sorted(wanted.rights - found.rights):
        yield Drift(Kind.RIGHT_MISSING, str(right), "", "yes", "", Remedy.APPLY, "it will be given", right)
    for right in sorted(found.rights - wanted.rights):
        advice = "declare it, or take it away: --revoke"
        yield Drift(Kind.RIGHT_UNDECLARED, str(right), "", "", "yes", Remedy.REVOKE, advice, right)
    for strange in sorted(found.strange):
        advice = "the files cannot say this: take it away with kafka-acls"
        name = f"{strange.principal}: {strange.what}"
        yield Drift(Kind.RIGHT_UNDECLARED, name, "", "", "yes", Remedy.BY_HAND, advice)


def _shape(topic: Topic) -> str:
    return f"{topic.partitions} partitions, {topic.replication} copies"
