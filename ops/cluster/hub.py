"""A whole hub on this machine: brokers with mutual TLS and ACLs, PostgreSQL, and a process for each part.

Everything is started with the commands that an operator uses, and told what docker-compose.yml tells its containers.
"""

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Self

import psycopg
import yaml
from msgspec import Struct
from psycopg import sql

from ops.cluster.brokers import KafkaCluster, free_ports
from ops.cluster.operating import OperatedCluster
from ops.cluster.postgres import PostgresServer
from ops.cluster.programs import FIRSTBELL, STOP_SECONDS, Program, ProgramDied, stop_all
from ops.cluster.properties import HOST, Tls
from services.operator.clock import machine_clock
from services.operator.kafka.certificates import CertificateFolder
from services.operator.kafka.declared import FOLDER, TOPICS, load_declared
from services.operator.kafka.issuing import Issuing, issue_due
from services.operator.kafka.wanted import spell_out
from streams.durability import write_durably
from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from streams.engines.kafka.keys import PUPIL_TOKENS, WITH_VAULT, KeyFolder, hand_out
from streams.engines.kafka.keys import VAULT as VAULT_KEYS
from streams.engines.kafka.registry import KafkaRegistry, RegistryParts
from streams.engines.local.home import Home
from streams.engines.postgres.roles import OUTBOX, READER, WEB, WRITER

VIEWS: Final = "firstbell"
VAULT: Final = "firstbell_vault"
LOGINS: Final = ("worker", "ledger-writer", "views", "intake", "web", "outbox-sender", "operator")
GROUPS: Final = {"web": WEB, "intake": READER, "outbox-sender": OUTBOX}
"""Of logins that append nothing; all others do."""
SUPER_USERS: Final = "User:broker;User:admin"
DAYS: Final = 30
COMMAND_SECONDS: Final = 120.0

Told = Callable[[str], None]
"""Is told what is being done now."""


class Sizes(Struct, frozen=True):
    """How many of what. The partitions must be those that the hub's reference log declares."""

    brokers: int = 3
    workers: int = 2
    intake_partitions: int = 2
    person_partitions: int = 4


class Ports(Struct, frozen=True):
    """Where pages and intake are served; 0 takes any that is free."""

    pages: int = 0
    intake: int = 0


