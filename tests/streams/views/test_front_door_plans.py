"""What the front door asks is found by indexes: no question reads a whole table, however long the history is."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from schemas.records.share import Recipient
from streams.engines.local.database import open_reader
from streams.views.front_door import FrontDoorViews
from streams.views.rows import NoticeRow
from tests.support.furnishing import AREA, LONG_AGO
from tests.support.world import World

IFD = Recipient("ifd", "area", AREA)


class Planned(FrontDoorViews):
    """Asks the database how it would find what is asked, beside finding it."""

    def __init__(self, file: Path) -> None:
        self._database = open_reader(file)
        self.steps: list[str] = []
        self.asked = 0

    def _read(self, statement: str, given: Sequence[object] = ()) -> list[tuple[object, ...]]:
        self.asked += "notice_view" in statement  # how far identities are followed is another matter
        plan = self._database.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        self.steps += [str(row[3]) for row in plan]
        return self._database.execute(statement, given).fetchall()


ASKED: dict[str, Callable[[Planned, NoticeRow], object]] = {
    "the queue": lambda views, _: views.contacts(AREA),
    "what is to be read": lambda views, _: views.to_read(AREA),
    "what was decided": lambda views, _: views.decided_contacts(AREA, LONG_AGO),
    "one contact's decisions": lambda views, row: views.triages(row.case, row.person, AREA),
    "decisions of some": lambda views, row: views.latest_triages([row], AREA),
    "priorities": lambda views, _: views.prioritised({"person.0-1-0"}),
    "the household": lambda views, row: views.beside(row),
    "earlier contacts": lambda views, row: views.earlier(row),
    "one person's notices": lambda views, row: views.about(row.person, IFD),
}


@pytest.mark.parametrize("question", ASKED)
def test_no_table_is_read_whole(night: World, question: str) -> None:
    views = Planned(night.home.database)
    row = views.contacts(AREA)[0]
    views.steps.clear()
    ASKED[question](views, row)
    assert views.steps
    whole = [step for step in views.steps if step.startswith("SCAN") and "USING" not in step]
    found_before = ("t", "near", "(subquery-1)", "(subquery-3)")  # what an index found already
    assert [step for step in whole if step.split()[1] not in found_before] == []


def test_one_contacts_decisions_are_not_looked_for_among_all_of_its_area(night: World) -> None:
    views = Planned(night.home.database)
    row = views.contacts(AREA)[0]
    views.steps.clear()
    views.triages(row.case, row.person, AREA)
    views.latest_triages([row], AREA)
    assert [step for step in views.steps if "triage_view" in step and "triage_matter" not in step] == []


def test_what_is_near_many_is_asked_as_often_as_what_is_near_one(night: World) -> None:
    views = Planned(night.home.database)
    contacts = views.contacts(AREA)
    assert len(contacts) > 1
    asked = []
    for some in (contacts[:1], contacts):
        views.asked = 0
        views.beside_all(some)
        views.earlier_all(some)
        asked.append(views.asked)
    assert asked[0] == asked[1]
