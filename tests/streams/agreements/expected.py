"""What a notice shows under each practice and flow. `python -m tests.streams.agreements.expected` writes the files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent
from schemas.events.marac import ReferralGround
from schemas.items_of import title_of
from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.request import Facts, Request
from streams.agreements.vocabulary import STATING_CONSENT, STATING_GROUNDS, PartyKind, RecipientRole
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


def _of(
    event_type: str, role: RecipientRole, kind: PartyKind, publisher: str = "bedfordshire-police", age: int = 9
) -> Request:
    """A question about a child of an age whom such an event names, in Bedford."""
    consent = Consent.NOT_SOUGHT if event_type in STATING_CONSENT else Consent.NOT_STATED
    grounds = (ReferralGround.DASH_SCORE,) if event_type in STATING_GROUNDS else ()
    return replace(
        TO_BEDFORD_DSL,
        event_type=event_type,
        publisher=publisher,
        publisher_kind=_PUBLISHERS.get(publisher, PartyKind.POLICE_FORCE),
        role=role,
        recipient_kind=kind,
        facts=Facts(age, restricted=False, resides_in_force_area=True, consent=consent, referral_grounds=grounds),
    )


_PUBLISHERS: Final = {
    "bedfordshire-hospitals": PartyKind.HEALTH_TRUST,
    "bedford-borough-council": PartyKind.LOCAL_AUTHORITY,
}
_DSL, _SCHOOL, _COUNCIL = RecipientRole.DSL, PartyKind.SCHOOL, PartyKind.LOCAL_AUTHORITY
_MISSING, _MARAC, _HOSPITAL = "bedford-missing-children", "bedford-marac", "bedford-hospital-safeguarding"
FLOWS: Final[dict[str, tuple[str, Request]]] = {
    "missing-school": (_MISSING, _of(missing.EVENT_TYPE, _DSL, _SCHOOL)),
    "missing-spoc-meeting": (_MISSING, _of(missing.EVENT_TYPE, RecipientRole.SPOC_COORDINATOR, _COUNCIL)),
    "missing-return-interview": (
        _MISSING,
        _of(missing.EVENT_TYPE, RecipientRole.RETURN_INTERVIEW_PROVIDER, PartyKind.VOLUNTARY_SERVICE),
    ),
    "missing-home-authority": (
        "luton-missing-children",
        replace(_of(missing.EVENT_TYPE, RecipientRole.IFD, _COUNCIL), area=LUTON),
    ),
    "marac-coordinator": (_MARAC, _of(marac.EVENT_TYPE, RecipientRole.MARAC_COORDINATOR, _COUNCIL)),
    "marac-moved-to-central-bedfordshire": (
        "central-bedfordshire-marac",
        replace(
            _of(marac.EVENT_TYPE, RecipientRole.MARAC_COORDINATOR, _COUNCIL),
            area=CENTRAL_BEDFORDSHIRE,
        ),
    ),
    "marac-front-door": (_MARAC, _of(marac.EVENT_TYPE, RecipientRole.IFD, _COUNCIL)),
    "hospital-school": (_HOSPITAL, _of(hospital.EVENT_TYPE, _DSL, _SCHOOL, "bedfordshire-hospitals")),
    "hospital-practice": (
        _HOSPITAL,
        _of(hospital.EVENT_TYPE, RecipientRole.GP_PRACTICE, PartyKind.GP_PRACTICE, "bedfordshire-hospitals"),
    ),
    "hospital-health-visitor": (
        _HOSPITAL,
        _of(hospital.EVENT_TYPE, RecipientRole.HEALTH_VISITOR, PartyKind.HEALTH_TRUST, "bedfordshire-hospitals", age=3),
    ),
    "hospital-front-door": (
        _HOSPITAL,
        _of(hospital.EVENT_TYPE, RecipientRole.IFD, _COUNCIL, "bedfordshire-hospitals"),
    ),
    "contact-front-door": ("bedford-front-door", _of(front_door.CONTACT_TYPE, RecipientRole.IFD, _COUNCIL)),
    "outcome-school": (
        "bedford-front-door",
        _of(front_door.OUTCOME_TYPE, _DSL, _SCHOOL, "bedford-borough-council"),
    ),
}
"""For each of the other flows its agreement, and the same for one of its recipients."""
ALL: Final = {**TO, **FLOWS}


_READERS: Final = {
    RecipientRole.DSL: "designated safeguarding lead",
    RecipientRole.SPOC_COORDINATOR: "coordinator of the weekly SPOC meeting",
    RecipientRole.RETURN_INTERVIEW_PROVIDER: "provider of return home interviews",
    RecipientRole.MARAC_COORDINATOR: "MARAC coordinator",
    RecipientRole.GP_PRACTICE: "the child's own GP practice",
    RecipientRole.HEALTH_VISITOR: "health visitor of a child of three",
    RecipientRole.IFD: "Integrated Front Door",
}


def notice(practice: str) -> Json:
    """What the agreement of a practice or flow gives by itself, and what the notice shows of everything in force."""
    name, request = ALL[practice]
    alone = evaluate(compile_index([agreement(name)]), request)
    verdict = evaluate(compile_index(documents().values()), request)
    return {
        "practice": practice,
        "agreement": f"{name}@{agreement(name).version}",
        "reader": f"{_READERS[request.role]}, trainings: {', '.join(sorted(request.trainings or ())) or 'none'}",
        "agreement_gives": items(alone.permitted),
        "notice_shows": {item.value: title_of(item, request.event_type) for item in items_of(verdict.permitted)},
        "not_shown": items(verdict.never_given),
        "read_first": list(verdict.handling),
    }


def path_of(practice: str) -> Path:
    """The file of a practice."""
    return FOLDER / f"{practice}.json"


if __name__ == "__main__":
    for named in ALL:
        path_of(named).write_text(written(notice(named)), encoding="utf-8")
