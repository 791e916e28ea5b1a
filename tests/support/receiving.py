"""A real mail server and a real HTTP receiver on loopback, which answer as a test tells them."""

import ssl
import threading
from asyncio import Server
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 taken"


class Mailbox:
    """What a mail server took, and what it answers: each a text of SMTP, or a function of how often it was asked."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], Message]] = []
        self.rcpt: Callable[[str], str] = lambda _: TAKEN
        self.data: Callable[[], str] = lambda: TAKEN
        self.sender: Callable[[str], str] = lambda _: TAKEN
        self.asked = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.sender(address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        answer = self.data()
        content = envelope.content
        assert isinstance(content, bytes)
        if answer.startswith("250"):
            mail = message_from_bytes(content, policy=default)
            self.taken.append((envelope.mail_from or "", list(envelope.rcpt_tos), mail))
        return answer

    @property
    def to(self) -> list[str]:
        """Whom the mails that were taken went to, in order."""
        return [address for _, addresses, _ in self.taken for address in addresses]

    @property
    def keys(self) -> list[str]:
        """The idempotency keys of the mails that were taken, in order."""
        return [str(mail["Message-ID"]).strip("<>").partition("@")[0] for _, _, mail in self.taken]


class _OnAnyPort(Controller):
    """A controller that learns which port it was given."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = int(self.server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]  # the library's own


@contextmanager
def mail_server(
    mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None
) -> Iterator[int]:
    """A mail server on loopback, its port; STARTTLS is asked for where `tls` is given."""

    def known(server: object, session: object, envelope: object, mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login.decode(), given.password.decode()) == login, handled=False)

    controller = _OnAnyPort(
        mailbox,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=known if login is not None else None,
        auth_required=login is not None,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop(no_assert=True)


class Received:
    """One request that a receiver got."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body


class Receiver:
    """What an HTTP receiver got, and what it answers: status and headers, by how many requests came before."""

    def __init__(self) -> None:
        self.got: list[Received] = []
        self.answers: Callable[[int], tuple[int, dict[str, str]]] = lambda _: (204, {})


@contextmanager
def http_receiver(receiver: Receiver) -> Iterator[str]:
    """An HTTP receiver on loopback, its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = receiver.answers(len(receiver.got))
            receiver.got.append(Received(self.path, headers, body))
            self.send_response(status)
            for name, value in {"content-length": "0", **said}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
