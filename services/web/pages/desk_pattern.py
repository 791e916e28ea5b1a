"""A council's desk decides on a count or pattern that fell to it, because nobody holds the role that the rule names."""

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desks import back_to_desk
from services.web.forms import Once
from services.web.patterns import Address, decide_posted, pattern_of, pattern_page
from services.web.routing import Pages
from streams.deciders.person.recipients import council

pages = Pages()


@pages.get("/council/{area}/patterns/{item}", COUNCIL)
def show_desk_pattern(web: Web, reader: CurrentReader, area: str, item: str) -> Response:
    """What it counts, by which rule, and the form."""
    row = pattern_of(web, reader, council(area), item)
    return pattern_page(web, reader, council(area), row, _here(area, item))


@pages.post("/council/{area}/patterns/{item}/decide", COUNCIL)
def decide_desk_pattern(
    web: Web,
    reader: CurrentReader,
    area: str,
    item: str,
    once: Once,
    answer: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Refer or decline it with the reason, or say what is missing."""
    row = pattern_of(web, reader, council(area), item)
    mistakes = decide_posted(web, reader, row, answer, reason, once)
    if mistakes:
        posted = {"answer": answer, "reason": reason}
        return pattern_page(web, reader, council(area), row, _here(area, item), mistakes, posted)
    return back_to_desk(area, "settled")


def _here(area: str, item: str) -> Address:
    return Address("Safeguarding desk", f"/council/{area}", f"/council/{area}/patterns/{item}/decide")
