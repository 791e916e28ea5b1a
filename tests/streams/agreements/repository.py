"""The project's own instruments, and requests about them."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.people import Presence, Registration
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Agreement, Duty, Instrument, parse
from streams.agreements.request import Facts, Request
from streams.agreements.vocabulary import PartyKind, RecipientRole

OPS = Path(__file__).parents[3] / "ops"
BEDFORD, CENTRAL_BEDFORDSHIRE, LUTON, MILTON_KEYNES = "822", "823", "821", "826"
BOTH_TRAININGS = frozenset({"operation_encompass", "children_who_experience_domestic_abuse"})
KNOWN = Facts(
    age=9,
    presence=Presence.SAW,
    grade=Grade.STANDARD,
    registration=Registration.REGISTERED_PUPIL,
    restricted=False,
    resides_in_force_area=True,
)
TO_BEDFORD_DSL = Request(
    event_type=EVENT_TYPE,
    publisher="bedfordshire-police",
    publisher_kind=PartyKind.POLICE_FORCE,
    area=BEDFORD,
    role=RecipientRole.DSL,
    recipient="100001",
    recipient_kind=PartyKind.SCHOOL,
    facts=KNOWN,
    trainings=frozenset(),
    occurred_at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC),
    at=datetime(2026, 11, 21, 2, 10, tzinfo=UTC),
)
TO_COUNCIL = msgspec.structs.replace(
    TO_BEDFORD_DSL,
    role=RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING,
    recipient="bedford-borough-council",
    recipient_kind=PartyKind.LOCAL_AUTHORITY,
)


def files() -> list[Path]:
    """Every instrument file of the project."""
    return sorted([*(OPS / "agreements").glob("*.yaml"), *(OPS / "duties").glob("*.yaml")])


@cache
def documents() -> dict[str, Instrument]:
    """The project's instruments by id."""
    parsed = [parse(path.read_bytes(), path.name) for path in files()]
    return {document.id: document for document in parsed}


def agreement(name: str) -> Agreement:
    """One of the project's agreements."""
    document = documents()[name]
    assert isinstance(document, Agreement)
    return document


def duty() -> Duty:
    """The duty of s.49A."""
    document = documents()["domestic-abuse-act-2021-s49a"]
    assert isinstance(document, Duty)
    return document


@cache
def index() -> Index:
    """The project's instruments, compiled."""
    return compile_index(documents().values())


def with_facts(request: Request, **facts: object) -> Request:
    """The same request about other facts."""
    return msgspec.structs.replace(request, facts=msgspec.structs.replace(request.facts, **facts))
