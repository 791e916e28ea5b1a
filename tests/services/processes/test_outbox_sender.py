"""`firstbell outbox-sender` on a whole line: a notice, its mail, a record of it; whoever stands by takes over."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ops.cluster.postgres import PostgresServer
from schemas.records.watch import NoticeSent
from streams.deciders.places import intake_source
from streams.engines.postgres.roles import OUTBOX
from streams.matching.people import StaffNames
from tests.services.processes.conftest import Start
from tests.support.force import POLICE
from tests.support.furnishing import LONG_AGO
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, Template
from tests.support.people import child_of, pupil
from tests.support.receiving import Mailbox, mail_server
from tests.support.world import FIRST, World, dsl

pytestmark = pytest.mark.slow
ADDRESS = "zyxqv.lead@school.example"


@pytest.fixture
def hub(kafka: TestKafka, postgres: PostgresServer, template: Template, tmp_path: Path) -> Iterator[KafkaHub]:
    """A furnished hub whose first school's lead has an address."""
    world = World(tmp_path / "hub")
    names = StaffNames(given_names="Some", family_name="Body", mail=((FIRST, ADDRESS),))
    world.registry.put_staff([(dsl(FIRST), names)], LONG_AGO)
    made = KafkaHub(world, kafka.bootstrap, postgres, template)
    yield made
    made.close()


def as_its_login(told: dict[str, str]) -> dict[str, str]:
    """With a login of the outbox's own group, as the cluster gives it."""
    with psycopg.connect(told["FIRSTBELL_VIEWS_DATABASE_URL"], autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'only_outbox'").fetchone():
            connection.execute(sql.SQL("CREATE ROLE only_outbox LOGIN IN ROLE {}").format(sql.Identifier(OUTBOX)))
    databases = ("FIRSTBELL_VIEWS_DATABASE_URL", "FIRSTBELL_VAULT_DATABASE_URL")
    return told | {name: re.sub(r"//[^@/]+@", "//only_outbox@", told[name]) for name in databases}


def settings(variables: dict[str, str], port: int) -> dict[str, str]:
    return as_its_login(variables) | {
        "FIRSTBELL_OUTBOX_SIGN_IN": "https://hub.example/",
        "FIRSTBELL_OUTBOX_LOOK_SECONDS": "0.2",
        "FIRSTBELL_MAIL_HOST": "127.0.0.1",
        "FIRSTBELL_MAIL_PORT": str(port),
        "FIRSTBELL_MAIL_SECURITY": "plaintext",
        "FIRSTBELL_MAIL_SENDER": "hub@hub.example",
    }


def sent(hub: KafkaHub) -> list[NoticeSent]:
    outputs = [output for made in hub.decisions("person.0") for output in made.outputs]
    return [output for output in outputs if isinstance(output, NoticeSent)]


def test_a_reader_is_told_and_whoever_stands_by_takes_over(
    hub: KafkaHub, variables: dict[str, str], start: Start, tmp_path: Path
) -> None:
    mailbox, source = Mailbox(), intake_source(POLICE, 0)
    (tmp_path / "ledger").mkdir(exist_ok=True)
    line = [
        start(name, variables | {"FIRSTBELL_LEDGER_FOLDER": str(tmp_path / "ledger")}) for name in ("worker", "views")
    ]
    with mail_server(mailbox) as port:
        told = settings(variables, port)
        first = start("outbox-sender", told | {"FIRSTBELL_INSTANCE": "first"})
        first.until_ready()
        second = start("outbox-sender", told | {"FIRSTBELL_INSTANCE": "second"})
        second.until(lambda: second.status("/healthz") == 200)
        hub.submit(hub.world.seal("ref-1", [child_of(pupil(0, FIRST))]), source)
        first.until(lambda: len(sent(hub)) == 1)
        assert (mailbox.to, sent(hub)[0].to) == ([ADDRESS], dsl(FIRST))
        first.until(lambda: first.metric('firstbell_outbox_messages{channel="mail",state="accepted"}') == 1)
        assert second.status("/readyz") == 503

        first.process.send_signal(signal.SIGKILL)
        second.until_ready()
        hub.submit(hub.world.seal("ref-2", [child_of(pupil(2, FIRST))]), source)
        second.until(lambda: len(sent(hub)) == 2, 60)
        assert mailbox.to == [ADDRESS, ADDRESS]
        assert len(set(mailbox.keys)) == 2
    for process in (second, *line):
        assert process.end() == 0, process.said
        assert process.errors == [], process.said
        assert ADDRESS not in process.said


def test_it_stands_idle_until_it_is_said_where_people_sign_in(
    hub: KafkaHub, variables: dict[str, str], start: Start
) -> None:
    idle = start("outbox-sender", as_its_login(variables))
    idle.until_ready()
    assert "FIRSTBELL_OUTBOX_SIGN_IN is not set" in idle.said
    assert idle.end() == 0


def test_a_relay_in_the_clear_on_another_machine_is_refused(variables: dict[str, str], start: Start) -> None:
    told = settings(variables, 25) | {"FIRSTBELL_MAIL_HOST": "relay.example"}
    sender = start("outbox-sender", told)
    assert sender.wait() == 8
    assert "`FIRSTBELL_MAIL_SECURITY` is `plaintext`" in sender.said
