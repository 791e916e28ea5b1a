"""Reading the log for what asks that somebody is told: the sink of the outbox."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Channel
from services.outbox.hub import OutboxHub, ReadChains
from streams.chain import record_digest
from streams.outbox.asking import Asked, Recorded, To, addressees, read_record
from streams.outbox.store import OutboxStore, ReadTo
from streams.views.rows import ActionRow, DeskRow, NoticeRow, NoticeState

_logger = logging.getLogger(__name__)

TOGETHER: Final = 500
"""Records that are taken in one transaction at most."""


class Follower:
    """Takes what chains of hop 3 ask for into the outbox, with how far they were read."""

    def __init__(
        self,
        hub: OutboxHub,
        chains: ReadChains,
        store: OutboxStore,
        channels: frozenset[Channel],
        clock: Callable[[], datetime],
    ) -> None:
        self._hub, self._chains, self._store = hub, chains, store
        self._channels, self._clock = channels, clock
        self._heads = store.heads()
        if not all(self._stands(source, head) for source, head in self._heads.items()):
            _logger.error("the log is not the one that the outbox has read: it is read from its beginning")
            store.forget()
            self._heads = {}

    def follow(self) -> int:
        """Read on to the end of the log; how many records that were."""
        declared = self._hub.reference().hub
        partitions = declared.person_partitions if declared is not None else 0
        return sum(self._follow(f"person.{number}") for number in range(partitions))

    def _stands(self, source: str, head: ReadTo) -> bool:
        """Whether the chain still holds what was read last: a hub that was restored may be behind its outbox."""
        found = self._chains.after(source, head.number - 1, 1)
        return bool(found) and found[0][0] == head.number and record_digest(found[0][1]) == head.digest

    def _follow(self, source: str) -> int:
        read = 0
        while rows := self._chains.after(source, self._read_to(source), TOGETHER):
            now = self._clock()
            asked: list[tuple[Asked, list[To]]] = []
            recorded: list[Recorded] = []
            for _, body in rows:
                for found in read_record(codec.decode(body, Decision), self._chains.output):
                    if isinstance(found, Recorded):
                        recorded.append(found)
                    elif (told := self._told(found, now)) and is_waited_for(self._hub, found.about):
                        asked.append((found, told))
            number, body = rows[-1]
            last = {source: ReadTo(number, record_digest(body))}
            self._store.take(asked, recorded, last, now)
            self._heads |= last
            read += len(rows)
        return read

    def _read_to(self, source: str) -> int:
        head = self._heads.get(source)
        return head.number if head is not None else 0

    def _told(self, asked: Asked, now: datetime) -> list[To]:
        return addressees(self._hub.reference(), asked.recipient, now, self._channels, asked.user)


def is_waited_for(hub: OutboxHub, about: str) -> bool:
    """Whether anybody still has to be told: nobody has opened the notice or action, the desk item is open."""
    row = row_of(hub, about)
    if isinstance(row, NoticeRow):
        return row.state is NoticeState.WAITING
    if isinstance(row, ActionRow):
        return row.opened_at is None and not (row.closed or row.kept_back) and _knows_of(hub, row)
    return row is not None and row.closed_at is None


def _knows_of(hub: OutboxHub, action: ActionRow) -> bool:
    """Whether the owner of an action may know of its case: a school may once it has opened its own notice of the child.

    Before that it was told of the notice, and finds the action beside it.
    """
    if action.owner_scheme != "urn":
        return True
    place = action.person, action.owner_scheme, action.owner_value
    told = [one for one in hub.views.told_of(action.case) if (one.person, one.scheme, one.value) == place]
    return any(one.opened_at is not None for one in told)


def row_of(hub: OutboxHub, about: str) -> NoticeRow | DeskRow | ActionRow | None:
    """The notice, desk item or action of an id."""
    return hub.views.notice(about) or hub.views.desk_item(about) or hub.views.action(about)
