"""Papers made from the data that decides: the readable text, DPIA data flows, record of processing, privacy notices."""

from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from services.web.access import GOVERNANCE, CurrentReader, Reader
from services.web.context import Context, Web
from services.web.governance.scope import (
    Scope,
    agreement_in,
    duties_of,
    governance_page,
    scope_of,
    standings_in,
)
from services.web.refusals import NotHere
from services.web.routing import Pages
from streams.agreements.document import Agreement, Instrument
from streams.agreements.life import COUNTING
from streams.agreements.papers.accounts import data_flows, record_of_processing
from streams.agreements.papers.paper import Paper
from streams.agreements.papers.privacy import NoWords, for_a_child, for_parents
from streams.agreements.papers.readable import readable
from streams.reference.timeline import standings

pages = Pages()

TEXT: Final = "text"
"""The readable text, with the signatures that the hub holds."""
OF_ONE: Final[dict[str, Callable[[Agreement], Paper]]] = {
    "data-flows": lambda agreement: data_flows([agreement], []),
    "record-of-processing": lambda agreement: record_of_processing([agreement], []),
}
"""The papers of one agreement by itself."""
NOTICES: Final[dict[str, Callable[[Agreement, list[Instrument]], Paper]]] = {
    "parents": for_parents,
    "child": for_a_child,
}
"""The papers of one agreement together with what counts beside it."""


@pages.get("/governance/{place}/agreements/{id}/{version}/papers/{kind}", GOVERNANCE)
def paper_of_one(web: Web, reader: CurrentReader, place: str, id: str, version: int, kind: str) -> Response:
    """One paper of one agreement; where it has no words for one yet, what to do instead."""
    scope = scope_of(web, place)
    agreement = agreement_in(web, scope, id, version)
    if kind not in (TEXT, *OF_ONE, *NOTICES):
        raise NotHere
    held = web.hub.reference().instruments
    back = f"{scope.address}/agreements/{id}/{version}"
    try:
        if kind == TEXT:
            paper = readable(agreement, held.signatures(id, version))
        elif kind in OF_ONE:
            paper = OF_ONE[kind](agreement)
        else:
            paper = NOTICES[kind](agreement, _beside(web, reader))
    except NoWords as error:
        return governance_page(web, reader, scope, "no_paper.html", {"why": str(error), "back": back})
    digest = held.registered[id, version].digest.hex()
    values = {"paper": paper, "back": back, "of": f"{id} version {version}, digest {digest}"}
    return governance_page(web, reader, scope, "paper.html", values)


@pages.get("/governance/{place}/papers", GOVERNANCE)
def papers(web: Web, reader: CurrentReader, place: str) -> Response:
    """Which papers there are."""
    scope = scope_of(web, place)
    return governance_page(web, reader, scope, "papers.html", {"agreements": _counting(web, scope, reader)})


@pages.get("/governance/{place}/papers/{kind}", GOVERNANCE)
def paper_of_all(web: Web, reader: CurrentReader, place: str, kind: str) -> Response:
    """A paper over every agreement of the scope that is in force, and every duty."""
    scope = scope_of(web, place)
    made = {"data-flows": data_flows, "record-of-processing": record_of_processing}.get(kind)
    if made is None:
        raise NotHere
    agreements = _counting(web, scope, reader)
    paper = made(agreements, duties_of(web.hub.reference()))
    of = "; ".join(f"{one.id} version {one.version}" for one in agreements) or "no agreement in force"
    values = {"paper": paper, "back": f"{scope.address}/papers", "of": of}
    return governance_page(web, reader, scope, "paper.html", values)


def _counting(web: Context, scope: Scope, reader: Reader) -> list[Agreement]:
    return [
        agreement_in(web, scope, one.id, one.version)
        for one in standings_in(web, scope, reader)
        if one.state in COUNTING
    ]


def _beside(web: Context, reader: Reader) -> list[Instrument]:
    """Every duty, and every agreement of the hub that counts now, whatever its area."""
    held = web.hub.reference().instruments
    counting = [held.document(one.id, one.version) for one in standings(held, reader.now) if one.state in COUNTING]
    return [*duties_of(web.hub.reference()), *(each for each in counting if each is not None)]
