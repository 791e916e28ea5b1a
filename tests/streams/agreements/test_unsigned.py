"""An agreement that lacks a signature is not in force: it neither gives, nor forbids, nor replaces another."""

from datetime import date
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.items import Item
from streams.agreements import sentences
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement, Instrument
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.verdict import Alarm, NotInForce, Outcome
from tests.streams.agreements import worlds
from tests.streams.agreements.asking import MINIMUM, seen, with_dates
from tests.streams.agreements.repository import TO_BEDFORD_DSL, TO_COUNCIL, agreement, documents, duty

BEDFORD = agreement("bedford-operation-encompass")
NAMED = (BEDFORD.id, BEDFORD.version)


def test_the_dutys_minimum_goes_all_the_same_with_an_alarm() -> None:
    verdict = evaluate(compile_index(documents().values(), (), {NAMED}), TO_BEDFORD_DSL)
    assert verdict.outcome is Outcome.PERMITTED
    assert seen(verdict) == MINIMUM
    assert verdict.alarms == (Alarm.AGREEMENT_UNSIGNED, Alarm.MINIMUM_ONLY)
    (part,) = [part for part in verdict.withheld if part.why is NotInForce.UNSIGNED]
    assert part.instrument is not None
    assert part.instrument.id == BEDFORD.id


def test_a_refusal_says_that_a_signature_is_lacking() -> None:
    desk = agreement("council-education-safeguarding-desk")
    verdict = evaluate(compile_index(documents().values(), (), {(desk.id, desk.version)}), TO_COUNCIL)
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.refusal is not None
    assert verdict.refusal.why is NotInForce.UNSIGNED
    assert "not signed by every party" in sentences.of_refusal(verdict.refusal)


def test_a_draft_that_lies_ahead_raises_no_alarm() -> None:
    ahead = with_dates(BEDFORD.model_copy(update={"version": 2}), in_force_from=date(2027, 1, 1))
    verdict = evaluate(compile_index([BEDFORD, ahead, duty()], (), {(ahead.id, 2)}), TO_BEDFORD_DSL)
    assert Item.SCHOOL_SUMMARY in seen(verdict)
    assert verdict.alarms == ()


def test_an_unsigned_successor_replaces_nothing() -> None:
    after = with_dates(BEDFORD.model_copy(update={"version": 2}), in_force_from=date(2026, 10, 1))
    known: list[Instrument] = [BEDFORD, after, duty()]
    before_signing = evaluate(compile_index(known, (), {(after.id, 2)}), TO_BEDFORD_DSL)
    signed = evaluate(compile_index(known), TO_BEDFORD_DSL)
    assert {given.instrument.version for given in before_signing.given if given.instrument.id == BEDFORD.id} == {1}
    assert {given.instrument.version for given in signed.given if given.instrument.id == BEDFORD.id} == {2}


def test_a_duty_needs_no_signature() -> None:
    verdict = evaluate(compile_index(documents().values(), (), {(duty().id, duty().version)}), TO_BEDFORD_DSL)
    assert set(items_of(verdict.floor)) == MINIMUM


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_lacking_a_signature_discloses_exactly_as_if_the_document_were_not_there(rng: Random) -> None:
    known = worlds.world(rng)
    unsigned, suspended = worlds.standing(rng, known)
    without = [each for each in known if not isinstance(each, Agreement) or (each.id, each.version) not in unsigned]
    request = worlds.request(rng)
    here = evaluate(compile_index(known, suspended, unsigned), request)
    there = evaluate(compile_index(without, suspended), request)
    same = ("outcome", "permitted", "awaiting_training", "never_given", "floor", "given")
    assert [getattr(here, name) for name in same] == [getattr(there, name) for name in same]
    assert msgspec.structs.asdict(here)["duties"] == there.duties
