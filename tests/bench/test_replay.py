"""Replaying ten times the events."""

import time
from pathlib import Path

from streams.checks.replay import verify_replay
from tests.bench.cost import line
from tests.bench.town import Town

FEW = 1000
MANY = 10 * FEW


def test_ten_times_the_events_take_at_most_ten_and_a_half_times_as_long(tmp_path: Path) -> None:
    """Everything verified from the bytes and decided again, over two homes."""
    took = {}
    for events in (FEW, MANY):
        town = Town(tmp_path / str(events))
        line(town, town.seal(events), 256)()
        town.hub.close()
        began = time.process_time()
        found = verify_replay(town.home.folder, town.home.read_keys())
        took[events] = time.process_time() - began
        assert found.sound
        print(f"\n{events} events: {took[events]:.1f} s CPU, {found.counts}", end="")
    print(f"\nratio {took[MANY] / took[FEW]:.2f}")
    assert took[MANY] / took[FEW] <= 10.5
