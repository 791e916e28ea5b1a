"""One event through every stage: what was decided, why, under which instrument, and where the ledger has it."""

from starlette.responses import Response

from services.web.access import AUDITOR, CurrentReader
from services.web.commands import may_render
from services.web.context import Web
from services.web.events import event_of
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.words import in_words
from services.web.words_trace import Explainer

pages = Pages()


@pages.get("/trace/{event}", AUDITOR)
def trace(web: Web, reader: CurrentReader, event: str, view: str = "") -> Response:
    """The trace within minutes of its recorded viewing `view`, otherwise the offer to open it."""
    row = event_of(web, event)
    values: dict[str, object] = {"event": event, "row": row, "in_words": in_words}
    if not may_render(web, reader, view, event):
        return page(web, "trace_cover.html", values | {"view": view}, session=reader.session)
    explainer = Explainer(web.hub.reference())
    steps = [
        (step, [explainer.explain(id, output) for id, output in step.outputs])
        for step in web.hub.views.trace(row.event)
    ]
    values |= {"steps": steps, "proofs": web.settings.ledger is not None}
    return page(web, "trace.html", values, session=reader.session)
