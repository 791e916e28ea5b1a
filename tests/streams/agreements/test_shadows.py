"""Clauses that another clause makes needless or undoes, and who must be named as controller."""

import pytest

from schemas.events import marac
from schemas.events.consent import Consent
from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence
from schemas.items import Item
from streams.agreements.check import Code, Finding
from streams.agreements.clauses import Clause, Condition
from tests.streams.agreements.repository import duty
from tests.streams.agreements.test_check import BEDFORD, FIRST, changed, forbid, found

SAW = Condition(presence_in=(Presence.SAW,))
BY_DAY = Condition(time_of_day_in=("08:30-17:00",))
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
    [
        ((SAW,), (SAW,)),
        ((SAW,), ()),
        ((SAW,), (SAW_OR_HEARD,)),
        ((Condition(age_under=5),), (Condition(age_under=9),)),
        ((BY_DAY,), (Condition(time_of_day_in=("08:00-12:30", "12:30-18:00")),)),
        ((Condition(time_of_day_in=("23:00-01:00",)),), (Condition(time_of_day_in=("18:00-08:00",)),)),
        ((Condition(office_hours_is=True),), (Condition(office_hours_is=True),)),
    ],
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
    gap = Condition(time_of_day_in=("08:00-12:00", "12:01-18:00"))
    assert about(Code.CLAUSE_ADDS_NOTHING, permit(gap), permit(BY_DAY, id="again")) == []
    in_hours = Condition(office_hours_is=True)
    assert about(Code.CLAUSE_ADDS_NOTHING, permit(in_hours), permit(BY_DAY, id="again")) == []


def test_conditions_that_exclude_each_other_are_errors_and_grounds_never_do() -> None:
    night = Condition(time_of_day_in=("17:00-08:30",))
    given, refused = Condition(consent_in=(Consent.GIVEN,)), Condition(consent_in=(Consent.REFUSED,))
    hours = Condition(office_hours_is=True), Condition(office_hours_is=False)
    for when in ((BY_DAY, night), (given, refused), hours):
        (finding,) = about(Code.CONDITIONS_NEVER_HOLD, permit(*when))
        assert finding.path == ("clauses", AT, "when")
    repeat, score = (
        Condition(referral_ground_in=(ground,)) for ground in (ReferralGround.REPEAT, ReferralGround.DASH_SCORE)
    )
    assert about(Code.CONDITIONS_NEVER_HOLD, permit(repeat, score)) == []


def test_a_condition_on_what_an_event_type_never_says_is_warned_of() -> None:
    asked = Condition(consent_in=(Consent.GIVEN,)), Condition(referral_ground_in=(ReferralGround.REPEAT,))
    found = about(Code.FACT_NEVER_STATED, permit(*asked))
    assert [finding.path for finding in found] == [("clauses", AT, "when", 0), ("clauses", AT, "when", 1)]
    assert "gives nothing there" in found[0].message
    (finding,) = about(Code.FACT_NEVER_STATED, forbid(NEW, when=asked[:1]))
    assert "always forbids there" in finding.message
    of_referrals = permit(*asked).model_copy(update={"event_types": (marac.EVENT_TYPE,)})
    assert about(Code.FACT_NEVER_STATED, of_referrals) == []
    graded = permit(Condition(grade_in=(Grade.HIGH,)))
    assert about(Code.FACT_NEVER_STATED, graded) == []
    assert len(about(Code.FACT_NEVER_STATED, graded.model_copy(update={"event_types": (marac.EVENT_TYPE,)}))) == 1


def test_a_condition_that_names_every_value_asks_nothing() -> None:
    all_day = Condition(time_of_day_in=("08:30-17:00", "17:00-08:30"))
    stated = Condition(consent_in=tuple(each for each in Consent if each is not Consent.NOT_STATED))
    for every in (Condition(presence_in=tuple(Presence)), all_day, stated):
        (finding,) = about(Code.CONDITION_ALWAYS_HOLDS, permit(SAW_OR_HEARD, every))
        assert finding.path == ("clauses", AT, "when", 1)
    assert about(Code.CONDITION_ALWAYS_HOLDS, permit(BY_DAY)) == []


def test_an_item_that_events_of_a_type_do_not_have_is_found() -> None:
    def about_dash(effect: str, *event_types: str) -> list[tuple[str, tuple[str | int, ...]]]:
        """Severity and path of what is found about the answers to the checklist in a clause on these event types."""
        clause = forbid(Item.DASH_ANSWERS).model_copy(update={"effect": effect, "event_types": event_types})
        found = about(Code.ITEM_NOT_OF_EVENT, clause)
        return [(str(each.severity), each.path) for each in found if "`dash_answers` is no item of" in each.message]

    at = ("clauses", AT)
    assert about_dash("permit", EVENT_TYPE) == [("error", at)]
    assert about_dash("permit", EVENT_TYPE, marac.EVENT_TYPE) == [("warning", at)]
    assert about_dash("permit", marac.EVENT_TYPE) == []
    assert about_dash("forbid", EVENT_TYPE) == [("warning", at)]
    assert about_dash("forbid", marac.EVENT_TYPE) == []


def test_a_duty_demands_no_item_that_its_events_do_not_have() -> None:
    wrong = duty().model_copy(update={"minimum": (*duty().minimum, Item.FRONT_DOOR_OUTCOME)})
    (finding,) = (each for each in found(wrong) if each.code is Code.ITEM_NOT_OF_EVENT)
    assert (str(finding.severity), finding.path) == ("error", ("minimum",))
    assert "it is one of `front_door.contact` and `front_door.outcome`" in finding.message


def test_each_stage_has_a_controller_and_a_processor_its_contract() -> None:
    def codes(*controllers: object) -> list[tuple[Code, str]]:
        return [(each.code, str(each.severity)) for each in found(changed(controllers=controllers))]

    publishing, hub, receiving = BEDFORD.controllers
    assert codes(publishing, hub, receiving) == []
    assert codes(hub) == [(Code.CONTROLLER_MISSING, "error")] * 2
    assert codes(publishing, receiving, hub.model_copy(update={"arrangement": None})) == [
        (Code.ARRANGEMENT_MISSING, "error")
    ]
