"""Why nothing goes: the reason, the nearest clause and the condition that failed."""

from itertools import chain

from streams.agreements.candidates import Candidate, Candidates
from streams.agreements.verdict import Reason, Refusal, Withheld
from streams.agreements.weigh import Weighed


def held_refusal(candidates: Candidates, weighed: Weighed, undecided: list[Candidate], bits: int) -> Refusal:
    """Why a duty's minimum stands on the desk. `undecided` are clauses that an unknown fact leaves open."""
    hit = weighed.floor & weighed.blocked
    if hit & candidates.never_school:
        return Refusal(Reason.NEVER_TO_A_SCHOOL)
    if hit & weighed.restricted:
        return Refusal(Reason.RESTRICTED)
    for each in weighed.forbids:
        if hit & each.items:
            return Refusal(Reason.FORBIDDEN_BY_CLAUSE, each.rule.instrument, each.rule.clause)
    duty = next(each for each in undecided if each.rule.instrument.kind == "duty")
    condition = unknown_condition(candidates, duty, bits)
    return Refusal(Reason.FACT_NOT_KNOWN, duty.rule.instrument, duty.rule.clause, condition)


def refusal(
    candidates: Candidates, weighed: Weighed, withheld: tuple[Withheld, ...], bits: int, asleep: int
) -> Refusal:
    """Why nothing is permitted: what kept back items that were given, else what would have given them.

    `asleep` are the items that instruments which do not count would give.
    """
    given = weighed.now | weighed.later | asleep
    for part in withheld:
        if part.items & given and part.reason is not Reason.NOT_PERMITTED:
            return Refusal(part.reason, part.instrument, part.clause, None, part.why)
    near = _nearest(candidates, bits)
    if near is not None:
        return near
    if candidates.resting:
        instrument, why = candidates.resting[0]
        return Refusal(Reason.NOT_IN_FORCE, instrument, None, None, why)
    return Refusal(Reason.NOT_PERMITTED)


def unknown_condition(candidates: Candidates, candidate: Candidate, bits: int) -> str:
    """The first condition of a clause that needs a fact which is not known."""
    return candidates.layout.first(candidate.need & bits >> 1)


def _nearest(candidates: Candidates, bits: int) -> Refusal | None:
    """The clause in force between these parties with the fewest conditions that do not hold."""
    best: tuple[int, Candidate] | None = None
    for each in chain(candidates.permits, candidates.minimums):
        failed = (each.need & ~bits).bit_count()
        if failed and (best is None or failed < best[0]):
            best = failed, each
    if best is None:
        return None
    rule, failing = best[1].rule, best[1].need & ~bits
    condition = candidates.layout.first(failing)
    reason = Reason.FACT_NOT_KNOWN if candidates.layout.bit(condition) & bits >> 1 else Reason.CONDITION_NOT_MET
    return Refusal(reason, rule.instrument, rule.clause, condition)
