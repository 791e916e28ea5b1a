"""What one version changes for whom, against another: by what they mean, not by their text."""

from starlette.responses import Response

from services.web.access import GOVERNANCE, CurrentReader
from services.web.context import Web
from services.web.desks import Mistake
from services.web.governance.scope import governance_page, scope_of, standings_in
from services.web.routing import Pages
from streams.agreements.document import Agreement
from streams.agreements.questions.difference import Sort, difference

pages = Pages()

SORTS = {
    Sort.GAINED: "Gained",
    Sort.LOST: "Lost",
    Sort.TERMS: "Under other conditions",
    Sort.RULES: "Other rules",
}


@pages.get("/governance/{place}/difference", GOVERNANCE)
def difference_page(web: Web, reader: CurrentReader, place: str, before: str = "", after: str = "") -> Response:
    """Two registered versions of the scope, compared."""
    scope, held = scope_of(web, place), web.hub.reference().instruments
    known: dict[str, tuple[str, Agreement]] = {}
    for one in standings_in(web, scope, reader):
        document = held.document(one.id, one.version)
        if isinstance(document, Agreement):
            known[f"{one.id}@{one.version}"] = f"{one.title}, version {one.version}", document
    mistakes = [
        Mistake(field, f"Select the version {which}")
        for field, chosen, which in (("before", before, "before"), ("after", after, "after"))
        if (before or after) and chosen not in known
    ]
    changes = difference(known[before][1], known[after][1]) if before in known and after in known else None
    grouped = [(title, [one for one in changes or () if one.sort is sort]) for sort, title in SORTS.items()]
    values = {
        "known": [(name, title) for name, (title, _) in known.items()],
        "before": before,
        "after": after,
        "changes": grouped,
        "alike": changes == (),
        "mistakes": mistakes,
    }
    return governance_page(web, reader, scope, "difference.html", values)
