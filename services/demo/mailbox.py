"""A mail server on loopback that takes everything and only counts: the demo's relay, which delivers to nobody.

It speaks as much of SMTP (RFC 5321) as the hub's own client asks of a relay, and keeps of each mail its subject alone.
"""

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ANSWERS: Final = {b"EHLO": b"250 mailbox", b"HELO": b"250 mailbox", b"QUIT": b"221 goodbye"}
_OK: Final = frozenset({b"MAIL", b"RCPT", b"RSET", b"NOOP"})
_SUBJECT: Final = b"subject: "


class Mailbox:
    """What came: how many mails, by subject."""

    def __init__(self) -> None:
        self.subjects: Counter[str] = Counter()
        self.port = 0


class _Session(socketserver.StreamRequestHandler):
    """One client."""

    mailbox: Mailbox

    def handle(self) -> None:
        """Answer line by line until the client has gone."""
        self._say(b"220 mailbox")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say(b"354 go on")
                self._take()
                self._say(b"250 taken")
            elif verb in _OK:
                self._say(b"250 ok")
            else:
                self._say(_ANSWERS.get(verb, b"502 not here"))
                if verb == b"QUIT":
                    return

    def _take(self) -> None:
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            if line.lower().startswith(_SUBJECT):
                self.mailbox.subjects[line[len(_SUBJECT) :].decode().strip()] += 1

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def mailbox_on_loopback() -> Iterator[Mailbox]:
    """A mail server while the block lasts."""
    mailbox = Mailbox()
    session = type("_OfMailbox", (_Session,), {"mailbox": mailbox})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), session) as server:
        server.daemon_threads = True
        mailbox.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
