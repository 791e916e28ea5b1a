"""Evaluation: pure and total. Refuse by default; forbid overrides permit; order never matters.

Rules (agreements.md):

- A permit gives its items when its agreement is in force at `Request.at`, covers when the incident happened, stands
  between publisher and recipient in this area, and all its conditions hold.
- A forbid of an agreement that is in force takes its items from every permit **and** holds back a duty's minimum;
  it does so whenever the incident happened.
- An agreement that lacks a signature is not in force, so it neither gives nor forbids, and replaces no other.
- A duty gives its minimum without any agreement and without any training. What keeps an item of the minimum back
  sends the whole to the desk: nothing is disclosed, nothing is lost.
- A condition on a fact that is not known makes a permit give nothing, a forbid forbid, and a duty go to the desk.
- A person marked restricted takes out every address; no setting ever gets `NEVER_TO_A_SCHOOL`, and
  nothing at all of a referral to MARAC.
- What is asked of a reader (a training, a role that is current) decides items of the agreement that asks for it, never
  the minimum.

How it is done, from a request to a verdict. Each step looks only at what the one before it left:

1. `compiled.Index.entry` finds what names this event type, role and area, in one look-up: thousands of agreements of
   other areas cost nothing.
2. `candidates.Lineup` keeps of that what stands between this publisher and this recipient, and `Lineup.span` sorts it
   by what counts and what rests at the times of the request: the candidates.
3. `layout.Layout` turns the facts into one integer, which says of every condition of all instruments whether it holds,
   each asked once whichever clauses share it. From here on nothing of the request is read but this integer, and of it
   the bits that the candidates look at.
4. `weigh.weigh` compares that integer with the bits that each clause needs, and adds up masks of items: what goes, and
   by which clauses.
5. `verdict_of` says why of every item that does not.

Steps 2 and 5 are the dear ones. So `answers.Answers` keeps candidates by parties and times, and verdicts by candidates
and integer; that is exact, because the steps after them read nothing else.
"""

from typing import Final

from streams.agreements.candidates import Candidate, Candidates, Lineup, Pool
from streams.agreements.compiled import Index
from streams.agreements.refusal import held_refusal, refusal, unknown_condition
from streams.agreements.request import Request
from streams.agreements.verdict import Alarm, Given, NotInForce, Outcome, Reason, Undecided, Verdict, Withheld
from streams.agreements.weigh import Weighed, weigh

_ALARMS: Final = {
    NotInForce.EXPIRED: Alarm.AGREEMENT_EXPIRED,
    NotInForce.SUSPENDED: Alarm.AGREEMENT_SUSPENDED,
    NotInForce.UNSIGNED: Alarm.AGREEMENT_UNSIGNED,
    NotInForce.INCIDENT_OUTSIDE_DATES: Alarm.INCIDENT_OUTSIDE_DATES,
}


def evaluate(index: Index, request: Request) -> Verdict:
    """May this recipient see which items of this event, and why. Never raises for a well-typed request."""
    candidates = Lineup(index, request).span(request.at, request.occurred_at, Pool(index.layout)).candidates
    return verdict_of(candidates, encode(request, candidates))


def encode(request: Request, candidates: Candidates) -> int:
    """The facts of a request as the bits that matter to these candidates, which are for its parties and its times."""
    layout = candidates.layout
    known = layout.bits(request.facts, request.trainings, request.appointed_days)
    return (known | layout.clock(request.at) | candidates.fixed) & candidates.relevant


