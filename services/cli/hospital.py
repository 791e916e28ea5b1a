"""Taking a trust's messages from a terminal: from files, or from its systems until a signal."""

import asyncio
import signal
import ssl
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.output import console, give, table, verdict
from services.cli.publishing import Ways, transport_of
from services.health.server import MonitorPortTaken, monitoring
from services.health.standing import Health
from services.hospital.bundles import create_bundles
from services.hospital.faults import Severity, Trouble
from services.hospital.mllp import ListenerRefused, MllpListener, tls_context
from services.hospital.receiving import Receiver
from services.hospital.rules import HospitalRules, load_rules
from services.hospital.sending import Sender
from services.intake.app import server_of
from services.metrics import catalogue
from services.metrics.meters import Meters
from services.metrics.publisher_standing import show_publisher
from services.operator.agency_folder import AgencyFolder
from services.publisher.publisher import Publisher

_TURN: Final = 1.0
_STUCK_AFTER: Final = 60.0
"""Seconds: how often the loop says that it turns, and after how long without a turn it is stuck."""


class MessageTaken(Struct):
    """One message: `answer` is AA, AE or AR, `places` what is wrong, with what to do."""

    file: str
    answer: str
    places: tuple[str, ...]


class Listening(Struct, frozen=True):
    """Where messages come in. Both TLS files, or neither; a port that is None: no FHIR, or no metrics."""

    host: str
    hl7_port: int
    fhir_port: int | None
    tls_certificate: Path | None
    tls_authority: Path | None
    monitor_port: int | None = None


@contextmanager
def opened(folder: AgencyFolder) -> Iterator[Publisher]:
    """The publisher of a folder, with its store and its way to the hub."""
    descriptor, store = folder.descriptor(), folder.store()
    try:
        with transport_of(folder, descriptor, Ways()) as transport:
            yield Publisher(store, descriptor, folder.identity(), transport, clock=folder.clock())
    finally:
        store.close()


def read_files(agency: Path, rules: Path, messages: Sequence[Path], *, as_json: bool) -> None:
    """Take messages from files and send what they make. Raises `Failure` where not all went well."""
    folder = AgencyFolder(agency)
    with opened(folder) as publisher:
        receiver = _receiver(folder, _rules(folder, rules), publisher)
        taken = tuple(_taken(receiver, path) for path in messages)
        delivered = publisher.deliver()
    waiting = delivered.waiting

    def show(out: Console) -> None:
        rows = [(one.file, one.answer, "; ".join(one.places)) for one in taken]
        out.print(table("Messages", "File", "Answer", "Where, and what to do", rows=rows))
        out.print(verdict(not waiting, f"{delivered.promised} promised, {waiting} waiting"))

    give({"messages": taken, "promised": delivered.promised, "waiting": waiting}, show, as_json=as_json)
    if waiting:
        raise Failure(ExitCode.UNREACHABLE, f"{waiting} events wait to be sent: {delivered.trouble}", "run it again")
    refused = sum(one.answer != "AA" for one in taken)
    if refused:
        raise Failure(ExitCode.FOUND, f"{refused} messages were refused: mend them at their source and send them again")


def receive_until_stopped(agency: Path, rules: Path, listening: Listening) -> None:
    """Answer messages until a signal. Raises `Failure` where a port is taken or nothing can be sent any more."""
    folder = AgencyFolder(agency)
    found = _rules(folder, rules)
    try:
        with opened(folder) as publisher:
            asyncio.run(_receive(folder, _receiver(folder, found, publisher), listening))
    except (ListenerRefused, MonitorPortTaken, OSError) as error:
        raise Failure(ExitCode.UNREACHABLE, f"messages cannot be received: {error}") from None


