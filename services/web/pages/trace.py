"""One event through every stage: what was decided, why, under which instrument, and where the ledger has it."""

from collections.abc import Sequence

from starlette.responses import Response

from schemas.records.meetings import ActionSet
from schemas.records.notify import DeskItemRaised, NoticeIssued
from services.web.access import AUDITOR, CurrentReader
from services.web.commands import may_render
from services.web.context import Context, Web
from services.web.events import event_of
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.words import role_title
from services.web.words_trace import Explainer
from streams.disclosing.in_words import in_words
from streams.engines.contract import TraceStep
from streams.views.rows import AccessRow

pages = Pages()


@pages.get("/trace/{event}", AUDITOR)
def trace(web: Web, reader: CurrentReader, event: str, view: str = "") -> Response:
    """The trace within minutes of its recorded viewing `view`, otherwise the offer to open it."""
    row = event_of(web, event)
    values: dict[str, object] = {"event": event, "row": row, "in_words": in_words, "role_title": role_title}
    if not may_render(web, reader, view, event):
        return page(web, "trace_cover.html", values | {"view": view}, session=reader.session)
    steps = web.hub.views.trace(row.event)
    explainer = Explainer(web.hub.reference())
    values |= {
        "steps": [(step, [explainer.explain(id, output) for id, output in step.outputs]) for step in steps],
        "looks": _looks(web, event, steps),
        "proofs": web.settings.ledger is not None,
    }
    return page(web, "trace.html", values, session=reader.session)


def _looks(web: Context, event: str, steps: Sequence[TraceStep]) -> list[AccessRow]:
    """Who opened the notices, desk items and actions of these steps, or was refused them or the event's own trace, in
    order of time. Whoever did see the trace stands in a step of it.
    """
    outputs = [output for step in steps for output in step.outputs]
    subjects = [id for id, output in outputs if isinstance(output, NoticeIssued | DeskItemRaised | ActionSet)]
    looks = [look for subject in subjects for look in web.hub.views.accesses(subject)]
    looks += [look for look in web.hub.views.accesses(event) if not look.granted]
    return sorted(looks, key=lambda look: (look.at, look.subject))
