"""The cases of agreements.md and flows.md, on the project's own instruments."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from schemas.events.encompass import Grade, Presence
from schemas.items import NEVER_TO_A_SCHOOL, Item
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement, Clause, Dates, Suspension, digest
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import ALL, items_of
from streams.agreements.request import Request
from streams.agreements.verdict import Alarm, NotInForce, Outcome, Reason, Verdict
from streams.agreements.vocabulary import PartyKind, RecipientRole
from tests.streams.agreements.repository import (
    BEDFORD,
    BOTH_TRAININGS,
    CENTRAL_BEDFORDSHIRE,
    LUTON,
    MILTON_KEYNES,
    TO_BEDFORD_DSL,
    TO_COUNCIL,
    agreement,
    documents,
    duty,
    index,
    with_facts,
)  # fmt: skip

replace = msgspec.structs.replace
MINIMUM = {
    Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT, Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH,
}  # fmt: skip
LUTON_IN_JULY = replace(
    TO_BEDFORD_DSL,
    area=LUTON,
    occurred_at=datetime(2026, 7, 30, 21, 0, tzinfo=UTC),
    at=datetime(2026, 7, 31, 7, 0, tzinfo=UTC),
)


def ask(request: Request) -> Verdict:
    return evaluate(index(), request)


def ask_with(changed: Agreement, request: Request) -> Verdict:
    """Ask with one of the project's agreements replaced by another."""
    others = [document for document in documents().values() if document.id != changed.id]
    return evaluate(compile_index([*others, changed]), request)


def seen(verdict: Verdict) -> set[Item]:
    return set(items_of(verdict.permitted))


def reason_for(verdict: Verdict, item: Item) -> Reason:
    (reason,) = {part.reason for part in verdict.withheld if item in items_of(part.items)}
    return reason


def with_dates(document: Agreement, **changes: object) -> Agreement:
    return document.model_copy(update={"dates": Dates(**{**document.dates.model_dump(), **changes})})


def with_clause(document: Agreement, clause: Clause) -> Agreement:
    return document.model_copy(update={"clauses": (*document.clauses, clause)})


def test_bedford_gets_what_the_statutory_guidance_names() -> None:
    verdict = ask(TO_BEDFORD_DSL)
    assert verdict.outcome is Outcome.PERMITTED
    assert seen(verdict) == MINIMUM | {
        Item.INCIDENT_LOCATION, Item.CHILD_PRESENCE, Item.CHILD_WHEREABOUTS, Item.CHILD_SEEN_BY,
        Item.CHILD_SPOKEN_TO_BY, Item.CHILD_VOICE, Item.CHILD_RELATIONSHIPS, Item.CHILD_SAFE_CONTACT,
        Item.SCHOOL_SUMMARY,
    }  # fmt: skip
    assert verdict.alarms == ()


@pytest.mark.parametrize("area", [BEDFORD, CENTRAL_BEDFORDSHIRE, LUTON, MILTON_KEYNES])
def test_no_school_ever_gets_narrative_or_addresses_of_adults(area: str) -> None:
    verdict = ask(replace(TO_BEDFORD_DSL, area=area, trainings=BOTH_TRAININGS))
    assert seen(verdict).isdisjoint(NEVER_TO_A_SCHOOL)
    assert {reason_for(verdict, item) for item in NEVER_TO_A_SCHOOL} == {Reason.NEVER_TO_A_SCHOOL}


@pytest.mark.parametrize("presence", [Presence.NOT_PRESENT, Presence.NOT_KNOWN, None])
def test_whereabouts_are_forbidden_unless_the_child_was_there(presence: Presence | None) -> None:
    verdict = ask(with_facts(TO_BEDFORD_DSL, presence=presence))
    assert reason_for(verdict, Item.CHILD_WHEREABOUTS) is Reason.FORBIDDEN_BY_CLAUSE
    assert (Alarm.CLAUSE_UNDECIDED in verdict.alarms) == (presence is None)


def test_a_head_gets_the_minimum_and_what_the_head_clause_adds() -> None:
    verdict = ask(replace(TO_BEDFORD_DSL, role=RecipientRole.HEAD))
    assert seen(verdict) == MINIMUM | {Item.CHILD_PRESENCE, Item.CHILD_SAFE_CONTACT, Item.SCHOOL_SUMMARY}


def test_central_bedfordshire_adds_only_safe_contact() -> None:
    verdict = ask(replace(TO_BEDFORD_DSL, area=CENTRAL_BEDFORDSHIRE))
    assert seen(verdict) == MINIMUM | {Item.CHILD_SAFE_CONTACT}
    assert Alarm.MINIMUM_ONLY not in verdict.alarms


