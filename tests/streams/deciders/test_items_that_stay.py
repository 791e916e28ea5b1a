"""A desk item whose ground a revision left as it was stays that very item, and shows what the revision says."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import missing
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.events.texts import Text
from schemas.records.inputs import OpenDeskItem
from schemas.records.notify import MatterRevised
from schemas.records.reference import AreaRoutingSet
from schemas.records.watch import DeskItemOpened
from schemas.vectors.flows import EPISODE
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.state import HeldItem
from streams.routing.routes import Routing
from tests.streams.deciders.revising import AMY, BEN, HOME_EDUCATED, a_line, ring_up, settle, without_reader
from tests.support.facts import Facts, Section, Told, a_reference, an_event, apply
from tests.support.flows import a_flow_line
from tests.support.furnishing import AREA, appointed
from tests.support.line import Line
from tests.support.people import adult, child_of
from tests.support.world import COORDINATOR, FIRST, dsl

Sections = tuple[Section | Told, ...]
CHANGED = replace(child_of(AMY), whereabouts="in the garden")
WORDS = Told(Text("Told by the officer."), (0,), SectionKind.NARRATIVE)


def items(line: Line) -> list[HeldItem]:
    """Every open desk item."""
    return [item for _, _, matter in line.matters() for item in matter.desk]


def open_(line: Line, kind: str = "no_reader") -> DeskItemOpened:
    """The coordinator opens an item."""
    case, person, item = line.item(kind)
    assert line.perform(OpenDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK)) == [
        f"desk item shown to {COORDINATOR}"
    ]
    return [one for one in line.recorded.values() if isinstance(one, DeskItemOpened)][-1]


def connected(line: Line) -> Line:
    """The only reader of Amy's school has the name of the victim."""
    line.facts.name_staff(dsl(FIRST), "Ann", "Other")
    line.publish(an_event(child_of(AMY), adult("Ann", "Other", Role.VICTIM)))
    return line


def without_a_school(line: Line) -> Line:
    """A child who is taught at home."""
    line.publish(an_event(HOME_EDUCATED))
    return line


@pytest.mark.parametrize("revised", [(CHANGED,), (child_of(AMY), WORDS)])
def test_an_item_for_a_school_without_a_reader_is_the_same_after_a_revision(revised: Sections) -> None:
    line = without_reader(a_line())
    (before,) = items(line)
    assert line.later(hours=1).publish(an_event(*revised, revision=2)) == [f"changed child is pupil-0 at {FIRST}/roll"]
    (after,) = items(line)
    assert (after.item, after.due) == (before.item, before.due)


def test_an_item_without_a_safe_reader_is_the_same_after_a_revision() -> None:
    line = connected(a_line())
    (before,) = items(line)
    line.later(hours=1).publish(an_event(CHANGED, adult("Ann", "Other", Role.VICTIM), revision=2))
    assert [one.item for one in items(line)] == [before.item]


def test_an_item_of_a_child_without_a_school_is_the_same_after_a_revision() -> None:
    line = without_a_school(a_line())
    (before,) = items(line)
    line.later(hours=1).publish(an_event(replace(HOME_EDUCATED, whereabouts="outside"), revision=2))
    assert [one.item for one in items(line)] == [before.item]


def test_what_a_duty_holds_back_is_the_same_after_a_revision_that_is_refused_alike() -> None:
    grown = replace(AMY, date_of_birth=date(2008, 11, 9))
    line = Line(Facts(a_reference()))
    line.facts.put_roll(FIRST, [grown])
    line.publish(an_event(child_of(grown)))
    (before,) = items(line)
    assert line.later(hours=1).publish(an_event(replace(child_of(grown), whereabouts="outside"), revision=2))[1:] == [
        f"refused to {FIRST}: not_under_18"
    ]
    assert [one.item for one in items(line)] == [before.item]


def test_where_nobody_may_be_told_the_item_is_the_same_after_a_revision() -> None:
    line = a_flow_line(AreaRoutingSet(AREA, msgspec.json.encode(Routing())))
    episodes = [
        an_event(EPISODE, replace(child_of(AMY), whereabouts=where), type=missing.EVENT_TYPE, revision=number)
        for number, where in ((1, "outside"), (2, "by the river"))
    ]
    line.publish(episodes[0])
    (before,) = items(line)
    assert before.kind.value == "no_route"
    line.later(hours=1).publish(episodes[1])
    assert [one.item for one in items(line)] == [before.item]


def test_what_is_overdue_stays_so() -> None:
    line = without_reader(a_line())
    line.later(hours=20).tick()
    line.publish(an_event(CHANGED, revision=2))
    (after,) = items(line)
    assert after.overdue


def test_opened_after_a_revision_it_shows_the_revision() -> None:
    line = without_reader(a_line())
    first = open_(line).shows
    revised = an_event(CHANGED, revision=2)
    line.publish(revised)
    assert (first == revised.header.event, open_(line).shows) == (False, revised.header.event)


def test_the_record_names_the_items_that_stay() -> None:
    line = without_reader(a_line())
    (before,) = items(line)
    line.publish(an_event(CHANGED, revision=2))
    revised = [one for one in line.recorded.values() if isinstance(one, MatterRevised)]
    assert [one.items for one in revised] == [(before.item,)]


@pytest.mark.parametrize("end", [ring_up, lambda line: settle(line, "no_reader")])
def test_who_read_it_before_the_revision_reads_it_again_before_it_ends(end: Callable[[Line], list[str]]) -> None:
    line = without_reader(a_line())
    open_(line)
    line.publish(an_event(CHANGED, revision=2))
    assert end(line) == ["refused: revised_since_read"]
    open_(line)
    assert end(line)[-1].startswith("desk item closed: ")


def test_who_never_read_it_is_not_sent_back() -> None:
    line = without_reader(a_line())
    line.publish(an_event(CHANGED, revision=2))
    assert ring_up(line) == ["told by telephone: head", "desk item closed: told_by_telephone"]


def test_an_item_for_another_reason_takes_its_place() -> None:
    line = without_reader(a_line())
    (before,) = items(line)
    apply(line.facts.reference, appointed("u-new", "dsl", "urn", FIRST))
    line.facts.name_staff("u-new", "Ann", "Other")
    said = line.publish(an_event(child_of(AMY), adult("Ann", "Other", Role.VICTIM), revision=2))
    assert said[1:] == ["desk item closed: superseded", f"desk 822: no_safe_reader for {FIRST} (no_safe_reader)"]
    assert before.item not in {one.item for one in items(line)}


def test_a_doubtful_match_is_asked_of_the_newest_revision_alone() -> None:
    line = a_line()
    doubtful = replace(child_of(BEN), given_names="Benjy", date_of_birth=None)
    line.publish(an_event(doubtful))
    (before,) = items(line)
    line.publish(an_event(replace(doubtful, whereabouts="outside"), revision=2))
    (after,) = items(line)
    assert (before.kind.value, after.kind.value, after.item == before.item) == ("match", "match", False)
