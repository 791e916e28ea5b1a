"""The same agreements as policies of Cedar, a general policy engine: one policy for each clause.

Cedar answers yes or no of one item; which items a recipient may see is asked item by item, in one batch. Policies and
entities are parsed once. What Cedar does not know are duties, trainings that are still awaited and reasons, so the
agreements compared have no duty beside them, and the items that go now are what must be the same.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

import cedarpy

from schemas.items import ADDRESSES, NEVER_TO_A_SCHOOL, Item
from schemas.items_of import ITEMS_OF, never_to_a_school
from streams.agreements.clauses import Clause, Condition
from streams.agreements.document import Agreement
from streams.agreements.request import Request
from streams.agreements.terms import after, start_of

_ACTION = 'Action::"see"'


class Cedar:
    """Agreements in Cedar's engine."""

    def __init__(self, agreements: Iterable[Agreement]) -> None:
        self._policies = cedarpy.PolicySet.from_str("\n".join(_policies(agreements)))
        self._entities = cedarpy.Entities.from_json_str("[]")

    def may_see(self, request: Request, item: Item) -> bool:
        """Whether this recipient may see one item."""
        return cedarpy.is_authorized(_asked(item, _context(request)), self._policies, self._entities).allowed

    def items(self, request: Request) -> frozenset[Item]:
        """Which items this recipient may see."""
        context = _context(request)
        answers = cedarpy.is_authorized_batch([_asked(item, context) for item in Item], self._policies, self._entities)
        return frozenset(item for item, answer in zip(Item, answers, strict=True) if answer.allowed)


def _asked(item: Item, context: dict[str, object]) -> dict[str, object]:
    return {"principal": 'Reader::"reader"', "action": _ACTION, "resource": f'Item::"{item}"', "context": context}


def _context(request: Request) -> dict[str, object]:
    facts = request.facts
    known = {
        "age": facts.age,
        "presence": facts.presence,
        "grade": facts.grade,
        "registration": facts.registration,
        "restricted": facts.restricted,
        "resides_in_force_area": facts.resides_in_force_area,
    }
    return {
        "event_type": request.event_type,
        "publisher": request.publisher,
        "area": request.area,
        "role": str(request.role),
        "recipient_kind": str(request.recipient_kind),
        "trainings": sorted(request.trainings or ()),
        "occurred_at": _seconds(request.occurred_at),
        "at": _seconds(request.at),
    } | {name: str(value) if isinstance(value, str) else value for name, value in known.items() if value is not None}


def _policies(agreements: Iterable[Agreement]) -> Iterator[str]:
    unrestricted = "context has restricted && context.restricted == false"
    yield _policy("forbid", [f"{_items(ADDRESSES)}.contains(resource)", f"!({unrestricted})"])
    yield _policy("forbid", [f"{_items(NEVER_TO_A_SCHOOL)}.contains(resource)"])
    for event_type, items in ITEMS_OF.items():  # of an event nothing can be seen that events of its type do not have
        yield _policy("forbid", [f'context.event_type == "{event_type}"', f"!{_items(items)}.contains(resource)"])
        if never := never_to_a_school(event_type) - NEVER_TO_A_SCHOOL:  # all who are asked about here are settings
            yield _policy("forbid", [f'context.event_type == "{event_type}"', f"{_items(never)}.contains(resource)"])
    for agreement in agreements:
        for clause in agreement.clauses:
            yield _policy(clause.effect, [*_between(agreement, clause), *_clause(agreement, clause)])


def _policy(effect: str, conditions: Iterable[str]) -> str:
    return f"{effect}(principal, action == {_ACTION}, resource) when {{ {' && '.join(conditions)} }};"


def _between(agreement: Agreement, clause: Clause) -> Iterator[str]:
    """Event type, area, parties, and dates; every party of these agreements is named in the way that is asked here."""
    yield f"{_texts(clause.event_types)}.contains(context.event_type)"
    yield f"{_texts(agreement.areas)}.contains(context.area)"
    yield f"{_texts(party.agency or '' for party in agreement.parties.providers)}.contains(context.publisher)"
    yield f"{_texts(party.kind or '' for party in agreement.parties.recipients)}.contains(context.recipient_kind)"
    yield f"{_texts(clause.recipient_roles)}.contains(context.role)"
    dates = agreement.dates
    assert dates.expires is not None
    begins, ends = _seconds(start_of(dates.in_force_from)), _seconds(after(dates.expires))
    yield f"context.at >= {begins} && context.at < {ends}"
    if clause.effect == "permit":
        yield f"context.occurred_at >= {begins} && context.occurred_at < {ends}"


def _clause(agreement: Agreement, clause: Clause) -> Iterator[str]:
    yield f"{_items(agreement.items_in(clause))}.contains(resource)"
    for needed in agreement.eligibility if clause.effect == "permit" else ():
        held = f"context.trainings.contains({json.dumps(needed.training)})"
        yield f"(!{_items(agreement.items_in(needed))}.contains(resource) || {held})"
    for condition in clause.when:
        name, test = _condition(condition)
        if clause.effect == "permit":
            yield f"(context has {name} && {test})"
        else:  # a forbid forbids where the fact is not known
            yield f"(!(context has {name}) || {test})"


def _condition(condition: Condition) -> tuple[str, str]:
    if condition.age_under is not None:
        return "age", f"context.age < {condition.age_under}"
    if condition.age_at_least is not None:
        return "age", f"context.age >= {condition.age_at_least}"
    name, _, kind = condition.operator.rpartition("_")
    value = getattr(condition, condition.operator)
    if kind == "is":
        return name, f"context.{name} == {json.dumps(value)}"
    return name, f"{_texts(value)}.contains(context.{name})"


def _items(items: Iterable[Item]) -> str:
    return f"[{', '.join(f'Item::{json.dumps(str(item))}' for item in sorted(items))}]"


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(json.dumps(str(value)) for value in values)}]"


def _seconds(time: datetime) -> int:
    return int(time.timestamp())
