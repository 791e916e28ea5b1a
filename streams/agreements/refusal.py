"""Why nothing goes: the reason, the nearest clause and the condition that failed."""

from streams.agreements.compiled import Entry, Rule
from streams.agreements.conditions import ask
from streams.agreements.request import Request
from streams.agreements.tally import Tally
from streams.agreements.verdict import Reason, Refusal, Withheld


def held_refusal(tally: Tally, hit: int) -> Refusal:
    """Why a duty's minimum stands on the desk. `hit` are its items that something keeps back."""
    if hit & tally.never_school:
        return Refusal(Reason.NEVER_TO_A_SCHOOL)
    if hit & tally.restricted:
        return Refusal(Reason.RESTRICTED)
    for rule in tally.forbids:
        if hit & rule.items:
            return Refusal(Reason.FORBIDDEN_BY_CLAUSE, rule.instrument, rule.clause)
    rule, condition = next((rule, text) for rule, text in tally.undecided if rule.instrument.kind == "duty")
    return Refusal(Reason.FACT_NOT_KNOWN, rule.instrument, rule.clause, condition)


def refusal(tally: Tally, withheld: tuple[Withheld, ...], entry: Entry, request: Request) -> Refusal:
    """Why nothing is permitted: what kept back items that were given, else what would have given them."""
    given = tally.now | tally.later | tally.asleep
    for part in withheld:
        if part.items & given and part.reason is not Reason.NOT_PERMITTED:
            return Refusal(part.reason, part.instrument, part.clause, None, part.why)
    near = _nearest(entry, request)
    if near is not None:
        return near
    if tally.resting:
        instrument, why = tally.resting[0]
        return Refusal(Reason.NOT_IN_FORCE, instrument, None, None, why)
    return Refusal(Reason.NOT_PERMITTED)


def _nearest(entry: Entry, request: Request) -> Refusal | None:
    """The clause in force between these parties with the fewest conditions that do not hold."""
    best: tuple[int, Rule] | None = None
    for rule in _rules(entry, request):
        failed = sum(ask(condition, request) is not True for condition in rule.when)
        if failed and (best is None or failed < best[0]):
            best = failed, rule
    if best is None:
        return None
    rule = best[1]
    condition, result = next(
        (condition, result) for condition in rule.when if (result := ask(condition, request)) is not True
    )
    reason = Reason.CONDITION_NOT_MET if result is False else Reason.FACT_NOT_KNOWN
    return Refusal(reason, rule.instrument, rule.clause, condition.text)


def _rules(entry: Entry, request: Request) -> list[Rule]:
    found = [
        rule
        for part in entry.agreements
        if part.between(request) and part.term.state(request.at, request.occurred_at) is None
        for rule in part.permits
    ]
    found += [
        part.minimum
        for part in entry.duties
        if part.between(request) and part.term.state(request.at, request.occurred_at) is None
    ]
    return found
