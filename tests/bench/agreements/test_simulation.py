"""A draft over a million recorded disclosures: how long it takes, and that memory does not grow with history."""

import os
import resource
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from rich.progress import Progress

from schemas.items import Item
from streams.simulation.flips import FlipKind
from streams.simulation.simulate import Simulated, simulate
from tests.bench.agreements.recorded import Recording
from tests.bench.cost import cpu
from tests.bench.test_memory import resident
from tests.bench.town import START
from tests.streams.agreements.repository import agreement

DISCLOSURES: Final = int(os.environ.get("SIMULATED", "1_000_000"))
FIRST: Final = DISCLOSURES // 10
"""Disclosures after which the caches of every process are full."""
SECONDS: Final = 60
BEDFORD: Final = agreement("bedford-operation-encompass")


def test_a_million_disclosures(tmp_path: Path) -> None:
    recording = Recording(tmp_path)
    recording.grow(FIRST)
    begin = simulated(recording)
    sizes = [(resident(), peak_of_children())]
    recording.grow(DISCLOSURES)
    before, began = cpu(), time.monotonic()
    found = simulated(recording)
    seconds, spent = time.monotonic() - began, cpu() - before
    sizes.append((resident(), peak_of_children()))
    cores = os.cpu_count() or 1
    print(f"\n{found.flips.disclosures} disclosures in {seconds:.0f} s by the clock, with whatever else ran;")
    print(f"{spent:.0f} s of CPU on {cores} cores, {spent / found.flips.disclosures * 1e6:.0f} us each")
    for disclosures, (own, children) in zip((FIRST, DISCLOSURES), sizes, strict=True):
        print(f"after {disclosures:>9}: {own:.0f} MiB here, {children:.0f} MiB at most in a process of the pool")
    assert begin.flips.disclosures >= FIRST
    assert found.flips.disclosures == recording.disclosures >= DISCLOSURES
    assert found.flips.by_kind[FlipKind.ITEMS_LOST] == found.flips.disclosures
    assert {flip.item for flip in found.flips.sorts} >= {Item.CHILD_VOICE}
    for early, late in zip(*sizes, strict=True):
        assert late <= early * 1.1
    assert spent / cores < SECONDS


def simulated(recording: Recording) -> Simulated:
    """Bedford's agreement without its first clause, over all that is recorded, with a progress bar."""
    draft = BEDFORD.model_copy(update={"clauses": BEDFORD.clauses[1:]})
    seen: list[tuple[int, int]] = []
    with Progress() as shown:
        task = shown.add_task("deciding again", total=None)

        def told(done: int, total: int) -> None:
            seen.append((done, total))
            shown.update(task, completed=done, total=total)

        found = simulate(recording.home.folder, draft, START - timedelta(days=1), recording.end, progress=told)
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert seen[-1][0] == seen[-1][1]
    return found


def peak_of_children() -> float:
    """The most memory that any process of a pool has had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
