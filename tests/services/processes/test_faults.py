"""What ends a process has a code and a sentence; the codes are those that `firstbell --help` explains."""

import subprocess
import sys

import aiokafka.errors
import kafka.errors
import psycopg
import pytest
import sqlalchemy.exc
from confluent_kafka import KafkaError, KafkaException

from services.cli.failures import EXIT_CODES, ExitCode
from services.health.server import MonitorPortTaken
from services.processes.faults import Ended, fault_of
from services.processes.running import UNDRAINED
from services.settings.faults import SettingsRefused
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.processing import HubNotDeclared
from streams.engines.kafka.wanted_topics import TopicsMissing
from streams.engines.kafka.worker import NotJoined
from streams.engines.local.home import HomeError
from streams.engines.postgres.revisions import WrongSchema
from streams.ledger.errors import DatabaseBehindCheckpoint

SECRET = "sesame"


def nowhere() -> KafkaConnection:
    """Brokers that nobody answers for."""
    return KafkaConnection("127.0.0.1:1")


def test_codes_are_those_of_the_program() -> None:
    assert {code.name: code.value for code in Ended} == {code.name: ExitCode[code.name].value for code in Ended}
    assert all(ExitCode(code) in EXIT_CODES for code in Ended)
    assert ExitCode(UNDRAINED) is ExitCode.UNREACHABLE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsRefused(["`FIRSTBELL_X` is not set"]), 8),
        (MonitorPortTaken("taken"), 5),
        (TopicsMissing(["`inputs.person` (0 of 3 partitions)"]), 9),
        (WrongSchema("migrate it"), 9),
        (HubNotDeclared("declares no hub"), 3),
        (HomeError("a key file is missing"), 3),
        (DatabaseBehindCheckpoint("behind"), 3),
        (NotJoined("the group"), 10),
        (psycopg.OperationalError(SECRET), 5),
        (sqlalchemy.exc.OperationalError(SECRET, {}, psycopg.OperationalError(SECRET)), 5),
        (KafkaException(KafkaError(KafkaError._ALL_BROKERS_DOWN)), 5),
        (kafka.errors.KafkaTimeoutError("late"), 5),
        (aiokafka.errors.KafkaConnectionError("gone"), 5),
        (aiokafka.errors.TopicAuthorizationFailedError("no"), 10),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_foreseen_has_a_code_and_says_no_secret(error: Exception, code: int) -> None:
    fault = fault_of(error, nowhere)
    assert fault is not None
    assert fault.code == code
    assert fault.lines
    assert all(line and SECRET not in line for line in fault.lines)


def test_what_is_not_foreseen_is_the_programs_own() -> None:
    assert fault_of(KeyError("x"), nowhere) is None


def test_a_command_on_a_cluster_loads_nothing_that_only_processes_need() -> None:
    used = "cluster, services.operator.cluster_checks, services.operator.cluster_reading, services.operator.on_cluster"
    script = f"import sys, services.cli.main, services.cli.processes, services.operator.{used}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    assert "services.operator.cluster" in loaded
    assert {"faust", "fastapi", "alembic"}.isdisjoint(loaded)
