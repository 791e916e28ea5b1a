"""What docker-compose.yml builds and mounts, tried without Docker: on PostgreSQL, with Kafka's own tool."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest
import yaml

from ops.cluster.java import java
from ops.cluster.postgres import PostgresServer, programs
from ops.containers.prepare import OF_VAULT, ROLES
from services.health.check import main as check
from services.health.server import monitoring
from services.health.standing import Health
from services.metrics.catalogue import OF_EVERY_PROCESS
from services.metrics.meters import Meters
from streams.engines.postgres.migrating import migrate
from streams.engines.postgres.stores import check as check_schema_of
from tests.project.sources import ROOT

FOLDER: Final = ROOT / "ops" / "containers"
DOCKERFILE: Final = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
STEPS: Final = re.sub(r"\\\n\s*", "", DOCKERFILE).splitlines()
PASSWORD: Final = "of-the-owner"
WRITERS: Final = ("worker", "ledger-writer", "views", "operator")


def steps(word: str) -> list[str]:
    """The Dockerfile's instructions of one kind, without their word."""
    return [line.removeprefix(f"{word} ") for line in STEPS if line.startswith(f"{word} ")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server on which the image's script has run, and the owner has migrated."""
    passwords = tmp_path_factory.mktemp("secrets")
    for role in ROLES:
        (passwords / f"database-{role}.password").write_text(f"pass'word of {role}\n")
    with PostgresServer(password=PASSWORD) as running:
        environment = {
            "PATH": f"{programs()}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(running.port),
            "PGPASSWORD": PASSWORD,
            "POSTGRES_USER": "postgres",
            "SECRETS": str(passwords),
        }
        command = [str(FOLDER / "postgres" / "10-databases.sh")]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
        for name, database in (("firstbell", "hub"), ("firstbell_vault", "vault")):
            migrate(running.url(name, "owner", "pass'word of owner"), database)
        yield running


def connect(server: PostgresServer, role: str, database: str) -> psycopg.Connection:
    """A connection as one of the processes."""
    return psycopg.connect(server.conninfo(database, role, f"pass'word of {role}"), connect_timeout=5)


@pytest.mark.parametrize("role", ROLES)
def test_every_login_reaches_the_databases_that_it_needs_and_no_other(server: PostgresServer, role: str) -> None:
    check_schema_of(server.url("firstbell", role, f"pass'word of {role}"), "hub")
    if role in OF_VAULT:
        check_schema_of(server.url("firstbell_vault", role, f"pass'word of {role}"), "vault")
    else:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            connect(server, role, "firstbell_vault")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(server, role, "postgres")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "owner"])
@pytest.mark.parametrize(
    ("table", "column"),
    [("decisions", "digest"), ("reference_log", "digest"), ("ledger_entries", "entry"), ("intake", "digest")],
)
def test_no_process_may_change_or_remove_a_row_of_a_log(
    server: PostgresServer, role: str, table: str, column: str
) -> None:
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = ''", f"TRUNCATE {table}"):
        with connect(server, role, "firstbell") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.parametrize("role", [role for role in ROLES if role != "owner"])
def test_who_only_reads_cannot_write(server: PostgresServer, role: str) -> None:
    insert = b"INSERT INTO parked (source, position, key, reason) VALUES ('x', 1, 'k', 'r')"
    with connect(server, role, "firstbell") as connection:
        if role in WRITERS:
            connection.execute(insert)
            connection.rollback()
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(insert)


def test_a_wrong_password_is_refused(server: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.conninfo("firstbell", "worker", "another"), connect_timeout=5)


def test_kafka_takes_the_brokers_properties(tmp_path: Path) -> None:
    text = (FOLDER / "kafka" / "server.properties").read_text(encoding="utf-8").replace("@NODE@", "2")
    properties = tmp_path / "server.properties"
    properties.write_text(text.replace("/var/lib/kafka/data", str(tmp_path)), encoding="utf-8")
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    cluster = compose["services"]["kafka-2"]["environment"]["CLUSTER_ID"]
    command = java(
        "kafka.tools.StorageTool", "format", "--ignore-formatted", "--cluster-id", cluster, "--config", str(properties)
    )
    for _ in range(2):
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    meta = (tmp_path / "log" / "meta.properties").read_text(encoding="utf-8")
    assert f"cluster.id={cluster}" in meta
    assert "node.id=2" in meta


def test_scripts_are_shell_that_bash_can_read() -> None:
    scripts = [FOLDER / "kafka" / "start.sh", FOLDER / "postgres" / "10-databases.sh"]
    for script in scripts:
        assert script.stat().st_mode & 0o111
        assert subprocess.run(["bash", "-n", script]).returncode == 0


def test_the_image_is_built_from_pinned_versions_and_the_lock_alone() -> None:
    assert all(re.match(r"\S+:\d+\.\d+\.\d+-", image) for image in steps("FROM"))
    installs = [step for step in steps("RUN") if "pip install" in step]
    assert all("--require-hashes" in step or ("--no-deps" in step and "--no-index" in step) for step in installs)
    assert any("-r ops/locks/run.txt" in step and "--only-binary=:all:" in step for step in installs)
    assert not re.search(r"https?://|index-url|latest", DOCKERFILE)


def test_what_the_image_copies_is_there() -> None:
    for step in (step for step in steps("COPY") if not step.startswith("--from")):
        for source in step.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_the_image_runs_the_program_as_nobody_of_rank() -> None:
    assert steps("USER") == ["10001:10001"]
    assert steps("ENTRYPOINT") == ['["firstbell"]']
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    users = {s["user"] for s in compose["services"].values() if s["image"].startswith("firstbell:")}
    assert users == {"10001:10001"}


def test_nothing_secret_gets_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", ".firstbell", ".containers", ".certificates", "node_modules"} <= set(ignored)


def test_the_health_check_says_what_the_process_says(capsys: pytest.CaptureFixture[str]) -> None:
    health = Health(["brokers"], 60.0)
    with monitoring("127.0.0.1", 0, Meters(OF_EVERY_PROCESS), health) as monitor:
        assert check([str(monitor.port), "/healthz"]) == 0
        assert check([str(monitor.port)]) == 1
        health.stands("brokers", True)
        assert check([str(monitor.port), "/readyz"]) == 0
        port = monitor.port
    assert capsys.readouterr().out.splitlines() == ["live", "not ready: no broker answers", "ready"]
    assert check([str(port)]) == 1
    assert check([]) == check(["x"]) == check([str(port), "/metrics"]) == 2
