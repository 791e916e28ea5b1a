"""Messages over the network: framed, answered in order, on this machine alone unless both sides have certificates."""

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest

from services.hospital.bundles import create_bundles
from services.hospital.fhir import BUNDLE_BYTES
from services.hospital.hl7_text import MESSAGE_BYTES
from services.hospital.mllp import END, START, ListenerRefused, MllpListener, tls_context
from tests.services.hospital.support import Hospital, adt
from tests.services.hospital.test_fhir import bundle
from tests.support.loopback_tls import certificate


async def _talk(hospital: Hospital, sent: bytes, answers: int) -> list[bytes]:
    listener = MllpListener(hospital.receiver.receive_hl7)
    reader, writer = await asyncio.open_connection("127.0.0.1", await listener.start("127.0.0.1", 0))
    writer.write(sent)
    found = [await asyncio.wait_for(reader.readuntil(END), 5) for _ in range(answers)]
    writer.write_eof()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await listener.stop()
    return found


def framed(message: bytes) -> bytes:
    return START + message + END


def test_each_message_of_a_connection_is_answered_in_its_order(hospital: Hospital) -> None:
    sent = framed(adt()) + framed(adt(PID=None)) + framed(b"hello")
    answers = asyncio.run(_talk(hospital, sent, 3))
    assert [answer.startswith(START + b"MSH") for answer in answers] == [True] * 3
    assert [answer.split(b"MSA|")[1][:2] for answer in answers] == [b"AA", b"AE", b"AR"]
    assert len(hospital.events()) == 1


def test_what_was_acknowledged_is_kept_before_it_is_sent(hospital: Hospital) -> None:
    asyncio.run(_talk(hospital, framed(adt()), 1))
    assert hospital.hub.held == []
    assert len(hospital.store.unsent()) == 1


def test_what_is_not_framed_is_answered_by_the_end_of_the_connection(hospital: Hospital) -> None:
    assert asyncio.run(_talk(hospital, adt() + END, 0)) == []
    assert hospital.events() == []


def test_a_message_that_is_too_large_is_answered_before_the_connection_ends(hospital: Hospital) -> None:
    (answer,) = asyncio.run(_talk(hospital, START + adt() + b"ZZZ|" + b"x" * MESSAGE_BYTES + END, 1))
    assert b"MSA|AR" in answer
    assert hospital.events() == []


def test_no_other_machine_can_send_without_certificates(hospital: Hospital) -> None:
    with pytest.raises(ListenerRefused, match="give --tls-certificate and --tls-authority"):
        asyncio.run(MllpListener(hospital.receiver.receive_hl7).start("0.0.0.0", 0))


def test_a_bundle_over_http(hospital: Hospital) -> None:
    async def posted() -> list[httpx.Response]:
        way = httpx.ASGITransport(create_bundles(hospital.receiver.receive_fhir))
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
            bodies = (bundle(), b"{", b" " * (BUNDLE_BYTES + 1))
            return [await client.post("/fhir", content=body) for body in bodies] + [await client.get("/fhir")]

    taken, *others = asyncio.run(posted())
    assert (taken.status_code, taken.headers["content-type"]) == (200, "application/fhir+json")
    assert taken.json()["issue"][0]["severity"] == "information"
    assert [answer.status_code for answer in others] == [400, 400, 405]
    assert len(hospital.events()) == 1


def test_with_tls_only_a_sender_with_a_certificate_is_answered(hospital: Hospital, tmp_path: Path) -> None:
    ours, theirs = certificate(tmp_path, "ours"), certificate(tmp_path, "theirs")
    with_one = ssl.create_default_context(cafile=str(ours))
    with_none = ssl.create_default_context(cafile=str(ours))
    with_one.load_cert_chain(theirs)

    async def ask(port: int, context: ssl.SSLContext) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        writer.write(framed(adt()))
        answer = await asyncio.wait_for(reader.readuntil(END), 5)
        writer.close()
        return answer

    async def talk() -> bytes:
        listener = MllpListener(hospital.receiver.receive_hl7)
        port = await listener.start("127.0.0.1", 0, tls_context(ours, theirs))
        answer = await ask(port, with_one)
        with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
            await ask(port, with_none)
        await listener.stop()
        return answer

    assert b"MSA|AA" in asyncio.run(talk())
