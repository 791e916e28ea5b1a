"""Why a cluster refuses: what the errors of its clients mean, and the brokers' own word where they do not say."""

from typing import Final

from services.operator.kafka.handshake import probe
from services.operator.kafka.refusals import PROCESS, ClusterRefused, Settings, Why
from streams.engines.kafka.connection import KafkaConnection

_DENIED: Final = frozenset(
    {"TopicAuthorizationFailedError", "GroupAuthorizationFailedError", "ClusterAuthorizationFailedError"}
)
_FEW_COPIES: Final = frozenset({"NotEnoughReplicasError", "NotEnoughReplicasAfterAppendError"})
_MISSING: Final = frozenset({"UnknownTopicOrPartitionError"})
_FEW_BROKERS: Final = frozenset({"InvalidReplicationFactorError"})
_TOO_LARGE: Final = frozenset({"MessageSizeTooLargeError"})


def refusal_of(
    error: Exception, doing: str, connection: KafkaConnection, settings: Settings = PROCESS
) -> ClusterRefused:
    """What a client's error means, kafka-python's or aiokafka's, which name their errors alike.

    `doing` completes `the cluster did not ... in time`. What the error does not say is asked of the brokers themselves.
    """
    kind = type(error).__name__
    if kind in _DENIED:
        return ClusterRefused(
            f"the cluster does not let this principal {doing}: {_who(connection)} has no such right: {settings.right},"
            f" or name another certificate in {settings.certificate}",
            Why.DENIED,
        )
    if kind in _MISSING:
        return ClusterRefused(f"a topic is missing (while trying to {doing}): {settings.topic}")
    if kind in _FEW_COPIES:
        return ClusterRefused(
            f"too few brokers hold a copy (while trying to {doing}): start those that are down; `min_in_sync` in"
            " ops/kafka/topics.yaml says how many must",
            Why.UNREACHABLE,
        )
    if kind in _FEW_BROKERS:
        return ClusterRefused(
            "the cluster has fewer brokers than `replication` in ops/kafka/topics.yaml demands copies: start them, or"
            " give --replication 1 for a single broker on trial"
        )
    if kind in _TOO_LARGE:
        return ClusterRefused(
            "a record is larger than its topic takes: `largest` in ops/kafka/topics.yaml and the topic differ, so run"
            " `firstbell kafka apply`"
        )
    return probe(connection, settings) or ClusterRefused(
        f"the cluster did not {doing} in time ({kind}): see the brokers' logs, then try again", Why.UNREACHABLE
    )


def _who(connection: KafkaConnection) -> str:
    if connection.tls is None:
        return "a client without a certificate (`User:ANONYMOUS`)"
    return f"the principal of `{connection.tls.certificate}`"
