"""Dashboards: JSON that Grafana can provision, of expressions that Prometheus can read, on metrics that exist."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.setup.promtool import provide
from services.metrics.catalogue import EVERY_METRIC
from services.metrics.meters import every_sample, samples_of
from tests.ops.promql import referred
from tests.project.sources import ROOT

FOLDER = ROOT / "ops" / "grafana"
BOARDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in sorted((FOLDER / "dashboards").glob("*.json"))
}
SAMPLES = every_sample()
SOURCE = yaml.safe_load((FOLDER / "provisioning" / "datasources" / "prometheus.yaml").read_text())["datasources"][0]


def expressions(board: dict[str, Any]) -> list[str]:
    """Every expression of a dashboard, with Grafana's interval put in."""
    return [
        target["expr"].replace("$__rate_interval", "1m") for panel in board["panels"] for target in panel["targets"]
    ]


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_every_panel_refers_to_metrics_and_labels_that_exist(name: str) -> None:
    assert expressions(BOARDS[name])
    for expression in expressions(BOARDS[name]):
        assert referred(expression, SAMPLES) == (set(), set()), expression


def test_prometheus_can_read_every_expression(tmp_path: Path) -> None:
    rules = [
        {"record": f"board:{number}", "expr": expression}
        for number, expression in enumerate(one for board in BOARDS.values() for one in expressions(board))
    ]
    (tmp_path / "boards.yml").write_text(yaml.safe_dump({"groups": [{"name": "boards", "rules": rules}]}))
    ran = subprocess.run([provide(), "check", "rules", tmp_path / "boards.yml"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{len(rules)} rules found" in ran.stdout


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_a_dashboard_can_be_provisioned(name: str) -> None:
    board = BOARDS[name]
    assert board["uid"] == name
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in board["panels"]:
        assert panel["title"]
        assert panel["description"]
        assert panel["datasource"] == {"type": "prometheus", "uid": SOURCE["uid"]}
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_no_panel_covers_another(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARDS[name]["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert not cells & taken
        taken |= cells


def test_every_metric_is_looked_at_by_a_dashboard() -> None:
    shown = " ".join(expression for board in BOARDS.values() for expression in expressions(board))
    unseen = [metric.name for metric in EVERY_METRIC if not any(sample in shown for sample in samples_of(metric))]
    assert unseen == []


def test_the_provider_loads_where_the_compose_file_mounts_the_dashboards() -> None:
    provider = yaml.safe_load((FOLDER / "provisioning" / "dashboards" / "firstbell.yaml").read_text())["providers"][0]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    mounted = [volume["target"] for volume in compose["services"]["grafana"]["volumes"] if "source" in volume]
    assert provider["options"]["path"] in mounted
