"""Decide what follows where a published outcome decides no longer what it, or an earlier revision of it, had decided.

Source: flows.md, Outcome feedback: whoever made a contact hears of it (ops/decisions/0157).
"""

from collections.abc import Collection, Iterator

from schemas.records.answers import TriageWithdrawn
from schemas.records.notify import DeskItemClosed, DeskKind, DeskOutcome
from schemas.records.share import Recipient
from streams.deciders.person.commanded import CommandOutput
from streams.deciders.person.held_against import Answer
from streams.deciders.person.outcomes import OF_TRIAGE, OfMatter
from streams.deciders.person.state import HeldNotice, HeldTriage
from streams.deciders.person.triage import feedback


def taken_back(answer: Answer, heard: Collection[Recipient]) -> Iterator[CommandOutput | TriageWithdrawn]:
    """What the outcome decided stands no longer. What was decided before stands, and what nothing else decided waits
    again by its own time; whoever heard of the decision hears what stands.
    """
    told, held, mine = answer.told, answer.held, answer.mine
    if not mine or answer.stands:
        return
    stands, stood = stands_without(answer), answer.triage
    yield TriageWithdrawn(
        event=held.event if held is not None else told.event,
        case=told.case,
        person=told.person,
        section=held.section if held is not None else told.section,
        area=mine[-1].area,
        triage=mine[-1].triage,
        notices=tuple([one.notice for one in waiting_again(answer) if one.triaged]),
        outcome=told.outcome,
        earlier=tuple([one.triage for one in mine[:-1]]),
        stands=stands.triage if stands is not None else None,
        decided=stands.outcome if stands is not None else None,
        decided_at=stands.decided_at if stands is not None else None,
    )
    if stood in mine and (stands is None or stands.outcome is not mine[-1].outcome):
        yield from _untold(answer, held, stands, heard)


def stands_without(answer: Answer) -> HeldTriage | None:
    """The decision that stands where this outcome decides nothing: on the hub, or by another one; None where none."""
    area = answer.mine[-1].area
    left = (one for one in reversed(answer.matter.triages) if one.area == area and one not in answer.mine)
    return next(left, None)


def waiting_again(answer: Answer) -> list[HeldNotice]:
    """The contacts that nothing decides but this outcome; none where another one was taken since."""
    if answer.triage not in answer.mine:
        return []
    stands = stands_without(answer)
    decided = stands.notices if stands is not None else ()
    return [one for one in answer.contacts() if one.notice not in decided]


def _untold(
    answer: Answer, held: HeldNotice | None, stands: HeldTriage | None, heard: Collection[Recipient]
) -> Iterator[CommandOutput]:
    """What waits to be told by hand need not be; who heard of a decision hears which one stands, or that none does:
    unless the contact itself was taken back, and what they heard of it.
    """
    told = answer.told
    waiting = [item for item in answer.matter.desk if item.kind is DeskKind.FEEDBACK]
    for item in waiting:
        yield DeskItemClosed(told.case, told.person, item.item, DeskOutcome.WITHDRAWN, "")
    heard_before = any(one.kind is OF_TRIAGE.kind for one in answer.matter.notices)
    if held is not None and (heard_before or stands is not None or not waiting):
        said = OfMatter(told.case, told.person)
        why = "outcome_withdrawn" if stands is None else "earlier_outcome_stands"
        yield from feedback(answer.matter, held, answer.facts.person, said, answer.at, heard, why)
