"""The same inputs at the same times give the same records on both engines, byte for byte."""

from tests.streams.engines.contract.conftest import Stage
from tests.streams.engines.contract.drama import play
from tests.streams.engines.contract.test_contract import everything, states


def test_both_engines_record_the_same(stage: Stage) -> None:
    local = stage.local_twin()
    play(stage.engine, stage.letters)
    play(local, stage.letters)
    assert everything(stage.engine) == everything(local)
    assert states(stage.engine) == states(local)
    assert stage.engine.effects() == local.effects()
