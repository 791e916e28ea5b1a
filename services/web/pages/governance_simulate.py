"""Simulating a draft: history decided again as if it had been in force. Nothing is written to the log."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import File, Form, UploadFile
from msgspec import Struct
from starlette.responses import RedirectResponse, Response

from schemas.items import TITLES
from services.web.access import GOVERNANCE, CurrentReader, Reader
from services.web.context import Context, Web
from services.web.desks import Mistake
from services.web.governance.asking import as_day
from services.web.governance.counting import bars
from services.web.governance.drafts import Draft, read_draft
from services.web.governance.flipped import KINDS, recipient, tables
from services.web.governance.scope import Scope, governance_page, scope_of
from services.web.refusals import NotHere
from services.web.routing import Pages
from services.web.simulations import Asked, Busy, Job
from streams.agreements.document import Agreement
from streams.agreements.questions.difference import difference
from streams.calendar.wall_clock import LONDON, london
from streams.deciders.person.share import kinds_of
from streams.simulation.result import LIMITS, Result, as_csv, as_json, result_of

pages = Pages()

REFRESH_SECONDS = 3


class Posted(Struct, frozen=True):
    """The form as it was sent, and what is wrong with it."""

    text: str = ""
    start: str = ""
    end: str = ""
    mistakes: tuple[Mistake, ...] = ()
    draft: Draft | None = None


@pages.get("/governance/{place}/simulate", GOVERNANCE)
def simulate_form(web: Web, reader: CurrentReader, place: str) -> Response:
    """The form, for the last 30 days; and what was simulated within the hour."""
    today = london(reader.now).date()
    posted = Posted(start=(today - timedelta(days=30)).isoformat(), end=today.isoformat())
    return _form(web, reader, scope_of(web, place), posted)


@pages.post("/governance/{place}/simulate", GOVERNANCE)
def simulate(
    web: Web,
    reader: CurrentReader,
    place: str,
    draft: Annotated[str, Form()] = "",
    start: Annotated[str, Form()] = "",
    end: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Examine the draft, and begin; or say at which line and column it is wrong."""
    scope = scope_of(web, place)
    data = file.file.read() if file is not None else b""
    data = data or draft.encode()
    first, last, mistakes = _days(start, end, data)
    reference = web.hub.reference()
    read = read_draft(data, scope, reference.instruments, kinds_of(reference)) if data.strip() else None
    text = data.decode("utf-8", "replace")
    posted = Posted(text, start, end, mistakes, read)
    if mistakes or first is None or last is None or read is None or read.agreement is None:
        return _form(web, reader, scope, posted, HTTPStatus.BAD_REQUEST)
    end_at = _morning(last + timedelta(days=1))
    asked = Asked(reader.user, place, read.agreement, _morning(first), end_at, reader.now, read.warnings)
    try:
        job = web.simulations.start(asked)
    except Busy:
        busy = Mistake("draft", "Another simulation is running. Wait a minute, then start yours again")
        return _form(web, reader, scope, Posted(text, start, end, (busy,), read), HTTPStatus.CONFLICT)
    return RedirectResponse(f"{scope.address}/simulations/{job.id}", HTTPStatus.SEE_OTHER)


@pages.get("/governance/{place}/simulations/{id}", GOVERNANCE)
def simulation(web: Web, reader: CurrentReader, place: str, id: str, still: str = "") -> Response:
    """How far it is, on a page that comes again by itself unless it is told to stand `still`; then what was found."""
    scope, job = scope_of(web, place), _job(web, reader, place, id)
    if job.running:
        response = governance_page(web, reader, scope, "simulating.html", {"job": job, "still": bool(still)})
        if not still:
            response.headers["refresh"] = str(REFRESH_SECONDS)
        return response
    if job.found is None:
        return governance_page(web, reader, scope, "simulation_failed.html", {"job": job})
    result = _result(job)
    reference = web.hub.reference()
    before = _before(web, job.asked.draft)
    values = {
        "job": job,
        "result": result,
        "kinds": KINDS,
        "last_day": london(result.end - timedelta(seconds=1)).date(),
        "bars": bars([(KINDS[kind], count) for kind, count in result.flipped.items()]),
        "tables": tables(result, reference),
        "titles": TITLES,
        "sorts": [(one, recipient(one, reference)) for one in result.sorts],
        "before": before,
        "changes": difference(before, job.asked.draft) if before is not None else (),
    }
    return governance_page(web, reader, scope, "simulated.html", values)


@pages.get("/governance/{place}/simulations/{id}/csv", GOVERNANCE)
def simulation_csv(web: Web, reader: CurrentReader, place: str, id: str) -> Response:
    """Every sort of flip as a row."""
    return _download(as_csv(_result(_job(web, reader, place, id))).encode(), "text/csv; charset=utf-8", "csv")


@pages.get("/governance/{place}/simulations/{id}/json", GOVERNANCE)
def simulation_json(web: Web, reader: CurrentReader, place: str, id: str) -> Response:
    """The whole result."""
    return _download(as_json(_result(_job(web, reader, place, id))), "application/json", "json")


def _form(web: Context, reader: Reader, scope: Scope, posted: Posted, status: HTTPStatus = HTTPStatus.OK) -> Response:
    faults = posted.draft.faults if posted.draft is not None else ()
    at_lines = [
        Mistake(f"fault-{number}", f"Line {one.line}, column {one.column}: {one.message}")
        for number, one in enumerate(faults, 1)
    ]
    values = {
        "posted": posted,
        "faults": faults,
        "mistakes": [*posted.mistakes, *at_lines],
        "possible": web.simulations.possible,
        "jobs": web.simulations.of(reader.user, scope.place),
        "limits": LIMITS,
    }
    return governance_page(web, reader, scope, "simulate.html", values, status)


def _days(start: str, end: str, data: bytes) -> tuple[date | None, date | None, tuple[Mistake, ...]]:
    first, last = as_day(start), as_day(end)
    mistakes = []
    if not data.strip():
        mistakes.append(Mistake("draft", "Paste a draft, or choose its file"))
    if first is None:
        mistakes.append(Mistake("start", "Enter the first day, such as 2026-11-01"))
    if last is None:
        mistakes.append(Mistake("end", "Enter the last day, such as 2026-11-30"))
    if first is not None and last is not None and last < first:
        mistakes.append(Mistake("end", "Enter a last day that is not before the first"))
    return first, last, tuple(mistakes)


def _job(web: Context, reader: Reader, place: str, id: str) -> Job:
    job = web.simulations.find(id, reader.user, place)
    if job is None:
        raise NotHere
    return job


def _result(job: Job) -> Result:
    if job.found is None:
        raise NotHere
    return result_of(job.asked.draft, job.asked.start, job.asked.end, job.found)


def _before(web: Context, draft: Agreement) -> Agreement | None:
    """The newest registered version of the draft's id, in whose place it was tried."""
    held = [each for each in web.hub.reference().instruments.documents() if each.id == draft.id]
    newest = held[-1] if held else None
    return newest if isinstance(newest, Agreement) else None


def _download(data: bytes, media_type: str, suffix: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="simulation.{suffix}"'}
    return Response(data, media_type=media_type, headers=headers)


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)
