"""Sending what is due: mark the attempt, make it, write down what came of it, tell the log. In this order, always."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.records.inputs import Channel, DeliveryReason, DeliveryResult, WithholdDeskItem, WithholdNotice
from schemas.records.notify import DeskKind
from schemas.records.reference import RoleAppointed
from schemas.records.share import Recipient
from services.outbox.carrying import Carried, Carrier, Parcel
from services.outbox.following import is_waited_for, row_of
from services.outbox.hub import OutboxHub
from streams.engines.contract import Undecided
from streams.faultpoints import reached
from streams.outbox.message import Message, State, report_id, report_of
from streams.outbox.schedule import GIVE_UP_AFTER, given_up, pause
from streams.outbox.store import OutboxStore, Outcome
from streams.views.rows import ActionRow, DeskRow, NoticeRow, name_of

AT_ONCE: Final = 100
"""Messages of a channel that one turn takes up at most."""

_REST: Final = timedelta(seconds=30)
"""How long a way by which nothing can go is left alone, unless its receiver asked for longer."""

_MISSED_AT_MOST: Final = 3
"""Reports that may go undecided in one turn: more of them say that it is the line that stands still."""

_ABOUT_NOBODY: Final = frozenset({DeskKind.ID_CONFLICT, DeskKind.PARKED})
"""Kinds of desk items behind which nothing is to be opened: they speak of what was sent, and of no child."""

_logger = logging.getLogger(__name__)


class Way(Struct, frozen=True):
    """Where a message goes: its destination as a whole may be out of order, and the address is personal data."""

    destination: str
    address: str


class Sender:
    """Takes up what is due in one outbox. For one thread, and one process at a time."""

    def __init__(
        self,
        hub: OutboxHub,
        store: OutboxStore,
        carriers: Mapping[Channel, Carrier],
        clock: Callable[[], datetime],
        give_up_after: timedelta = GIVE_UP_AFTER,
    ) -> None:
        self._hub, self._store, self._carriers = hub, store, carriers
        self._clock, self._give_up_after = clock, give_up_after
        self._resting: dict[str, datetime] = {}
        self._untold: dict[str, datetime] = {}

    def turn(self) -> int:
        """Report what is unreported, then send what is due; how many messages were taken up."""
        self.report()
        taken = 0
        for channel, carrier in self._carriers.items():
            for message in self._store.due(channel, self._clock(), AT_ONCE):
                try:
                    self._take_up(message, carrier)
                except Undecided:
                    _logger.warning("message `%s` waits: the log cannot be told of its reader yet", message.key)
                    self._put_off(message, self._clock() + _REST)
                taken += 1
            carrier.rest()
        self.report()
        return taken

    def report(self) -> None:
        """Tell the log what it was not told yet. What cannot be decided now is told again later: a case that is parked
        holds up nobody else's, and a line that stands still is not asked for each message.
        """
        now, missed = self._clock(), 0
        for message in self._store.unreported(AT_ONCE):
            if now < self._untold.get(message.key, now):
                continue
            try:
                reached("outbox.report.before")
                self._hub.perform(report_of(message), command_id=report_id(message))
            except Undecided:
                _logger.warning("the log could not be told what came of message `%s` yet", message.key)
                self._untold[message.key] = now + _REST
                missed += 1
                if missed == _MISSED_AT_MOST:
                    return
                continue
            reached("outbox.report.after")
            self._untold.pop(message.key, None)
            self._store.reported(message)

    def _take_up(self, message: Message, carrier: Carrier) -> None:
        now = self._clock()
        if not is_waited_for(self._hub, message.about):
            self._settle(message, State.DROPPED, "nobody_waits", now)
            return
        if self._withheld(message, now):
            self._settle(message, State.DROPPED, "may_be_connected", now)
            return
        way = self._way(message, now)
        if isinstance(way, DeliveryReason):
            self._settle(message, State.FAILED, way, now)
            return
        if given_up(message.queued_at, now, self._give_up_after):
            self._settle(message, State.FAILED, message.reason or DeliveryReason.UNREACHABLE, now)
            return
        resting = self._resting.get(way.destination)
        if resting is not None and now < resting:
            self._put_off(message, resting)
            return
        self._attempt(message, way, carrier, now)

    def _put_off(self, message: Message, until: datetime) -> None:
        self._store.settle(message.key, Outcome(State.WAITING, message.reason, until, message.report))

    def _attempt(self, message: Message, way: Way, carrier: Carrier, now: datetime) -> None:
        self._store.attempt(message.key, now)
        carried = carrier.carry(Parcel(message.key, message.kind, message.about, way.address, now))
        reached("outbox.carried.after")
        tried = replace(message, attempts=message.attempts + 1)
        match carried.result:
            case DeliveryResult.ACCEPTED:
                self._resting.pop(way.destination, None)
                self._settle(tried, State.ACCEPTED, "", now)
            case DeliveryResult.FAILED:
                self._settle(tried, State.FAILED, carried.reason, now)
            case DeliveryResult.DEFERRED:
                self._defer(tried, way, carried, now)

    def _defer(self, tried: Message, way: Way, carried: Carried, now: datetime) -> None:
        if carried.whole:
            self._resting[way.destination] = now + max(_REST, carried.pause or _REST)
        due = now + pause(tried.key, tried.attempts, carried.pause)
        report = tried.report or ("" if tried.told else DeliveryResult.DEFERRED.value)
        self._store.settle(tried.key, Outcome(State.WAITING, carried.reason.value, due, report))

    def _settle(self, message: Message, state: State, reason: str, now: datetime) -> None:
        """It ends here. What was accepted or failed is told to the log, over anything that it was still to be told."""
        results = {State.ACCEPTED: DeliveryResult.ACCEPTED, State.FAILED: DeliveryResult.FAILED}
        result = results.get(state)
        self._store.settle(message.key, Outcome(state, str(reason), now, result.value if result is not None else ""))

    def _way(self, message: Message, now: datetime) -> Way | DeliveryReason:
        """Where it goes, or why it goes nowhere: whoever was to be told may have left since."""
        reference = self._hub.reference()
        if message.channel is Channel.WEBHOOK:
            hook = reference.webhooks.get(message.to)
            return Way(hook.name, hook.url) if hook is not None else DeliveryReason.NO_LONGER_SUBSCRIBED
        recipient = Recipient(message.role, message.scheme, message.value)
        if all(role.user != message.to for role in reference.readers_of(recipient, now)):
            return DeliveryReason.NO_LONGER_A_READER
        address = self._hub.mail_address(message.to, message.value)
        return Way("mail", address) if address is not None else DeliveryReason.NO_ADDRESS

    def _withheld(self, message: Message, now: datetime) -> bool:
        """Whether this reader must not learn that there is anything; of a system, whether anybody who reads where it
        stands must not. The log is told as by a page that leaves it out, so that a desk finds a safe reader at once.
        """
        found = row_of(self._hub, message.about)
        # an action is known to whoever may know of the notice on which it was set
        row = self._hub.views.notice(found.notice) if isinstance(found, ActionRow) else found
        assert row is not None  # somebody waits for it
        if isinstance(row, DeskRow) and row.kind in _ABOUT_NOBODY:
            return False
        recipient = Recipient(message.role, message.scheme, message.value)
        readers = self._hub.reference().readers_of(recipient, now)
        if message.channel is Channel.MAIL:
            readers = tuple([reader for reader in readers if reader.user == message.to])
        for reader in readers:
            withheld = self._hub.withheld(reader.user, [row])
            # as on pages: of what was erased a desk item stays listed, for a coordinator closes it
            hidden = withheld.named if isinstance(row, DeskRow) else withheld.named | withheld.erased
            if name_of(row) in hidden:
                command = _left_out(row, reader)
                self._hub.perform(command, command_id=f"outbox-{message.key}-withheld")
                return True
        return False


def _left_out(row: NoticeRow | DeskRow, reader: RoleAppointed) -> WithholdNotice | WithholdDeskItem:
    if isinstance(row, NoticeRow):
        return WithholdNotice(row.case, row.person, row.notice, reader.user, reader.role)
    return WithholdDeskItem(row.case, row.person, row.item, reader.user, reader.role)