def test_milton_keynes_gives_the_grade_only_when_high() -> None:
    request = replace(TO_BEDFORD_DSL, area=MILTON_KEYNES, publisher="thames-valley-police")
    assert Item.INCIDENT_GRADE not in seen(ask(request))
    assert Item.INCIDENT_GRADE in seen(ask(with_facts(request, grade=Grade.HIGH)))


def test_an_expired_agreement_leaves_the_minimum_and_raises_the_alarm() -> None:
    verdict = ask(replace(TO_BEDFORD_DSL, area=LUTON, trainings=BOTH_TRAININGS))
    assert verdict.outcome is Outcome.PERMITTED
    assert seen(verdict) == MINIMUM
    assert verdict.alarms == (Alarm.AGREEMENT_EXPIRED, Alarm.MINIMUM_ONLY)
    (part,) = [part for part in verdict.withheld if part.reason is Reason.NOT_IN_FORCE]
    assert part.why is NotInForce.EXPIRED
    assert part.instrument is not None
    assert part.instrument.id == "luton-operation-encompass"
    assert [given.instrument.id for given in verdict.given] == ["domestic-abuse-act-2021-s49a"]


def test_an_agreement_expires_at_midnight_in_london() -> None:
    last = datetime(2026, 7, 31, 22, 59, 59, tzinfo=UTC)
    trained = replace(LUTON_IN_JULY, trainings=BOTH_TRAININGS)
    assert Item.CHILD_PRESENCE in seen(ask(replace(trained, at=last)))
    assert Item.CHILD_PRESENCE not in seen(ask(replace(trained, at=last + timedelta(seconds=1))))


def test_an_incident_of_the_first_covered_minute_is_covered() -> None:
    first = datetime(2026, 8, 24, 23, 0, tzinfo=UTC)  # 25 August, midnight in London
    covered = ask(replace(TO_BEDFORD_DSL, occurred_at=first))
    before = ask(replace(TO_BEDFORD_DSL, occurred_at=first - timedelta(seconds=1)))
    assert Item.SCHOOL_SUMMARY in seen(covered)
    assert seen(before) == MINIMUM
    assert Alarm.INCIDENT_OUTSIDE_DATES in before.alarms


@pytest.mark.parametrize("trainings", [frozenset[str](), *(frozenset({name}) for name in sorted(BOTH_TRAININGS))])
def test_training_decides_fields_but_never_the_minimum(trainings: frozenset[str]) -> None:
    verdict = ask(replace(LUTON_IN_JULY, trainings=trainings))
    assert seen(verdict) == MINIMUM
    assert reason_for(verdict, Item.CHILD_PRESENCE) is Reason.TRAINING_MISSING
    trained = ask(replace(LUTON_IN_JULY, trainings=BOTH_TRAININGS))
    assert seen(trained) == MINIMUM | {Item.CHILD_PRESENCE, Item.CHILD_SEEN_BY}


def test_at_issue_items_wait_for_the_readers_trainings() -> None:
    verdict = ask(replace(LUTON_IN_JULY, trainings=None))
    assert seen(verdict) == MINIMUM
    assert set(items_of(verdict.awaiting_training)) == {Item.CHILD_PRESENCE, Item.CHILD_SEEN_BY}


def test_training_for_the_whole_agreement_does_not_refuse_the_notification() -> None:
    luton = agreement("luton-operation-encompass")
    everything = luton.eligibility[0].model_copy(update={"items": luton.clauses[0].items})
    verdict = ask_with(luton.model_copy(update={"eligibility": (everything,)}), LUTON_IN_JULY)
    assert seen(verdict) == MINIMUM


def test_a_suspended_agreement_discloses_nothing_more() -> None:
    pause = Suspension(starts=date(2026, 11, 21), reason="under review")
    suspended = with_dates(agreement("bedford-operation-encompass"), suspended=(pause,))
    verdict = ask_with(suspended, TO_BEDFORD_DSL)
    assert seen(verdict) == MINIMUM
    assert verdict.alarms == (Alarm.AGREEMENT_SUSPENDED, Alarm.MINIMUM_ONLY)


def test_a_suspension_by_the_reference_keeps_the_registered_digest() -> None:
    verdict = evaluate(compile_index(documents().values(), {"bedford-operation-encompass"}), TO_BEDFORD_DSL)
    assert seen(verdict) == MINIMUM
    (part,) = [part for part in verdict.withheld if part.why is NotInForce.SUSPENDED]
    assert part.instrument is not None
    assert part.instrument.digest == digest(agreement("bedford-operation-encompass"))


def test_a_duty_cannot_be_suspended() -> None:
    verdict = evaluate(compile_index(documents().values(), {duty().id}), TO_BEDFORD_DSL)
    assert set(items_of(verdict.floor)) == MINIMUM


