"""Processes of the program, started as an operator would, on the test run's broker and PostgreSQL."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest

from ops.cluster.postgres import PostgresServer
from streams.engines.kafka.keys import FILES, VAULT, hand_out
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, Template, template_of
from tests.support.world import World

PROGRAM = Path(sys.executable).parent / "firstbell"
WITHIN = 180.0
OPERATOR = "operator"
USUAL = {"FIRSTBELL_MONITOR_PORT": "0", "FIRSTBELL_LOG_FORMAT": "json"}


class Started:
    """One process. Its log, in JSON, is a file; `url` is where it tells of its metrics and health."""

    def __init__(
        self, command: str, variables: Mapping[str, str], log: Path, program: Sequence[str] = (str(PROGRAM),)
    ) -> None:
        self._log = log
        self._out = log.with_suffix(".out")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")}
        with log.open("wb") as err, self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [*program, *command.split()],
                env=inherited | (USUAL if command.split()[0] != "serve" else {}) | dict(variables),
                stdout=out,
                stderr=err,
            )

    @property
    def said(self) -> str:
        """Everything that it said so far."""
        return self._log.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[dict[str, object]]:
        """The lines of its log, each of which must be JSON."""
        return [json.loads(line) for line in self.said.splitlines()]

    @property
    def out(self) -> str:
        """What it printed so far."""
        return self._out.read_text(encoding="utf-8")

    @property
    def link(self) -> str:
        """The sign-in link that it printed."""
        self.until(lambda: "/sign-in/" in self._out.read_text(encoding="utf-8"))
        return self._out.read_text(encoding="utf-8").split()[-1]

    @property
    def errors(self) -> list[dict[str, object]]:
        """The errors that the program itself logged, not those of clients that try again by themselves."""
        ours = [line for line in self.lines if str(line["logger"]).split(".")[0] in ("schemas", "services", "streams")]
        return [line for line in ours if line["level"] in ("error", "critical")]

    @property
    def url(self) -> str:
        """Where metrics and health are told."""
        self.until(lambda: "metrics and health on port" in self.said)
        found = re.search(r"metrics and health on port (\d+)", self.said)
        assert found is not None
        return f"http://127.0.0.1:{found[1]}"

    def ask(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        answer = httpx.get(self.url + path, timeout=60)
        return answer.status_code, answer.text

    def metric(self, start: str) -> float:
        """The sum of the samples whose text begins so."""
        return sum(
            float(line.rsplit(" ", 1)[1]) for line in self.ask("/metrics")[1].splitlines() if line.startswith(start)
        )

    def until(self, holds: Callable[[], bool], seconds: float = WITHIN) -> None:
        """Wait until something holds; fails with the log where it does not, or the process has ended."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, self.said
            assert self.process.poll() is None or holds(), self.said
            time.sleep(0.05)

    def until_ready(self) -> None:
        """Wait until it is ready."""
        self.until(lambda: self.status("/readyz") == 200)

    def status(self, path: str) -> int:
        """The status of an answer; 0 where there is none."""
        try:
            return self.ask(path)[0]
        except httpx.HTTPError:
            return 0

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(WITHIN)

    def wait(self) -> int:
        """Wait until it ends by itself; the exit code."""
        return self.process.wait(WITHIN)


Start = Callable[..., Started]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts processes, and ends what a failed test left."""
    running: list[Started] = []

    def begin(command: str, variables: Mapping[str, str]) -> Started:
        running.append(Started(command, own_keys(command, variables), tmp_path / f"process-{len(running)}.log"))
        return running[-1]

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGCONT)
            one.process.kill()
        one.process.communicate()


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> Template:
    """Migrated databases to copy."""
    return template_of(postgres)


@pytest.fixture
def hub(kafka: TestKafka, postgres: PostgresServer, template: Template, tmp_path: Path) -> Iterator[KafkaHub]:
    """A furnished hub, for which nobody works yet."""
    world = World(tmp_path / "hub")
    made = KafkaHub(world, kafka.bootstrap, postgres, template)
    yield made
    made.close()
    world.close()


@pytest.fixture
def variables(hub: KafkaHub) -> dict[str, str]:
    """What every process of this hub is told."""
    views, vault = hub.addresses
    scratch, keys = hub.folder / "scratch", hub.folder / "keys"
    scratch.mkdir()
    hand_out(hub.world.home.keys, keys)
    return {
        "FIRSTBELL_KAFKA_BOOTSTRAP": hub.connection.bootstrap,
        "FIRSTBELL_KAFKA_SECURITY": "plaintext",
        "FIRSTBELL_KAFKA_PREFIX": hub.topics.prefix,
        "FIRSTBELL_KAFKA_SESSION_SECONDS": "6",
        "FIRSTBELL_VIEWS_DATABASE_URL": plain(views),
        "FIRSTBELL_VAULT_DATABASE_URL": plain(vault),
        "FIRSTBELL_KEYS_FOLDER": str(keys / OPERATOR),
        "FIRSTBELL_VAULT_KEYS_FOLDER": str(keys / VAULT),
        "FIRSTBELL_SCRATCH_FOLDER": str(scratch),
    }


def own_keys(command: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a process: where an operator's keys were named, its own that stand beside them."""
    told, process = dict(variables), command.split()[0]
    named = told.get("FIRSTBELL_KEYS_FOLDER", "")
    if process in FILES and Path(named).name == OPERATOR:
        told["FIRSTBELL_KEYS_FOLDER"] = str(Path(named).with_name(process))
    return told


def plain(url: str) -> str:
    """An address of SQLAlchemy as PostgreSQL's own."""
    return re.sub(r"^postgresql\+\w+://", "postgresql://", url)
