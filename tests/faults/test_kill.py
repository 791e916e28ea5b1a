"""Killed before or after any write of log, vault, views or ledger, a hub that starts again lost and doubled nothing."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.faults.conftest import Undisturbed
from tests.faults.killing import ENDED, killed_at
from tests.faults.night import ending, faults_of, play
from tests.support.world import World

pytestmark = pytest.mark.slow

EXPECTED = {
    "intake.commit.before",
    "intake.commit.after",
    "command.commit.before",
    "tick.commit.after",
    "batch.records.before",
    "batch.views.before",
    "batch.views.after",
    "log.state.before",
    "log.state.after",
    "vault.put.before",
    "vault.commit.before",
    "vault.commit.after",
    "log.commit.before",
    "log.commit.after",
    "roll.commit.before",
    "roll.commit.after",
    "vault.drop.before",
    "vault.drop.after",
    "reference.commit.before",
    "vault.exchange.before",
    "vault.erase.before",
    "vault.erase.commit",
    "vault.erase.after",
    "vault.checkpoint.before",
    "log.checkpoint.before",
    "ledger.partial.write.before",
    "ledger.partial.fsync.after",
    "ledger.partial.rename.before",
    "ledger.partial.rename.after",
    "ledger.checkpoint.write.after",
    "ledger.checkpoint.fsync.before",
    "ledger.checkpoint.rename.before",
    "ledger.checkpoint.dirsync.after",
}


def test_a_night_survives_a_kill_at_every_point(
    undisturbed: Undisturbed, fresh: Callable[[], World], tmp_path: Path
) -> None:
    reached: set[str] = set()
    wrong: list[str] = []
    point = 0
    while True:
        point += 1
        world = fresh()
        receipts = tmp_path / "promised"
        receipts.write_bytes(b"")
        outcome, name = killed_at(point, partial(_play, world, undisturbed, receipts))
        if outcome == ENDED:
            break
        reached.add(name)
        wrong += [f"{name} (point {point}): {fault}" for fault in _after(world, undisturbed, receipts)]
    assert wrong == []
    assert reached >= EXPECTED
    assert point > 60


def _play(world: World, undisturbed: Undisturbed, receipts: Path) -> None:
    file = os.open(receipts, os.O_WRONLY | os.O_APPEND)

    def promised(digest: bytes) -> None:
        os.write(file, digest)

    world._open()
    play(world, undisturbed.script, promised)


def _after(world: World, undisturbed: Undisturbed, receipts: Path) -> list[str]:
    """Start again, look for what was promised, finish the night, and hold its end beside the undisturbed one."""
    world._open()
    try:
        promised = receipts.read_bytes()
        found = []
        for place in range(0, len(promised), 32):
            row = ("SELECT 1 FROM intake WHERE digest = ?", (promised[place : place + 32],))
            if world.engine.database.execute(*row).fetchone() is None:
                found.append("what was promised is missing")
        play(world, undisturbed.script)
        end = ending(world)
        for part in ("notices", "desk", "outcomes", "accepted"):
            if getattr(end, part) != getattr(undisturbed.ending, part):
                found.append(f"{part} differ from the undisturbed night")
        return found + faults_of(world)
    finally:
        world.close()
