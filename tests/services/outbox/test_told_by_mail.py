"""A notice is issued, its reader is told by mail that there is one, and the log says so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.records.inputs import Channel, Command, DeliveryReason, DeliveryReported
from schemas.records.notify import DeskKind
from schemas.records.watch import NoticeFailed, NoticeSent
from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.engines.contract import Settled, Undecided
from streams.outbox.message import State
from tests.services.outbox.telling import ADDRESS, LEAD, SENDER, SIGN_IN, Telling, a_world, mail_to
from tests.support.furnishing import AREA
from tests.support.receiving import Mailbox, mail_server
from tests.support.searching import leaks


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def telling(tmp_path: Path, mailbox: Mailbox) -> Iterator[Telling]:
    with mail_server(mailbox) as port:
        made = Telling(a_world(tmp_path), mail_to(port))
        try:
            yield made
        finally:
            made.close()


def assert_sound(telling: Telling) -> None:
    """Nothing lost or twice, and every record comes out again."""
    folder = telling.world.home.folder
    with reading(folder) as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    assert verify_replay(folder, telling.world.keys).findings == ()


def test_a_reader_is_told_and_the_log_says_so(telling: Telling, mailbox: Mailbox) -> None:
    row = telling.publish()
    telling.turn()
    assert mailbox.to == [ADDRESS]
    (sent,) = telling.said()
    assert sent == NoticeSent(row.case, row.person, row.notice, row.notice, Channel.MAIL, LEAD, 1)
    (delivery,) = telling.hub.views.deliveries(row.notice)
    assert (delivery.outcome, delivery.to, delivery.at) == ("sent", LEAD, telling.world.clock.now)
    steps = telling.hub.views.trace(row.event)
    assert any(output == sent for step in steps for _, output in step.outputs)
    telling.turn()
    assert len(mailbox.taken) == 1
    assert_sound(telling)


def test_a_mail_holds_nothing_of_what_it_is_about(telling: Telling, mailbox: Mailbox) -> None:
    row = telling.publish("ref-9347")
    telling.turn()
    ((sender, _, mail),) = mailbox.taken
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert sender == SENDER
    assert mail["Subject"] == "FirstBell: a notice waits for you"
    assert SIGN_IN in body.decode()
    text = mail.as_string()
    for told in ("ref-9347", row.notice, row.event.hex(), row.person, row.value, "School", "Amy"):
        assert told not in text


def test_each_reader_is_told_alone(telling: Telling, mailbox: Mailbox) -> None:
    telling.put_address("u-deputy", "deputy@school.example")
    telling.appoint("u-deputy", "deputy_dsl")
    telling.publish()
    telling.turn()
    assert sorted(mailbox.to) == ["deputy@school.example", ADDRESS]
    assert all(len(addresses) == 1 for _, addresses, _ in mailbox.taken)
    assert len(set(mailbox.keys)) == 2


def test_what_was_opened_before_the_mail_went_needs_none(telling: Telling, mailbox: Mailbox) -> None:
    telling.read(telling.publish())
    telling.turn()
    assert mailbox.taken == []
    assert telling.states() == []


def test_greylisting_is_met_with_patience_and_the_same_key(telling: Telling, mailbox: Mailbox) -> None:
    mailbox.rcpt = lambda _: "451 greylisted, try again" if mailbox.asked == 1 else "250 taken"
    telling.publish()
    telling.turn()
    assert telling.states() == [State.WAITING]
    telling.later(seconds=30)
    telling.turn()
    assert mailbox.taken == []
    telling.later(minutes=2)
    telling.turn()
    assert mailbox.to == [ADDRESS]
    put_off, sent = telling.said()
    assert isinstance(put_off, NoticeFailed)
    assert (put_off.reason, put_off.final) == (DeliveryReason.PUT_OFF, False)
    assert isinstance(sent, NoticeSent)
    assert sent.attempts == 2
    assert_sound(telling)


def test_a_notice_of_which_nobody_could_be_told_stands_on_the_desk_with_its_own_deadline(
    telling: Telling, mailbox: Mailbox
) -> None:
    mailbox.rcpt = lambda _: "550 no such mailbox zyxqv.lead@school.example"
    row = telling.publish()
    telling.turn()
    (item,) = telling.hub.views.desk([AREA])
    assert (item.kind, item.notice, item.due_at) == (DeskKind.UNDELIVERED, row.notice, row.due_at)
    (failed,) = telling.said()
    assert isinstance(failed, NoticeFailed)
    assert (failed.reason, failed.final) == (DeliveryReason.ADDRESS_REFUSED, True)
    telling.read(row)
    assert list(telling.hub.views.desk([AREA])) == []
    assert_sound(telling)


def test_one_reader_who_was_told_is_enough(telling: Telling, mailbox: Mailbox) -> None:
    telling.put_address("u-deputy", "deputy@school.example")
    telling.appoint("u-deputy", "deputy_dsl")
    mailbox.rcpt = lambda address: "550 no" if address == ADDRESS else "250 taken"
    telling.publish()
    telling.turn()
    assert mailbox.to == ["deputy@school.example"]
    assert list(telling.hub.views.desk([AREA])) == []
    assert {type(output) for output in telling.said()} == {NoticeSent, NoticeFailed}


def test_a_reader_without_an_address_is_on_the_desk_at_once(telling: Telling, mailbox: Mailbox) -> None:
    telling.put_address(LEAD, None)
    telling.publish()
    telling.turn()
    (item,) = telling.hub.views.desk([AREA])
    assert item.kind == DeskKind.UNDELIVERED
    (failed,) = telling.said()
    assert isinstance(failed, NoticeFailed)
    assert failed.reason is DeliveryReason.NO_ADDRESS


def test_a_relay_that_is_down_for_too_long_sends_a_person_to_the_telephone(tmp_path: Path) -> None:
    with mail_server(Mailbox()) as port:
        pass
    telling = Telling(a_world(tmp_path), mail_to(port))
    try:
        row = telling.publish()
        telling.turn()
        (waits,) = telling.said()
        assert isinstance(waits, NoticeFailed)
        assert (waits.reason, waits.final) == (DeliveryReason.UNREACHABLE, False)
        for _ in range(20):
            telling.later(minutes=20)
            telling.turn()
        assert set(telling.states()) == {State.FAILED}
        kinds = [item.kind for item in telling.hub.views.desk([AREA])]
        assert kinds.count(DeskKind.UNDELIVERED) == 1
        of_notice = [output for output in telling.said() if output.about == row.notice]
        assert [isinstance(output, NoticeFailed) and output.final for output in of_notice] == [False, True]
    finally:
        telling.close()


def test_reminders_and_overdue_notices_are_told_and_so_is_the_desk(telling: Telling, mailbox: Mailbox) -> None:
    telling.put_coordinator("desk@council.example")
    row = telling.publish()
    telling.turn()
    telling.later(seconds=(row.due_at - telling.world.clock.now).total_seconds() + 60)
    telling.turn()
    subjects = [str(mail["Subject"]) for _, _, mail in mailbox.taken]
    assert "FirstBell: a notice waits for you" in subjects
    assert "FirstBell: a notice is past its time" in subjects
    assert "FirstBell: work waits on your desk" in subjects
    assert "desk@council.example" in mailbox.to
    assert_sound(telling)


def test_a_lost_outbox_sends_nothing_again_that_the_log_says_was_sent(telling: Telling, mailbox: Mailbox) -> None:
    telling.publish()
    telling.turn()
    telling.end()
    for path in telling.world.home.folder.glob("outbox.db*"):
        path.unlink()
    telling.begin()
    telling.turn()
    assert len(mailbox.taken) == 1
    assert telling.states() == [State.ACCEPTED]


def test_a_reader_who_may_be_connected_gets_no_mail_and_a_desk_finds_another(
    telling: Telling, mailbox: Mailbox
) -> None:
    row = telling.publish()
    telling.name_as_suspect(LEAD)
    telling.turn()
    assert mailbox.taken == []
    assert telling.states() == [State.DROPPED]
    kinds = {item.kind for item in telling.hub.views.desk([AREA])}
    assert kinds == {DeskKind.NO_SAFE_READER}
    assert telling.world.clock.now - row.issued_at < timedelta(minutes=1)


def test_no_file_holds_an_address_or_a_name(telling: Telling, mailbox: Mailbox) -> None:
    mailbox.rcpt = lambda address: f"550 <{address}> is unknown"
    telling.publish()
    telling.turn()
    assert mailbox.asked == 1
    files = [path for path in telling.world.home.folder.rglob("*") if path.is_file()]
    written = [(path.name, path.read_bytes()) for path in files]
    assert any(name.startswith("outbox.db") for name, _ in written)
    assert leaks(written, [ADDRESS]) == []


def test_a_hub_that_was_restored_behind_its_outbox_tells_of_what_comes_after(
    telling: Telling, mailbox: Mailbox, tmp_path: Path
) -> None:
    """The restored log gives places that the outbox knows to other notices: nothing that it holds of them counts."""
    telling.end()
    backup = telling.copied(tmp_path / "backup")
    telling.begin()
    telling.publish("lost")
    telling.turn()
    telling.restore(backup)
    row = telling.publish("after")
    telling.turn()
    assert len(mailbox.taken) == 2
    assert [output.about for output in telling.said()] == [row.notice]
    assert_sound(telling)


def test_a_report_that_cannot_be_decided_holds_up_no_other_and_is_made_later(
    telling: Telling, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [telling.publish(f"ref-{number}") for number in range(3)]
    perform, parked = telling.hub.perform, rows[0].notice

    def undecided(command: Command, *, command_id: str) -> Settled:
        if isinstance(command, DeliveryReported) and command.about == parked:
            raise Undecided("the case is parked")
        return perform(command, command_id=command_id)

    with monkeypatch.context() as patched:
        patched.setattr(telling.hub, "perform", undecided)
        telling.turn()
        assert {output.about for output in telling.said()} == {row.notice for row in rows[1:]}
    assert len(mailbox.taken) == 3
    telling.later(minutes=1)
    telling.turn()
    assert {output.about for output in telling.said()} == {row.notice for row in rows}
    assert len(mailbox.taken) == 3
