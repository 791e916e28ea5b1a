"""Clauses that do nothing, because another one of the same agreement does it already or undoes it.

Only what can be told for certain is found: each condition of the wider clause must follow from one of the narrower, of
the same operator. As they then read the same fact, this holds where that fact is not known, too.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from schemas.events import encompass
from schemas.events.consent import Consent
from schemas.events.encompass import Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence, Registration
from schemas.items import Item
from streams.agreements import hours
from streams.agreements.clauses import Clause, Condition
from streams.agreements.document import Agreement
from streams.agreements.findings import Code, Finding, warning
from streams.agreements.implying import all_implied
from streams.agreements.reader import Path
from streams.agreements.vocabulary import STATING_CONSENT, STATING_GROUNDS

_EVERY: Final[dict[str, frozenset[str]]] = {
    "presence_in": frozenset(Presence),
    "grade_in": frozenset(Grade),
    "registration_in": frozenset(Registration),
    "consent_in": frozenset(Consent) - {Consent.NOT_STATED},
    "referral_ground_in": frozenset(ReferralGround),
}

_STATING: Final = {
    "consent_in": STATING_CONSENT,
    "referral_ground_in": STATING_GROUNDS,
    "grade_in": frozenset({encompass.EVENT_TYPE}),
}


def hidden(agreement: Agreement, permit: Clause) -> frozenset[Item]:
    """Items that forbids withhold wherever this permit holds: for each of its event types and roles."""
    forbids = [
        clause for clause in agreement.clauses if clause.effect == "forbid" and all_implied(permit.when, clause.when)
    ]
    found: frozenset[Item] | None = None
    for event_type, role in product(permit.event_types, permit.recipient_roles):
        here: frozenset[Item] = frozenset().union(
            *(
                agreement.items_in(clause)
                for clause in forbids
                if event_type in clause.event_types and role in clause.recipient_roles
            )
        )
        found = here if found is None else found & here
    return found or frozenset()


def check(agreement: Agreement) -> Iterator[Finding]:
    """Clauses that another one of the same effect makes needless; conditions that ask nothing, or what nobody says."""
    for position, clause in enumerate(agreement.clauses):
        wider = _wider(agreement, position)
        if wider is not None:
            done = "gives" if clause.effect == "permit" else "forbids"
            message = (
                f"clause `{wider.id}` {done} all of this already, to the same roles and under no more conditions: "
                "remove this one, or the other if this is what is meant"
            )
            yield warning(Code.CLAUSE_ADDS_NOTHING, agreement, ("clauses", position), message)
        for number, condition in enumerate(clause.when):
            yield from _never_stated(agreement, clause, condition, ("clauses", position, "when", number))
            if _asks_nothing(agreement, condition):
                message = (
                    f"`{condition.operator}` names every value there is, so it asks no more than that it is known: "
                    "remove it, or name fewer"
                )
                path = ("clauses", position, "when", number)
                yield warning(Code.CONDITION_ALWAYS_HOLDS, agreement, path, message)


def _wider(agreement: Agreement, position: int) -> Clause | None:
    """The first clause that does all that this one does; of two that do the same, the first stands."""
    clauses: Sequence[Clause] = agreement.clauses
    clause = clauses[position]
    for number, other in enumerate(clauses):
        same = number > position and _within(agreement, other, clause)
        if number != position and not same and _within(agreement, clause, other):
            return other
    return None


def _within(agreement: Agreement, clause: Clause, other: Clause) -> bool:
    return (
        clause.effect == other.effect
        and set(clause.event_types) <= set(other.event_types)
        and set(clause.recipient_roles) <= set(other.recipient_roles)
        and agreement.items_in(clause) <= agreement.items_in(other)
        and all_implied(clause.when, other.when)
    )


def _never_stated(agreement: Agreement, clause: Clause, condition: Condition, path: Path) -> Iterator[Finding]:
    """A condition on what events of a type do not say: a permit gives nothing of them, a forbid forbids all of them."""
    stating = _STATING.get(condition.operator)
    silent = [] if stating is None else sorted(set(clause.event_types) - stating)
    if silent:
        comes = "gives nothing" if clause.effect == "permit" else "always forbids"
        message = (
            f"`{', '.join(silent)}` never says what `{condition.operator}` asks, so the clause {comes} there: "
            "leave the event type to a clause of its own"
        )
        yield warning(Code.FACT_NEVER_STATED, agreement, path, message)


def _asks_nothing(agreement: Agreement, condition: Condition) -> bool:
    if condition.area_in is not None:
        return set(agreement.areas) <= set(condition.area_in)
    if condition.time_of_day_in is not None:
        return len(hours.minutes(condition.time_of_day_in)) == hours.DAY
    every = _EVERY.get(condition.operator)
    return condition.age_at_least == 0 or (every is not None and every <= set(getattr(condition, condition.operator)))
