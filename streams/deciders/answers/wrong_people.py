"""A contact that is withdrawn as about the wrong people takes the outcomes that answer it along; a child whom a
correction takes out of a contact, what they say of that child.

An outcome names the same people: who was named in error is shown to nobody, by whichever event
(ops/decisions/0157).
"""

from collections.abc import Iterator, Sequence

from schemas.events.event import Withdrawal
from schemas.records.accept import EventAccepted
from schemas.records.answers import AnswerChange, ContactAnswered, ContactNamed, Described, NotTaken
from schemas.records.decision import Output
from schemas.records.inputs import Forwarded, Message
from schemas.records.match import Change, ChildLeft
from streams.deciders.answers.evolve import answered_by, answering
from streams.deciders.keys import case_key
from streams.deciders.match.state import MatchCase
from streams.deciders.memory.evolve import now_known_as
from streams.deciders.states import States

Said = ContactNamed | ContactAnswered


def found_wrong(states: States, message: Message, decided: Sequence[Output]) -> list[Said]:
    """What is said of outcomes that stand, where a message withdraws the contact that they answer as about the wrong
    people, or names a child of it no more; `decided` is what was said of the contact's own people. Nothing of every
    other message.
    """
    outputs = message.outputs if isinstance(message, Forwarded) else ()
    said: list[Said] = []
    for contact in outputs:
        if not isinstance(contact, EventAccepted):
            continue
        whole = contact.withdrawal is Withdrawal.WRONG_PEOPLE
        left = [one for one in decided if isinstance(one, ChildLeft) and (whole or one.change is Change.REMOVED)]
        if left:
            for case in answered_by(states, contact.case):
                said += _of(states, case, left, whole=whole)
    return said


def _of(states: States, outcome: bytes, left: Sequence[ChildLeft], *, whole: bool) -> Iterator[Said]:
    """Of each child of the contact whom an outcome decided, that it stands; of each child of the outcome, that it is
    shown no more: who reads it may have been told by a route of its own. Unless the contact is wrong as a `whole`, of
    who left it alone.
    """
    held = states.find(case_key(outcome), MatchCase)
    answers = answering(states, outcome)
    if held is None or answers is None:
        return
    own = {now_known_as(states, child.person): child for child in held.children}
    gone_from = {now_known_as(states, gone.person) for gone in left if (gone.case, gone.person) in answers.of}
    for gone in left:
        child = own.get(now_known_as(states, gone.person))
        if child is not None and (gone.case, gone.person) in answers.of:
            yield ContactAnswered(
                event=gone.event,
                case=gone.case,
                person=gone.person,
                section=0,
                contact=gone.event,
                outcome=held.event,
                outcome_case=outcome,
                child=Described(child.person, child.section),
                change=AnswerChange.WRONG_PEOPLE,
            )
    for child in held.children:
        if whole or now_known_as(states, child.person) in gone_from:
            yield ContactNamed(held.event, outcome, child.person, child.section, None, NotTaken.FOUND_WRONG_PEOPLE)
