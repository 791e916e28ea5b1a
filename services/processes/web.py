"""`firstbell web`: the pages of a hub on a cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import Engine

from services.metrics.catalogue import OF_SERVERS
from services.metrics.requests import CountedRequests
from services.processes.connections import address_of, kafka_connection, topics_of, vault_keys
from services.processes.probing import Check, brokers_answer, database_answers
from services.processes.running import begun, now
from services.processes.serving import listen, serve_until_stopped, url_of
from services.processes.signed_in import SharedLinks, SharedSessions
from services.settings.processes import WebProcessSettings
from services.web import WebSettings, create_app
from services.web.server import server_of
from streams.engines.kafka.hub import HubParts, KafkaHub
from streams.engines.kafka.keys import KeyFolder
from streams.engines.local.home import HomeError
from streams.engines.observing import Condition
from streams.engines.postgres.database import open_engine
from streams.reference.facts import Reference
from streams.simulation.simulators import ClusterSimulator

Say = Callable[[str], None]
LINKS_LAST: Final = timedelta(minutes=15)


def run_web(settings: WebProcessSettings, users: Sequence[str] = (), say: Say = print) -> None:
    """Serve pages until a signal. `say` is told a one-time sign-in link for each of `users`."""
    connection = kafka_connection(settings.kafka, f"firstbell-web-{settings.instance}")
    views, vault = address_of(settings.views_database), address_of(settings.vault_database)
    checks: dict[Condition, Check] = {
        "brokers": brokers_answer(connection),
        "views": database_answers(views, "views"),
        "vault": database_answers(vault, "vault"),
    }
    story = settings.story_clock()
    keys, wrapping = KeyFolder(settings.keys.folder).of_pages(), vault_keys(settings.vault_keys)
    parts = HubParts(
        connection=connection,
        hub_database=views,
        vault_database=vault,
        vault_keys=wrapping,
        operator=keys.operator,
        topics=topics_of(settings.kafka),
        clock=story or now,
        stamps=story,
    )
    listening = listen(settings.web.host, settings.web.port, "WEB")
    needs: tuple[Condition, ...] = ("brokers", "views", "vault", "reference")
    with (
        begun(settings, needs, OF_SERVERS, checks) as running,
        closing(KafkaHub(parts)) as hub,
        ExitStack() as stack,
    ):
        hub.start()
        running.follow(hub.reference)
        engine = stack.enter_context(_opened(views))
        links = SharedLinks(engine)
        simulator = ClusterSimulator(views, vault, wrapping, keys.operator.public_bytes_raw())
        told = pages_settings(settings, hub.reference(), keys.session)
        sessions = SharedSessions(engine, told.session_secret, idle=told.session_idle, longest=told.session_longest)
        pages = create_app(hub, told, parts.clock, links, simulator, sessions)
        for user in users:
            _check_user(hub.reference(), user, parts)
            say(f"{user}  {url_of(listening)}/sign-in/{links.make(user, parts.clock(), LINKS_LAST)}")

        def each() -> None:
            running.health.stands("reference", hub.reference_is_fresh and hub.reference().hub is not None)

        pages.add_middleware(CountedRequests, meters=running.meters)
        serve_until_stopped(server_of(pages), listening, running, each, asked_as=settings.web.hosts[0])


@contextmanager
def _opened(address: str) -> Iterator[Engine]:
    engine = open_engine(address, connections=4)
    yield engine
    engine.dispose()


def pages_settings(settings: WebProcessSettings, reference: Reference, session: bytes) -> WebSettings:
    """What the pages are told. HomeError where the hub was never declared."""
    if reference.hub is None:
        raise HomeError("the hub was never declared on these brokers: declare it, then start the pages")
    return WebSettings(
        session_secret=session,
        hub=reference.hub.hub,
        telephones=settings.web.telephones,
        people_are_invented=settings.web.invented,
        secure_cookies=settings.web.secure_cookies,
        hosts=settings.web.hosts,
        ledger=settings.ledger.folder,
    )


def _check_user(reference: Reference, user: str, parts: HubParts) -> None:
    if not reference.roles_of(user, parts.clock()):
        raise HomeError(f"`{user}` holds no role now: appoint them first, or check the user id")
