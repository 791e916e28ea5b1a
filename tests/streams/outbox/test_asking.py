"""Which records ask that somebody is told, and whom."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from schemas.records.decision import Decision, Output
from schemas.records.inputs import Channel, DeliveryReason, InputKind
from schemas.records.notify import DeskItemOverdue, DeskItemRaised, DeskKind, Due, NoticeIssued, NoticeKind
from schemas.records.reference import WebhookSet
from schemas.records.share import Recipient
from schemas.records.watch import NoticeAcknowledged, NoticeFailed, NoticeOverdue, NoticeReminded, NoticeSent
from streams.outbox.asking import Asked, MessageKind, Recorded, To, addressees, read_record
from tests.support.facts import MONDAY_EVENING, a_reference, apply
from tests.support.furnishing import AREA, appointed
from tests.support.world import COORDINATOR, FIRST, dsl

AT = datetime(2026, 11, 9, 20, tzinfo=UTC)
CASE, EVENT, PERSON = bytes(16), bytes(range(16)), "pupil-0"
SCHOOL, DESK = Recipient("dsl", "urn", FIRST), Recipient("council_education_safeguarding", "area", AREA)
DUE = Due(AT, "next_first_bell", False, True, None, ())
NOTICE = NoticeIssued(
    event=EVENT, case=CASE, person=PERSON, section=1, recipient=SCHOOL, kind=NoticeKind.FIRST, changed=(), items=(),
    occurred_at=AT, due=DUE, replaces=None, named_only=False, pupil=None,
)  # fmt: skip
ITEM = DeskItemRaised(
    kind=DeskKind.UNOPENED, area=AREA, event=EVENT, case=CASE, person=PERSON, section=1, due=DUE, reason="late",
    notice="person.0-1-0", referral=None, recipient=SCHOOL, named_only=False, pupil=None,
)  # fmt: skip


def record(*outputs: Output) -> Decision:
    return Decision(
        hub="h", source="person.0", number=7, previous=bytes(32), position=1, input=bytes(32), kind=InputKind.COMMAND,
        at=AT, reference=1, reference_digest=bytes(32), decider="d", outputs=outputs, origin=None, blind=bytes(32),
    )  # fmt: skip


def found(*held: tuple[str, Output]) -> Callable[[str], Output | None]:
    return dict(held).get


NOTHING = found()


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_notice_asks_for_its_readers(kind: NoticeKind) -> None:
    (asked,) = read_record(record(replace(NOTICE, kind=kind)), NOTHING)
    assert isinstance(asked, Asked)
    assert (asked.about, asked.asked, asked.recipient) == ("person.0-7-0", "person.0-7-0", SCHOOL)
    plain = (NoticeKind.FIRST, NoticeKind.FEEDBACK, NoticeKind.INTERVIEW)
    assert asked.kind.value == ("notice" if kind in plain else kind.value)


def test_what_an_area_holds_until_monday_waits_as_long() -> None:
    (asked,) = read_record(record(replace(NOTICE, due=replace(DUE, held_until=AT))), NOTHING)
    assert isinstance(asked, Asked)
    assert asked.not_before == AT


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (NoticeReminded(CASE, PERSON, "person.0-1-0", AT, AT), MessageKind.REMINDER),
        (NoticeOverdue(CASE, PERSON, "person.0-1-0", AT), MessageKind.OVERDUE),
    ],
)
def test_what_speaks_of_a_notice_asks_for_that_notices_readers(output: Output, kind: MessageKind) -> None:
    (asked,) = read_record(record(output), found(("person.0-1-0", NOTICE)))
    assert asked == Asked(kind, "person.0-1-0", "person.0-7-0", CASE, PERSON, SCHOOL)
    with pytest.raises(LookupError, match=r"person\.0-1-0"):
        list(read_record(record(output), NOTHING))


def test_a_desks_items_ask_for_its_coordinators() -> None:
    (raised,) = read_record(record(ITEM), NOTHING)
    (overdue,) = read_record(record(DeskItemOverdue(CASE, PERSON, "person.0-2-0", AT)), found(("person.0-2-0", ITEM)))
    assert isinstance(raised, Asked)
    assert isinstance(overdue, Asked)
    assert (raised.kind, raised.recipient) == (MessageKind.DESK_ITEM, DESK)
    assert (overdue.kind, overdue.about, overdue.recipient) == (MessageKind.DESK_ITEM_OVERDUE, "person.0-2-0", DESK)


def test_what_the_log_says_was_sent_or_failed_for_good_is_settled() -> None:
    sent = NoticeSent(CASE, PERSON, "n", "a", Channel.MAIL, "u-1", 1)
    failed = NoticeFailed(CASE, PERSON, "n", "a", Channel.MAIL, "u-2", 3, DeliveryReason.GONE, True)
    put_off = replace(failed, final=False)
    assert list(read_record(record(sent, failed, put_off), NOTHING)) == [
        Recorded("a", Channel.MAIL, "u-1", True, ""),
        Recorded("a", Channel.MAIL, "u-2", False, "gone"),
    ]


def test_what_tells_nobody_anything_new_asks_for_nothing() -> None:
    assert list(read_record(record(NoticeAcknowledged(CASE, PERSON, "n", "u", "dsl")), NOTHING)) == []


def test_each_reader_and_each_system_is_told_once() -> None:
    reference = a_reference()
    apply(reference, appointed(dsl(FIRST), "deputy_dsl", "urn", FIRST))
    apply(reference, appointed("u-deputy", "deputy_dsl", "urn", FIRST))
    apply(reference, WebhookSet("mis", "urn", FIRST, "https://mis.example/", True))
    apply(reference, WebhookSet("other", "area", AREA, "https://other.example/", True))
    everyone = addressees(reference, SCHOOL, MONDAY_EVENING, frozenset(Channel))
    mail = {To(Channel.MAIL, dsl(FIRST)), To(Channel.MAIL, "u-deputy")}
    assert (len(everyone), set(everyone)) == (3, mail | {To(Channel.WEBHOOK, "mis")})
    assert set(addressees(reference, SCHOOL, MONDAY_EVENING, frozenset({Channel.MAIL}))) == mail
    assert addressees(reference, SCHOOL, MONDAY_EVENING, frozenset()) == []
    assert To(Channel.MAIL, COORDINATOR) in addressees(reference, DESK, MONDAY_EVENING, frozenset(Channel))
