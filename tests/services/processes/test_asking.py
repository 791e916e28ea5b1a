"""`firstbell status --cluster` and `firstbell parked ... --cluster`, asked while a line works and while none does."""

import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from streams.engines.postgres.stores import open_stores
from streams.vault.names import parked_owner
from tests.services.processes.conftest import PROGRAM, WITHIN, Start
from tests.services.processes.test_worker import publish
from tests.support.force import POLICE
from tests.support.furnishing import appointed
from tests.support.kafka_hub import KafkaHub
from tests.support.kafka_workers import WorkerThread
from tests.support.world import HUB

pytestmark = pytest.mark.slow
OPERATOR = "u-operator"


class Asked:
    """How a command ended, and what it printed."""

    def __init__(self, variables: dict[str, str], *words: str) -> None:
        ran = subprocess.run(
            [str(PROGRAM), *words], env={"PATH": "/bin"} | variables, capture_output=True, text=True, timeout=WITHIN
        )
        self.code, self.out, self.err = ran.returncode, ran.stdout, ran.stderr

    @property
    def document(self) -> dict[str, object]:
        """The one JSON document."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def told(variables: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """What every process is told."""
    (tmp_path / "ledger").mkdir()
    return variables | {"FIRSTBELL_LEDGER_FOLDER": str(tmp_path / "ledger")}


def test_status_tells_what_waits_and_then_that_nothing_does(hub: KafkaHub, told: dict[str, str], start: Start) -> None:
    publish(hub, "ref-1")
    before = Asked(told, "status", "--cluster", "--json")
    assert before.code == 0, before.err
    assert (before.document["lag"], before.document["ledger_size"]) == (1, 0)
    assert isinstance(before.document["oldest_age"], float)
    line = [start(command, told) for command in ("worker", "ledger-writer", "views")]
    line[2].until(lambda: line[2].metric("firstbell_visible_seconds_count") == 1)
    line[2].until(lambda: line[2].metric("firstbell_checkpoint_entries") > hub.referred)
    after = Asked(told, "status", "--cluster", "--json").document
    assert (after["lag"], after["oldest"], after["notices_unopened"], after["parked"]) == (0, None, 1, 0)
    assert isinstance(after["checkpoint_age"], float)
    partitions = after["partitions"]
    assert isinstance(partitions, list)
    assert {row["source"] for row in partitions} == {f"intake.{POLICE}.0", "resolve", "person.0"}
    shown = Asked(told, "status", "--cluster")
    assert shown.code == 0
    assert "1 unopened" in shown.out
    empty = Asked(told, "parked", "list", "--cluster")
    assert (empty.code, "nothing is parked" in empty.out) == (0, True)
    assert Asked(told, "parked", "show", "ab", "--cluster").code == 4


def test_what_is_parked_is_listed_shown_and_retried(
    hub: KafkaHub, told: dict[str, str], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise LookupError("Zyxqvname")

    hub.world.refer(appointed(OPERATOR, "operator", "hub", HUB))
    hub.refer()
    views = start("views", told)
    publish(hub, "ref-1")
    with monkeypatch.context() as patch:
        patch.setattr("streams.deciders.accept.decide.decide", failing)
        with WorkerThread(hub.parts()):
            views.until(lambda: views.metric('firstbell_parked_keys{chain="intake"}') == 1)
    listed = Asked(told, "parked", "list", "--cluster", "--json")
    assert listed.code == 1
    (row,) = json.loads(listed.out)["parked"]
    assert (row["source"], row["position"], row["reason"]) == (f"intake.{POLICE}.0", 1, "LookupError")
    shown = Asked(told, "parked", "show", row["key"], "--cluster")
    assert (shown.code, "LookupError" in shown.out) == (0, True)
    worker = start("worker", told)
    worker.until_ready()
    nobody = Asked(told, "parked", "retry", row["key"], "--user", "u-nobody", "--cluster")
    assert (nobody.code, "is no operator of this hub" in nobody.err) == (4, True), nobody.err
    retried = Asked(told, "parked", "retry", row["key"], "--user", OPERATOR, "--cluster", "--json")
    assert retried.code == 0, retried.err
    assert (retried.document["decided"], retried.document["left"]) == (1, 0)
    owner = parked_owner(row["source"], row["position"])
    with closing(open_stores(*hub.addresses, Path(told["FIRSTBELL_VAULT_KEYS_FOLDER"]))) as stores:
        assert stores.vault.get_many([owner]) == {}, "what opened the parked submission is destroyed with the retry"
        stores.vault.put([(owner, (bytes(64),))])  # as if the command had been killed before it destroyed the header
        stores.vault.commit()
        swept = [Asked(told, "sweep", "--json") for _ in range(2)]
        assert [(one.code, one.document) for one in swept] == [(0, {"destroyed": 1}), (0, {"destroyed": 0})]
        assert stores.vault.get_many([owner]) == {}
    assert Asked(told, "sweep").out == "0 keys that nobody needs were destroyed\n"
    assert "Zyxqv" not in listed.out + shown.out + views.said + worker.said


def test_a_cluster_that_does_not_answer_is_said(told: dict[str, str]) -> None:
    asked = Asked(told | {"FIRSTBELL_KAFKA_BOOTSTRAP": "127.0.0.1:1"}, "status", "--cluster")
    assert asked.code == 5
    assert asked.err.startswith("error: ")
    assert "FIRSTBELL_KAFKA_BOOTSTRAP" in asked.err


def test_an_operator_without_settings_is_told_which() -> None:
    asked = Asked({}, "parked", "list", "--cluster")
    assert asked.code == 8
    assert asked.err.startswith("error: `FIRSTBELL_KAFKA_BOOTSTRAP` is not set")
