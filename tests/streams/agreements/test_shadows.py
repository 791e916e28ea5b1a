"""Clauses that another clause makes needless or undoes, and who must be named as controller."""

import pytest

from schemas.events.people import Presence
from schemas.items import Item
from streams.agreements.check import Code, Finding
from streams.agreements.clauses import Clause, Condition
from tests.streams.agreements.test_check import BEDFORD, FIRST, changed, forbid, found

SAW = Condition(presence_in=(Presence.SAW,))
SAW_OR_HEARD = Condition(presence_in=(Presence.SAW, Presence.HEARD))
NEW = Item.VICTIM_NAME


def permit(*when: Condition, id: str = "more") -> Clause:
    return forbid(NEW, when=when).model_copy(update={"effect": "permit", "id": id})


def about(code: Code, *clauses: Clause) -> list[Finding]:
    """Findings of a kind about Bedford's agreement with more clauses."""
    return [each for each in found(changed(clauses=(*BEDFORD.clauses, *clauses))) if each.code is code]


AT = len(BEDFORD.clauses)


def test_a_permit_whose_conditions_a_forbid_shares_is_undone() -> None:
    for wide in ((SAW,), (SAW_OR_HEARD,), ()):
        (finding,) = about(Code.ITEMS_NO_ROLE_MAY_SEE, permit(SAW), forbid(NEW, when=wide))
        assert finding.path == ("clauses", AT)
    for narrow in ((SAW,), (SAW_OR_HEARD, Condition(age_under=3))):
        assert about(Code.ITEMS_NO_ROLE_MAY_SEE, permit(SAW_OR_HEARD), forbid(NEW, when=narrow)) == []


def test_forbids_that_cover_the_roles_between_them_undo_a_permit() -> None:
    one = forbid(NEW).model_copy(update={"recipient_roles": FIRST.recipient_roles[:1]})
    rest = forbid(NEW).model_copy(update={"id": "rest", "recipient_roles": FIRST.recipient_roles[1:]})
    assert about(Code.ITEMS_NO_ROLE_MAY_SEE, permit(), one) == []
    assert len(about(Code.ITEMS_NO_ROLE_MAY_SEE, permit(), one, rest)) == 1


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [((SAW,), (SAW,)), ((SAW,), ()), ((SAW,), (SAW_OR_HEARD,)), ((Condition(age_under=5),), (Condition(age_under=9),))],
)
def test_the_narrower_of_two_clauses_adds_nothing(narrow: tuple[Condition, ...], wide: tuple[Condition, ...]) -> None:
    (finding,) = about(Code.CLAUSE_ADDS_NOTHING, permit(*wide), permit(*narrow, id="again"))
    assert finding.path == ("clauses", AT + 1)
    outer, inner = forbid(NEW, when=wide), forbid(NEW, when=narrow).model_copy(update={"id": "inner"})
    (finding,) = about(Code.CLAUSE_ADDS_NOTHING, inner, outer)
    assert finding.path == ("clauses", AT + (narrow == wide))


def test_clauses_that_each_do_something_are_left_alone() -> None:
    young, old = Condition(age_under=5), Condition(age_at_least=5)
    assert about(Code.CLAUSE_ADDS_NOTHING, permit(young), permit(old, id="again")) == []
    assert about(Code.CLAUSE_ADDS_NOTHING, permit(SAW), permit(young, id="again")) == []


def test_a_condition_that_names_every_value_asks_nothing() -> None:
    every = Condition(presence_in=tuple(Presence))
    (finding,) = about(Code.CONDITION_ALWAYS_HOLDS, permit(SAW_OR_HEARD, every))
    assert finding.path == ("clauses", AT, "when", 1)


def test_each_stage_has_a_controller_and_a_processor_its_contract() -> None:
    def codes(*controllers: object) -> list[tuple[Code, str]]:
        return [(each.code, str(each.severity)) for each in found(changed(controllers=controllers))]

    publishing, hub, receiving = BEDFORD.controllers
    assert codes(publishing, hub, receiving) == []
    assert codes(hub) == [(Code.CONTROLLER_MISSING, "warning")] * 2
    assert codes(publishing, receiving, hub.model_copy(update={"arrangement": None})) == [
        (Code.ARRANGEMENT_MISSING, "warning")
    ]
