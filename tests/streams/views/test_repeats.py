"""Whether a referral is a repeat by what is known now, on both databases: what made it one may be withdrawn."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from ops.cluster.postgres import PostgresServer
from schemas import codec
from schemas.events import encompass, marac
from schemas.events.event import Withdrawal
from schemas.events.people import Person, Role
from schemas.records.decision import Decision, Output
from schemas.records.inputs import InputKind
from schemas.records.memory import Counted, OccurrenceForgotten, PersonsMerged, PersonsSplit, RepeatAssessed
from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DASH, REFERRAL
from streams.deciders.places import RESOLVE
from streams.engines.local.queries import LocalViews
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.queries import PostgresViews
from streams.views.answering import SqlViews
from streams.views.from_rows import Row
from streams.views.meetings import MeetingViews
from streams.views.repeats import Repeat, rests_on, standing_in
from streams.views.rows import NoticeRow
from tests.streams.views.copying import copy_log
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, flow_plan, turn_on
from tests.support.force import EARLIER
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of
from tests.support.postgres import fresh
from tests.support.world import START, World

TESS: Final = adult("Tess", "Thistlewood", Role.VICTIM)
ROLF: Final = adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR)
OTTO: Final = adult("Otto", "Larch", Role.ALLEGED_PERPETRATOR)
COORDINATOR: Final = Recipient("marac_coordinator", "area", AREA)


class Pair:
    """A hub to which police tell of one pair, and which is asked as each database answers."""

    def __init__(self, world: World, postgres: PostgresServer) -> None:
        self._world, self._postgres = world, postgres
        turn_on(world)

    def callout(self, days: float, *, gone: bool = False) -> None:
        """Police were called so many days ago, or found that it was no domestic abuse."""
        why = Withdrawal.NOT_DOMESTIC_ABUSE if gone else Withdrawal.NONE
        self._send(f"E{days}", encompass.EVENT_TYPE, days, (child_of(AMY), TESS, ROLF), why)

    def referral(self, days: float, *, gone: bool = False, accused: tuple[Person, ...] = (ROLF,), no: int = 1) -> None:
        """They were referred to MARAC so many days ago, or had been in error. `no`: which revision says so."""
        why = Withdrawal.ENTERED_IN_ERROR if gone else Withdrawal.NONE
        self._send(f"M{days}", marac.EVENT_TYPE, days, (REFERRAL, DASH, child_of(AMY), TESS, *accused), why, no)

    def _send(
        self, reference: str, type: str, days: float, says: tuple[Section, ...], why: Withdrawal, no: int = 1
    ) -> None:
        gone = why is not Withdrawal.NONE
        at = START - timedelta(days=days) + EARLIER
        sections = [] if gone else [PlainSection(kind_of(one), one) for one in says]
        sent = self._world.force.seal(reference, sections, at, type=type, revision=2 if gone else no, withdrawal=why)
        self._world.submit(sent)
        self._world.run()

    def asked(self) -> Iterator[SqlViews]:
        """The views of each database."""
        local = LocalViews(self._world.home, lambda: self._world.engine.reference)
        yield local
        local.close()
        address = fresh(self._postgres, "hub")
        copy_log(self._world, address, batch=7)
        engine = open_engine(address)
        yield PostgresViews(engine, lambda: self._world.engine.reference)
        engine.dispose()

    def repeat(self, reference: str) -> Repeat:
        """What both databases say of a referral's notice, the same."""
        found = [_repeat(views, reference) for views in self.asked()]
        assert found[0] == found[1]
        return found[0]


def _repeat(views: SqlViews, reference: str) -> Repeat:
    def mine(row: NoticeRow) -> bool:
        event = views.event(row.event)
        return event is not None and event.reference == reference and row.kind != NoticeKind.RECALL

    rows = [row.notice for row in views.inbox_of(COORDINATOR) if mine(row)]
    (repeat,) = views.repeats_of(rows).values()
    return repeat


def days(assessed: RepeatAssessed | None) -> list[int]:
    """On what it rests, in days before now."""
    assert assessed is not None
    return [(START - at).days for at in rests_on(assessed).values()]


@pytest.fixture
def pair(tmp_path: Path, postgres: PostgresServer) -> Iterator[Pair]:
    """A hub with every flow on, before anything happened."""
    world = World(tmp_path / "hub", plan=flow_plan())
    yield Pair(world, postgres)
    world.close()


def test_what_stands_as_it_was_told_has_not_changed(pair: Pair) -> None:
    pair.referral(200)
    pair.callout(100)
    pair.referral(1)
    repeat = pair.repeat("M1")
    assert (repeat.told, repeat.changed, repeat.withdrawn) == (repeat.now, False, frozenset())
    assert repeat.told.repeat
    assert days(repeat.now) == [200, 100, 1]


