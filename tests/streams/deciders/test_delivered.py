"""What came of a message: it is in the log, and a notice of which nobody could be told is on a desk."""

import pytest

from schemas.records.inputs import Channel, DeliveryReason, DeliveryReported, DeliveryResult, TellByTelephone
from schemas.records.notify import DeskItemRaised
from streams.deciders.person.state import HeldNotice
from tests.streams.deciders.watching import a_line, on_item, open_, unopened
from tests.support.facts import FIRST_BELL
from tests.support.line import Line
from tests.support.world import FIRST

ON_DESK = f"desk 822: undelivered for {FIRST} (nobody_could_be_told)"
FAILED, SENT, DEFERRED = DeliveryResult.FAILED, DeliveryResult.ACCEPTED, DeliveryResult.DEFERRED


def held(line: Line) -> HeldNotice:
    return line.notice(FIRST)[2]


def report(
    line: Line, result: DeliveryResult, *, to: str = "u-1", addressed: int = 1, asked: str = "", about: str = ""
) -> list[str]:
    """The outbox says what came of a message about the school's notice."""
    case, person, notice = line.notice(FIRST)
    reason = DeliveryReason.NONE if result is SENT else DeliveryReason.PUT_OFF
    about = about or notice.notice
    command = DeliveryReported(case, person, about, asked or about, Channel.MAIL, to, addressed, 1, result, reason)
    return line.perform(command)


def test_what_was_taken_over_is_in_the_log() -> None:
    line = a_line()
    assert report(line, SENT) == ["mail to u-1 sent"]
    assert held(line).sent


def test_what_is_tried_again_is_told_and_leads_to_nothing() -> None:
    line = a_line()
    assert report(line, DEFERRED) == ["mail to u-1 put off: put_off"]
    assert (held(line).undelivered, held(line).sent) == (0, False)


def test_the_last_message_that_fails_brings_the_notice_to_the_desk() -> None:
    line = a_line()
    assert report(line, FAILED, addressed=2) == ["mail to u-1 failed: put_off"]
    assert report(line, FAILED, to="u-2", addressed=2) == ["mail to u-2 failed: put_off", ON_DESK]


def test_the_desk_has_the_notices_own_deadline() -> None:
    line = a_line()
    report(line, FAILED)
    (item,) = [o for o in line.recorded.values() if isinstance(o, DeskItemRaised)]
    assert item.due.at == FIRST_BELL == held(line).due


@pytest.mark.parametrize("first", ["u-1", "u-2"])
def test_one_who_was_told_is_enough_in_whatever_order(first: str) -> None:
    line = a_line()
    said = [
        report(line, SENT if to == "u-1" else FAILED, to=to, addressed=2)
        for to in sorted(("u-1", "u-2"), key=first.__ne__)
    ]
    assert [len(one) for one in said] == [1, 1]


def test_a_reminder_that_fails_tells_nothing_new() -> None:
    line = a_line()
    assert report(line, FAILED, asked="person.0-9-9") == ["mail to u-1 failed: put_off"]
    assert held(line).undelivered == 0


def test_of_what_was_read_or_is_on_the_desk_already_nobody_is_told_by_a_desk() -> None:
    read, late = a_line(), unopened(a_line())
    open_(read)
    for line in (read, late):
        assert report(line, FAILED) == ["mail to u-1 failed: put_off"]


def test_whoever_opens_the_notice_ends_the_item() -> None:
    line = a_line()
    report(line, FAILED)
    assert open_(line)[-1] == "desk item closed: opened"


def test_a_coordinator_who_rings_ends_it() -> None:

    line = a_line()
    report(line, FAILED)
    assert on_item(line, "undelivered", TellByTelephone) == [
        "told by telephone: head",
        "desk item closed: told_by_telephone",
    ]
    assert unopened(line).later(minutes=1).tick() == []


def test_of_what_was_replaced_since_the_log_says_what_left_the_hub() -> None:
    line = a_line()
    before = line.matters()[0][2]
    assert report(line, SENT, about="person.0-77-0") == ["mail to u-1 sent"]
    assert line.matters()[0][2] == before


def test_a_message_about_nothing_that_was_ever_issued_is_refused() -> None:
    line = a_line()
    case, _, notice = line.notice(FIRST)
    command = DeliveryReported(
        case, "nobody", notice.notice, notice.notice, Channel.MAIL, "u-1", 1, 1, SENT, DeliveryReason.NONE
    )
    assert line.perform(command) == ["refused: nothing_issued"]
