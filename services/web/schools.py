"""A school and its notices, as the pages of one school find them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from schemas.records.inputs import WithholdNotice
from services.web.access import Reader
from services.web.context import Context
from services.web.left_out import record_left_out
from services.web.refusals import NotHere
from streams.calendar import weekend_release
from streams.deciders.person.due import HELD_RULE
from streams.views.rows import NoticeRow, NoticeState


def school_title(web: Context, urn: str) -> str:
    """The school's name in the register; its number if the register has none."""
    setting = web.hub.reference().setting(urn)
    return setting.name if setting is not None else f"School {urn}"


def notice_of(web: Context, reader: Reader, urn: str, notice: str) -> NoticeRow:
    """A notice of this school, for this reader. `NotHere` for any other, so that nobody learns that it exists."""
    row = web.hub.views.notice(notice)
    if row is None or (row.scheme, row.value) != ("urn", urn) or not listed(web, reader, [row]):
        raise NotHere
    return row


def listed(web: Context, reader: Reader, rows: Sequence[NoticeRow]) -> list[NoticeRow]:
    """Those notices of which this reader may know; what is left out is recorded once, and no page says so.

    What is held until Monday is on no page before, replaced or not; opening it would be refused (0100).
    What was erased long after it was dealt with is left out as well, and recorded only where nobody has read it yet.
    """
    rows = [row for row in rows if not is_held(web, row, reader.now)]
    withheld = web.hub.withheld(reader.user, rows)
    for row in rows:
        if row.notice in withheld.named or (row.notice in withheld.erased and row.state is NoticeState.WAITING):
            command = WithholdNotice(row.case, row.person, row.notice, reader.user, reader.role)
            record_left_out(web, reader, command, row.notice)
    return [row for row in rows if row.notice not in withheld.named | withheld.erased]


def is_held(web: Context, row: NoticeRow, now: datetime) -> bool:
    """Whether a notice is held until Monday, as this school's area does with what becomes known at a weekend."""
    reference = web.hub.reference()
    setting = reference.setting(row.value)
    area = reference.areas.get(setting.area) if setting is not None else None
    if row.due_rule != HELD_RULE or area is None:
        return False
    release = weekend_release(row.issued_at, area)
    return release is not None and now < release


def is_reminded(web: Context, row: NoticeRow, now: datetime) -> bool:
    """Whether a notice that nobody has opened is in the last stretch, of which this school's area reminds."""
    reference = web.hub.reference()
    setting = reference.setting(row.value)
    area = reference.areas.get(setting.area) if setting is not None else None
    if area is None or row.opened_at is not None or row.overdue:
        return False
    times = (row.due_at - timedelta(minutes=minutes) for minutes in area.reminders.minutes_before)
    return any(row.issued_at < at <= now for at in times)


def council_of(web: Context, urn: str) -> tuple[str, str | None]:
    """The council that a school rings, and its number if the hub has one."""
    reference = web.hub.reference()
    setting = reference.setting(urn)
    if setting is None:
        return "the council", None
    return reference.area_title(setting.area), web.settings.telephones.get(setting.area)
