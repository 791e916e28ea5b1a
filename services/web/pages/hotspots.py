"""Hotspots of an area: the published tables, and publishing the next. No individual is in them."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from services.web.access import HOTSPOTS, CurrentReader, Reader
from services.web.commands import perform
from services.web.context import Context, Web
from services.web.desks import Mistake
from services.web.forms import Once
from services.web.hotspots import csv_of, next_day, shown_table
from services.web.pages_common import page
from services.web.refusals import Forbidden, NotHere
from services.web.routing import Pages
from services.web.words_events import EVENTS
from streams.hotspots.decide import COUNTED, PUBLISHES

pages = Pages()


@pages.get("/hotspots/{area}", HOTSPOTS)
def hotspots(web: Web, reader: CurrentReader, area: str, done: str = "") -> Response:
    """Every published table, newest first."""
    return _page(web, reader, area, done=done)


@pages.get("/hotspots/{area}/{publication}.csv", HOTSPOTS)
def as_csv(web: Web, reader: CurrentReader, area: str, publication: str) -> Response:
    """One table as CSV; `[c]` stands where a number is kept back."""
    row = next((one for one in web.hub.views.hotspots(area) if one.publication == publication), None)
    if row is None:
        raise NotHere
    return PlainTextResponse(csv_of(row), media_type="text/csv; charset=utf-8")


@pages.post("/hotspots/{area}/publish", HOTSPOTS)
def publish(
    web: Web,
    reader: CurrentReader,
    area: str,
    once: Once,
    event_type: Annotated[str, Form()] = "",
    first_day: Annotated[str, Form()] = "",
) -> Response:
    """Count the four weeks from a Monday and publish them; small numbers are kept back before anybody sees one."""
    if reader.role != PUBLISHES:
        raise Forbidden
    posted = {"event_type": event_type, "first_day": first_day}
    if event_type not in COUNTED:
        return _page(web, reader, area, mistake=Mistake("event_type", "Select what is counted"), posted=posted)
    try:
        day, month, year = (int(part) for part in first_day.strip().split("/"))
        monday = date(year, month, day)
    except ValueError:
        mistake = Mistake("first_day", "Enter the first Monday as 26/10/2026")
        return _page(web, reader, area, mistake=mistake, posted=posted)
    perform(web, reader, web.hub.count_hotspots((area, event_type, monday), reader.user), once)
    return RedirectResponse(f"/hotspots/{area}?done=published", HTTPStatus.SEE_OTHER)


def _page(
    web: Context,
    reader: Reader,
    area: str,
    *,
    done: str = "",
    mistake: Mistake | None = None,
    posted: dict[str, str] | None = None,
) -> Response:
    rows = web.hub.views.hotspots(area)
    values: dict[str, object] = {
        "area": area,
        "council": web.hub.reference().area_title(area),
        "tables": [shown_table(row) for row in rows],
        "publishes": reader.role == PUBLISHES,
        "types": [(one, EVENTS[one].title) for one in sorted(COUNTED)],
        "next_day": next_day(rows, reader.now),
        "mistakes": {mistake.field: mistake.text} if mistake is not None else {},
        "posted": posted or {},
        "done": done,
    }
    status = HTTPStatus.OK if mistake is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return page(web, "hotspots.html", values, session=reader.session, status=status)
