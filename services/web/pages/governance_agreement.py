"""One version of an agreement: how it stands, who signed, what became of it, what was decided under it."""

from starlette.responses import Response

from services.web.access import GOVERNANCE, CurrentReader
from services.web.context import Web
from services.web.governance.counting import PERIODS, bars, counted, period_of
from services.web.governance.scope import agreement_in, governance_page, scope_of, standings_in
from services.web.refusals import NotHere
from services.web.routing import Pages
from streams.agreements.papers.saying import providers
from streams.disclosing.in_words import in_words
from streams.reference.timeline import timeline

pages = Pages()


@pages.get("/governance/{place}/agreements/{id}/{version}", GOVERNANCE)
def agreement(web: Web, reader: CurrentReader, place: str, id: str, version: int, period: str = "days") -> Response:
    """The agreement, and the decisions of a period counted."""
    scope = scope_of(web, place)
    document = agreement_in(web, scope, id, version)
    standing = next((one for one in standings_in(web, scope, reader) if (one.id, one.version) == (id, version)), None)
    if standing is None:
        raise NotHere
    reference = web.hub.reference()
    changes = timeline(reference.instruments, id, version)
    asked = period_of(period, reader.now)
    decisions = counted(web.hub.views.decided(id, version, asked.start, asked.end), scope, reference)
    values = {
        "standing": standing,
        "agreement": document,
        "areas": [reference.area_title(area) for area in document.areas],
        "providers": providers(document),
        "agencies": {one.agency: one.title for one in reference.agencies.values()},
        "past": [change for change in changes if change.at <= reader.now],
        "coming": [change for change in changes if change.at > reader.now],
        "period": asked,
        "periods": PERIODS,
        "decisions": decisions,
        "total": sum(one.count for one in decisions),
        "bars": bars([(f"{one.outcome}: {one.recipient}", one.count) for one in decisions]),
        "in_words": in_words,
    }
    return governance_page(web, reader, scope, "agreement.html", values)
