"""Fold what outcomes are to the contacts that they name into the state of both cases."""

from typing import Final

from schemas.records.answers import AnswerChange, ContactAnswered, ContactNamed
from schemas.records.decision import Output
from streams.deciders.answers.state import Answered, Answering
from streams.deciders.keys import contact_key, outcome_key
from streams.deciders.states import States

FOLDED: Final[frozenset[type]] = frozenset({ContactNamed, ContactAnswered})
"""The outputs that say what an outcome answers."""


def answering(states: States, case: bytes) -> Answering | None:
    """What the outcome of a case answers; None of a case that is no outcome."""
    return states.find(outcome_key(case), Answering)


def answered_by(states: States, contact: bytes) -> tuple[bytes, ...]:
    """The cases of the outcomes that are held to answer a contact's case."""
    held = states.find(contact_key(contact), Answered)
    return held.by if held is not None else ()


def evolve(states: States, output: Output) -> None:
    """Fold one output; what is not of answers leaves the state as it is."""
    match output:
        case ContactNamed():
            if answering(states, output.case) is None:
                states.put(outcome_key(output.case), Answering())
        case ContactAnswered() if output.change is not AnswerChange.WRONG_PEOPLE:
            held = answering(states, output.outcome_case) or Answering()
            matter = (output.case, output.person)
            others = tuple([one for one in held.of if one != matter])
            now = others if output.change is AnswerChange.WITHDRAWN else (*others, matter)
            states.put(outcome_key(output.outcome_case), Answering(now))
            _hold_of_contact(states, output, still=any(case == output.case for case, _ in now))
        case _:
            pass


def _hold_of_contact(states: States, output: ContactAnswered, *, still: bool) -> None:
    """Which outcomes answer the contact, for when it turns out to be about the wrong people."""
    by = answered_by(states, output.case)
    others = tuple([one for one in by if one != output.outcome_case])
    now = (*others, output.outcome_case) if still else others
    if now != by:
        states.put(contact_key(output.case), Answered(now))