def verdict_of(candidates: Candidates, bits: int) -> Verdict:
    """The verdict on a request that was encoded for these candidates."""
    weighed = weigh(candidates, bits)
    dormant = [each for each in candidates.dormant if bits & each.need == each.need]
    undecided = _undecided(candidates, bits)
    withheld = _withheld(candidates, weighed, dormant, bits)
    if weighed.held:
        why = held_refusal(candidates, weighed, undecided, bits)
    elif weighed.outcome is Outcome.REFUSED:
        why = refusal(candidates, weighed, withheld, bits, _items(dormant))
    else:
        why = None
    return Verdict(
        outcome=weighed.outcome,
        permitted=weighed.permitted,
        awaiting_training=weighed.awaiting,
        never_given=candidates.never_given,
        floor=weighed.floor,
        duties=tuple([each.rule.instrument for each in candidates.minimums if bits & each.need == each.need]),
        given=_given(weighed),
        withheld=withheld,
        refusal=why,
        undecided=tuple(
            [Undecided(e.rule.instrument, e.rule.clause, unknown_condition(candidates, e, bits)) for e in undecided]
        ),
        alarms=_alarms(weighed, dormant, undecided),
    )


def _items(candidates: list[Candidate]) -> int:
    items = 0
    for each in candidates:
        items |= each.items
    return items


def _undecided(candidates: Candidates, bits: int) -> list[Candidate]:
    """Clauses that count and hold or not by a fact that is not known."""
    possible = bits | bits >> 1
    found = [
        each
        for sort in (candidates.forbids, candidates.permits, candidates.minimums)
        for each in sort
        if bits & each.need != each.need and possible & each.need == each.need
    ]
    return sorted(found, key=_instrument)


def _instrument(candidate: Candidate) -> tuple[str, str, int]:
    instrument = candidate.rule.instrument
    return instrument.kind, instrument.id, instrument.version


def _given(weighed: Weighed) -> tuple[Given, ...]:
    given = []
    for each, lacking in weighed.gives:
        items = weighed.given_by(each, lacking)
        if items:
            given.append(Given(each.rule.instrument, each.rule.clause, items))
    return tuple(given)


def _withheld(candidates: Candidates, weighed: Weighed, dormant: list[Candidate], bits: int) -> tuple[Withheld, ...]:
    """Each item that does not go once, with the first reason that holds."""
    found: list[Withheld] = []
    rest = candidates.items & ~(weighed.permitted | weighed.awaiting)

    def take(items: int, reason: Reason, by: Candidate | None = None) -> None:
        nonlocal rest
        part = rest & items
        if part:
            named = (None, None, None) if by is None else (by.rule.instrument, by.rule.clause, by.why)
            found.append(Withheld(reason, part, *named))
            rest &= ~part

    touched = weighed.now | weighed.later | weighed.floor | weighed.floor_open | _items(dormant)
    take(candidates.never_school, Reason.NEVER_TO_A_SCHOOL)
    take(touched & weighed.restricted, Reason.RESTRICTED)
    for each in weighed.forbids:
        take(touched & each.items, Reason.FORBIDDEN_BY_CLAUSE, each)
    if weighed.held:
        take(weighed.ready | weighed.floor_open, Reason.HELD_FOR_DESK)
    trainings = bits & ~candidates.layout.currency
    for each, lacking in weighed.gives:
        if lacking:
            take(each.lacking(trainings), Reason.TRAINING_MISSING, each)
    for each, lacking in weighed.gives:
        take(each.items & lacking, Reason.ROLE_NOT_CURRENT, each)
    for each in dormant:
        take(each.items, Reason.NOT_IN_FORCE, each)
    take(candidates.items, Reason.NOT_PERMITTED)
    return tuple(found)


def _alarms(weighed: Weighed, dormant: list[Candidate], undecided: list[Candidate]) -> tuple[Alarm, ...]:
    found = set()
    for each in dormant:
        if each.items & ~weighed.ready and each.why in _ALARMS:
            found.add(_ALARMS[each.why])
    if any(each.overdue and each.items & weighed.ready for each, _ in weighed.gives):
        found.add(Alarm.REVIEW_OVERDUE)
    if undecided:
        found.add(Alarm.CLAUSE_UNDECIDED)
    if weighed.held:
        found.add(Alarm.DUTY_HELD)
    elif weighed.floor and not weighed.now | weighed.later:
        found.add(Alarm.MINIMUM_ONLY)
    return tuple(sorted(found))
