"""`firstbell intake`: takes events over HTTP and appends them; 202 once the brokers have acknowledged."""

from contextlib import closing
from pathlib import Path

import msgspec

from services.intake.app import create_intake, server_of
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens
from services.metrics.catalogue import OF_SERVERS
from services.metrics.requests import CountedRequests
from services.operator.serving import TokenDigests
from services.processes.connections import address_of, kafka_connection, topics_of
from services.processes.probing import Check, brokers_answer
from services.processes.running import begun, now
from services.processes.serving import listen, serve_until_stopped, url_of
from services.settings.faults import SettingsRefused
from services.settings.processes import IntakeProcessSettings
from streams.engines.kafka.door import DoorParts, KafkaDoor
from streams.engines.kafka.keys import KeyFolder
from streams.engines.local.home import PROMISE_KEY_ID
from streams.engines.observing import Condition


def run_intake(settings: IntakeProcessSettings) -> None:
    """Take events until a signal. Ready while the brokers answer and the reference is read.

    Outcomes and proofs need PostgreSQL as well; taking events does not, so that a database which is away holds none up.
    """
    connection = kafka_connection(settings.kafka, f"firstbell-intake-{settings.instance}")
    checks: dict[Condition, Check] = {"brokers": brokers_answer(connection)}
    story = settings.story_clock()
    parts = DoorParts(
        connection=connection,
        hub_database=address_of(settings.views_database),
        keys=KeyFolder(settings.keys.folder).of_intake(),
        ledger=settings.ledger.folder,
        topics=topics_of(settings.kafka),
        clock=story or now,
        stamps=story,
    )
    tokens = read_tokens(settings.intake.tokens)
    listening = listen(settings.intake.host, settings.intake.port, "INTAKE")
    door_settings = IntakeSettings(
        url=settings.intake.url or url_of(listening),
        promise_key=PROMISE_KEY_ID,
        body_bytes=settings.intake.body_bytes,
        waiting_bytes=settings.intake.waiting_bytes,
    )
    with begun(settings, ("brokers", "reference"), OF_SERVERS, checks) as running, closing(KafkaDoor(parts)) as door:
        door.start()
        running.follow(door.reference)
        app = create_intake(door, tokens, door_settings, clock=parts.clock)

        def each() -> None:
            running.health.stands("reference", door.reference_is_fresh and door.reference().hub is not None)

        app.add_middleware(CountedRequests, meters=running.meters)
        serve_until_stopped(server_of(app), listening, running, each)


def read_tokens(path: Path) -> AgencyTokens:
    """The agencies that may speak. Raises `SettingsRefused` where the file is none of digests."""
    try:
        return AgencyTokens(msgspec.json.decode(path.read_bytes(), type=TokenDigests))
    except (msgspec.DecodeError, ValueError):
        raise SettingsRefused(
            [f"`FIRSTBELL_INTAKE_TOKENS` names `{path}`, which is no file of token digests: `firstbell keys token`"]
        ) from None
