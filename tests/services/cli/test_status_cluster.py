"""How a hub on a cluster stands, in words: an age is never less than none."""

from datetime import UTC, datetime

import pytest
from rich.console import Console

from services.cli.commands.status_cluster import _show, document
from streams.engines.kafka.status import Status


def stands(checkpoint_age: float | None) -> Status:
    """A hub with a checkpoint so old."""
    return Status(
        at=datetime(2026, 11, 23, 7, 30, tzinfo=UTC), hub="test-hub", reference=1, sources=(), overdue_notices=0,
        unopened_notices=0, open_desk_items=0, overdue_desk_items=0, parked=0, ledger_size=9, checkpoint_size=9,
        checkpoint_age=checkpoint_age, lost=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("age", "given", "ahead", "said"),
    [
        (None, None, False, "the checkpoint covers 9\n"),
        (12.4, 12.4, False, "the checkpoint covers 9, 12 s old\n"),
        (-2.0, 0.0, False, "the checkpoint covers 9, 0 s old\n"),
        (-13986161.0, 0.0, True, "the checkpoint covers 9, signed by a clock that is ahead of this machine's\n"),
    ],
)
def test_a_checkpoint_of_another_clock_has_no_negative_age(
    age: float | None, given: float | None, ahead: bool, said: str
) -> None:
    found = document(stands(age))
    assert (found.checkpoint_age, found.clock_ahead) == (given, ahead)
    out = Console(width=200)
    with out.capture() as shown:
        _show(out, found)
    assert said in "".join(f"{line.rstrip()}\n" for line in shown.get().splitlines())
