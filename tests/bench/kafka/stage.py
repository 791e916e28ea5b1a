"""A town's hub on Kafka with its processes, and what each of them has cost so far."""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from ops.cluster.postgres import PostgresServer
from schemas.wire import Submission
from streams.deciders.places import intake_source
from streams.engines.kafka.intake import KafkaIntake
from tests.bench.town import AGENCY, Town
from tests.services.processes.conftest import Started
from tests.support.kafka_hub import KafkaHub, Template, until
from tests.support.world import World

_BODY: Final = 64
LAG_EVERY_SECONDS: Final = 0.6
"""A sink tells at least so often what waits for it."""
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class TownOnKafka(KafkaHub):
    """The benchmarks' town, its reference, rolls and keys put where a cluster's processes look for them."""

    def __init__(self, town: Town, bootstrap: str, postgres: PostgresServer, template: Template) -> None:
        super().__init__(cast(World, town), bootstrap, postgres, template)
        self.town = town
        self._intake = KafkaIntake(self.connection, self.topics, town.keys.promise)

    def variables(self, instance: str) -> Mapping[str, str]:
        """The environment of a process."""
        hub, vault = self.addresses
        self.scratch(instance).mkdir(exist_ok=True)
        return {
            "FIRSTBELL_KAFKA_BOOTSTRAP": self.connection.bootstrap,
            "FIRSTBELL_KAFKA_SECURITY": "plaintext",
            "FIRSTBELL_KAFKA_PREFIX": self.topics.prefix,
            "FIRSTBELL_KEYS_FOLDER": str(self.town.home.keys),
            "FIRSTBELL_VAULT_KEYS_FOLDER": str(self.town.home.keys),
            "FIRSTBELL_LEDGER_FOLDER": str(self.folder / "ledger"),
            "FIRSTBELL_VIEWS_DATABASE_URL": hub,
            "FIRSTBELL_VAULT_DATABASE_URL": vault,
            "FIRSTBELL_SCRATCH_FOLDER": str(self.scratch(instance)),
            "FIRSTBELL_INSTANCE": instance,
        }

    def scratch(self, instance: str) -> Path:
        """The scratch folder of a process."""
        return self.folder / instance

    def send(self, submissions: Sequence[Submission]) -> None:
        """Hand submissions to the intake, as bodies of a usual size: acknowledged by the broker, and promised."""
        for start in range(0, len(submissions), _BODY):
            self._intake.submit(self.town.hub.reference(), AGENCY, submissions[start : start + _BODY])

    def close(self) -> None:
        """Let go of everything."""
        self._intake.close()
        super().close()

    def accepted(self) -> int:
        """Records of hop 1 so far."""
        return self.end(self.topics.decisions_of(intake_source(AGENCY, 0)))

    def decided(self) -> int:
        """Records of hop 3 so far, of all its partitions."""
        return sum(self.end(self.topics.decisions_of(source)) for source in self.sources if source.startswith("person"))

    def records_so_far(self) -> int:
        """Decision records of all hops so far."""
        return sum(self.end(self.topics.decisions_of(source)) for source in self.sources)


@contextmanager
def running(
    hub: TownOnKafka, commands: Sequence[str], folder: Path, *, sampled: bool = False
) -> Iterator[dict[str, Started]]:
    """The processes, ready; each is ended afterwards, and must end well. `sampled`: see `samples_of`."""
    (hub.folder / "ledger").mkdir(exist_ok=True)
    made: dict[str, Started] = {}
    try:
        for number, command in enumerate(commands):
            name = f"{command.split()[0]}-{number}"
            variables, log = hub.variables(name), folder / f"{name}.log"
            if sampled:
                program = [sys.executable, "-m", "tests.bench.kafka.sampled", str(_samples(folder, name))]
                made[name] = Started(command, variables, log, program)
            else:
                made[name] = Started(command, variables, log)
        for one in made.values():
            one.until_ready()
        yield made
        assert {name: one.end() for name, one in made.items()} == dict.fromkeys(made, 0)
    finally:
        for one in made.values():
            if one.process.poll() is None:
                one.process.kill()
                one.process.wait()


def begin_samples(processes: Mapping[str, Started]) -> None:
    """Forget what was sampled while they started."""
    for one in processes.values():
        one.process.send_signal(signal.SIGUSR1)


def samples_of(folder: Path, names: Sequence[str]) -> Counter[str]:
    """Where the CPU of ended processes went: samples by part."""
    return sum((Counter(json.loads(_samples(folder, name).read_text("utf-8"))) for name in names), Counter[str]())


def cpu_of(process: Started) -> float:
    """User and system CPU seconds of a process so far, all its threads."""
    fields = Path(f"/proc/{process.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def settled(hub: TownOnKafka, records: int, seconds: float, processes: Mapping[str, Started]) -> None:
    """Wait until hop 3 has made so many records, and no longer than until nothing waits for any of the sinks.

    What idle processes use is no part of an event's cost, and is more the longer one looks.
    """
    until(lambda: hub.decided() >= records, seconds)
    time.sleep(LAG_EVERY_SECONDS)
    sinks = [one for name, one in processes.items() if not name.startswith("worker")]
    until(lambda: all(one.metric("firstbell_inputs_waiting") == 0 for one in sinks), seconds)


def _samples(folder: Path, name: str) -> Path:
    return folder / f"{name}.samples"
