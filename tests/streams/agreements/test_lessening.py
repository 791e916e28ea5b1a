"""What a version of a duty takes away."""

from datetime import date

import pytest

from schemas.items import Item
from streams.agreements.clauses import Condition
from streams.agreements.document import Instrument
from streams.agreements.lessening import before, lessened
from streams.agreements.vocabulary import PartyKind, RecipientRole
from tests.streams.agreements.repository import agreement, duty

LESS: list[tuple[dict[str, object], str]] = [
    ({"when": (Condition(age_under=5), *duty().when[1:])}, "the child is under 5"),
    ({"when": (*duty().when, Condition(restricted_is=False))}, "nobody of the event is marked restricted"),
    ({"minimum": (Item.INCIDENT_FACT,)}, "No longer in the minimum"),
    ({"recipient_roles": (RecipientRole.DSL,)}, "head teachers"),
    ({"recipient_kinds": (PartyKind.SCHOOL,)}, "colleges"),
    ({"holder_kind": PartyKind.HEALTH_TRUST}, "Police forces no longer hold this duty"),
]


@pytest.mark.parametrize(("update", "says"), LESS)
def test_what_is_lost_is_said(update: dict[str, object], says: str) -> None:
    (sentence,) = lessened(duty(), duty().model_copy(update=update))
    assert says in sentence


@pytest.mark.parametrize(
    "update",
    [
        {"when": ()},
        {"when": (Condition(age_under=25), *duty().when)},
        {"minimum": (*duty().minimum, Item.CHILD_PRESENCE)},
        {"in_force_from": date(2099, 1, 1)},
    ],
)
def test_as_much_or_more_loses_nothing(update: dict[str, object]) -> None:
    assert lessened(duty(), duty().model_copy(update=update)) == ()


def test_the_version_before_is_the_next_lower_one_of_the_same_duty() -> None:
    second, third = (duty().model_copy(update={"version": number}) for number in (2, 3))
    known: list[Instrument] = [third, duty(), second, agreement("bedford-operation-encompass")]
    assert before(third, known) is second
    assert before(duty(), known) is None
