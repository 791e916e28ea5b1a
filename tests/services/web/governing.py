"""The hub of the page tests with the project's agreements registered and signed, and drafts of one of them."""

from pathlib import Path
from typing import Final

from schemas.records.reference import InstrumentSuspended, ReferenceRecord
from streams.reference.facts import Reference
from tests.services.web import world
from tests.support.furnishing import INSTRUMENTS, signed_instruments

ROOT: Final = Path(__file__).parents[3] / "ops" / "agreements"
BEDFORD: Final = "bedford-operation-encompass"
LUTON: Final = "luton-operation-encompass"
TEXT: Final = (ROOT / f"{BEDFORD}.yaml").read_text("utf-8")
ELSEWHERE: Final = (ROOT / f"{LUTON}.yaml").read_text("utf-8")
HERE: Final = f"/governance/{world.AREA}"
WHOLE: Final = "/governance/hub"


def with_agreements(known: Reference) -> Reference:
    """Duties and agreements, as an operator registers them and parties sign them."""
    for body in signed_instruments(world.HUB, (*INSTRUMENTS, ROOT / f"{LUTON}.yaml")):
        take(known, body)
    return known


def suspend(known: Reference, reason: str) -> None:
    """Bedford's agreement rests from now on."""
    take(known, InstrumentSuspended(BEDFORD, True, world.NOW, reason, "data protection officer, a council"))


def take(known: Reference, body: object) -> None:
    """The next reference record."""
    number = known.number + 1
    record = ReferenceRecord(world.HUB, number, known.digest, world.NOW, "operator", body, bytes(32))  # type: ignore[arg-type]  # bodies of a helper are typed as such there
    known.apply(record, number.to_bytes(32, "big"))
