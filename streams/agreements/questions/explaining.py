"""A verdict explained: what goes under which clause, what does not and why, all in sentences without personal data."""

import msgspec

from schemas.items import Item
from streams.agreements import sentences
from streams.agreements.masks import items_of
from streams.agreements.questions import words
from streams.agreements.verdict import Instrument, Outcome, Verdict


class Part(msgspec.Struct, frozen=True):
    """Items that share one explanation."""

    items: tuple[Item, ...]
    sentence: str


class Explanation(msgspec.Struct, frozen=True):
    """An outcome with its reasons. `refusal` is empty where something goes."""

    outcome: Outcome
    summary: str
    refusal: str
    given: tuple[Part, ...]
    awaiting_training: tuple[Item, ...]
    withheld: tuple[Part, ...]
    bases: tuple[str, ...]
    undecided: tuple[str, ...]
    alarms: tuple[str, ...]


def explain(verdict: Verdict) -> Explanation:
    """Why this recipient gets what it gets."""
    return Explanation(
        outcome=verdict.outcome,
        summary=sentences.OUTCOMES[verdict.outcome],
        refusal="" if verdict.refusal is None else _refusal(verdict),
        given=tuple(
            Part(items_of(given.items), f"{_clause(given.instrument, given.clause)} gives it.")
            for given in verdict.given
        ),
        awaiting_training=items_of(verdict.awaiting_training),
        withheld=tuple(Part(items_of(part.items), sentences.of_withheld(part)) for part in verdict.withheld),
        bases=tuple(
            f"{each.title}: for {each.purpose.replace('_', ' ')}, under {each.lawful_basis}."
            for each in verdict.instruments
        ),
        undecided=tuple(
            f"{_clause(each.instrument, each.clause)} could not be decided, for it is not known whether"
            f" {words.phrase(each.condition)}."
            for each in verdict.undecided
        ),
        alarms=tuple(sentences.ALARMS[alarm] for alarm in verdict.alarms),
    )


def _refusal(verdict: Verdict) -> str:
    refusal = verdict.refusal
    if refusal is None:
        return ""
    said = sentences.of_refusal(refusal)
    return f"{said} It asks that {words.phrase(refusal.condition)}." if refusal.condition is not None else said


def _clause(instrument: Instrument, clause: str) -> str:
    return f"{sentences.of_instrument(instrument)}, clause `{clause}`,"
