"""The governance lead's start: every agreement of a scope with its state, signatures, dates, and what falls due."""

from typing import Final

from starlette.responses import Response

from services.web.access import GOVERNANCE, CurrentReader
from services.web.context import Web
from services.web.governance.paging import paged, ways
from services.web.governance.scope import STATES, governance_page, scope_of, standings_in
from services.web.routing import Pages
from streams.agreements.life import State
from streams.reference.timeline import duty_standings

pages = Pages()

WARNED = (State.REVIEW_OVERDUE, State.DUE_FOR_REVIEW, State.DRAFT, State.SUSPENDED)
"""States that somebody must look to, the most pressing first."""
MOST_WARNED: Final = 20
"""Agreements that are named as to be looked to; of more than these the number is told."""


@pages.get("/governance/{place}", GOVERNANCE)
def governance(web: Web, reader: CurrentReader, place: str, state: str = "", page: str = "") -> Response:
    """The agreements, of one state alone where one is asked, a page at a time."""
    scope = scope_of(web, place)
    found = standings_in(web, scope, reader)
    wanted = State(state) if state in {each.value for each in State} else None
    held = web.hub.reference().instruments
    warned = [one for each in WARNED for one in found if one.state is each]
    shown = paged([one for one in found if wanted in (None, one.state)], page)
    values = {
        "duties": duty_standings(held, reader.now),
        "shown": shown,
        "ways": ways(scope.address, shown, state=wanted or ""),
        "all": len(found),
        "state": wanted,
        "counts": [(each, STATES[each][0], sum(one.state is each for one in found)) for each in State],
        "warned": warned[:MOST_WARNED],
        "warned_more": len(warned[MOST_WARNED:]),
        "unreadable": [f"{id} version {version}" for id, version in held.unreadable()] if scope.area is None else [],
    }
    return governance_page(web, reader, scope, "list.html", values)
