"""One notice held to the newest revision: what is compared, what is counted only, what cannot be told."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import cast

import pytest
from msgspec.structs import replace

from schemas.events import front_door
from schemas.events.people import NamedSetting, Registration, Role, Scheme
from schemas.events.texts import Summary, Text
from schemas.faults import CodecError, CodecFault
from schemas.items import Item
from schemas.records.decision import Output
from schemas.records.notify import Due, NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from schemas.refusals import Refusal, RefusalReason
from schemas.vectors.flows import CONTACT
from streams.checks.behind import Behind
from streams.checks.findings import FindingKind
from streams.checks.texts import TextsRead, check_texts
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.engines.line.opening import Openings
from tests.support.facts import Section, Told, an_event
from tests.support.flows import AMY, BEN, a_flow_line
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of
from tests.support.world import FIRST, SECOND

NOTICE = "person.0-1-3"
REFERENCE = a_flow_line().facts.reference
BEFORE, SINCE = "She came hungry.", "She has bruises."


def contact(words: str, *people: Section, about: int = 1, revision: int = 1) -> OpenedEvent:
    """A contact about a child, with words about the person of one section."""
    told = Told(Text(words), (about,))
    return an_event(CONTACT, *(people or (child_of(AMY),)), told, type=front_door.CONTACT_TYPE, revision=revision)


def notice(event: OpenedEvent, section: int = 1) -> NoticeIssued:
    """The front door was told of a revision."""
    at = datetime(2026, 11, 10, 9, tzinfo=UTC)
    due = Due(at, "", holiday=False, bell_known=True, held_until=None, reminders=())
    items = (Item.CHILD_NAME, Item.POLICE_NARRATIVE)
    front_door_of = Recipient("ifd", "area", AREA)
    return NoticeIssued(
        event.header.event, event.header.case, "resolve-1-0", section, front_door_of, NoticeKind.FIRST, (), items, at,
        due, None, named_only=False, pupil=None,
    )  # fmt: skip


class Opened:
    """Events as they open, each under the id that is asked for; or what comes of asking."""

    def __init__(self, events: Mapping[bytes, OpenedEvent | Exception]) -> None:
        self._events = events
        self.loaded: list[int] = []

    def load(self, events: Collection[bytes]) -> None:
        """So many are asked for at once."""
        self.loaded.append(len(events))

    def get(self, event: bytes) -> OpenedEvent:
        """One of them."""
        found = self._events[event]
        if isinstance(found, Exception):
            raise found
        return found


def compared(
    before: OpenedEvent, now: OpenedEvent, since: int = 1, opened: Mapping[bytes, OpenedEvent | Exception] = {}
) -> TextsRead:
    """What is found of a notice of one revision by another, in which its child stands in the section `since`."""
    events = {before.header.event: before, now.header.event: now, **opened}
    issued: dict[str, Output] = {NOTICE: notice(before)}
    behind = [Behind(NOTICE, now.header.event, since)]
    return check_texts(behind, lambda ids: issued, cast(Openings, Opened(events)), REFERENCE)


def kinds(read: TextsRead) -> list[FindingKind]:
    """What kinds of findings there are."""
    return [one.kind for one in read.findings]


def test_what_reads_otherwise_in_the_newest_revision_is_stale() -> None:
    read = compared(contact(BEFORE), contact(SINCE, revision=2))
    assert kinds(read) == [FindingKind.NOTICE_STALE]
    assert "`police_narrative`" in read.findings[0].detail
    assert "`child_name`" not in read.findings[0].detail


def test_the_child_is_compared_in_the_section_of_each_revision() -> None:
    before = contact(BEFORE, child_of(AMY), child_of(BEN))
    moved = contact(BEFORE, adult("Ann", "Other", Role.WITNESS), child_of(AMY), about=2, revision=2)
    assert compared(before, moved, since=2) == TextsRead((), {"notices_of_earlier_revisions": 1})
    assert kinds(compared(before, moved, since=1)) == [FindingKind.NOTICE_STALE]


@pytest.mark.parametrize("erased", ["before", "now"])
def test_where_either_was_erased_since_it_is_counted_and_not_compared(erased: str) -> None:
    events = {"before": contact(BEFORE), "now": contact(SINCE, revision=2)}
    whole = events[erased]
    events[erased] = OpenedEvent(whole.value, {**whole.sections, 2: SHREDDED})
    read = compared(events["before"], events["now"])
    assert read == TextsRead((), {"notices_of_earlier_revisions": 1, "notices_of_erased_revisions": 1})


@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize(
    "lost",
    [KeyError("01"), Refusal(RefusalReason.MALFORMED, "section 1"), CodecError(CodecFault.TRUNCATED, "byte 1")],
    ids=["not there", "refused", "no such bytes"],
)
def test_what_does_not_open_cannot_be_told(lost: Exception, which: int) -> None:
    before, now = contact(BEFORE), contact(BEFORE, revision=2)
    event = (before, now)[which - 1].header.event
    assert kinds(compared(before, now, opened={event: lost})) == [FindingKind.RECORD_UNREADABLE]


def test_another_event_in_its_place_is_not_believed() -> None:
    before, now = contact(BEFORE), contact(SINCE, revision=2)
    read = compared(before, now, opened={now.header.event: before})
    assert kinds(read) == [FindingKind.RECORD_UNREADABLE]


def test_a_notice_without_its_record_cannot_be_told() -> None:
    now = contact(BEFORE, revision=2)
    behind = [Behind(NOTICE, now.header.event, 1)]
    events = cast(Openings, Opened({now.header.event: now}))
    read = check_texts(behind, lambda ids: {}, events, REFERENCE)
    assert [(one.kind, one.detail.split(",")[0]) for one in read.findings] == [
        (FindingKind.RECORD_UNREADABLE, "its record is not there")
    ]


def test_what_a_desks_answer_left_as_it_was_is_of_no_earlier_revision() -> None:
    before = contact(BEFORE)
    assert compared(before, before) == TextsRead((), {})


def test_however_many_there_are_each_is_compared() -> None:
    before, now = contact(BEFORE), contact(SINCE, revision=2)
    opened = Opened({one.header.event: one for one in (before, now)})
    behind = [Behind(f"person.0-{number}-0", now.header.event, 1) for number in range(1, 601)]
    read = check_texts(behind, lambda ids: {id: notice(before) for id in ids}, cast(Openings, opened), REFERENCE)
    assert [one.place for one in read.findings] == [one.notice for one in behind]
    assert opened.loaded == [2 * 512, 2 * 88], "in portions"


@pytest.mark.parametrize(("urn", "stale"), [(FIRST, False), (SECOND, True)])
def test_a_school_is_held_to_what_was_written_for_it(urn: str, stale: bool) -> None:
    def callout(for_second: str, revision: int) -> OpenedEvent:
        told = [
            Told(Summary(text, NamedSetting(Scheme.URN, school, Registration.REGISTERED_PUPIL)), (0,))
            for text, school in (("as before", FIRST), (for_second, SECOND))
        ]
        return an_event(child_of(AMY), *told, revision=revision)

    before, now = callout("as before", 1), callout("otherwise", 2)
    school = replace(notice(before, section=0), recipient=Recipient("dsl", "urn", urn), items=(Item.SCHOOL_SUMMARY,))
    events = cast(Openings, Opened({one.header.event: one for one in (before, now)}))
    read = check_texts([Behind(NOTICE, now.header.event, 0)], lambda ids: {NOTICE: school}, events, REFERENCE)
    assert bool(read.findings) is stale


def test_an_item_that_the_notice_does_not_give_is_not_compared() -> None:
    before = contact(BEFORE)
    now = contact(BEFORE, replace(child_of(AMY), whereabouts="outside"), revision=2)
    assert compared(before, now).findings == ()
