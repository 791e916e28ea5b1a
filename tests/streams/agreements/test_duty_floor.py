"""What the duty's minimum holds against, and where it does not reach, on the project's own instruments."""

import msgspec
import pytest

from schemas.items import Item
from streams.agreements.clauses import Clause
from streams.agreements.masks import items_of
from streams.agreements.verdict import Alarm, Outcome, Reason
from streams.agreements.vocabulary import RecipientRole
from tests.streams.agreements.asking import MINIMUM, ask, ask_with, reason_for, seen, with_clause
from tests.streams.agreements.repository import LUTON, TO_BEDFORD_DSL, TO_COUNCIL, agreement, with_facts  # fmt: skip

replace = msgspec.structs.replace


def test_a_forbid_on_the_minimum_stands_on_the_desk_and_discloses_nothing() -> None:
    no_birthday = Clause(
        id="no-birthday",
        effect="forbid",
        event_types=(TO_BEDFORD_DSL.event_type,),
        recipient_roles=(RecipientRole.DSL,),
        items=(Item.CHILD_DATE_OF_BIRTH,),
    )
    verdict = ask_with(with_clause(agreement("bedford-operation-encompass"), no_birthday), TO_BEDFORD_DSL)
    assert verdict.outcome is Outcome.TO_DESK
    assert (verdict.permitted, verdict.awaiting_training, verdict.given) == (0, 0, ())
    assert verdict.refusal is not None
    assert (verdict.refusal.reason, verdict.refusal.clause) == (Reason.FORBIDDEN_BY_CLAUSE, "no-birthday")
    assert reason_for(verdict, Item.CHILD_NAME) is Reason.HELD_FOR_DESK
    assert reason_for(verdict, Item.CHILD_DATE_OF_BIRTH) is Reason.FORBIDDEN_BY_CLAUSE
    assert set(items_of(verdict.floor)) == MINIMUM
    assert Alarm.DUTY_HELD in verdict.alarms


@pytest.mark.parametrize("fact", ["age", "resides_in_force_area"])
def test_a_duty_that_cannot_be_decided_goes_to_a_desk_that_may_read_it(fact: str) -> None:
    unknown: dict[str, object] = {fact: None}
    verdict = ask(with_facts(replace(TO_BEDFORD_DSL, area=LUTON), **unknown))
    assert verdict.outcome is Outcome.TO_DESK
    assert verdict.refusal is not None
    assert verdict.refusal.reason is Reason.FACT_NOT_KNOWN
    assert verdict.refusal.condition is not None
    assert verdict.refusal.condition.startswith(fact)
    desk = ask(with_facts(TO_COUNCIL, **unknown))
    assert seen(desk) >= MINIMUM


def test_a_clause_that_fails_gives_nothing_and_is_reported() -> None:
    verdict = ask(with_facts(TO_BEDFORD_DSL, age="nine"))
    assert verdict.outcome is Outcome.TO_DESK
    assert {each.condition for each in verdict.undecided} == {"age_under 18"}
    assert {each.clause for each in verdict.undecided} == {"guidance-contents", "minimum"}


def test_an_agreement_that_gives_the_minimum_needs_no_desk() -> None:
    verdict = ask(with_facts(TO_BEDFORD_DSL, resides_in_force_area=None))
    assert verdict.outcome is Outcome.PERMITTED
    assert verdict.floor == 0
    assert seen(verdict) >= MINIMUM


def test_from_the_18th_birthday_the_duty_and_the_agreement_give_nothing() -> None:
    verdict = ask(with_facts(TO_BEDFORD_DSL, age=18))
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.refusal is not None
    assert verdict.refusal.reason is Reason.CONDITION_NOT_MET
    assert (verdict.refusal.clause, verdict.refusal.condition) == ("guidance-contents", "age_under 18")
    assert ask(with_facts(TO_BEDFORD_DSL, age=17)).outcome is Outcome.PERMITTED


def test_a_child_of_another_forces_area_goes_only_by_agreement() -> None:
    elsewhere = with_facts(TO_BEDFORD_DSL, resides_in_force_area=False)
    assert Item.CHILD_NAME in seen(ask(elsewhere))
    refused = ask(replace(elsewhere, area=LUTON))
    assert refused.outcome is Outcome.REFUSED
    assert refused.floor == 0


def test_another_force_reaches_a_bedford_school_by_the_duty_alone() -> None:
    verdict = ask(replace(TO_BEDFORD_DSL, publisher="hertfordshire-constabulary"))
    assert seen(verdict) == MINIMUM
    assert Alarm.MINIMUM_ONLY in verdict.alarms


def test_an_area_without_agreements_gets_the_minimum() -> None:
    assert seen(ask(replace(TO_BEDFORD_DSL, area="330"))) == MINIMUM
