"""What meetings ask of the views, on both databases."""

from datetime import UTC, datetime

from schemas.records.share import Recipient
from streams.views.answering import SqlViews
from tests.support.furnishing import AREA

ELSEWHERE = "999"
COORDINATORS = ("spoc_coordinator", "marac_coordinator")
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def test_an_agenda_holds_what_falls_to_its_meeting_and_no_more(views: SqlViews) -> None:
    for role, meeting in zip(COORDINATORS, ("meeting_spoc", "meeting_marac"), strict=True):
        desk = Recipient(role, "area", AREA)
        rows = views.meeting_notices(desk, LONG_AGO, FAR_AHEAD)
        assert rows
        assert {row.due_rule for row in rows} == {meeting}
        due = min(row.due_at for row in rows)
        assert [row.notice for row in views.meeting_notices(desk, due, FAR_AHEAD)] == [
            row.notice for row in rows if row.due_at > due
        ]
        assert list(views.meeting_notices(Recipient(role, "area", ELSEWHERE), LONG_AGO, FAR_AHEAD)) == []


def test_actions_stand_until_they_are_reported_and_the_overdue_stand_first(views: SqlViews) -> None:
    rows = [row for role in COORDINATORS for row in views.open_actions(AREA, role)]
    assert [(row.meeting, row.overdue, row.outcome) for row in rows] == [
        ("spoc", True, "not_done"),
        ("marac", True, ""),
        ("marac", False, ""),
    ]
    about = views.actions_about({rows[0].person}, AREA, "spoc_coordinator")
    assert {(row.outcome, row.closed) for row in about} == {("not_done", False), ("done", True)}
    assert views.actions_about({rows[0].person}, ELSEWHERE, "spoc_coordinator") == []


def test_a_referral_tells_whether_it_is_a_repeat_to_its_coordinator_alone(views: SqlViews) -> None:
    told = {row.role for row in views.notices() if views.repeat_of(row.notice) is not None}
    assert told == {"marac_coordinator"}


def test_what_is_asked_at_once_is_what_is_asked_one_by_one(views: SqlViews) -> None:
    rows, events = views.notices(), [row.event for row in views.events()]
    cases, names = {row.case for row in rows}, [row.notice for row in rows]
    nowhere = bytes(16)
    assert views.told_of_all([*cases, nowhere]) == {case: views.told_of(case) for case in (*cases, nowhere)}
    noted = {event: found for event in events if (found := views.noted_of(event)) is not None}
    assert noted
    assert views.noted_of_all([*events, nowhere]) == noted
    repeats = {name: told for name in names if (told := views.repeat_of(name)) is not None}
    assert repeats
    assert views.repeats_of([*names, "no-such-notice", "person.0-1-0"]) == repeats
    assert views.notices_called([*names, "no-such-notice"]) == {row.notice: row for row in rows}
    assert views.events_with([*events, nowhere]) == {row.event: row for row in views.events()}
