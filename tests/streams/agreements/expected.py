"""What a school's notice shows under each practice. `python -m tests.streams.agreements.expected` writes the files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from schemas.items import TITLES
from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.request import Request
from tests.streams.agreements.decisions import Json, items, written
from tests.streams.agreements.repository import (
    BEDFORD,
    BOTH_TRAININGS,
    CENTRAL_BEDFORDSHIRE,
    LUTON,
    MILTON_KEYNES,
    OPS,
    TO_BEDFORD_DSL,
    agreement,
    documents,
)

FOLDER: Final = OPS / "agreements" / "expected"
_IN_JULY = {"occurred_at": datetime(2026, 7, 30, 21, 0, tzinfo=UTC), "at": datetime(2026, 7, 31, 7, 0, tzinfo=UTC)}
TO: Final[dict[str, tuple[str, Request]]] = {
    "statutory-guidance": ("bedford-operation-encompass", replace(TO_BEDFORD_DSL, area=BEDFORD)),
    "minimal": ("central-bedfordshire-operation-encompass", replace(TO_BEDFORD_DSL, area=CENTRAL_BEDFORDSHIRE)),
    "lincolnshire": (
        "luton-operation-encompass",
        replace(TO_BEDFORD_DSL, area=LUTON, trainings=BOTH_TRAININGS, **_IN_JULY),
    ),
    "cleveland": (
        "milton-keynes-operation-encompass",
        replace(TO_BEDFORD_DSL, area=MILTON_KEYNES, publisher="thames-valley-police"),
    ),
}
"""For each practice its agreement, and a request about a child of 9 who saw it, for a school's designated lead."""


def notice(practice: str) -> Json:
    """What the agreement gives by itself, and what the notice shows of everything in force."""
    name, request = TO[practice]
    alone = evaluate(compile_index([agreement(name)]), request)
    verdict = evaluate(compile_index(documents().values()), request)
    return {
        "practice": practice,
        "agreement": f"{name}@{agreement(name).version}",
        "reader": f"designated safeguarding lead, trainings: {', '.join(sorted(request.trainings or ())) or 'none'}",
        "agreement_gives": items(alone.permitted),
        "notice_shows": {item.value: TITLES[item] for item in items_of(verdict.permitted)},
        "not_shown": items(verdict.never_given),
        "read_first": list(verdict.handling),
    }


def path_of(practice: str) -> Path:
    """The file of a practice."""
    return FOLDER / f"{practice}.json"


if __name__ == "__main__":
    for named in TO:
        path_of(named).write_text(written(notice(named)), encoding="utf-8")
