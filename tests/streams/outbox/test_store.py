"""The outbox in SQLite and in PostgreSQL: what was accepted is never due again, whatever the log says when."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from schemas.records.inputs import Channel
from schemas.records.share import Recipient
from streams.engines.local.home import HomeError
from streams.engines.local.outbox import LocalOutbox
from streams.engines.postgres.outbox import PostgresOutbox
from streams.outbox.asking import Asked, MessageKind, Recorded, To
from streams.outbox.message import State, key_of, report_of
from streams.outbox.store import OutboxStore, Outcome, ReadTo
from tests.support.kafka_hub import until
from tests.support.postgres import fresh

AT = datetime(2027, 5, 4, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SCHOOL = Recipient("dsl", "urn", "109435")
ONE, TWO = To(Channel.MAIL, "u-1"), To(Channel.MAIL, "u-2")
KEY = key_of("a", Channel.MAIL, "u-1")
HEAD = ReadTo(3, bytes(32))
ACCEPTED = Outcome(State.ACCEPTED, "", AT, "accepted")
DEFERRED = Outcome(State.WAITING, "put_off", AT + MINUTE, "deferred")
FAILED = Outcome(State.FAILED, "gone", AT, "failed")


def asked(name: str = "a", not_before: datetime | None = None) -> Asked:
    return Asked(MessageKind.NOTICE, name, name, bytes(16), "p", SCHOOL, not_before)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OutboxStore]:
    made: LocalOutbox | PostgresOutbox
    if request.param == "sqlite":
        made = LocalOutbox(tmp_path / "outbox.db")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        made = PostgresOutbox(fresh(server, "hub"))
    with closing(made):
        yield made


def due(store: OutboxStore, at: datetime = AT) -> list[str]:
    return [message.to for message in store.due(Channel.MAIL, at, 10)]


def test_messages_and_how_far_the_log_was_read_come_together(store: OutboxStore) -> None:
    assert store.heads() == {}
    assert store.take([(asked(), [ONE, TWO])], [], {"person.0": HEAD}, AT) == 2
    assert store.heads() == {"person.0": HEAD}
    assert sorted(due(store)) == ["u-1", "u-2"]
    (first, second) = store.due(Channel.MAIL, AT, 10)
    assert (first.addressed, second.addressed, first.attempts, first.state) == (2, 2, 0, State.WAITING)


def test_what_is_forgotten_is_gone(store: OutboxStore) -> None:
    store.take([(asked(), [ONE])], [], {"person.0": HEAD}, AT)
    store.forget()
    assert (store.heads(), due(store)) == ({}, [])


def test_the_same_question_again_adds_nothing(store: OutboxStore) -> None:
    for _ in range(2):
        store.take([(asked(), [ONE])], [], {"person.0": HEAD}, AT)
    assert due(store) == ["u-1"]


def test_what_is_held_until_later_is_due_then(store: OutboxStore) -> None:
    store.take([(asked(not_before=AT + MINUTE), [ONE])], [], {}, AT)
    assert (due(store), due(store, AT + MINUTE)) == ([], ["u-1"])


def test_an_attempt_of_which_nobody_knows_the_end_is_made_again(store: OutboxStore) -> None:
    store.take([(asked(), [ONE])], [], {}, AT)
    store.attempt(KEY, AT)
    (message,) = store.due(Channel.MAIL, AT, 10)
    assert (message.state, message.attempts, message.attempted_at) == (State.ATTEMPTING, 1, AT)


@pytest.mark.parametrize("outcome", [ACCEPTED, FAILED])
def test_what_ended_is_never_due_again_and_is_told_once(store: OutboxStore, outcome: Outcome) -> None:
    store.take([(asked(), [ONE])], [], {}, AT)
    store.attempt(KEY, AT)
    store.settle(KEY, outcome)
    assert due(store, AT + timedelta(days=30)) == []
    (message,) = store.unreported(10)
    assert report_of(message).result.value == outcome.report
    store.reported(message)
    assert (store.unreported(10), store.unreported_count()) == ([], 0)
    found = store.message(KEY)
    assert found is not None
    assert found.told == outcome.report


def test_what_is_put_off_comes_back(store: OutboxStore) -> None:
    store.take([(asked(), [ONE])], [], {}, AT)
    store.attempt(KEY, AT)
    store.settle(KEY, DEFERRED)
    assert (due(store), due(store, AT + MINUTE)) == ([], ["u-1"])


def before_sending(store: OutboxStore) -> None:
    """Nothing was tried: the outbox was lost and is read anew."""


def while_trying(store: OutboxStore) -> None:
    store.attempt(KEY, AT)


def after_failing(store: OutboxStore) -> None:
    store.attempt(KEY, AT)
    store.settle(KEY, FAILED)


@pytest.mark.parametrize("when", [before_sending, while_trying, after_failing])
def test_what_the_log_says_was_sent_is_never_sent_again(
    store: OutboxStore, when: Callable[[OutboxStore], None]
) -> None:
    store.take([(asked(), [ONE])], [], {}, AT)
    when(store)
    store.take([], [Recorded("a", Channel.MAIL, "u-1", True, "")], {}, AT)
    assert store.retry([KEY], AT) == 0
    assert due(store, AT + timedelta(days=30)) == []


def test_of_what_the_log_says_failed_a_retry_that_is_under_way_is_not_taken_back(store: OutboxStore) -> None:
    failed = Recorded("a", Channel.MAIL, "u-1", False, "gone")
    store.take([(asked(), [ONE])], [failed], {}, AT)
    assert due(store) == []
    store.take([(asked("b"), [ONE])], [], {}, AT)
    key = key_of("b", Channel.MAIL, "u-1")
    store.attempt(key, AT)
    store.settle(key, FAILED)
    store.reported(store.unreported(10)[0])
    assert store.retry([key], AT) == 1
    store.take([], [Recorded("b", Channel.MAIL, "u-1", False, "gone")], {}, AT)
    assert due(store) == ["u-1"]


def test_a_retry_is_for_what_failed_alone(store: OutboxStore) -> None:
    store.take([(asked(), [ONE, TWO])], [], {}, AT)
    store.attempt(KEY, AT)
    store.settle(KEY, ACCEPTED)
    assert store.retry([KEY, key_of("a", Channel.MAIL, "u-2"), "no such key"], AT) == 0


def test_how_it_stands(store: OutboxStore) -> None:
    store.take([(asked(), [ONE, TWO, To(Channel.WEBHOOK, "mis")])], [], {}, AT)
    store.attempt(KEY, AT)
    store.settle(KEY, ACCEPTED)
    counted = {(one.channel, one.state): (one.messages, one.oldest) for one in store.standing()}
    assert counted == {
        (Channel.MAIL, State.ACCEPTED): (1, AT),
        (Channel.MAIL, State.WAITING): (1, AT),
        (Channel.WEBHOOK, State.WAITING): (1, AT),
    }


def test_one_process_sends_and_the_next_when_its_connection_ends(postgres: PostgresServer) -> None:
    address = fresh(postgres, "hub")
    first, second = PostgresOutbox(address), PostgresOutbox(address)
    with closing(second):
        with closing(first):
            assert (first.is_ours(), first.is_ours(), second.is_ours()) == (True, True, False)
        until(second.is_ours)  # the server lets go of a session a moment after its client has


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    with closing(LocalOutbox(tmp_path / "outbox.db")) as store:
        store._database.execute("PRAGMA user_version = 99")
    with pytest.raises(HomeError, match="format `99`"):
        LocalOutbox(tmp_path / "outbox.db")
