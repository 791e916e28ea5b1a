"""Whether anyone may be told: in a school one connected reader is too many; of a desk only all of them are."""

from collections.abc import Collection

import pytest

from schemas.records.notify import DeskKind
from schemas.records.share import Recipient
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.notify import unsafe_to_tell
from streams.deciders.person.recipients import school
from tests.support.facts import MONDAY_EVENING, a_reference
from tests.support.furnishing import AREA, appointed
from tests.support.world import FIRST, dsl

FRONT_DOOR = Recipient("front_door", "area", AREA)
REFERENCE = a_reference(
    appointed("u-deputy", "deputy_dsl", "urn", FIRST),
    appointed("u-one", "front_door", "area", AREA),
    appointed("u-two", "front_door", "area", AREA),
)


@pytest.mark.parametrize(
    ("recipient", "connected", "unsafe"),
    [
        (school(FIRST), (), None),
        (school(FIRST), ("u-one",), None),
        (school(FIRST), (dsl(FIRST),), DeskKind.NO_SAFE_READER),
        (school(FIRST), ("u-deputy",), DeskKind.NO_SAFE_READER),
        (school(FIRST), (dsl(FIRST), "u-deputy"), DeskKind.NO_SAFE_READER),
        (school("999999"), (), DeskKind.NO_READER),
        (FRONT_DOOR, ("u-one",), None),
        (FRONT_DOOR, ("u-one", "u-two"), DeskKind.NO_SAFE_READER),
    ],
)
def test_who_is_connected_decides_by_where_they_read(
    recipient: Recipient, connected: Collection[str], unsafe: DeskKind | None
) -> None:
    facts = PersonFacts(REFERENCE, None, frozenset(connected))
    assert unsafe_to_tell(facts, recipient, MONDAY_EVENING) is unsafe
