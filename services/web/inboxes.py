"""Inboxes and their notices: of a school, and of a role in a council area or at an agency. One code serves them all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from msgspec import Struct

from schemas.records.inputs import WithholdNotice
from schemas.records.share import Recipient
from services.web.access import Reader
from services.web.context import Context, context_of
from services.web.left_out import record_left_out
from services.web.refusals import NotHere
from services.web.words import role_title
from streams.calendar import weekend_release
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.person.due import HELD_RULE
from streams.deciders.person.recipients import school
from streams.deciders.person.share import recipient_area
from streams.deciders.person.works import Work, work_of
from streams.views.rows import NoticeRow, NoticeState


class Inbox(Struct, frozen=True):
    """Where one recipient reads its notices: its address on this site, and its name."""

    recipient: Recipient
    href: str
    title: str

    @property
    def is_school(self) -> bool:
        """Whether a school reads here: it has pupils, bells and holidays."""
        return self.recipient.scheme == "urn"

    @property
    def triages(self) -> bool:
        """Whether whoever reads here decides what follows: an area's front door, and its duty team out of hours."""
        return self.recipient.scheme == "area" and self.recipient.role in FRONT_DOOR

    @property
    def work(self) -> Work | None:
        """The work that whoever reads here records step by step; None where notices are read and acknowledged."""
        return work_of(self.recipient)

    def notice_href(self, notice: str) -> str:
        """The address of one of its notices."""
        return f"{self.href}/notices/{notice}"


def _inbox_of_request(request: Request) -> Inbox:
    path = request.path_params
    recipient = school(path["urn"]) if "urn" in path else Recipient(path["role"], path["scheme"], path["value"])
    return inbox_at(context_of(request), recipient)


CurrentInbox = Annotated[Inbox, Depends(_inbox_of_request)]
"""A page's parameter: the inbox that its address names."""


def inbox_at(web: Context, recipient: Recipient) -> Inbox:
    """The inbox of a recipient."""
    if recipient.scheme == "urn":
        return Inbox(recipient, f"/school/{recipient.value}", school_title(web, recipient.value))
    title = f"{role_title(recipient.role)}, {_place_title(web, recipient)}"
    return Inbox(recipient, f"/inbox/{recipient.role}/{recipient.scheme}/{recipient.value}", title)


def _place_title(web: Context, recipient: Recipient) -> str:
    reference = web.hub.reference()
    if recipient.scheme == "area":
        return reference.area_title(recipient.value)
    agency = reference.agencies.get(recipient.value)
    return agency.title if agency is not None else recipient.value


def school_title(web: Context, urn: str) -> str:
    """The school's name in the register; its number if the register has none."""
    setting = web.hub.reference().setting(urn)
    return setting.name if setting is not None else f"School {urn}"


def notice_of(web: Context, reader: Reader, inbox: Inbox, notice: str) -> NoticeRow:
    """A notice of this inbox, for this reader. `NotHere` for any other, so that nobody learns that it exists."""
    row = web.hub.views.notice(notice)
    if row is None or Recipient(row.role, row.scheme, row.value) != inbox.recipient or not listed(web, reader, [row]):
        raise NotHere
    return row


def listed(web: Context, reader: Reader, rows: Sequence[NoticeRow]) -> list[NoticeRow]:
    """Those notices of which this reader may know; what is left out is recorded once, and no page says so.

    What is held until Monday is on no page before, replaced or not; opening it would be refused (0100).
    A member in conflict has nothing of the case that it is left out of, and nothing is recorded of that again.
    What was erased long after it was dealt with is left out as well, and recorded only where nobody has read it yet.
    """
    rows = [row for row in rows if row.state is not NoticeState.LEFT_OUT and not is_held(web, row, reader.now)]
    withheld = web.hub.withheld(reader.user, rows)
    for row in rows:
        if row.notice in withheld.named or (row.notice in withheld.erased and row.state is NoticeState.WAITING):
            command = WithholdNotice(row.case, row.person, row.notice, reader.user, reader.role)
            record_left_out(web, reader, command, row.notice)
    return [row for row in rows if row.notice not in withheld.named | withheld.erased]


def is_held(web: Context, row: NoticeRow, now: datetime) -> bool:
    """Whether a notice is held until Monday, as this school's area does with what becomes known at a weekend."""
    reference = web.hub.reference()
    setting = reference.setting(row.value) if row.scheme == "urn" else None
    area = reference.areas.get(setting.area) if setting is not None else None
    if row.due_rule != HELD_RULE or area is None:
        return False
    release = weekend_release(row.issued_at, area)
    return release is not None and now < release


def is_reminded(web: Context, row: NoticeRow, now: datetime) -> bool:
    """Whether a notice that nobody has opened is in the last stretch, of which a school's area reminds."""
    reference = web.hub.reference()
    setting = reference.setting(row.value) if row.scheme == "urn" else None
    area = reference.areas.get(setting.area) if setting is not None else None
    if area is None or row.opened_at is not None or row.overdue:
        return False
    times = (row.due_at - timedelta(minutes=minutes) for minutes in area.reminders.minutes_before)
    return any(row.issued_at < at <= now for at in times)


def council_of(web: Context, inbox: Inbox) -> tuple[str, str | None]:
    """The council that whoever reads here rings, and its number if the hub has one."""
    reference = web.hub.reference()
    try:
        area = recipient_area(reference, inbox.recipient)
    except KeyError:  # a school that the register does not hold
        return "the council", None
    return reference.area_title(area), web.settings.telephones.get(area)
