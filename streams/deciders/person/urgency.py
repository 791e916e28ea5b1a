"""How soon a front door looks at a contact, as its notice says: by the area's rules, or by what a manager said before.

Source: flows.md, Contact: `managers oversee, review and prioritise all contacts`.
"""

from schemas.items import Item
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority
from schemas.types import OutputId
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.person.facts import PersonFacts, Previous, Subject
from streams.routing.prioritising import contact_priority, rank
from streams.routing.routes import NOWHERE

Urgency = tuple[ContactPriority | None, tuple[str, ...], OutputId | None]
"""A priority, the area's rules that hold, and the word of a manager which gave it, if one did."""


def urgency_of(
    subject: Subject, facts: PersonFacts, recipient: Recipient, items: tuple[Item, ...], previous: Previous | None
) -> Urgency:
    """By the rules of the front door's area and what it may see; nothing for everybody else.

    A manager's word on the notice before holds on, unless the rules say sooner by now.
    """
    if recipient.scheme != "area" or recipient.role not in FRONT_DOOR or facts.event is None:
        return None, (), None
    rules = facts.reference.routing.get(recipient.value, NOWHERE).priorities
    by_rules, grounds = contact_priority(
        rules, facts.event, subject.section, subject.known_at, items, repeat=facts.proposed
    )
    if previous is None or not previous.prioritised or previous.priority is None:
        return by_rules, grounds, None
    if rank(by_rules) < rank(previous.priority):
        return by_rules, grounds, None
    return previous.priority, grounds, previous.prioritised
