"""Of the same bytes in two partitions the earliest outcome stays, in whichever order their records are read."""

from datetime import timedelta
from itertools import permutations

import pytest

from schemas.records.accept import EventRejected
from schemas.records.decision import Decision
from schemas.records.inputs import InputKind
from streams.chain import next_record
from streams.engines.postgres.database import connect
from streams.engines.postgres.view_writing import write_views
from streams.heads import NO_RECORD, Basis, Head
from tests.support.world import START

DIGEST = b"\x05" * 32


def rejected(partition: int, minutes: int) -> Decision:
    """The record that rejects these bytes in a partition."""
    source, output = f"intake.police.{partition}", EventRejected(DIGEST, "conflict", "", "police")
    basis, at = Basis("hub", 1, NO_RECORD, "accept/1"), START + timedelta(minutes=minutes)
    decision, _ = next_record(Head(), basis, source, 1, DIGEST, InputKind.SUBMISSION, at, (output,), bytes(32), None)
    return decision


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
@pytest.mark.parametrize("together", [True, False])
def test_the_earliest_outcome_stays(hub: str, order: tuple[int, ...], together: bool) -> None:
    records = [rejected(partition, minutes=(5, 2, 7)[partition]) for partition in order]
    with connect(hub) as connection, connection.cursor() as cursor:
        for some in [records] if together else [[record] for record in records]:
            write_views(cursor, some)
        rows = cursor.execute("SELECT source, number FROM outcome_view").fetchall()
    assert rows == [("intake.police.1", 1)]
