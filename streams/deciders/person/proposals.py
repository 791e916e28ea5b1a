"""A count or pattern that waits for a role which is then left out of a case that it rests on goes to the council.

Source: flows.md, MARAC referral: a member with a conflict is left out for that case. That a proposal counts the case
tells of it.
"""

from collections.abc import Iterator

from schemas.records.meetings import ConflictDeclared
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome
from streams.deciders.keys import matter_key, proposed_key
from streams.deciders.person.due import due_for
from streams.deciders.person.recipients import council
from streams.deciders.person.state import HeldItem, Matter, Proposed
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.reference.facts import Reference


def handed_over(
    states: States, reference: Reference, declared: ConflictDeclared, context: Context
) -> Iterator[DeskItemClosed | DeskItemRaised]:
    """Each proposal that waits for this member and counts the case is taken from it, and put to the council's desk.

    What fell to that desk before stays there: nobody else could decide on it.
    """
    for desk, item in waiting(states, declared.case, declared.person):
        if item.recipient != declared.recipient or item.recipient == council(item.area):
            continue
        yield DeskItemClosed(desk, declared.person, item.item, DeskOutcome.LEFT_OUT, declared.user)
        yield DeskItemRaised(
            kind=DeskKind.PATTERN,
            area=item.area,
            event=item.event,
            case=desk,
            person=declared.person,
            section=item.section,
            due=due_for(reference, council(item.area), context.at),
            reason=item.reason,
            notice=None,
            referral=item.referral,
            recipient=council(item.area),
            named_only=False,
            pupil=None,
            counts=item.counts,
        )


def waiting(states: States, case: bytes, person: str) -> Iterator[tuple[bytes, HeldItem]]:
    """The open items of counts and patterns that rest on a case of this person, each with its place on a desk."""
    proposed = states.find(proposed_key(case, person), Proposed)
    for desk in proposed.desks if proposed is not None else ():
        matter = states.find(matter_key(desk, person), Matter)
        for item in matter.desk if matter is not None else ():
            if case in item.counts:
                yield desk, item


def hold_proposed(states: States, output: DeskItemRaised) -> None:
    """Remember by each case that a count or pattern rests on where it waits."""
    for case in output.counts:
        key = proposed_key(case, output.person)
        held = states.find(key, Proposed) or Proposed(())
        if output.case not in held.desks:
            states.put(key, Proposed((*held.desks, output.case)))


def hold_proposed_no_longer(states: States, output: DeskItemClosed) -> None:
    """What is decided, or has another in its place, waits no more. Call it while the item is held."""
    matter = states.find(matter_key(output.case, output.person), Matter)
    item = matter.item(output.item) if matter is not None else None
    if matter is None or item is None:
        return
    others = {case for other in matter.desk if other.item != item.item for case in other.counts}
    for case in item.counts:
        key = proposed_key(case, output.person)
        held = states.find(key, Proposed)
        if held is not None and case not in others:
            states.put(key, Proposed(tuple([desk for desk in held.desks if desk != output.case])))
