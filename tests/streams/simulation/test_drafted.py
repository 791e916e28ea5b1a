"""The instruments of the past with a draft among them: whose signatures are asked for."""

from streams.agreements.evaluate import evaluate
from streams.agreements.request import Request
from streams.simulation.drafted import drafted_index
from tests.streams.agreements.repository import TO_BEDFORD_DSL, TO_COUNCIL, agreement, documents

BEDFORD = agreement("bedford-operation-encompass")
DESK = agreement("council-education-safeguarding-desk")


def gives(request: Request, *unsigned: tuple[str, int]) -> set[str]:
    """Which instruments give something, with Bedford's agreement as the draft."""
    verdict = evaluate(drafted_index(documents().values(), (), unsigned, BEDFORD), request)
    return {given.instrument.id for given in verdict.given}


def test_a_draft_counts_before_anybody_has_signed_it() -> None:
    assert BEDFORD.id in gives(TO_BEDFORD_DSL, (BEDFORD.id, BEDFORD.version))


def test_what_else_lacked_a_signature_still_gives_nothing() -> None:
    assert gives(TO_COUNCIL) == {DESK.id}
    assert gives(TO_COUNCIL, (DESK.id, DESK.version)) == set()
