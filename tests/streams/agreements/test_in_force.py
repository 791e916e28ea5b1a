"""When an agreement counts: expiry, first day, suspension, succession and review, on the project's own instruments."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from schemas.items import Item
from streams.agreements.compiled import compile_index
from streams.agreements.document import digest
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.parts import Provider, Reference, Suspension
from streams.agreements.terms import terms_of
from streams.agreements.verdict import Alarm, NotInForce, Outcome, Reason
from streams.agreements.vocabulary import PartyKind
from tests.streams.agreements.asking import LUTON_IN_JULY, MINIMUM, ask, ask_with, seen, with_dates
from tests.streams.agreements.repository import (
    BOTH_TRAININGS,
    LUTON,
    TO_BEDFORD_DSL,
    agreement,
    documents,
    duty,
)  # fmt: skip

replace = msgspec.structs.replace


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


def test_a_review_that_is_overdue_raises_an_alarm() -> None:
    later = replace(TO_BEDFORD_DSL, at=datetime(2027, 7, 15, tzinfo=UTC))
    assert Alarm.REVIEW_OVERDUE in ask(later).alarms
    assert Alarm.REVIEW_OVERDUE not in ask(replace(later, at=later.at - timedelta(hours=2))).alarms


def test_nobody_ends_what_others_agreed() -> None:
    bedford = agreement("bedford-operation-encompass")
    both, ended = bedford.signatories, (Reference(id=bedford.id, version=bedford.version),)
    stranger = {"id": "third-agreement", "signatories": ("luton-borough-council",), "supersedes": ended}
    alone = {"version": bedford.version + 1, "signatories": both[:1]}
    everyone = {"version": bedford.version + 1, "signatories": (*both, "luton-borough-council")}
    for changes, stands in ((stranger, True), (alone, True), (everyone, False)):
        replacing = bedford.model_copy(update=changes)
        term = terms_of([*documents().values(), replacing])[bedford.id, bedford.kind, bedford.version]
        assert (term.superseded is None) is stands


def test_a_police_force_that_did_not_sign_gives_nothing_under_its_kind() -> None:
    bedford = agreement("bedford-operation-encompass")
    parties = bedford.parties.model_copy(update={"providers": (Provider(kind=PartyKind.POLICE_FORCE),)})
    signed = bedford.model_copy(update={"parties": parties})
    council = signed.model_copy(update={"signatories": ("bedford-borough-council",)})
    assert Item.SCHOOL_SUMMARY not in seen(ask_with(council, TO_BEDFORD_DSL))
    assert Item.SCHOOL_SUMMARY in seen(ask_with(signed, TO_BEDFORD_DSL))
