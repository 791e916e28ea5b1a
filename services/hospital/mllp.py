"""HL7 v2 over TCP: messages framed by the minimal lower layer protocol, each answered before the next is read.

Source: HL7 v2, appendix C (MLLP release 1): 0B, the message, 1C 0D.
"""

import asyncio
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from services.hospital.hl7_text import MESSAGE_BYTES

START: Final = b"\x0b"
END: Final = b"\x1c\r"
IDLE_SECONDS: Final = 600.0
Answer = Callable[[bytes], bytes]


class ListenerRefused(Exception):
    """The listener cannot be set up so; the text says what to do."""


def tls_context(certificate: Path, authority: Path) -> ssl.SSLContext:
    """A context that asks the other side for a certificate of this authority (mutual TLS, 1.2 or later)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(str(certificate))
    return context


class MllpListener:
    """Answers messages on one port; one at a time, whoever sends them."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen; the port, which is chosen where 0 is given. Raises `ListenerRefused` and OSError."""
        if tls is None and not ip_address(host).is_loopback:
            raise ListenerRefused(f"`{host}` can be reached from elsewhere: give --tls-certificate and --tls-authority")
        limit = MESSAGE_BYTES + len(START + END)
        self._server = await asyncio.start_server(self._serve, host, port, ssl=tls, limit=limit)
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def stop(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (message := await _next(reader)) is not None:
                writer.write(START + self._answer(message) + END)
                await writer.drain()
        except asyncio.LimitOverrunError:
            # its end is not waited for: the beginning is enough to answer that it is too large
            writer.write(START + self._answer(await reader.read(MESSAGE_BYTES + 2)) + END)
        except (ConnectionError, TimeoutError):
            pass  # whoever sent it sends again what was not answered
        finally:
            writer.close()


async def _next(reader: asyncio.StreamReader) -> bytes | None:
    """The next message; None where the connection ends or what comes is not framed.

    Raises TimeoutError after long silence, and `asyncio.LimitOverrunError` for a message that is too large.
    """
    try:
        block = await asyncio.wait_for(reader.readuntil(END), IDLE_SECONDS)
    except asyncio.IncompleteReadError:
        return None
    framed = block[: -len(END)]
    return framed[len(START) :] if framed.startswith(START) else None
