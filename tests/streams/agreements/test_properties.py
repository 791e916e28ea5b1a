"""What holds for every set of instruments and every request."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.items import Item
from streams.agreements.clauses import Clause, Condition
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement, Instrument
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import ADDRESS_MASK, items_of, items_of_event, mask_of, never_to_a_school_of
from streams.agreements.parts import Dates, Parties, Provider, Recipient, Suspension
from streams.agreements.request import Facts, Request
from streams.agreements.verdict import Alarm, Outcome, Reason, Verdict
from streams.agreements.vocabulary import SETTINGS
from tests.streams.agreements import worlds

# By seed: drawing each choice through hypothesis costs ten times as much, and these failures are small anyway.
randoms = st.integers(0, 2**32 - 1).map(Random)
REQUESTS = 12


def ask(documents: list[Instrument], request: Request) -> Verdict:
    return evaluate(compile_index(documents), request)


def requests(rng: Random) -> list[Request]:
    return [worlds.request(rng) for _ in range(REQUESTS)]


def going(verdict: Verdict) -> int:
    return verdict.permitted | verdict.awaiting_training


@given(randoms)
def test_without_instruments_nothing_goes(rng: Random) -> None:
    request = worlds.request(rng)
    verdict = ask([], request)
    assert verdict.outcome is Outcome.REFUSED
    assert going(verdict) == 0
    assert verdict.never_given == items_of_event(request.event_type)


@given(randoms)
def test_without_a_permit_or_a_duty_nothing_goes(rng: Random) -> None:
    documents = [each for each in worlds.world(rng) if isinstance(each, Agreement)]
    forbidding = [
        each.model_copy(
            update={"clauses": tuple(clause.model_copy(update={"effect": "forbid"}) for clause in each.clauses)}
        )
        for each in documents
    ]
    for request in requests(rng):
        verdict = ask([*forbidding], request)
        assert verdict.outcome is Outcome.REFUSED
        assert going(verdict) == 0


@given(randoms)
def test_what_goes_is_named_by_a_clause_that_gives_it(rng: Random) -> None:
    documents = worlds.world(rng)
    for request in requests(rng):
        for part in ask(documents, request).given:
            (document,) = [
                each
                for each in documents
                if (each.kind, each.id, each.version)
                == (part.instrument.kind, part.instrument.id, part.instrument.version)
            ]
            if isinstance(document, Agreement):
                (clause,) = [each for each in document.clauses if each.id == part.clause]
                assert clause.effect == "permit"
                assert request.role in clause.recipient_roles
                assert set(items_of(part.items)) <= document.items_in(clause)
            else:
                assert set(items_of(part.items)) <= set(document.minimum)


@given(randoms)
def test_a_forbid_overrides_every_permit(rng: Random) -> None:
    documents = worlds.world(rng)
    for request in requests(rng):
        hidden = worlds.some(rng, worlds.ITEMS)
        forbid = _about(rng, request, Clause(
            id="f", effect="forbid", event_types=(request.event_type,), recipient_roles=(request.role,), items=hidden
        ))  # fmt: skip
        permit = _about(rng, request, Clause(
            id="p", effect="permit", event_types=(request.event_type,), recipient_roles=(request.role,), items=hidden
        )).model_copy(update={"id": "all"})  # fmt: skip
        verdict = ask([*documents, forbid, permit], request)
        assert not going(verdict) & mask_of(hidden)
        if verdict.outcome is Outcome.REFUSED:
            assert verdict.refusal is not None
            assert verdict.refusal.reason is not Reason.NOT_PERMITTED


def _about(rng: Random, request: Request, clause: Clause) -> Agreement:
    """An agreement in force between the parties of a request, of one clause."""
    parties = Parties(
        providers=(Provider(agency=request.publisher),),
        recipients=(Recipient(kind=request.recipient_kind, roles=(request.role,)),),
    )
    always = Dates(
        signed=worlds.DAY_0.replace(year=2020), in_force_from=worlds.DAY_0.replace(year=2020),
        review_by=worlds.DAY_0.replace(year=2030), expires=worlds.DAY_0.replace(year=2031),
    )  # fmt: skip
    return worlds.agreement(rng, "about").model_copy(
        update={
            "areas": (request.area,), "parties": parties, "clauses": (clause,), "eligibility": (), "dates": always
        }
    )  # fmt: skip


@given(randoms)
def test_an_error_in_a_clause_refuses_what_it_touches_and_says_so(rng: Random) -> None:
    """A fact of a type that a condition cannot compare: as if the clause gave nothing, or forbade, and it is named."""
    documents = worlds.world(rng)
    for request in requests(rng):
        effect = rng.choice(("permit", "forbid"))
        clause = worlds.clause(rng, "c", effect).model_copy(
            update={
                "event_types": (request.event_type,), "recipient_roles": (request.role,),
                "when": (Condition(age_under=18),),
            }
        )  # fmt: skip
        broken = _about(rng, request, clause)
        facts = msgspec.structs.replace(request.facts, age="nine")  # that is the error
        wrong = msgspec.structs.replace(request, facts=facts)
        verdict = ask([*documents, broken], wrong)
        named = {(each.instrument.id, each.clause, each.condition) for each in verdict.undecided}
        assert ("about", "c", "age_under 18") in named
        assert Alarm.CLAUSE_UNDECIDED in verdict.alarms
        if effect == "forbid":
            assert not going(verdict) & mask_of(clause.items)
        else:
            assert going(verdict) == going(ask(documents, wrong))


@given(randoms)
def test_every_item_has_one_place_and_only_permission_permits(rng: Random) -> None:
    documents = worlds.world(rng)
    for request in requests(rng):
        verdict = ask(documents, request)
        masks = [verdict.permitted, verdict.awaiting_training, *(part.items for part in verdict.withheld)]
        assert sum(masks) == items_of_event(request.event_type)
        assert (going(verdict) != 0) == (verdict.outcome is Outcome.PERMITTED)
        assert (verdict.refusal is None) == (verdict.outcome is Outcome.PERMITTED)
        given_by_clauses = 0
        for part in verdict.given:
            given_by_clauses |= part.items
        assert given_by_clauses == going(verdict)
        if request.facts.restricted is not False:
            assert not going(verdict) & ADDRESS_MASK
        if request.recipient_kind in SETTINGS:
            assert not going(verdict) & never_to_a_school_of(request.event_type)
        assert not going(verdict) & verdict.never_given


@given(randoms)
def test_order_of_instruments_and_clauses_never_matters(rng: Random) -> None:
    documents = worlds.world(rng)
    shuffled = [_shuffled(document, rng) for document in documents]
    rng.shuffle(shuffled)
    for request in requests(rng):
        assert _without_digests(ask(shuffled, request)) == _without_digests(ask(documents, request))


def _shuffled(document: Instrument, rng: Random) -> Instrument:
    if not isinstance(document, Agreement):
        return document
    clauses = [clause.model_copy(update={"when": clause.when[::-1]}) for clause in document.clauses]
    rng.shuffle(clauses)
    return document.model_copy(update={"clauses": tuple(clauses), "eligibility": document.eligibility[::-1]})


def _without_digests(verdict: Verdict) -> object:
    """All of a verdict but digests, which follow the order of the text."""
    return _blank(msgspec.to_builtins(verdict))


def _blank(value: object) -> object:
    if isinstance(value, dict):
        return {key: _blank(part) for key, part in value.items() if key != "digest"}
    return [_blank(part) for part in value] if isinstance(value, list | tuple) else value


@given(randoms)
def test_a_further_permit_never_removes(rng: Random) -> None:
    documents = worlds.world(rng)
    permit = worlds.agreement(rng, "added")
    clauses = tuple(worlds.clause(rng, f"p{number}", "permit") for number in range(2))
    permit = permit.model_copy(update={"clauses": clauses, "eligibility": ()})
    for request in requests(rng):
        assert going(ask(documents, request)) & ~going(ask([*documents, permit], request)) == 0


@given(randoms)
def test_a_further_forbid_never_adds(rng: Random) -> None:
    documents = worlds.world(rng)
    forbid = worlds.agreement(rng, "added")
    forbid = forbid.model_copy(update={"clauses": (worlds.clause(rng, "f", "forbid"),), "eligibility": ()})
    for request in requests(rng):
        before, after = ask(documents, request), ask([*documents, forbid], request)
        assert going(after) & ~going(before) == 0
        assert before.outcome is not Outcome.REFUSED or after.outcome is Outcome.REFUSED


@given(randoms)
def test_suspending_equals_removing(rng: Random) -> None:
    documents = worlds.world(rng)
    subject = worlds.agreement(rng, "subject")
    pause = Suspension(starts=subject.dates.in_force_from, reason="r")
    suspended = subject.model_copy(
        update={"dates": Dates(**{**subject.dates.model_dump(exclude={"suspended"}), "suspended": (pause,)})}
    )
    for request in requests(rng):
        removed, paused = ask(documents, request), ask([*documents, suspended], request)
        at_once = evaluate(compile_index([*documents, subject], {"subject"}), request)
        for other in (paused, at_once):
            assert _effect(other) == _effect(removed)


def _effect(verdict: Verdict) -> tuple[object, ...]:
    """All that reaches anybody; an agreement that rests may be named in a reason or an alarm."""
    return (
        verdict.outcome, verdict.permitted, verdict.awaiting_training, verdict.given, verdict.never_given,
        verdict.floor, verdict.duties, verdict.handling,
    )  # fmt: skip


@given(randoms)
def test_a_duty_is_never_silently_lost(rng: Random) -> None:
    documents = worlds.world(rng)
    duty = worlds.duty(rng, "duty").model_copy(update={"when": (), "in_force_from": worlds.DAY_0.replace(month=1)})
    minimum = mask_of(duty.minimum)
    for request in requests(rng):
        verdict = ask([*documents, duty], request)
        named = (
            request.event_type in duty.event_types
            and request.publisher_kind is duty.holder_kind
            and request.recipient_kind in duty.recipient_kinds
            and request.role in duty.recipient_roles
        )
        assert not named or verdict.floor & minimum == minimum
        if named and verdict.outcome is not Outcome.PERMITTED:
            assert verdict.outcome is Outcome.TO_DESK
            assert Alarm.DUTY_HELD in verdict.alarms
        elif named:
            assert verdict.permitted & minimum == minimum


@given(randoms)
def test_what_a_reader_brings_never_removes_and_never_changes_the_minimum(rng: Random) -> None:
    documents = worlds.world(rng)
    agreements = [each for each in documents if isinstance(each, Agreement)]
    of_days = any(each.training is None for document in agreements for each in document.eligibility)
    for request in requests(rng):
        unknown = msgspec.structs.replace(request, trainings=frozenset(), appointed_days=None)
        untrained = ask(documents, unknown)
        trained = ask(documents, msgspec.structs.replace(request, trainings=frozenset(worlds.TRAININGS)))
        at_issue = ask(documents, msgspec.structs.replace(request, trainings=None))
        assert untrained.permitted & ~trained.permitted == 0
        assert untrained.floor == trained.floor == at_issue.floor
        assert at_issue.permitted == untrained.permitted
        if trained.outcome is Outcome.PERMITTED and at_issue.outcome is Outcome.PERMITTED:
            assert trained.permitted & ~going(at_issue) == 0
            assert of_days or going(at_issue) == trained.permitted


@given(randoms)
def test_knowing_less_never_discloses_more(rng: Random) -> None:
    documents = worlds.world(rng)
    for request in requests(rng):
        field = rng.choice(Facts.__struct_fields__)
        less = msgspec.structs.replace(request, facts=msgspec.structs.replace(request.facts, **{field: None}))
        before, after = ask(documents, request), ask(documents, less)
        if before.outcome is not Outcome.TO_DESK:
            assert going(after) & ~going(before) == 0


@given(randoms)
def test_never_given_does_not_depend_on_the_event(rng: Random) -> None:
    documents = worlds.world(rng)
    for request in requests(rng):
        other = msgspec.structs.replace(
            request,
            facts=worlds.request(rng).facts,
            trainings=worlds.request(rng).trainings,
            occurred_at=worlds.moment(rng),
        )
        assert ask(documents, request).never_given == ask(documents, other).never_given


@given(st.frozensets(st.sampled_from(list(Item))))
def test_masks_and_items_are_each_others_inverse(items: frozenset[Item]) -> None:
    assert frozenset(items_of(mask_of(items))) == items
