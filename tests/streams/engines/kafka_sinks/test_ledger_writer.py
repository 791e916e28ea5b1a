"""The ledger writer on real servers: every record once, one order, whatever ends, begins again or fills up."""

import shutil
import threading
from collections import Counter
from functools import partial

import pytest

from ops.cluster.postgres import PostgresServer
from schemas import codec
from schemas.records.decision import Decision
from schemas.records.ledgered import LedgerEntries, LedgerEntry
from streams import faultpoints
from streams.chain import record_digest
from streams.engines.kafka.fetching import Shrunk
from streams.engines.kafka.sinks.entries import entry_for
from streams.engines.kafka.sinks.feed import Taken
from streams.engines.postgres.database import connect
from streams.engines.postgres.log_copies import SinkHead
from streams.heads import Head
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.entry import entry_of
from streams.ledger.errors import DatabaseBehindCheckpoint, DatabaseForked
from streams.ledger.log import CHECKPOINT
from streams.ledger.proofs import prove_inclusion, verify_inclusion
from streams.ledger.verify import verify_log
from tests.streams.engines.kafka_sinks.recorded import Recorded, running
from tests.streams.engines.kafka_sinks.test_view_writer import Seen
from tests.support.kafka_hub import until


def signed_size(recorded: Recorded, folder: str = "ledger") -> int:
    """How many entries the checkpoint of a folder covers."""
    path = recorded.folder / folder / CHECKPOINT
    if not path.exists():
        return 0
    signer = recorded.hub.world.keys.ledger_signer(origin(recorded))
    return open_checkpoint(path.read_bytes(), signer.verifier_key, origin(recorded)).size


def origin(recorded: Recorded) -> str:
    """The ledger's name."""
    hub = recorded.hub.world.engine.reference.hub
    assert hub is not None
    return hub.ledger_origin


def until_signed(recorded: Recorded, records: int | None = None, folder: str = "ledger") -> int:
    """Wait until a checkpoint covers everything; how many entries that are."""
    wanted = recorded.until_ledgered(records)
    until(lambda: signed_size(recorded, folder) >= wanted)
    return wanted


