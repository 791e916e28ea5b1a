"""Instruments as they stood: before a signature, while suspended, after."""

from datetime import datetime, timedelta

import pytest

from schemas.records.reference import AgreementSigned, Body, InstrumentSuspended, ReferenceRecord
from streams.agreements.compiled import Index
from streams.agreements.questions.matrix import matrix
from streams.chain import record_digest
from streams.reference.as_of import index_as_of
from streams.reference.facts import Reference
from tests.support.facts import MONDAY_EVENING, hub_bodies
from tests.support.furnishing import LONG_AGO
from tests.support.world import HUB

AGREEMENT = "bedford-operation-encompass"
SIGNED_AT = MONDAY_EVENING
SUSPENDED_AT = SIGNED_AT + timedelta(days=2)
RESUMED_AT = SIGNED_AT + timedelta(days=4)


@pytest.fixture(scope="module")
def reference() -> Reference:
    """Bedford's agreement was registered long ago, signed on a Monday, suspended on Wednesday, resumed on Friday."""
    known = Reference()
    signatures = [body for body in hub_bodies() if isinstance(body, AgreementSigned)]
    for body in hub_bodies():
        if body not in signatures:
            take(known, body, LONG_AGO)
    for body in signatures:
        take(known, body, SIGNED_AT)
    take(known, InstrumentSuspended(AGREEMENT, True, SUSPENDED_AT, "reviewed", "a council"), SUSPENDED_AT)
    take(known, InstrumentSuspended(AGREEMENT, False, RESUMED_AT, "reviewed", "a council"), RESUMED_AT)
    return known


def take(known: Reference, body: Body, at: datetime) -> None:
    record = ReferenceRecord(HUB, known.number + 1, known.digest, at, "operator", body, bytes(32))
    known.apply(record, record_digest(b"%d" % record.number))


def gives(index: Index, at: datetime) -> bool:
    """Whether the agreement gives anything to anybody."""
    return any(
        way.instrument.id == AGREEMENT for column in matrix(index, at) for cell in column.cells for way in cell.ways
    )


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (SIGNED_AT - timedelta(seconds=1), False),
        (SIGNED_AT, True),
        (SUSPENDED_AT, False),
        (RESUMED_AT - timedelta(seconds=1), False),
        (RESUMED_AT, True),
    ],
)
def test_it_gives_what_it_gave_then(reference: Reference, at: datetime, counts: bool) -> None:
    assert gives(index_as_of(reference.instruments, at), at) is counts


def test_after_the_last_change_it_is_what_evaluation_reads(reference: Reference) -> None:
    held = reference.instruments
    assert index_as_of(held, RESUMED_AT + timedelta(days=1)) is held.index()
