"""Who left a case by a correction, and since when: revision by revision, as hop 2 found who each section is."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from schemas.events.event import Standing
from schemas.records.match import AdultConcerned, Change, ChildLeft, PersonResolved
from services.operator.named_in_error import named_in_error
from streams.engines.contract import TraceStep
from streams.views.answering import SqlViews
from streams.views.rows import EventRow
from tests.support.facts import MONDAY_EVENING

Said = AdultConcerned | PersonResolved | ChildLeft
"""What hop 2 says of somebody in a revision."""
Story = Mapping[int, Sequence[Said]]
"""What it said of each revision of a case."""

CASE = b"c" * 16
LATE = MONDAY_EVENING + timedelta(days=100)


def event(revision: int) -> bytes:
    """The id of a revision."""
    return bytes([revision]) * 16


def at(revision: int) -> datetime:
    """When it was accepted: one a day."""
    return MONDAY_EVENING + timedelta(days=revision)


def row(revision: int) -> EventRow:
    """A revision of the case."""
    standing = str(Standing.CURRENT)
    when = at(revision)
    return EventRow(
        event(revision), CASE, "police", "t", "r-1", revision, standing, "", when, when, b"", "s", 1, 1, 1
    )  # fmt: skip


class Told:
    """Views that know of each event what hop 2 said of it."""

    def __init__(self, said: Story) -> None:
        self._said = {event(revision): outputs for revision, outputs in said.items()}

    def trace(self, of: bytes) -> list[TraceStep]:
        """One record with everything."""
        outputs = tuple(("", one) for one in self._said.get(of, ()))
        return [TraceStep("resolve-1", MONDAY_EVENING, "match/1", 0, outputs, None)]


def subject(revision: int, section: int, person: str) -> AdultConcerned:
    """Somebody whom a revision is about."""
    return AdultConcerned(event(revision), CASE, section, person, Change.NEW, ())


def other(revision: int, section: int, person: str, was: int | None = None) -> PersonResolved:
    """Somebody else in a revision; `was`: under the reference of that section of the revision before."""
    return PersonResolved(event(revision), CASE, section, person, known=False, was=was)


def left(revision: int, person: str, change: Change = Change.REMOVED) -> ChildLeft:
    """A revision is about somebody no more."""
    return ChildLeft(event(revision), CASE, person, change)


def found(said: Story, until: datetime = LATE) -> dict[int, tuple[int, ...]]:
    """By revision, the sections of whoever was named in error."""
    rows = [row(revision) for revision in sorted(said)]
    views = cast(SqlViews, Told(said))
    return {one.row.revision: one.sections for one in named_in_error(views, rows, until)}


BOTH: Sequence[Said] = (subject(1, 1, "ann"), subject(1, 2, "bea"))
ONE_LEFT: Story = {1: BOTH, 2: (subject(2, 1, "ann"), left(2, "bea"))}


def test_who_left_is_found_in_every_revision_that_names_them() -> None:
    again = (subject(2, 1, "ann"), subject(2, 4, "bea"), other(2, 3, "bea"))
    said: Story = {1: BOTH, 2: again, 3: (subject(3, 1, "ann"), left(3, "bea"))}
    assert found(said) == {1: (2,), 2: (3, 4)}


def test_it_counts_from_the_revision_that_names_them_no_more_to_the_moment() -> None:
    assert found(ONE_LEFT, at(2)) == {1: (2,)}
    assert found(ONE_LEFT, at(2) - timedelta(microseconds=1)) == {}


def test_a_later_revision_does_not_put_it_off() -> None:
    assert found({**ONE_LEFT, 3: (subject(3, 1, "ann"),)}, at(2)) == {1: (2,)}


def test_who_came_back_and_left_again_left_the_second_time() -> None:
    back = (subject(3, 1, "ann"), subject(3, 2, "bea"))
    said: Story = {**ONE_LEFT, 3: back, 4: (subject(4, 1, "ann"), left(4, "bea"))}
    assert found(said, at(3)) == {}
    assert found(said, at(4)) == {1: (2,), 3: (2,)}


def test_who_came_back_is_named_in_error_nowhere() -> None:
    assert found({**ONE_LEFT, 3: (subject(3, 1, "ann"), subject(3, 2, "bea"))}) == {}


def test_while_the_newest_revision_waits_to_be_decided_nobody_has_left() -> None:
    assert found({1: BOTH, 2: ()}) == {}
    assert found({**ONE_LEFT, 3: ()}) == {}


def test_who_is_said_to_have_left_has_left_whoever_stands_under_their_reference() -> None:
    said: Story = {
        1: (*BOTH, other(1, 2, "bea")),
        2: (subject(2, 1, "ann"), left(2, "bea"), other(2, 2, "cleo", was=2)),
    }
    assert found(said) == {1: (2,)}


def test_an_adult_under_the_same_reference_is_better_described_and_under_another_has_left() -> None:
    one: Story = {
        1: (subject(1, 1, "ann"), other(1, 3, "rolf")),
        2: (subject(2, 1, "ann"), other(2, 3, "ralf", was=3)),
    }
    assert found(one) == {}
    other_one = {**one, 2: (subject(2, 1, "ann"), other(2, 3, "ralf", was=2))}
    assert found(other_one) == {1: (3,)}


def test_the_reference_is_of_the_last_revision_that_has_them() -> None:
    """The section numbers of one revision say nothing of another's."""
    said: Story = {
        1: (subject(1, 1, "ann"), other(1, 3, "rolf")),
        2: (subject(2, 1, "ann"), other(2, 5, "rolf", was=3)),
        3: (subject(3, 1, "ann"), other(3, 2, "ralf", was=5)),
    }
    assert found(said) == {}
    assert found({**said, 3: (subject(3, 1, "ann"), other(3, 2, "ralf", was=3))}) == {1: (3,), 2: (5,)}


def test_who_turned_out_to_be_somebody_who_stays_has_not_left() -> None:
    said: Story = {
        1: (subject(1, 1, "ann"), subject(1, 1, "ann twice")),
        2: (subject(2, 1, "ann"), left(2, "ann twice")),
    }
    assert found(said) == {}


def test_what_is_withdrawn_and_comes_again_without_somebody_takes_them_out() -> None:
    """A withdrawal takes nobody out of an event: the sender's own reference says who comes again."""
    withdrawn: tuple[Said, ...] = (left(2, "rolf", Change.WITHDRAWN), other(2, 1, "ann"))
    said: Story = {
        1: (other(1, 1, "ann"), other(1, 3, "rolf")),
        2: (*withdrawn, other(2, 3, "ralf", was=3)),
    }
    assert found(said) == {}
    assert found({**said, 2: (*withdrawn, left(2, "rolf"), other(2, 3, "ralf", was=3))}) == {1: (3,)}


def test_what_a_trace_tells_of_another_event_of_the_case_is_not_counted() -> None:
    second = (subject(2, 1, "ann"), other(2, 3, "ralf", was=3), left(9, "rolf"))
    said: Story = {1: (subject(1, 1, "ann"), other(1, 3, "rolf"), other(9, 7, "zoe")), 2: second}
    assert found(said) == {}
