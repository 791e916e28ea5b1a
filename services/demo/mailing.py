"""The demo's outbox: readers are told by real mail, which a mailbox on loopback takes and counts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from services.demo.homes import DemoHome
from services.demo.mailbox import Mailbox, mailbox_on_loopback
from services.outbox.running import Outbox, opened_outbox
from services.settings.outbox import MailSecurity, MailSettings, OutboxSettings
from streams.engines.local.database import open_reader
from streams.engines.local.outbox import LocalOutbox
from streams.engines.local.reading import Records


@contextmanager
def mailing(demo: DemoHome) -> Iterator[tuple[Outbox, Mailbox]]:
    """The outbox of a demo's hub, and where its mail goes."""
    home = demo.hub.home
    with (
        mailbox_on_loopback() as mailbox,
        closing(LocalOutbox(home.outbox)) as store,
        closing(open_reader(home.database)) as log,
        opened_outbox(
            demo.hub,
            Records(log),
            store,
            home.webhook_key,
            OutboxSettings(sign_in="http://127.0.0.1:8000/", webhooks=False),
            MailSettings(
                host="127.0.0.1",
                port=mailbox.port,
                security=MailSecurity.PLAINTEXT,
                sender="hub@firstbell.example",
            ),
            demo.clock,
        ) as outbox,
    ):
        yield outbox, mailbox
