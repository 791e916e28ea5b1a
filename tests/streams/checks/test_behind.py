"""Which notices stand for an earlier revision than the newest that their matter has heard of."""

from datetime import UTC, datetime

from schemas.records.decision import Decision, Output
from schemas.records.inputs import InputKind
from schemas.records.match import AdultConcerned, Change, ChildLeft
from schemas.records.notify import Due, NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from streams.checks.behind import Behind, Newest
from streams.checks.matters import Matter
from streams.checks.records import Recorded
from tests.support.furnishing import AREA

FIRST, SECOND, THIRD = (bytes([number]) * 16 for number in (1, 2, 3))
CASE, PERSON, AT = b"c" * 16, "resolve-1-0", datetime(2026, 11, 10, 9, tzinfo=UTC)
KEY = CASE, PERSON
FRONT_DOOR, DUTY_TEAM = (Recipient(role, "area", AREA) for role in ("ifd", "emergency_duty_team"))


class Story:
    """One matter: what its records say, one after the other."""

    def __init__(self) -> None:
        self.newest, self.matter, self._number = Newest(), Matter(), 0

    def record(self, *said: AdultConcerned | ChildLeft | NoticeIssued) -> list[str]:
        """A record that issues notices and answers what hop 2 said; the ids of its notices."""
        self._number += 1
        issued: tuple[Output, ...] = tuple(one for one in said if isinstance(one, NoticeIssued))
        decision = Decision(
            "hub", "person.0", self._number, bytes(32), 1, bytes(32), InputKind.FORWARDED, AT, 0, bytes(32), "person/1",
            issued, None, bytes(32),
        )  # fmt: skip
        record = Recorded(decision, bytes(32), None)
        ids = []
        for ordinal, output in enumerate(issued):
            assert isinstance(output, NoticeIssued)
            ids.append(record.output_id(ordinal))
            self.matter.issued(ids[-1], output)
            self.newest.issued(KEY, ids[-1], output)
        for child in said:
            if not isinstance(child, NoticeIssued):
                self.newest.heard(KEY, child, self.matter, record)
        return ids

    @property
    def behind(self) -> list[Behind]:
        """What stands behind by now."""
        return list(self.newest.behind({KEY: self.matter}))


def heard(event: bytes, change: Change, section: int = 1) -> AdultConcerned:
    """What hop 2 says of the person at a revision."""
    return AdultConcerned(event, CASE, section, PERSON, change, ())


def left(event: bytes) -> ChildLeft:
    """A revision names the person no more."""
    return ChildLeft(event, CASE, PERSON, Change.REMOVED)


def notice(event: bytes, to: Recipient = FRONT_DOOR, replaces: str | None = None) -> NoticeIssued:
    """A notice of a revision."""
    due = Due(AT, "", holiday=False, bell_known=True, held_until=None, reminders=())
    kind = NoticeKind.FIRST if replaces is None else NoticeKind.UPDATE
    return NoticeIssued(
        event, CASE, PERSON, 1, to, kind, (), (), AT, due, replaces, named_only=False, pupil=None
    )  # fmt: skip


def told(*recipients: Recipient) -> tuple[Story, list[str]]:
    """Somebody new, of whom these were told."""
    story = Story()
    return story, story.record(heard(FIRST, Change.NEW), *(notice(FIRST, to) for to in recipients))


def test_of_what_was_never_revised_nothing_is_behind() -> None:
    story, _ = told(FRONT_DOOR, DUTY_TEAM)
    assert story.behind == []


def test_a_notice_that_a_revision_left_as_it_stood_is() -> None:
    story, (mine,) = told(FRONT_DOOR)
    story.record(heard(SECOND, Change.UNCHANGED, section=4))
    assert story.behind == [Behind(mine, SECOND, 4)]


def test_of_several_those_alone_that_the_revision_did_not_update() -> None:
    story, (mine, theirs) = told(FRONT_DOOR, DUTY_TEAM)
    story.record(heard(SECOND, Change.CHANGED), notice(SECOND, replaces=mine))
    assert story.behind == [Behind(theirs, SECOND, 1)]


def test_once_updated_it_is_behind_no_more() -> None:
    story, (mine,) = told(FRONT_DOOR)
    story.record(heard(SECOND, Change.UNCHANGED))
    story.record(heard(THIRD, Change.CHANGED), notice(THIRD, replaces=mine))
    assert story.behind == []


def test_issued_of_the_revision_before_by_the_record_that_hears_of_the_next_it_is() -> None:
    """A record that retries what was parked answers several revisions at once."""
    story = Story()
    (mine,) = story.record(heard(FIRST, Change.NEW), notice(FIRST), heard(SECOND, Change.UNCHANGED))
    assert story.behind == [Behind(mine, SECOND, 1)]


def test_what_a_desk_issues_of_an_earlier_revision_is_and_of_the_newest_is_not() -> None:
    story, (mine,) = told(FRONT_DOOR)
    story.record(heard(SECOND, Change.CHANGED), notice(SECOND, replaces=mine))
    late = story.record(notice(FIRST, DUTY_TEAM))
    late += story.record(notice(FIRST, Recipient("dsl", "urn", "109701")))
    story.record(notice(SECOND, Recipient("dsl", "urn", "109702")))
    assert story.behind == [Behind(one, SECOND, 1) for one in late]


def test_who_left_and_came_back_begins_anew() -> None:
    story, (mine,) = told(FRONT_DOOR)
    story.record(heard(SECOND, Change.CHANGED), notice(SECOND, replaces=mine))
    story.matter.notices = ()
    story.record(left(THIRD))
    fourth = bytes([4]) * 16
    story.record(heard(fourth, Change.NEW), notice(fourth))
    story.record(notice(fourth, DUTY_TEAM))
    assert story.behind == []


def test_a_matter_of_which_nothing_stands_has_none() -> None:
    story, _ = told(FRONT_DOOR)
    story.record(heard(SECOND, Change.UNCHANGED))
    story.matter.notices = ()
    assert story.behind == []
    assert list(story.newest.behind({})) == []
