"""A batch that failed is decided again as if it had never been begun: nothing of it stays in memory."""

import errno
from contextlib import suppress
from pathlib import Path

import pytest

from streams import faultpoints
from tests.streams.engines.contract.drama import play
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.letters import letters
from tests.streams.engines.contract.local_driver import Local
from tests.support.flows import flow_plan
from tests.support.world import World

POINTS = ("batch.records.before", "batch.views.after", "log.state.after", "vault.commit.before", "log.commit.before")


@pytest.mark.parametrize("point", POINTS)
def test_a_batch_that_failed_once_gives_the_same_bytes_the_second_time(point: str, tmp_path: Path) -> None:
    first = Local(World(tmp_path / "first", plan=flow_plan()))
    sent = letters(first.world)
    second = Local(first.world.twin(tmp_path / "second"))
    failed: list[str] = []

    def fail(reached: str) -> None:
        if reached == point:
            failed.append(reached)
            raise OSError(errno.ENOSPC, "no space left on device")

    def fail_once(engine: Engine) -> None:
        with faultpoints.installed(fail), suppress(OSError):
            engine.decide()
        engine.decide()

    play(first, sent)
    play(second, sent, fail_once)
    assert failed
    assert {s: second.records(s) for s in second.sources()} == {s: first.records(s) for s in first.sources()}
    assert second.effects() == first.effects()
    first.world.close()
    second.world.close()
