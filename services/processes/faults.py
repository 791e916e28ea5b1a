"""What ends a process, as a person reads it: a sentence that names the setting to change, and an exit code."""

from collections.abc import Callable
from enum import IntEnum

import psycopg
import sqlalchemy.exc
from aiokafka.errors import KafkaError as AioKafkaError
from confluent_kafka import KafkaException
from kafka.errors import KafkaError
from msgspec import Struct

from services.health.server import MonitorPortTaken
from services.operator.kafka.answers import refusal_of
from services.operator.kafka.refusals import ClusterRefused, Why
from services.operator.serving import PortTaken
from services.settings.faults import SettingsRefused
from services.web.assets import AssetsMissing
from streams.checks.cluster_log import HubUnread, NotLedgered
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.fetching import Expired
from streams.engines.kafka.processing import HubNotDeclared
from streams.engines.kafka.registry import AnotherOperator
from streams.engines.kafka.sinks.clients import NotAppended, Refused
from streams.engines.kafka.wanted_topics import TopicsMissing
from streams.engines.kafka.worker import NotJoined
from streams.engines.local.home import HomeError
from streams.engines.postgres.database import DatabaseSettingWrong
from streams.engines.postgres.revisions import WrongSchema
from streams.ledger.errors import LedgerError
from streams.reference.log import ReferenceForged
from streams.vault.keyring import WrappingKeyMissing


class Ended(IntEnum):
    """Exit codes of processes, as `firstbell --help` explains them."""

    HOME = 3
    REFUSED = 4
    UNREACHABLE = 5
    SETTINGS = 8
    DRIFT = 9
    DENIED = 10


class Fault(Struct, frozen=True):
    """Why a process ends."""

    code: Ended
    lines: tuple[str, ...]


_CODES = {Why.UNREACHABLE: Ended.UNREACHABLE, Why.DENIED: Ended.DENIED, Why.REFUSED: Ended.REFUSED}


def fault_of(error: BaseException, connection: Callable[[], KafkaConnection] | None = None) -> Fault | None:
    """The fault that an exception stands for; None for one of the program itself.

    `connection` is asked only where a client of Kafka failed, to find out why.
    """
    match error:
        case SettingsRefused():
            return Fault(Ended.SETTINGS, (*error.faults, "ops/settings.md lists every setting"))
        case DatabaseSettingWrong():
            return Fault(Ended.SETTINGS, (str(error),))
        case MonitorPortTaken() | PortTaken() | AssetsMissing():
            return Fault(Ended.UNREACHABLE, (str(error),))
        case ClusterRefused():
            return Fault(_CODES[error.why], (str(error),))
        case TopicsMissing():
            return Fault(Ended.DRIFT, (str(error), "`firstbell kafka plan` shows what differs"))
        case AnotherOperator():
            return Fault(Ended.REFUSED, (str(error),))
        case NotAppended():
            return Fault(
                Ended.UNREACHABLE, (str(error), "look at the brokers, and at what stands there now: it may count")
            )
        case NotLedgered():
            return Fault(Ended.UNREACHABLE, (str(error),))
        case HubNotDeclared() | HubUnread():
            return Fault(Ended.HOME, (str(error),))
        case HomeError() | LedgerError() | ReferenceForged() | WrappingKeyMissing():
            return Fault(Ended.HOME, (str(error),))
        case NotJoined():
            return Fault(Ended.DENIED, (str(error),))
        case Expired():
            return Fault(
                Ended.HOME, (str(error), "the topics keep too short a time, or were made anew: ops/running.md")
            )
        case Refused():
            return Fault(Ended.DENIED, (str(error), "ops/kafka/acls.yaml declares the rights; `firstbell kafka plan`"))
        case WrongSchema():
            return Fault(Ended.DRIFT, (str(error), "`firstbell migrate` does it"))
        case psycopg.Error() | sqlalchemy.exc.SQLAlchemyError():
            return Fault(Ended.UNREACHABLE, _database(error))
        case KafkaException():
            name = error.args[0].name() if error.args else "unknown"
            text = f"the brokers do not answer (`{name}`): are they up, and does `FIRSTBELL_KAFKA_BOOTSTRAP` name them?"
            return Fault(Ended.UNREACHABLE, (text,))
        case KafkaError() | AioKafkaError() if connection is not None:
            refused = refusal_of(error, "work", connection())
            look = "`firstbell kafka plan` shows whether a topic or a right is missing"
            return Fault(_CODES[refused.why], (str(refused), look))
    return None


def _database(error: psycopg.Error | sqlalchemy.exc.SQLAlchemyError) -> tuple[str, ...]:
    """The kind alone: the words of a database's error can repeat what it was given."""
    state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    kind = f"{type(error).__name__} {state}".strip()
    return (
        f"PostgreSQL does not do what is asked (`{kind}`)",
        "is it up, and do `FIRSTBELL_VIEWS_DATABASE_URL` and `FIRSTBELL_VAULT_DATABASE_URL` name it and this login?",
    )
