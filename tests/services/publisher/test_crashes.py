"""A crash at any step between storing and sending burns no number and doubles none."""

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from services.publisher.errors import StoreError
from streams.faultpoints import installed
from tests.services.publisher import support
from tests.services.publisher.support import MemoryHub, adult, child, of, table

ROWS = [row for number in range(3) for row in of(f"BEDS-OE-27-{number:04}", adult(), child("N2"), child("N3"))]
HELD = [*ROWS, *of("BEDS-OE-27-0009", adult(), child("N2"), child("N3", DOB="x"))]


class Crash(BaseException):
    """The process ends here."""


class FullDisk(OSError):
    """A system call fails here."""


def crash_at(place: int, error: type[BaseException] = Crash) -> Callable[[str], None]:
    """A handler that ends the process at the given step, counted from 0."""
    steps = count()

    def reach(_: str) -> None:
        if next(steps) == place:
            raise error

    return reach


def publish(folder: Path, hub: MemoryHub, rows: list[dict[str, str]]) -> None:
    store = support.open_store(folder)
    try:
        publisher = support.publisher(hub, store)
        publisher.publish(table(rows).encode(), "export.csv", support.mapping())
        publisher.fetch_outcomes()
    finally:
        store.close()


def points(folder: Path) -> int:
    """How many steps one whole publication has."""
    seen: list[str] = []
    hub = MemoryHub()
    hub.before = hub.after = lambda: seen.append("transport")
    folder.mkdir()
    with installed(seen.append):
        publish(folder, hub, HELD)
    return len(seen)


def test_a_crash_at_every_step_loses_doubles_and_burns_nothing(in_memory: Path) -> None:
    total = points(in_memory / "count")
    assert total > 10
    for place in range(total):
        folder = in_memory / str(place)
        folder.mkdir()
        hub = MemoryHub()
        reach = crash_at(place)
        hub.before = hub.after = partial(reach, "transport")
        with installed(reach), pytest.raises(Crash):
            publish(folder, hub, HELD)
        hub.before = hub.after = lambda: None
        publish(folder, hub, HELD)
        headers = [event.value.header for event in hub.events()]
        assert [header.sequence for header in headers] == [1, 2, 3, 4], f"step {place}"
        assert len({header.reference for header in headers}) == 4
        assert {header.revision for header in headers} == {1}
        store = support.open_store(folder)
        assert store.unsent() == []
        assert [row.reference for row in store.waiting()] == ["BEDS-OE-27-0009"]
        store.close()


def test_after_a_lost_answer_the_very_same_bytes_go_again(tmp_path: Path) -> None:
    hub = MemoryHub()
    hub.after = lambda: (_ for _ in ()).throw(Crash())
    with pytest.raises(Crash):
        publish(tmp_path, hub, ROWS)
    hub.after = lambda: None
    publish(tmp_path, hub, ROWS)
    assert hub.calls[0] == hub.calls[1]
    assert len(hub.held) == 3


def test_a_failure_in_sealing_leaves_the_counter_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = MemoryHub()

    def fail(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("services.publisher.publisher.sealed_event.seal_event", fail)
        with pytest.raises(Crash):
            publish(tmp_path, hub, ROWS)
    publish(tmp_path, hub, ROWS)
    assert [event.value.header.sequence for event in hub.events()] == [1, 2, 3]


def test_a_store_that_cannot_be_written_sends_nothing_and_recovers(tmp_path: Path) -> None:
    hub = MemoryHub()
    store = support.open_store(tmp_path)
    store._database.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="free space on its disk"):
        support.publisher(hub, store).publish(table(ROWS).encode(), "export.csv", support.mapping())
    store.close()
    assert hub.calls == []
    publish(tmp_path, hub, ROWS)
    assert [event.value.header.sequence for event in hub.events()] == [1, 2, 3]