def test_a_lifted_suspension_counts_again_from_the_next_midnight() -> None:
    pause = Suspension(starts=date(2026, 11, 1), ends=date(2026, 11, 20), reason="under review")
    bedford = with_dates(agreement("bedford-operation-encompass"), suspended=(pause,))
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    assert Item.SCHOOL_SUMMARY in seen(ask_with(bedford, replace(TO_BEDFORD_DSL, at=midnight)))
    assert seen(ask_with(bedford, replace(TO_BEDFORD_DSL, at=midnight - timedelta(seconds=1)))) == MINIMUM


def test_suspending_a_successor_does_not_bring_back_what_it_replaced() -> None:
    old = agreement("bedford-operation-encompass")
    pause = Suspension(starts=date(2026, 10, 1), reason="gave too much")
    new = with_dates(old.model_copy(update={"version": 2}), in_force_from=date(2026, 10, 1), suspended=(pause,))
    verdict = evaluate(compile_index([old, new, duty()]), TO_BEDFORD_DSL)
    assert seen(verdict) == MINIMUM
    assert {part.why for part in verdict.withheld} - {None} == {NotInForce.SUPERSEDED}


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


@pytest.mark.parametrize(
    "changes",
    [
        {"role": RecipientRole.AUDITOR},
        {"role": RecipientRole.IFD},
        {"recipient_kind": PartyKind.EARLY_YEARS},
        {"event_type": "missing.episode"},
        {"publisher": "a-trust", "publisher_kind": PartyKind.HEALTH_TRUST},
    ],
)
def test_whom_no_instrument_names_gets_nothing(changes: dict[str, object]) -> None:
    verdict = ask(replace(TO_BEDFORD_DSL, **changes))
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.refusal is not None
    assert verdict.refusal.reason is Reason.NOT_PERMITTED
    assert verdict.permitted == 0


@pytest.mark.parametrize("restricted", [True, None])
@pytest.mark.parametrize("request_", [TO_BEDFORD_DSL, TO_COUNCIL], ids=["dsl", "council"])
def test_a_restricted_person_suppresses_every_address(request_: Request, restricted: bool | None) -> None:
    verdict = ask(with_facts(request_, restricted=restricted))
    assert seen(verdict) == seen(ask(request_)) - {Item.INCIDENT_LOCATION, Item.CHILD_ADDRESS}
    address = Item.CHILD_ADDRESS if request_ is TO_COUNCIL else Item.INCIDENT_LOCATION
    assert reason_for(verdict, address) is Reason.RESTRICTED


def test_what_is_never_given_does_not_depend_on_the_event() -> None:
    plain = ask(TO_BEDFORD_DSL).never_given
    for changed in (
        with_facts(TO_BEDFORD_DSL, restricted=True),
        with_facts(TO_BEDFORD_DSL, presence=Presence.NOT_PRESENT),
        with_facts(TO_BEDFORD_DSL, age=None, resides_in_force_area=False),
        replace(TO_BEDFORD_DSL, occurred_at=TO_BEDFORD_DSL.occurred_at - timedelta(days=200)),
    ):
        assert ask(changed).never_given == plain
    assert Item.INCIDENT_LOCATION not in items_of(plain)
    assert set(items_of(plain)) >= NEVER_TO_A_SCHOOL


def test_the_council_sees_candidates_evidence_but_no_narrative_nor_victims_address() -> None:
    verdict = ask(TO_COUNCIL)
    assert seen(verdict) >= {Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH, Item.CHILD_ADDRESS}
    assert seen(verdict).isdisjoint({Item.POLICE_NARRATIVE, Item.VICTIM_ADDRESS, Item.PERPETRATOR_ADDRESS})


def test_a_verdict_names_the_exact_version_and_its_handling() -> None:
    verdict = ask(TO_BEDFORD_DSL)
    bedford = agreement("bedford-operation-encompass")
    assert [(each.id, each.version, each.digest) for each in verdict.instruments] == [
        (bedford.id, bedford.version, digest(bedford)),
        (duty().id, duty().version, digest(duty())),
    ]
    assert verdict.handling == (*bedford.handling, *duty().handling)
    assert verdict.instruments[0].purpose is bedford.purpose
    assert "Children Act 2004" in verdict.instruments[0].lawful_basis


def test_a_review_that_is_overdue_raises_an_alarm() -> None:
    later = replace(TO_BEDFORD_DSL, at=datetime(2027, 7, 15, tzinfo=UTC))
    assert Alarm.REVIEW_OVERDUE in ask(later).alarms
    assert Alarm.REVIEW_OVERDUE not in ask(replace(later, at=later.at - timedelta(hours=2))).alarms


def test_every_item_is_permitted_or_withheld_once() -> None:
    verdict = ask(with_facts(TO_BEDFORD_DSL, restricted=True))
    masks = [verdict.permitted, verdict.awaiting_training, *(part.items for part in verdict.withheld)]
    assert sum(masks) == ALL


def test_a_request_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(TO_BEDFORD_DSL, at=datetime(2026, 11, 21))
