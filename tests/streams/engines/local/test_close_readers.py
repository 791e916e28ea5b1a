"""Readers who may be connected, on a real hub: told nothing, sent nothing twice, and no desk left with what is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.contexts import event_id
from schemas.events.event import Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import Person, Role
from schemas.records.decision import Output
from schemas.records.inputs import (
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    WithholdDeskItem,
    WithholdNotice,
)
from schemas.records.notify import DeskItemClosed, DeskKind, DeskOutcome, NoticeIssued, NoticeKind
from schemas.records.reference import RoleAppointed, RoleEnded
from schemas.sealed_event import PlainSection
from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.hub import LocalHub
from streams.matching.people import StaffNames
from streams.views.rows import DeskRow, NoticeRow
from tests.support.force import POLICE
from tests.support.furnishing import AREA, LONG_AGO
from tests.support.people import adult, child_of, pupil
from tests.support.world import COORDINATOR, FIRST, World, dsl

AMY = pupil(0, FIRST)
LEAD = StaffNames(given_names="Dennis", family_name="Quillfeather")
COVER = StaffNames(given_names="Stella", family_name="Farthing")
SUSPECT = adult("Dennis", "Quillfeather", Role.ALLEGED_PERPETRATOR)


class Told:
    """A school whose lead has the first revision unread, on a running hub."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.world.close()
        self.hub = LocalHub(self.world.home, self.world.clock)
        self.clicks = 0
        self.name(dsl(FIRST), LEAD)
        self.publish(1, child_of(AMY))

    def name(self, user: str, names: StaffNames) -> None:
        """The directory's name of a member of staff."""
        with self.hub.locked:
            self.hub.registry.put_staff([(user, names)], self.world.clock.now)

    def publish(self, revision: int, *people: Person, withdrawal: Withdrawal = Withdrawal.NONE) -> None:
        """A revision with these people."""
        sections = [PlainSection(SectionKind.PERSON, person) for person in people]
        at = self.world.clock.now
        sealed = self.world.force.seal("ref-1", sections, at, revision=revision, withdrawal=withdrawal)
        self.hub.submit(POLICE, [sealed])
        self.hub.run()

    def read(self) -> tuple[Output, ...]:
        """The lead asks to see what the school has."""
        row = self.inbox()[-1]
        self.clicks += 1
        command = OpenNotice(row.case, row.person, row.notice, dsl(FIRST), "dsl")
        return self.hub.perform(command, command_id=f"read-{self.clicks}").outputs

    def inbox(self) -> list[NoticeRow]:
        """Whatever was sent to the school, done or not, in order."""
        rows = {row.notice: row for closed in (False, True) for row in self.hub.views.inbox(FIRST, closed=closed)}
        return sorted(rows.values(), key=lambda row: int(row.notice.split("-")[1]))

    def desk(self) -> list[DeskRow]:
        """What is open on the council's desk."""
        return list(self.hub.views.desk([AREA]))

    def new_reader(self) -> None:
        """Somebody else reads at the school from now on."""
        with self.hub.locked:
            ended = RoleEnded(dsl(FIRST), "dsl", "urn", FIRST, self.world.clock.now)
            appointed = RoleAppointed("u-cover", "cover_dsl", "urn", FIRST, LONG_AGO, None, ())
            self.hub.registry.put_staff([("u-cover", COVER)], self.world.clock.now)
            self.hub.registry.refer([ended, appointed], self.world.clock.now)

    def say_reader_appointed(self, item: DeskRow) -> tuple[Output, ...]:
        """The coordinator says so."""
        command = ReaderAppointed(item.case, item.person, item.item, COORDINATOR, COUNCIL_DESK)
        return self.hub.perform(command, command_id=f"reader-{item.item}").outputs


def assert_sound(told: Told) -> None:
    """Nothing lost or twice, and every record comes out again."""
    with reading(told.world.home.folder) as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    assert verify_replay(told.world.home.folder, told.world.keys).findings == ()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    """A running hub."""
    made = Told(tmp_path / "hub")
    yield made
    made.hub.close()