def test_a_referral_whose_reasons_were_all_withdrawn_is_a_repeat_no_more(pair: Pair) -> None:
    pair.referral(200)
    for day in (100, 50):
        pair.callout(day)
    pair.referral(1)
    pair.callout(100, gone=True)
    some = pair.repeat("M1")
    assert some.now is not None
    assert (some.now.repeat, days(some.now), len(some.withdrawn)) == (True, [200, 50, 1], 1)
    pair.callout(50, gone=True)
    pair.referral(200, gone=True)
    repeat = pair.repeat("M1")
    assert repeat.now is not None
    assert (repeat.told.repeat, repeat.now.repeat, repeat.changed) == (True, False, True)
    assert (days(repeat.told), days(repeat.now)) == ([200, 100, 50, 1], [1])
    assert repeat.withdrawn == set(rests_on(repeat.told)) - {repeat.now.case}


def test_what_came_in_late_makes_a_repeat_of_it(pair: Pair) -> None:
    pair.referral(1)
    pair.referral(200)
    repeat = pair.repeat("M1")
    assert repeat.now is not None
    assert (repeat.told.repeat, repeat.now.repeat, repeat.withdrawn) == (False, True, frozenset())


def test_of_another_perpetrator_the_reasons_of_the_first_say_nothing(pair: Pair) -> None:
    pair.referral(200)
    pair.referral(1, accused=(ROLF,))
    before = pair.repeat("M1").told
    assert before.repeat
    pair.referral(1, accused=(OTTO,), no=2)
    repeat = pair.repeat("M1")
    assert repeat.now is not None
    assert not repeat.now.repeat
    assert repeat.now.perpetrator != before.perpetrator


def test_of_two_perpetrators_one_is_enough_whichever_the_notice_spoke_of(pair: Pair) -> None:
    pair.referral(300, accused=(OTTO,))
    pair.referral(200, accused=(ROLF,))
    pair.referral(1, accused=(ROLF, OTTO))
    told = pair.repeat("M1").told
    assert told.repeat
    pair.referral(200 if days(told)[0] == 200 else 300, gone=True)
    repeat = pair.repeat("M1")
    assert repeat.now is not None
    assert repeat.now.repeat
    assert repeat.now.perpetrator != told.perpetrator


ASSESSED: Final = RepeatAssessed(
    event=b"e" * 16, case=b"c" * 16, person="resolve-1-0", perpetrator="resolve-1-1", section=1, area=AREA,
    rule="marac-repeat", version=2, repeat=True, last_referral=Counted(b"l" * 16, START - timedelta(days=9)),
    counted=(Counted(b"c" * 16, START),), others=(), window="12 months", replaces=None,
)  # fmt: skip


def record(number: int, *outputs: Output) -> Decision:
    """A record of hop 2, an hour after the one before it."""
    at, none = START + timedelta(hours=number), bytes(32)
    return Decision(
        "hub", RESOLVE, number, none, number, none, InputKind.FORWARDED, at, 0, none, "test", outputs, None, none
    )


@pytest.mark.parametrize("moved", [PersonsMerged, PersonsSplit])
def test_who_turns_out_to_be_another_is_asked_of_by_the_name_that_the_notice_has(
    moved: type[PersonsMerged | PersonsSplit],
) -> None:
    other = replace(ASSESSED, person="resolve-0-7", repeat=False, last_referral=None)
    told = moved(ASSESSED.event, ASSESSED.case, ASSESSED.person, other.person)
    found = standing_in([record(1, ASSESSED), record(2, told, other)], {ASSESSED.case})[ASSESSED.case]
    assert found.of(ASSESSED) == (other, START + timedelta(hours=2))


def test_it_stands_since_it_was_first_answered_so() -> None:
    again = replace(ASSESSED, section=2)
    found = standing_in([record(1, ASSESSED), record(2, again)], {ASSESSED.case})[ASSESSED.case]
    assert found.of(ASSESSED) == (ASSESSED, START + timedelta(hours=1))


def test_nothing_stands_of_what_was_forgotten_and_other_cases_are_left_alone() -> None:
    forgotten = OccurrenceForgotten(ASSESSED.event, ASSESSED.case)
    found = standing_in([record(1, ASSESSED), record(2, forgotten)], {ASSESSED.case, b"o" * 16})
    assert [one.of(ASSESSED) for one in found.values()] == [(None, None)] * 2
    elsewhere = standing_in([record(1, ASSESSED), record(2, replace(forgotten, case=b"o" * 16))], {ASSESSED.case})
    assert elsewhere[ASSESSED.case].of(ASSESSED)[0] == ASSESSED


class ByPortions(MeetingViews):
    """Finds records portion by portion, the later first."""

    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        told = {1: ASSESSED, 2: replace(ASSESSED, repeat=False, last_referral=None)}
        return [(number, codec.encode(record(number, told[number]))) for number in (2, 1)]


def test_of_what_is_found_by_portions_the_last_record_stands() -> None:
    now, since = ByPortions()._standing({ASSESSED.case})[ASSESSED.case].of(ASSESSED)
    assert now is not None
    assert not now.repeat
    assert since == START + timedelta(hours=2)