class HubCluster:
    """One hub. `home` holds its keys and the digests of the agencies' tokens; `clock` the file of its story's time, for
    a demo. Everything that it writes stands in `folder`, which must not be there yet, or be empty.

    Entering starts brokers and databases; then the operator puts the hub in place, and `start` its processes.
    """

    def __init__(
        self,
        folder: Path,
        home: Home,
        *,
        sizes: Sizes | None = None,
        clock: Path | None = None,
        ports: Ports | None = None,
        told: Told = lambda step: None,
    ) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.ledger = folder / "ledger"
        self.sizes = sizes or Sizes()
        self.keys = folder / "keys"
        self.vault_keys = self.keys / VAULT_KEYS
        self.certificates = CertificateFolder(folder / "certificates")
        self.programs: dict[str, Program] = {}
        self._home = home
        self._clock = clock
        self._told = told
        self._stack = ExitStack()
        wanted, free = ports or Ports(), free_ports(2)
        self.pages_url = f"http://{HOST}:{wanted.pages or free[0]}"
        self.intake_url = f"http://{HOST}:{wanted.intake or free[1]}"

    def __enter__(self) -> Self:
        try:
            self._start_servers()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything, in order: the hub's processes, then PostgreSQL and the brokers."""
        stop_all(self.programs.values())
        self._stack.close()

    def connection(self, principal: str) -> KafkaConnection:
        """The brokers as a principal sees them."""
        keystore = self.certificates.keystore(principal)
        return KafkaConnection(self.kafka.bootstrap, TlsFiles(self.certificates.authority, keystore, keystore))

    def address(self, login: str, database: str = VIEWS) -> str:
        """A database's address for a login."""
        return self.postgres.conninfo(database, login.replace("-", "_"), self._passwords[login])

    def operated(self) -> OperatedCluster:
        """The operator's desk. It is closed with the cluster."""
        keys = KeyFolder(self.keys / "operator")
        databases = self.address("operator"), self.address("operator", VAULT)
        registry = KafkaRegistry(
            RegistryParts(self.connection("operator"), *databases, self.vault_keys, keys.of_operator())
        )
        self._stack.callback(registry.close)
        return OperatedCluster(keys.secret(PUPIL_TOKENS), registry)

    def add_agencies(self, agencies: Sequence[str]) -> None:
        """Topics and rights for every agency that the reference log registers, and certificates for these."""
        self._apply()
        self._issue(agencies)

    def start(self) -> None:
        """Start the hub's processes, and wait until each is ready. Raises `ProgramDied`."""
        for name, settings in self._settings().items():
            port = free_ports(1)[0]
            told = {**settings, "MONITOR_PORT": str(port), "LOG_FORMAT": "json"}
            command = (name.rstrip("-0123456789"),)
            self.programs[name] = Program(name, command, told, self.logs / f"{name}.log", port).start()
        for program in self.programs.values():
            self._told(f"waiting for {program.name}")
            program.wait_ready()

    @contextmanager
    def resting(self, name: str) -> Iterator[None]:
        """Meanwhile a process is stopped, in order; afterwards it is started again. Raises `ProgramDied`."""
        program = self.programs.pop(name)
        program.ask_to_stop()
        if code := program.wait(STOP_SECONDS):
            raise ProgramDied(f"`{name}` did not end well when asked, but with code {code}:\n{program.tail()}")
        yield
        self.programs[name] = program.start()
        program.wait_ready()

    def check(self) -> None:
        """Raise `ProgramDied` where a process ended by itself."""
        for program in self.programs.values():
            program.check()

    def _start_servers(self) -> None:
        for folder in (self.folder, self.logs, self.ledger):
            folder.mkdir(parents=True, exist_ok=True)
        self._declare()
        self._told("keys and certificates")
        hand_out(self._home.keys, self.keys)
        self._issue(())
        self._told(f"{self.sizes.brokers} Kafka brokers and PostgreSQL")
        self._start_brokers_and_postgres()
        self._told("topics and rights")
        self._apply()
        self._told("databases")
        self._make_databases()

    def _issue(self, agencies: Sequence[str]) -> None:
        issue_due(
            self.certificates, spell_out(load_declared(self._declared), agencies), Issuing(DAYS, 1), machine_clock()
        )

    def _apply(self) -> None:
        self._run("kafka", "apply", "--declared", str(self._declared), settings=self._as("admin"))

    def _declare(self) -> None:
        """The project's own declarations with the hub's partitions, and the story's time where there is one."""
        self._declared = self.folder / "declared"
        self._declared.mkdir()
        for path in FOLDER.glob("*.yaml"):
            (self._declared / path.name).write_bytes(path.read_bytes())
        topics = yaml.safe_load((FOLDER / TOPICS).read_text("utf-8"))
        topics["partitions"] = {"intake": self.sizes.intake_partitions, "person": self.sizes.person_partitions}
        topics["replication"] = min(topics["replication"], self.sizes.brokers)
        topics["min_in_sync"] = min(topics["min_in_sync"], topics["replication"])
        topics["times"] = "senders" if self._clock is not None else "brokers"
        (self._declared / TOPICS).write_text(yaml.safe_dump(topics), encoding="utf-8")

    def _start_brokers_and_postgres(self) -> None:
        certificates = self.certificates
        tls = Tls(certificates.keystore("broker"), certificates.authority, SUPER_USERS)
        self.kafka = KafkaCluster(self.sizes.brokers, tls=tls, home=self.folder / "brokers")
        self._stack.callback(self.kafka.stop)
        self._password = secrets.token_urlsafe(24)
        with ThreadPoolExecutor(1) as pool:
            started = pool.submit(self.kafka.start)
            self.postgres = PostgresServer(password=self._password)
            self._stack.callback(self.postgres.close)
            self.postgres.start()
            started.result()

    def _make_databases(self) -> None:
        for name in (VIEWS, VAULT):
            self.postgres.create_database(name)
        owner = {
            "VIEWS_DATABASE_URL_FILE": self._secret("owner-views", self.postgres.conninfo(VIEWS)),
            "VAULT_DATABASE_URL_FILE": self._secret("owner-vault", self.postgres.conninfo(VAULT)),
        }
        self._run("migrate", settings=owner)
        self._passwords = {login: secrets.token_urlsafe(24) for login in LOGINS}
        with psycopg.connect(self.postgres.conninfo(VIEWS), autocommit=True) as connection:
            for login, password in self._passwords.items():
                role, group = sql.Identifier(login.replace("-", "_")), sql.Identifier(_group(login))
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
                connection.execute(sql.SQL("GRANT {} TO {}").format(group, role))

    def _settings(self) -> Mapping[str, Mapping[str, str]]:
        """What each process is told, by its name."""
        ledger = {"LEDGER_FOLDER": str(self.ledger)}
        story = {"DEMO_CLOCK": str(self._clock)} if self._clock is not None else {}
        found: dict[str, Mapping[str, str]] = {}
        for number in range(1, self.sizes.workers + 1):
            scratch = self.folder / "scratch" / str(number)
            scratch.mkdir(parents=True)
            own = {"INSTANCE": str(number), "SCRATCH_FOLDER": str(scratch)}
            found[f"worker-{number}"] = {**self._as("worker"), **self._stores("worker"), **own}
        found["ledger-writer"] = {**self._as("ledger-writer"), **self._stores("ledger-writer"), **ledger, **story}
        found["views"] = {**self._as("views"), **self._stores("views"), **ledger, **story}
        found["ticker"] = {**self._as("ticker"), **story}
        found["intake"] = {
            **self._as("intake"),
            **self._stores("intake"),
            **ledger,
            **story,
            "INTAKE_PORT": self.intake_url.rpartition(":")[2],
            "INTAKE_TOKENS": str(self._home.folder / "tokens.json"),
        }
        found["web"] = {
            **self._as("web"),
            **self._stores("web"),
            **ledger,
            **story,
            "WEB_PORT": self.pages_url.rpartition(":")[2],
            "WEB_SECURE_COOKIES": "false",
            "WEB_INVENTED": "true" if story else "false",
        }
        found["outbox-sender"] = {**self._as("outbox-sender"), **self._stores("outbox-sender"), **story}
        return found

    def _as(self, principal: str) -> dict[str, str]:
        """What a process is told of the brokers."""
        return {
            "KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "KAFKA_CERTIFICATE": str(self.certificates.keystore(principal)),
            "KAFKA_AUTHORITY": str(self.certificates.authority),
        }

    def _stores(self, login: str) -> dict[str, str]:
        """What a process is told of the databases and of its own keys. Secrets stand in files."""
        views, vault = self._databases(login)
        found = {
            "VIEWS_DATABASE_URL_FILE": self._secret(f"{login}-views", views),
            "KEYS_FOLDER": str(self.keys / login),
        }
        if login in WITH_VAULT:
            found["VAULT_DATABASE_URL_FILE"] = self._secret(f"{login}-vault", vault)
            found["VAULT_KEYS_FOLDER"] = str(self.vault_keys)
        return found

    def _databases(self, login: str) -> tuple[str, str]:
        return self.address(login), self.address(login, VAULT)

    def _secret(self, name: str, text: str) -> str:
        """The path of a file that holds a secret."""
        path = self.folder / "secrets" / name
        write_durably(path, text.encode(), "cluster.secret", mode=0o600)
        return str(path)

    def _run(self, *command: str, settings: Mapping[str, str]) -> None:
        """Run one of the program's own commands to its end. Raises `ProgramDied` where it does not end well."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")}
        environment |= {f"FIRSTBELL_{name}": value for name, value in settings.items()}
        done = subprocess.run(
            [FIRSTBELL, *command], env=environment, capture_output=True, text=True, timeout=COMMAND_SECONDS
        )
        with open(self.logs / f"{command[0]}.log", "a", encoding="utf-8") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode:
            raise ProgramDied(f"`firstbell {' '.join(command[:2])}` ended with code {done.returncode}:\n{done.stderr}")


def _group(login: str) -> str:
    return GROUPS.get(login, WRITER)
