"""The matrix: who gets which item, per event type, on a day; on one printed sheet for a partnership's meeting."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from services.web.access import GOVERNANCE, CurrentReader
from services.web.context import Web
from services.web.governance.asking import day_asked, index_at
from services.web.governance.scope import Scope, agreement_in, areas_in, governance_page, scope_of
from services.web.routing import Pages
from streams.agreements.compiled import compile_index
from streams.agreements.questions.drawn import drawn
from streams.agreements.questions.matrix import Column, matrix
from streams.deciders.person.share import kinds_of

pages = Pages()

MOST_AREAS: Final = 8
"""Council areas that are shown together; a hub with more shows one at a time."""


@pages.get("/governance/{place}/matrix", GOVERNANCE)
def matrix_page(web: Web, reader: CurrentReader, place: str, day: str = "", area: str = "") -> Response:
    """Over all that is in force on a day, in one area or in all of the scope."""
    scope, reference = scope_of(web, place), web.hub.reference()
    asked, areas = day_asked(day, reader.now), areas_in(reference, scope)
    many = len(areas) > MOST_AREAS
    codes = [area] if area in dict(areas) else [code for code, _ in areas[: 1 if many else None]]
    columns: Sequence[Column] = ()
    if asked.mistake is None:
        columns = _in(codes, matrix(index_at(reference, asked), asked.at, areas=codes, kinds=kinds_of(reference)))
    values = {
        "asked": asked,
        "mistakes": [asked.mistake] if asked.mistake else [],
        "areas": areas,
        "many": many,
        "area": codes[0] if len(codes) == 1 else "",
        "where": dict(areas)[codes[0]] if len(codes) == 1 else scope.title,
        "matrices": drawn(columns),
    }
    return governance_page(web, reader, scope, "matrix.html", values)


@pages.get("/governance/{place}/agreements/{id}/{version}/matrix", GOVERNANCE)
def matrix_of_one(web: Web, reader: CurrentReader, place: str, id: str, version: int) -> Response:
    """What one version says, its dates and signatures left aside."""
    scope = scope_of(web, place)
    agreement = agreement_in(web, scope, id, version)
    columns = _in(_codes(scope, agreement.areas), matrix(compile_index([agreement]), None))
    values = {"agreement": agreement, "matrices": drawn(columns)}
    return governance_page(web, reader, scope, "matrix_of_one.html", values)


def _codes(scope: Scope, areas: Sequence[str]) -> Sequence[str]:
    return areas if scope.area is None else [scope.area]


def _in(codes: Sequence[str], columns: Sequence[Column]) -> list[Column]:
    wanted = frozenset(codes)
    return [column for column in columns if column.area in wanted]
