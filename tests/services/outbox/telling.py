"""A real hub with an outbox that is turned by hand: given these events, when it turns, then these messages."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from schemas.events.people import Role
from schemas.records.inputs import Channel, OpenNotice
from schemas.records.notify import NoticeIssued
from schemas.records.reference import Body
from schemas.records.watch import NoticeFailed, NoticeSent
from services.outbox.carrying import Carrier
from services.outbox.following import Follower
from services.outbox.mail import Mail
from services.outbox.sending import Sender
from services.settings.outbox import MailSecurity, MailSettings
from streams.checks.home import reading, records_of
from streams.engines.local.database import open_reader
from streams.engines.local.hub import LocalHub
from streams.engines.local.outbox import LocalOutbox
from streams.engines.local.reading import Records
from streams.engines.postgres.outbox import PostgresOutbox
from streams.matching.people import StaffNames
from streams.outbox.message import State
from streams.views.rows import NoticeRow
from tests.support.force import POLICE
from tests.support.furnishing import AREA, appointed
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, World, dsl

SIGN_IN: Final = "https://hub.example/"
AMY: Final = pupil(0, FIRST)
SUSPECT: Final = adult("Dennis", "Quillfeather", Role.ALLEGED_PERPETRATOR)
LEAD: Final = dsl(FIRST)
ADDRESS: Final = "zyxqv.lead@school.example"
SENDER: Final = "hub@hub.example"


def mail_settings(port: int, **given: object) -> MailSettings:
    """The relay of a test."""
    usual = {"host": "127.0.0.1", "port": port, "security": MailSecurity.PLAINTEXT, "sender": SENDER, "seconds": 2.0}
    return MailSettings.model_validate({**usual, "password": SecretStr(""), **given})


Store = LocalOutbox | PostgresOutbox


class Telling:
    """A running hub, furnished, whose lead of the first school has an address."""

    def __init__(
        self, world: World, carriers: dict[Channel, Carrier], opened: Callable[[], Store] | None = None
    ) -> None:
        self._opened = opened or (lambda: LocalOutbox(world.home.outbox))
        self.world, self.carriers = world, carriers
        self._open()
        if self.hub.mail_address(LEAD, FIRST) is None:
            self.put_address(LEAD, ADDRESS)
        self.begin()

    def copied(self, folder: Path) -> Path:
        """A backup of everything but the outbox, of one moment: the hub is stopped for it."""
        self._reader.close()
        self.hub.close()
        shutil.copytree(self.world.home.folder, folder, ignore=shutil.ignore_patterns("outbox.db*"))
        self._open()
        return folder

    def restore(self, backup: Path) -> None:
        """The hub as it was, and its outbox as it is now."""
        self.close()
        kept = {path: path.read_bytes() for path in self.world.home.folder.glob("outbox.db*")}
        shutil.rmtree(self.world.home.folder)
        shutil.copytree(backup, self.world.home.folder)
        for path, content in kept.items():
            path.write_bytes(content)
        self._open()
        self.begin()

    def _open(self) -> None:
        self.hub = LocalHub(self.world.home, self.world.clock)
        self._reader = open_reader(self.world.home.database)

    def begin(self) -> None:
        """Begin with the outbox, or anew, as after a restart."""
        self.store = self._opened()
        channels = frozenset(self.carriers)
        self._follower = Follower(self.hub, Records(self._reader), self.store, channels, self.world.clock)
        self._sender = Sender(self.hub, self.store, self.carriers, self.world.clock)

    def end(self) -> None:
        """Let go of the outbox."""
        self.store.close()

    def close(self) -> None:
        """Let go of everything."""
        self.end()
        self._reader.close()
        self.hub.close()

    def put_address(self, user: str, address: str | None, place: str = FIRST) -> None:
        """Somebody's address at a place, or that they have none."""
        mail = ((place, address),) if address is not None else ()
        names = StaffNames(given_names="Some", family_name="Body", mail=mail)
        with self.hub.locked:
            self.hub.registry.put_staff([(user, names)], self.world.clock.now)

    def appoint(self, user: str, role: str, scheme: str = "urn", value: str = FIRST) -> None:
        """Somebody holds a role from now on."""
        with self.hub.locked:
            self.hub.registry.refer([appointed(user, role, scheme, value)], self.world.clock.now)

    def refer(self, *bodies: Body) -> None:
        """The operator puts something into the reference."""
        with self.hub.locked:
            self.hub.registry.refer(bodies, self.world.clock.now)

    def follow(self) -> None:
        """The outbox reads the log to its end, and sends nothing yet."""
        self._follower.follow()

    def put_coordinator(self, address: str) -> None:
        """The council's coordinator has an address."""
        self.put_address(COORDINATOR, address, AREA)

    def name_as_suspect(self, user: str) -> None:
        """The directory learns that a reader has the name of the incident's alleged perpetrator."""
        names = StaffNames(given_names="Dennis", family_name="Quillfeather", mail=((FIRST, ADDRESS),))
        with self.hub.locked:
            self.hub.registry.put_staff([(user, names)], self.world.clock.now)

    def publish(self, reference: str = "ref-1") -> NoticeRow:
        """Police publish an incident of the first school's pupil; the notice that it led to."""
        self.hub.submit(POLICE, [self.world.seal(reference, [child_of(AMY), SUSPECT])])
        self.hub.run()
        return self.hub.views.inbox(FIRST)[-1]

    def read(self, row: NoticeRow) -> None:
        """The lead opens a notice."""
        command = OpenNotice(row.case, row.person, row.notice, LEAD, "dsl")
        self.hub.perform(command, command_id=f"read-{row.notice}")

    def turn(self) -> None:
        """The outbox reads the log to its end and sends what is due."""
        self._follower.follow()
        self._sender.turn()

    def later(self, **by: float) -> None:
        """Time passes, and the hub is told."""
        self.world.clock.now += timedelta(**by)
        self.hub.tick(self.world.clock.now)

    def states(self) -> list[State]:
        """Where every message stands."""
        return [message.state for message in self.store.listed(list(State), 100)]

    def said(self) -> list[NoticeSent | NoticeFailed]:
        """What the log says of messages."""
        with reading(self.world.home.folder) as home:
            outputs = [output for record in records_of(home) for output in record.decision.outputs]
        return [output for output in outputs if isinstance(output, NoticeSent | NoticeFailed)]

    def issued(self) -> list[NoticeIssued]:
        """Every notice that was issued."""
        with reading(self.world.home.folder) as home:
            outputs = [output for record in records_of(home) for output in record.decision.outputs]
        return [output for output in outputs if isinstance(output, NoticeIssued)]


def a_world(folder: Path) -> World:
    """A furnished hub that is not running."""
    world = World(folder / "hub")
    world.close()
    return world


def mail_to(port: int, **given: object) -> dict[Channel, Carrier]:
    """Mail alone."""
    return {Channel.MAIL: Mail(mail_settings(port, **given), SIGN_IN)}