async def _receive(folder: AgencyFolder, receiver: Receiver, listening: Listening) -> None:
    loop, stopped, out = asyncio.get_running_loop(), asyncio.Event(), console()
    ended: list[Exception] = []

    def end(error: Exception) -> None:
        ended.append(error)
        loop.call_soon_threadsafe(stopped.set)

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stopped.set)
    sender = Sender(lambda: opened(folder), lambda text: out.print(text, markup=False), end)

    meters, health = meters_of(folder), Health((), _STUCK_AFTER)

    def answer(data: bytes) -> bytes:
        acknowledgement = receiver.receive_hl7(data)
        meters.add(catalogue.HOSPITAL_MESSAGES, "hl7", "yes" if b"MSA|AA" in acknowledgement else "no")
        sender.wake()
        return acknowledgement

    def take(data: bytes) -> tuple[Trouble, ...]:
        troubles = receiver.receive_fhir(data)
        meters.add(catalogue.HOSPITAL_MESSAGES, "fhir", "no" if _wrong(troubles) else "yes")
        sender.wake()
        return troubles

    listener = MllpListener(answer)
    port = await listener.start(listening.host, listening.hl7_port, _tls(listening))
    with ExitStack() as stack:
        sender.start()
        stack.callback(sender.stop)
        out.print(f"HL7 v2 at {listening.host}:{port}")
        if listening.monitor_port is not None:
            monitor = stack.enter_context(monitoring("127.0.0.1", listening.monitor_port, meters, health))
            out.print(f"metrics and health on port {monitor.port}")
        bundles = None
        if listening.fhir_port is not None:
            server = server_of(create_bundles(take), port=listening.fhir_port)
            out.print(f"FHIR at http://127.0.0.1:{listening.fhir_port}/fhir")
            bundles = asyncio.create_task(server.serve())
            bundles.add_done_callback(lambda _: stopped.set())
            stack.callback(setattr, server, "should_exit", True)
        while not stopped.is_set():
            health.turned()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _TURN)
        await listener.stop()
    if bundles is not None:
        await bundles
    if ended:
        raise Failure(
            ExitCode.INTERNAL, f"nothing can be sent any more: {ended[0]}", "what was taken waits in the store"
        )


def meters_of(folder: AgencyFolder) -> Meters:
    """What a receiver tells of itself: messages, and what waits of its trust's, looked up whenever it is asked."""
    meters = Meters(catalogue.OF_EVERY_PROCESS, catalogue.OF_HOSPITAL)

    def look() -> None:
        with closing(folder.store()) as store:
            show_publisher(meters, store)

    meters.before_each_look(look)
    return meters


def _wrong(troubles: Sequence[Trouble]) -> bool:
    return any(trouble.severity is Severity.ERROR for trouble in troubles)


def _tls(listening: Listening) -> ssl.SSLContext | None:
    if listening.tls_certificate is None and listening.tls_authority is None:
        return None
    if listening.tls_certificate is None or listening.tls_authority is None:
        raise ListenerRefused("TLS needs both --tls-certificate and --tls-authority")
    return tls_context(listening.tls_certificate, listening.tls_authority)


def _rules(folder: AgencyFolder, path: Path) -> HospitalRules:
    rules = load_rules(path.read_bytes(), path.name)
    agency = folder.settings().agency
    if rules.agency != agency:
        raise Failure(ExitCode.REFUSED, f"the rules are for `{rules.agency}` and the folder is `{agency}`'s")
    return rules


def _receiver(folder: AgencyFolder, rules: HospitalRules, publisher: Publisher) -> Receiver:
    return Receiver(rules, publisher, folder.clock(), lambda: uuid4().hex[:20])


def _taken(receiver: Receiver, path: Path) -> MessageTaken:
    data = path.read_bytes()
    fhir = path.suffix.lower() == ".json"
    troubles = receiver.receive_fhir(data) if fhir else receiver.take_hl7(data)[1]
    return MessageTaken(path.name, "AE" if _wrong(troubles) else "AA", tuple(str(trouble) for trouble in troubles))
