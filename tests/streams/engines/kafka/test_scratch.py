"""The state cache in a file: what does not belong to the log as it is, to this hub or to this boot is not believed."""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from streams import sqlite
from streams.chain import record_digest
from streams.engines.kafka import scratch
from streams.engines.kafka.scratch import Beside, Scratch
from streams.heads import Head
from tests.streams.engines.contract.folding import folded
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, publish
from tests.support.kafka_hub import KafkaHub

HEAD = Head(3, b"d" * 32, 3, 1, {"resolve": 3}, {})


def kept(folder: Path, hub: str = "hub") -> Scratch:
    """A cache with something in it."""
    made = Scratch(folder, hub, "intake.a.0")
    made.begin()
    made.cache.keep("intake.a.0", HEAD, [], [])
    made.keep(Beside(3, [(b"c" * 32, 2)], [("person", b"e" * 16, 1)], [(2, 1)]))
    made.commit()
    return made


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    kept(tmp_path).close()
    again = Scratch(tmp_path, "hub", "intake.a.0")
    assert (again.head(), again.next) == (HEAD, 3)
    assert again.had_command(b"c" * 32)
    assert again.met() == [("person", b"e" * 16, 1)]
    assert again.referral(2) == 1
    again.close()


def test_what_was_not_committed_is_not(tmp_path: Path) -> None:
    made = kept(tmp_path)
    made.begin()
    made.keep(Beside(9, []))
    made.rollback()
    made.close()
    again = Scratch(tmp_path, "hub", "intake.a.0")
    assert again.next == 3
    again.close()


def test_a_file_of_another_hub_is_not_used(tmp_path: Path) -> None:
    kept(tmp_path, "another").close()
    fresh = Scratch(tmp_path, "hub", "intake.a.0")
    assert (fresh.head(), fresh.next) == (Head(), 0)
    fresh.close()


def test_a_file_of_another_boot_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path).close()
    boot = tmp_path / "boot_id"
    boot.write_text("another\n", "ascii")
    monkeypatch.setattr(scratch, "_BOOT", boot)
    fresh = Scratch(tmp_path, "hub", "intake.a.0")
    assert fresh.next == 0
    fresh.close()


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + bytes(84)])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "intake.a.0.db").write_bytes(content)
    fresh = Scratch(tmp_path, "hub", "intake.a.0")
    assert fresh.next == 0
    fresh.close()


def test_old_commands_are_forgotten(tmp_path: Path) -> None:
    made = kept(tmp_path)
    made.begin()
    made.keep(Beside(9, [(b"n" * 32, 2 + scratch.COMMANDS_REMEMBERED)]))
    made.commit()
    assert not made.had_command(b"c" * 32)
    assert made.had_command(b"n" * 32)
    made.close()


def test_a_cache_that_is_not_on_the_chain_is_thrown_away(hub: KafkaHub, engines: Callable[[str], OnKafka]) -> None:
    engine = engines("only")
    publish(hub, 0, 3)
    engine.decide()
    path = engine.processing.partitions[INTAKE]._scratch._path
    engine._end()
    database = sqlite.connect(path)
    (head,) = database.execute("SELECT head FROM chains").fetchone()
    database.execute("UPDATE chains SET head = ?", (head.replace(record_digest(hub.counted(INTAKE)[-1]), bytes(32)),))
    database.execute("UPDATE state SET body = x'00'")
    database.close()
    engine._begin()
    publish(hub, 3, 2)
    engine.decide()
    assert_each_event_once(hub, 5)
    assert engine.state(INTAKE) == folded(engine, INTAKE)
    assert engine.counters.folded[INTAKE] >= 3


def test_a_cache_that_cannot_be_written_costs_a_second_reading_and_nothing_else(
    hub: KafkaHub, engines: Callable[[str], OnKafka], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, failures = engines("only"), [0]
    publish(hub, 0, 3)
    engine.decide()
    keep = Scratch.keep

    def full(cache: Scratch, beside: Beside) -> None:
        keep(cache, beside)
        failures[0] += 1
        if failures[0] == 1:
            raise apsw.FullError("database or disk is full")

    monkeypatch.setattr(Scratch, "keep", full)
    publish(hub, 3, 3)
    engine.decide()
    assert failures[0] > 1
    assert_each_event_once(hub, 6)
    assert hub.end(hub.topics.decisions_of(INTAKE)) == 6
    for source in hub.sources:
        assert engine.state(source) == folded(engine, source)
