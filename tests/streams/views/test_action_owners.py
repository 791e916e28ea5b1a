"""What the owners of actions ask of the views, on both databases, found by an index."""

from collections.abc import Sequence
from pathlib import Path

from schemas.records.share import Recipient
from streams.engines.local.database import open_reader
from streams.views.answering import SqlViews
from streams.views.meetings import MeetingViews
from tests.support.flows import user
from tests.support.furnishing import AREA
from tests.support.world import World

CARE = Recipient("childrens_social_care", "area", AREA)


class Planned(MeetingViews):
    """Asks the database how it would find what is asked, beside finding it."""

    def __init__(self, file: Path) -> None:
        self._database = open_reader(file)
        self.steps: list[str] = []

    def _read(self, statement: str, given: Sequence[object] = ()) -> list[tuple[object, ...]]:
        plan = self._database.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        self.steps += [str(row[3]) for row in plan]
        return self._database.execute(statement, given).fetchall()


def test_an_owner_has_what_is_not_reported_overdue_first_and_what_they_said_is_done_last(views: SqlViews) -> None:
    rows = views.actions_of(CARE, user(CARE.role))
    assert [(row.meeting, row.overdue, row.answer) for row in rows] == [
        ("marac", True, "cannot_be_done"),
        ("spoc", True, ""),
        ("marac", False, "done"),
    ]
    assert [row.opened_by for row in rows] == [user(CARE.role), "", user(CARE.role)]
    assert {row.answer_reason for row in rows if row.answer} == {"no_contact", "completed"}


def test_nobody_elses_are_among_them(views: SqlViews) -> None:
    assert list(views.actions_of(Recipient(CARE.role, "area", "999"), user(CARE.role))) == []
    assert list(views.actions_of(Recipient("ifd", "area", AREA), user("ifd"))) == []


def test_who_opened_an_action_or_was_refused_it_is_told_to_the_auditor(views: SqlViews) -> None:
    told = {
        (look.granted, look.reason)
        for row in views.actions_of(CARE, user(CARE.role))
        for look in views.accesses(row.action)
    }
    assert told == {(True, ""), (False, "not_opened_yet"), (False, "not_permitted")}


def test_an_owners_actions_are_found_by_their_index(night: World) -> None:
    views = Planned(night.home.database)
    assert views.actions_of(CARE, user(CARE.role))
    assert [step for step in views.steps if "action_view" in step] == [
        "SEARCH action_view USING INDEX action_owner (owner_value=? AND owner_role=?)"
    ]
