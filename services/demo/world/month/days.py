"""The days of the month, in London wall time, and how news of a flow is gathered into an agency's exports."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from services.demo.world.cells import Row
from services.demo.world.flows import FlowExport
from services.demo.world.incidents import LONDON, at

BEGINS: Final = at("05 Apr 09:00")
ENDS: Final = at("10 May 07:45")
"""The last morning, before anybody has come in."""
WEEKEND: Final = (at("30 Apr 09:00"), at("04 May 20:00"))
"""When the weekend's own story is told: nothing else is sent meanwhile."""
FIRST_SCHOOL_DAY: Final = date(2027, 4, 13)
BANK_HOLIDAY: Final = date(2027, 5, 3)
OPEN: Final = (time(9), time(17))
"""When a council's desks are staffed."""


class News(Struct, frozen=True):
    """What an agency knows of one of its cases from a time on: the rows of its export."""

    reference: str
    at: datetime
    rows: tuple[Row, ...]


def days() -> Iterator[date]:
    """Every day of the month."""
    day = BEGINS.date()
    while day <= ENDS.date():
        yield day
        day += timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether councils work on it."""
    return day.weekday() < 5 and day != BANK_HOLIDAY


def moments(*hours: str, working: bool = False) -> list[datetime]:
    """These hours of every day of the month, or of every working day, outside the weekend of the story."""
    times = [datetime.combine(day, time.fromisoformat(hour)) for day in days() for hour in hours]
    return [one for one in times if is_open(one) and (is_working_day(one.date()) or not working)]


def is_open(moment: datetime) -> bool:
    """Whether the month, and not the weekend's story, tells of this time."""
    return BEGINS <= moment <= ENDS and not WEEKEND[0] <= moment <= WEEKEND[1]


def is_staffed(moment: datetime) -> bool:
    """Whether a council's desks are staffed."""
    return is_working_day(moment.date()) and OPEN[0] <= moment.time() < OPEN[1]


def exports(
    stem: str, agency: str, mapping: str, news: Sequence[News], runs: Sequence[datetime]
) -> Iterator[FlowExport]:
    """What each run of an agency's system exports: the latest of each case since the run before."""
    before = datetime.min
    for run in runs:
        latest = {one.reference: one for one in sorted(news, key=_at) if before < one.at <= run}
        if latest:
            rows = tuple(row for one in latest.values() for row in one.rows)
            yield FlowExport(f"{stem}-{run:%Y%m%d-%H%M}.csv", agency, mapping, f"{run:%d %b %H:%M}", rows)
        before = run


def told(moment: datetime) -> datetime:
    """As an instant."""
    return moment.replace(tzinfo=LONDON)


def _at(news: News) -> datetime:
    return news.at
