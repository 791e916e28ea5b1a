"""Alert rules: sound by promtool's word, tested by series, naming only metrics that exist, each with a page."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ops.setup.promtool import provide
from services.metrics.catalogue import EVERY_METRIC
from services.metrics.meters import Meters, every_sample
from services.processes.worker import Exported
from streams.engines.kafka.counters import Counters
from tests.ops.promql import referred
from tests.project.sources import ROOT
from tests.support.world import World, a_world

FOLDER = ROOT / "ops" / "prometheus"
PAGES = ROOT / "ops" / "alerts"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"]
    for rule in group["rules"]
}
TESTS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "rules_test.yml").read_text())["tests"]
SAMPLES = every_sample()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hub with agencies."""
    with a_world(tmp_path_factory.mktemp("alerts") / "hub") as made:
        yield made


def promtool(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run promtool."""
    return subprocess.run([str(provide()), *map(str, arguments)], capture_output=True, text=True, timeout=120)


def test_the_rules_and_the_configuration_are_sound() -> None:
    ran = promtool("check", "config", FOLDER / "prometheus.yml")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{len(RULES)} rules found" in ran.stdout


def test_every_rule_does_what_its_tests_say() -> None:
    ran = promtool("test", "rules", FOLDER / "rules_test.yml")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_rule_that_does_something_else_is_found(tmp_path: Path) -> None:
    text = (FOLDER / "rules.yml").read_text()
    assert "firstbell_unsigned_seconds) > 60" in text
    (tmp_path / "rules.yml").write_text(
        text.replace("firstbell_unsigned_seconds) > 60", "firstbell_unsigned_seconds) > 600")
    )
    (tmp_path / "rules_test.yml").write_text((FOLDER / "rules_test.yml").read_text())
    ran = promtool("test", "rules", tmp_path / "rules_test.yml")
    assert ran.returncode != 0
    assert "CheckpointLate" in ran.stdout + ran.stderr


@pytest.mark.parametrize("alert", sorted(RULES))
def test_every_alert_is_seen_to_fire_and_to_keep_quiet(alert: str) -> None:
    expected = [
        bool(part["exp_alerts"]) for test in TESTS for part in test["alert_rule_test"] if part["alertname"] == alert
    ]
    assert sorted(expected) == [False, True]


@pytest.mark.parametrize("alert", sorted(RULES))
def test_every_alert_refers_to_metrics_and_labels_that_exist(alert: str) -> None:
    rule = RULES[alert]
    strangers, labels = referred(rule["expr"], SAMPLES)
    assert strangers == set()
    assert labels == set()
    assert rule["labels"]["severity"] in {"critical", "warning"}
    named = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    assert named <= {label for labels_ in SAMPLES.values() for label in labels_} | {"job", "instance"}


@pytest.mark.parametrize(
    ("expression", "strangers", "labels"),
    [
        ("max(firstbell_conjured) > 0", {"firstbell_conjured"}, set()),
        ('sum(firstbell_desk_items{shape="round"})', set(), {"shape"}),
        ("sum by (school) (firstbell_desk_items)", set(), {"school"}),
        ('rate(firstbell_visible_seconds_bucket{le="1.0"}[5m])', set(), set()),
        ("firstbell_visible_seconds > 1", {"firstbell_visible_seconds"}, set()),
    ],
)
def test_a_metric_or_label_that_does_not_exist_is_found(expression: str, strangers: set[str], labels: set[str]) -> None:
    assert referred(expression, SAMPLES) == (strangers, labels)


def test_every_alert_has_a_page_and_every_page_its_alert() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in PAGES.glob("*.md") if path.name != "README.md"}
    assert {rule["annotations"]["page"] for rule in RULES.values()} == pages
    assert len(pages) == len(RULES)


@pytest.mark.parametrize("alert", sorted(RULES))
def test_a_page_says_what_it_means_and_what_to_do(alert: str) -> None:
    rule = RULES[alert]
    text = (ROOT / rule["annotations"]["page"]).read_text(encoding="utf-8")
    assert text.startswith(f"# {alert}\n\nSeverity: {rule['labels']['severity']}\n")
    means, _, do = text.partition("## What it means\n")[2].partition("## What to do\n")
    assert len(means.split()) > 10
    assert do.strip().startswith("1. ")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert [link for link in links if not (PAGES / link).exists()] == []


def test_the_index_of_pages_has_every_alert() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\((.+?)\) \| (\w+) \|", (PAGES / "README.md").read_text(), re.MULTILINE)
    assert {(alert, f"ops/alerts/{page}", severity) for alert, page, severity in rows} == {
        (alert, rule["annotations"]["page"], rule["labels"]["severity"]) for alert, rule in RULES.items()
    }


def test_every_process_that_is_asked_is_missed_when_it_is_down() -> None:
    asked = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    named = re.search(r'up\{job=~"(.+?)"\}', RULES["ProcessDown"]["expr"])
    assert named is not None
    assert {one["job_name"] for one in asked} - set(named[1].split("|")) == set()


@pytest.mark.parametrize("alert", sorted(name for name, rule in RULES.items() if "increase(" in rule["expr"]))
def test_what_an_alert_sees_grow_is_told_before_it_has_grown(alert: str, world: World) -> None:
    """Prometheus takes a counter that appears at 1 for one that never grew: the first of something went unseen."""
    meters = Meters(EVERY_METRIC)
    meters.known.follow(lambda: world.engine.reference)
    Exported(Counters(), meters).bring_up()
    told = [sample for family in text_string_to_metric_families(meters.text().decode()) for sample in family.samples]
    for name, chosen in re.findall(r"increase\((\w+)(?:\{(.*?)\})?\[", RULES[alert]["expr"]):
        wanted = dict(re.findall(r'(\w+)=~?"(.*?)"', chosen))
        found = [
            sample
            for sample in told
            if sample.name == name and all(re.fullmatch(of, sample.labels[label]) for label, of in wanted.items())
        ]
        assert {sample.value for sample in found} == {0.0}, name
        if "agency" in SAMPLES[name]:
            assert {sample.labels["agency"] for sample in found} >= set(world.engine.reference.agencies)
