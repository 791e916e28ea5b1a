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
- A person marked restricted takes out every address; no setting ever gets `NEVER_TO_A_SCHOOL`.
- Training decides items of the agreement that asks for it, never the minimum.
"""

from streams.agreements.compiled import Index
from streams.agreements.masks import ALL
from streams.agreements.refusal import held_refusal, refusal
from streams.agreements.request import Request
from streams.agreements.tally import Tally, count
from streams.agreements.verdict import Alarm, Given, NotInForce, Outcome, Reason, Undecided, Verdict, Withheld

_ALARMS = {
    NotInForce.EXPIRED: Alarm.AGREEMENT_EXPIRED,
    NotInForce.SUSPENDED: Alarm.AGREEMENT_SUSPENDED,
    NotInForce.UNSIGNED: Alarm.AGREEMENT_UNSIGNED,
    NotInForce.INCIDENT_OUTSIDE_DATES: Alarm.INCIDENT_OUTSIDE_DATES,
}


def evaluate(index: Index, request: Request) -> Verdict:
    """May this recipient see which items of this event, and why. Never raises for a well-typed request."""
    entry = index.entry(request)
    tally = count(entry, request)
    blocked = tally.forbidden | tally.restricted | tally.never_school
    permitted = (tally.now | tally.floor) & ~blocked
    awaiting = 0 if request.trainings is not None else tally.later & ~permitted & ~blocked
    held = (tally.floor & blocked) | (tally.floor_open & ~permitted)
    alarms = _alarms(tally, permitted | awaiting, held, request)
    if held:
        outcome, why = Outcome.TO_DESK, held_refusal(tally, tally.floor & blocked)
        withheld = _withheld(tally, ALL, permitted | awaiting | tally.floor_open)
        permitted = awaiting = 0
    else:
        withheld = _withheld(tally, ALL & ~(permitted | awaiting), 0)
        if permitted | awaiting:
            outcome, why = Outcome.PERMITTED, None
        else:
            outcome, why = Outcome.REFUSED, refusal(tally, withheld, entry, request)
    return Verdict(
        outcome=outcome,
        permitted=permitted,
        awaiting_training=awaiting,
        never_given=ALL & ~((tally.offered & ~tally.always_forbidden & ~tally.never_school) | tally.floor_offered),
        floor=tally.floor,
        duties=tuple(tally.duties),
        given=_given(tally, permitted, awaiting),
        withheld=withheld,
        refusal=why,
        undecided=tuple([Undecided(rule.instrument, rule.clause, text) for rule, text in tally.undecided]),
        alarms=alarms,
    )


def _given(tally: Tally, permitted: int, awaiting: int) -> tuple[Given, ...]:
    given = []
    for rule, lacking in tally.gives:
        items = (rule.items & ~lacking & permitted) | (rule.items & lacking & awaiting)
        if items:
            given.append(Given(rule.instrument, rule.clause, items))
    return tuple(given)


def _withheld(tally: Tally, rest: int, held: int) -> tuple[Withheld, ...]:
    """Each item of `rest` once, with the first reason that holds; `held` are items that wait for the desk."""
    found: list[Withheld] = []
    touched = tally.now | tally.later | tally.floor | tally.floor_open | tally.asleep
    never, rest = rest & tally.never_school, rest & ~tally.never_school
    if never:
        found.append(Withheld(Reason.NEVER_TO_A_SCHOOL, never))
    restricted = rest & touched & tally.restricted
    if restricted:
        found.append(Withheld(Reason.RESTRICTED, restricted))
        rest &= ~restricted
    for rule in tally.forbids:
        part = rest & touched & rule.items
        if part:
            found.append(Withheld(Reason.FORBIDDEN_BY_CLAUSE, part, rule.instrument, rule.clause))
            rest &= ~part
    if rest & held:
        found.append(Withheld(Reason.HELD_FOR_DESK, rest & held))
        rest &= ~held
    for rule, lacking in tally.gives:
        part = rest & rule.items & lacking
        if part:
            found.append(Withheld(Reason.TRAINING_MISSING, part, rule.instrument, rule.clause))
            rest &= ~part
    for rule, why in tally.dormant:
        part = rest & rule.items
        if part:
            found.append(Withheld(Reason.NOT_IN_FORCE, part, rule.instrument, rule.clause, why))
            rest &= ~part
    if rest:
        found.append(Withheld(Reason.NOT_PERMITTED, rest))
    return tuple(found)


def _alarms(tally: Tally, going: int, held: int, request: Request) -> tuple[Alarm, ...]:
    found = set()
    for rule, why in tally.dormant:
        if rule.items & ~going and why in _ALARMS:
            found.add(_ALARMS[why])
    for review_overdue, items in tally.reviews:
        if request.at >= review_overdue and items & going:
            found.add(Alarm.REVIEW_OVERDUE)
    if tally.undecided:
        found.add(Alarm.CLAUSE_UNDECIDED)
    if held:
        found.add(Alarm.DUTY_HELD)
    elif tally.floor and not tally.now | tally.later:
        found.add(Alarm.MINIMUM_ONLY)
    return tuple(sorted(found)) if found else ()
