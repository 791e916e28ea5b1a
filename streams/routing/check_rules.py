"""What the rules across events must be before an area's document is put in place."""

from collections.abc import Iterator, Sequence
from typing import Final

from schemas.catalogue import EVENTS
from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.records.memory import RuleKind
from streams.agreements.vocabulary import AREA_ROLES
from streams.routing.rules import Rule

_AREA_ROLES: Final = {role.value for role in AREA_ROLES}
_ABUSE: Final = (encompass.EVENT_TYPE, marac.EVENT_TYPE, hospital.EVENT_TYPE, front_door.CONTACT_TYPE)
_MISSING: Final = (missing.EVENT_TYPE,)
_COUNTS_OF: Final = {
    RuleKind.MARAC_REPEAT: _ABUSE,
    RuleKind.ESCALATION: _ABUSE,
    RuleKind.MISSING_COUNT: _MISSING,
    RuleKind.SAME_PLACE: _MISSING,
    RuleKind.SAME_COMPANION: _MISSING,
    RuleKind.TWO_OPEN_EPISODES: _MISSING,
    RuleKind.RETURNED_BEFORE_MISSING: _MISSING,
    RuleKind.RETURN_TAKEN_BACK: _MISSING,
}
_AT_LEAST_TWO: Final = frozenset(
    {
        RuleKind.ESCALATION,
        RuleKind.MISSING_COUNT,
        RuleKind.SAME_PLACE,
        RuleKind.SAME_COMPANION,
        RuleKind.SEVERAL_FLOWS,
    }
)


def problems_of_rules(rules: Sequence[Rule]) -> Iterator[str]:
    """Everything that is wrong with an area's rules."""
    for place, rule in enumerate(rules):
        name = f"rule `{rule.id}` version {rule.version}"
        yield from (f"{name}: {problem}" for problem in _of_rule(rule))
        for other in rules[:place]:
            if other.id == rule.id:
                yield from (f"{name}: {problem}" for problem in _beside(rule, other))
    yield from _several_repeats(rules)


def _of_rule(rule: Rule) -> Iterator[str]:
    for event in rule.events:
        if event not in EVENTS:
            yield f"`{event}` is no event type: use one of {', '.join(sorted(EVENTS))}"
        elif event not in _COUNTS_OF.get(rule.kind, tuple(EVENTS)):
            yield f"a rule of kind `{rule.kind}` cannot count `{event}`: take it away"
    if rule.role not in _AREA_ROLES:
        yield f"`{rule.role}` is not held in an area: use one of {', '.join(sorted(_AREA_ROLES))}"
    if rule.kind in _AT_LEAST_TWO and rule.at_least < 2:
        yield f"a rule of kind `{rule.kind}` that holds from the first on says nothing: raise `at_least`"
    if rule.kind is RuleKind.SEVERAL_FLOWS and rule.at_least > len(set(rule.events)):
        yield f"`at_least` {rule.at_least} never holds of {len(set(rule.events))} event types: lower it, or name more"
    if rule.begins is not None and rule.ends is not None and rule.ends <= rule.begins:
        yield "it ends before it begins: correct `begins` or `ends`"


def _beside(rule: Rule, other: Rule) -> Iterator[str]:
    if other.version == rule.version:
        yield "this version stands there twice: give the later one the next number"
    elif rule.overlaps(other):
        yield f"it is in force together with version {other.version}: end the earlier on the day the later begins"
    if other.kind is not rule.kind:
        yield f"version {other.version} is of kind `{other.kind}`: a rule of another kind needs another id"


def _several_repeats(rules: Sequence[Rule]) -> Iterator[str]:
    """A referral is a repeat or is none: on one day one rule says so."""
    repeats = [rule for rule in rules if rule.kind is RuleKind.MARAC_REPEAT]
    for place, rule in enumerate(repeats):
        for other in repeats[:place]:
            if other.id != rule.id and rule.overlaps(other):
                yield f"rule `{rule.id}` says what a repeat is, as does `{other.id}` at the same time: keep one"
