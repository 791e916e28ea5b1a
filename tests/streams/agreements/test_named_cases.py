"""The cases of agreements.md and flows.md, on the project's own instruments."""

from datetime import datetime, timedelta

import msgspec
import pytest

from schemas.events import marac
from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.people import Presence
from schemas.items import ADDRESSES, NEVER_TO_A_SCHOOL, Item
from schemas.items_of import ITEMS_OF
from streams.agreements.check import Code, check
from streams.agreements.compiled import compile_index
from streams.agreements.document import digest
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of, items_of_event
from streams.agreements.request import Request
from streams.agreements.verdict import Alarm, Outcome, Reason
from streams.agreements.vocabulary import PartyKind, RecipientRole
from tests.streams.agreements.asking import LUTON_IN_JULY, MINIMUM, ask, ask_with, reason_for, seen
from tests.streams.agreements.repository import (
    BEDFORD,
    BOTH_TRAININGS,
    CENTRAL_BEDFORDSHIRE,
    LUTON,
    MILTON_KEYNES,
    TO_BEDFORD_DSL,
    TO_COUNCIL,
    agreement,
    duty,
    with_facts,
)  # fmt: skip

replace = msgspec.structs.replace


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
    assert {reason_for(verdict, item) for item in NEVER_TO_A_SCHOOL & ITEMS_OF[EVENT_TYPE]} == {
        Reason.NEVER_TO_A_SCHOOL
    }


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


@pytest.mark.parametrize(
    "changes",
    [
        {"role": RecipientRole.AUDITOR},
        {"role": RecipientRole.IFD},
        {"recipient_kind": PartyKind.EARLY_YEARS},
        {"event_type": "custody.child"},
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
    assert seen(verdict) == seen(ask(request_)) - ADDRESSES
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
    assert set(items_of(plain)) >= NEVER_TO_A_SCHOOL & ITEMS_OF[EVENT_TYPE]


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


def test_every_item_is_permitted_or_withheld_once() -> None:
    verdict = ask(with_facts(TO_BEDFORD_DSL, restricted=True))
    masks = [verdict.permitted, verdict.awaiting_training, *(part.items for part in verdict.withheld)]
    assert sum(masks) == items_of_event(EVENT_TYPE)


def test_a_request_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(TO_BEDFORD_DSL, at=datetime(2026, 11, 21))


def test_a_school_learns_nothing_of_a_referral_to_marac_whatever_an_agreement_says() -> None:
    bedford = agreement("bedford-operation-encompass")
    clause = bedford.clauses[0].model_copy(update={"event_types": (marac.EVENT_TYPE,), "when": ()})
    wrong = bedford.model_copy(update={"clauses": (clause,)})
    verdict = evaluate(compile_index([wrong]), msgspec.structs.replace(TO_BEDFORD_DSL, event_type=marac.EVENT_TYPE))
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.refusal is not None
    assert verdict.refusal.reason is Reason.NEVER_TO_A_SCHOOL
    assert Code.NEVER_TO_A_SCHOOL in {found.code for found in check([wrong, duty()])}