def test_a_school_gets_one_notice_of_the_newest_revision_once_it_has_a_safe_reader(told: Told) -> None:
    told.publish(2, child_of(AMY), SUSPECT)
    told.read()
    told.new_reader()
    outputs = [output for item in told.desk() for output in told.say_reader_appointed(item)]
    issued = [output for output in outputs if isinstance(output, NoticeIssued)]
    assert [(notice.kind, notice.event) for notice in issued] == [(NoticeKind.FIRST, event_id(POLICE, "ref-1", 2))]
    assert told.desk() == []
    assert_sound(told)


def test_the_possible_perpetrator_is_not_told_that_anything_is_there(told: Told) -> None:
    assert told.hub.withheld(dsl(FIRST), told.inbox()).named == frozenset()
    told.publish(2, child_of(AMY), SUSPECT)
    rows = told.inbox()
    assert [row.kind for row in rows] == [NoticeKind.FIRST, NoticeKind.RECALL]
    assert told.hub.withheld(dsl(FIRST), rows).named == {row.notice for row in rows}
    told.new_reader()
    assert told.hub.withheld("u-cover", rows).named == frozenset()


def test_nor_once_it_is_withdrawn_by_a_revision_that_names_nobody_else(told: Told) -> None:
    told.publish(2, child_of(AMY), SUSPECT)
    told.publish(3, child_of(AMY), withdrawal=Withdrawal.ENTERED_IN_ERROR)
    rows = told.inbox()
    assert told.hub.withheld(dsl(FIRST), rows).named == {row.notice for row in rows}


def test_nor_is_one_who_was_appointed_after_the_notice(told: Told) -> None:
    told.name(dsl(FIRST), COVER)
    told.publish(2, child_of(AMY), SUSPECT)
    told.name("u-late", LEAD)
    rows = told.inbox()
    assert len(rows) == 1
    assert told.hub.withheld("u-late", rows).named == {row.notice for row in rows}
    assert told.hub.withheld("u-without-name", rows).named == {row.notice for row in rows}


def test_a_desk_leaves_it_out_for_a_coordinator_who_may_be_connected(told: Told) -> None:
    told.publish(2, child_of(AMY), SUSPECT)
    rows = told.desk()
    assert [row.kind for row in rows] == [DeskKind.NO_SAFE_READER]
    assert told.hub.withheld(COORDINATOR, rows).named == frozenset()
    told.name(COORDINATOR, LEAD)
    assert told.hub.withheld(COORDINATOR, rows).named == {row.item for row in rows}
    (row,) = rows
    command = WithholdDeskItem(row.case, row.person, row.item, COORDINATOR, COUNCIL_DESK)
    (refused,) = told.hub.perform(command, command_id="left-out").outputs
    assert getattr(refused, "reason", "") == "no_safe_coordinator"
    assert_sound(told)


def test_what_is_left_out_is_recorded_for_the_auditor(told: Told) -> None:
    told.publish(2, child_of(AMY), SUSPECT)
    before, recalled = told.inbox()
    for row in (before, recalled):
        command = WithholdNotice(row.case, row.person, row.notice, dsl(FIRST), "dsl")
        told.hub.perform(command, command_id=f"withheld-{row.notice}")
        (access,) = told.hub.views.accesses(row.notice)
        assert (access.user, access.granted, access.reason) == (dsl(FIRST), False, "may_be_connected")
    assert [item.kind for item in told.desk()] == [DeskKind.NO_SAFE_READER]
    assert_sound(told)


def test_what_was_erased_is_closed_with_its_reason(told: Told) -> None:
    told.publish(2, child_of(AMY), SUSPECT)
    (item,) = told.desk()
    for revision in (1, 2):
        told.hub.registry.erase(event_id(POLICE, "ref-1", revision), told.world.clock.now, "asked_for")
    command = SettleDeskItem(item.case, item.person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.ERASED)
    (closed,) = told.hub.perform(command, command_id="settle").outputs
    assert isinstance(closed, DeskItemClosed)
    assert closed.outcome is DeskOutcome.SETTLED
    assert told.desk() == []
    assert_sound(told)
    assert told.hub.withheld(dsl(FIRST), told.inbox()).erased == {row.notice for row in told.inbox()}