def check(recorded: Recorded, folder: str = "ledger") -> None:
    """Every record and reference record stands in the ledger once, in one order, and the tiles prove it."""
    size = recorded.until_ledgered()
    with connect(recorded.database) as connection:
        rows = connection.execute("SELECT position, entry, source, number FROM ledger_entries ORDER BY 1").fetchall()
    assert [row[0] for row in rows] == list(range(size))
    bodies = [body for _, body in recorded.records]
    bodies += [value for value in recorded.hub.records(recorded.hub.topics.reference) if value is not None]
    assert Counter(row[1] for row in rows) == Counter(entry_of(body) for body in bodies)
    last: dict[str, int] = {}
    for _, _, source, number in rows:
        assert number == last.get(source, 0) + 1
        last[source] = number
    place, key = recorded.folder / folder, recorded.hub.world.keys.ledger_signer(origin(recorded)).verifier_key
    entries = [row[1] for row in rows]
    report = verify_log(place, str(key), entries=lambda start, stop: entries[start:stop], entry_count=size)
    assert report.sound
    note = (place / CHECKPOINT).read_bytes()
    for position, entry, _, _ in rows[:: max(1, size // 9)]:
        verify_inclusion(entry, prove_inclusion(place, position, size), note, str(key))


def test_every_record_that_counts_is_in_the_ledger_once(recorded: Recorded) -> None:
    seen = Seen()
    source, first = recorded.records[0]
    recorded.append([(source, b"foreign"), *recorded.records, (source, first)])
    with running(recorded.ledger(observer=seen)):
        until_signed(recorded)
        until(lambda: len(seen.passed_over) == 2)
    check(recorded)
    assert seen.counted == len(recorded.records)
    assert seen.standing["ledger"]


def test_a_restart_goes_on_where_it_was(recorded: Recorded) -> None:
    for start in range(0, len(recorded.records), 13):
        recorded.append(recorded.records[start : start + 13])
        with running(recorded.ledger(batch=5)):
            until_signed(recorded, min(start + 13, len(recorded.records)))
    check(recorded)
    assert entries_in_topic(recorded) == len(recorded.records) + recorded.hub.referred


def entries_in_topic(recorded: Recorded) -> int:
    """How many entries `ledger-entries` holds, those that do not count included."""
    values = recorded.hub.records(recorded.hub.topics.ledger_entries)
    return sum(len(codec.decode(value, LedgerEntries).entries) for value in values if value is not None)


def test_the_topic_alone_gives_the_same_ledger_again(recorded: Recorded) -> None:
    recorded.append()
    with running(recorded.ledger()):
        until_signed(recorded)
    before = (recorded.folder / "ledger" / CHECKPOINT).read_bytes()
    with connect(recorded.database) as connection:
        connection.execute("TRUNCATE ledger_entries, sink_heads")
    with running(recorded.ledger()):
        recorded.until_ledgered()
        until(lambda: signed_size(recorded) == recorded.until_ledgered())
    check(recorded)
    assert (recorded.folder / "ledger" / CHECKPOINT).read_bytes() == before, "nothing new was signed"


def test_a_topic_of_entries_that_was_made_anew_is_not_written_to(recorded: Recorded) -> None:
    recorded.append()
    with running(recorded.ledger()):
        size = until_signed(recorded)
    recorded.hub.remake(recorded.hub.topics.ledger_entries.topic)
    stop = threading.Event()
    patience = threading.Timer(30, stop.set)
    patience.start()
    with pytest.raises(Shrunk, match="made anew or cut short"):
        recorded.ledger().run(stop)
    patience.cancel()
    assert (signed_size(recorded), entries_in_topic(recorded)) == (size, 0)


def test_what_another_writer_put_between_comes_first_as_in_the_topic(recorded: Recorded) -> None:
    """An entry of `person.0` stands in the topic before its record has come to a writer that takes one of `resolve`."""
    source, body = next((source, body) for source, body in recorded.records if source.startswith("person."))
    decision = codec.decode(body, Decision)
    head = Head(decision.number, record_digest(body), decision.position, decision.reference)
    kept = SinkHead(source, "", 0, 1, head)
    entry = entry_for(Taken(body, None, kept))
    with running(recorded.ledger()):
        recorded.until_ledgered(0)
        recorded.hub.append(recorded.hub.topics.ledger_entries, codec.encode(LedgerEntries((entry,))))
        recorded.append([one for one in recorded.records if one[0] == "resolve"][:1])
        until(lambda: entries_kept(recorded) == recorded.hub.referred + 2)
    with connect(recorded.database) as connection:
        rows = connection.execute("SELECT source FROM ledger_entries ORDER BY position DESC LIMIT 2").fetchall()
    assert rows == [("resolve",), (source,)]


def entries_kept(recorded: Recorded) -> int:
    """How many entries the database holds."""
    with connect(recorded.database) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM ledger_entries").fetchall()
    return int(count)


def test_two_writers_at_once_do_no_harm(recorded: Recorded) -> None:
    seen = Seen()
    with running(recorded.ledger("one", seen, batch=2), recorded.ledger("other", seen, batch=3)):
        for start in range(0, len(recorded.records), 5):
            recorded.append(recorded.records[start : start + 5])
        size = until_signed(recorded, folder="one")
        until(lambda: signed_size(recorded, "other") == size)
    check(recorded, "one")
    check(recorded, "other")
    assert seen.passed_over == []


def test_a_second_writer_on_the_same_folder_stands_by_and_takes_over(recorded: Recorded) -> None:
    half = len(recorded.records) // 2
    first, second, ended = recorded.ledger(), recorded.ledger(), threading.Event()
    recorded.append(recorded.records[:half])
    thread = threading.Thread(target=first.run, args=(ended,))
    thread.start()
    until_signed(recorded, half)
    with running(second):
        ended.set()
        thread.join()
        recorded.append(recorded.records[half:])
        until_signed(recorded)
    check(recorded)


def test_what_counts_in_the_topic_is_the_next_of_its_source_and_the_rest_is_told_of(
    recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    source, seen = recorded.records[0][0], Seen()
    with running(recorded.ledger(observer=seen)):
        until_signed(recorded, 0)
        for number in (2, 1, 0):
            entry = LedgerEntry(source, number, bytes(32), bytes(32), 1, 1, 1)
            if number != 1:
                value = codec.encode(LedgerEntries((entry,))) if number else b"foreign"
                recorded.hub.append(recorded.hub.topics.ledger_entries, value)
        recorded.hub.append(recorded.hub.topics.ledger_entries, None)
        recorded.append()
        until_signed(recorded)
    check(recorded)
    assert seen.passed_over == ["ledger-entries"] * 3, "ahead of its source, unreadable, empty"
    assert len([line for line in caplog.messages if "is not a ledger writer's" in line]) == 3


def test_a_full_disk_stops_the_ledger_with_a_message_and_it_goes_on(
    recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    seen, full = Seen(), threading.Event()

    def handler(point: str) -> None:
        if full.is_set() and point.startswith("ledger.") and point.endswith(".write.before"):
            raise OSError(28, "No space left on device")

    half = len(recorded.records) // 2
    recorded.append(recorded.records[:half])
    with faultpoints.installed(handler), running(recorded.ledger(observer=seen)):
        before = until_signed(recorded, half)
        full.set()
        recorded.append(recorded.records[half:-2])
        until(lambda: not seen.standing["ledger"])
        for count in (len(recorded.records) - 1, len(recorded.records)):  # they complete no tile, and mend no disk
            recorded.append(recorded.records[count - 1 : count])
            recorded.until_ledgered(count)
            until(partial(seen.turned_since, seen.turns + 1))
        assert not seen.standing["ledger"]
        assert signed_size(recorded) == before
        full.clear()
        until_signed(recorded)
        until(lambda: seen.standing["ledger"])
    check(recorded)
    told = [record.getMessage() for record in caplog.records if "stands still" in record.getMessage()]
    assert len(told) == 1
    assert "No space left on device" in told[0]
    assert str(recorded.folder / "ledger") in told[0]


def test_a_lost_database_is_waited_for(recorded: Recorded, postgres: PostgresServer) -> None:
    half = len(recorded.records) // 2
    recorded.append(recorded.records[:half])
    with running(recorded.ledger(batch=4)):
        until_signed(recorded, half)
        postgres.kill()
        recorded.append(recorded.records[half:])
        postgres.start()
        until_signed(recorded)
    check(recorded)


def test_a_topic_that_was_made_anew_is_refused_not_signed_over(recorded: Recorded) -> None:
    """Checkpoints never shrink, nor fork: the ledger of another hub's folder ends the process."""
    recorded.append()
    with running(recorded.ledger()):
        until_signed(recorded)
    with connect(recorded.database) as connection:
        connection.execute("UPDATE ledger_entries SET entry = sha256(entry) WHERE position % 5 = 0")
    with pytest.raises(DatabaseForked):
        recorded.ledger().run(threading.Event())
    with connect(recorded.database) as connection:
        connection.execute("DELETE FROM ledger_entries WHERE position > 9")
        connection.execute("UPDATE sink_heads SET number = 10 WHERE sink = 'ledger' AND source = 'ledger-entries'")
    with pytest.raises(DatabaseBehindCheckpoint):
        recorded.ledger().run(threading.Event())
    shutil.rmtree(recorded.folder / "ledger")
