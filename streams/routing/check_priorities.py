"""What the grounds of priority must be before an area's document is put in place."""

from collections.abc import Iterator, Sequence

from schemas.catalogue import EVENTS
from schemas.records.triage import ContactPriority
from streams.routing.conditions import never_holding
from streams.routing.priorities import PriorityRule


def problems_of_priorities(rules: Sequence[PriorityRule]) -> Iterator[str]:
    """Everything that is wrong with an area's grounds of priority."""
    for place, rule in enumerate(rules):
        if any(other.id == rule.id for other in rules[:place]):
            yield f"priority `{rule.id}` stands there twice: give one another name"
        yield from (f"priority `{rule.id}`: {problem}" for problem in _of_rule(rule))


def _of_rule(rule: PriorityRule) -> Iterator[str]:
    for event in rule.events:
        if event not in EVENTS:
            yield f"`{event}` is no event type: use one of {', '.join(sorted(EVENTS))}"
    if rule.priority is ContactPriority.STANDARD:
        yield "`standard` is what a contact has anyway: say urgent or high, or take the rule away"
    if rule.when.without_school:
        yield "nothing that a front door is shown says that a child has no school: take `without_school` away"
    for name, others in never_holding(rule.when, rule.events):
        yield f"`{name}` never holds of {others}: give those a rule of their own"
