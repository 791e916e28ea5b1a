"""What the hub's processes on one machine are told."""

from pathlib import Path

import pytest

from ops.cluster.hub import HubCluster
from streams.engines.local.home import Home
from tests.project.sources import ROOT


def test_every_process_that_takes_the_storys_clock_is_told_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for connections in ("_as", "_stores"):
        monkeypatch.setattr(HubCluster, connections, lambda self, login: {})
    cluster = HubCluster(tmp_path / "cluster", Home(tmp_path / "home"), clock=tmp_path / "story")
    told = {name for name, settings in cluster._settings().items() if "DEMO_CLOCK" in settings}
    (row,) = (
        line
        for line in (ROOT / "ops" / "settings.md").read_text("utf-8").splitlines()
        if "`FIRSTBELL_DEMO_CLOCK`" in line
    )
    assert told == set(row.split("|")[-2].strip().split(", "))
