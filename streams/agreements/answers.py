"""Verdicts kept while the question recurs: same parties, same facts, and no instrument begins or ends in between."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Final

from streams.agreements.compiled import Index
from streams.agreements.evaluate import evaluate
from streams.agreements.request import Request
from streams.agreements.terms import Term
from streams.agreements.verdict import Verdict

KEPT: Final = 4096
"""Verdicts kept of one index: some hundred schools, with each age, grade and presence that is usual there."""


class Answers:
    """The evaluator over one index. `answer` gives what `evaluate` gives, and the same object for the same question.

    A verdict depends on a request's times only by comparing them with the instants at which an instrument begins,
    ends, rests or falls due for review; so all times between two of these instants are one to it.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._instants = sorted(set(_instants(index)))
        self._kept: dict[tuple[object, ...], Verdict] = {}

    def answer(self, request: Request) -> Verdict:
        """May this recipient see which items of this event, and why. Never raises for a well-typed request."""
        key = (
            request.event_type,
            request.publisher,
            request.publisher_kind,
            request.area,
            request.role,
            request.recipient,
            request.recipient_kind,
            request.facts,
            request.trainings,
            bisect_right(self._instants, request.occurred_at),
            bisect_right(self._instants, request.at),
        )
        verdict = self._kept.get(key)
        if verdict is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            verdict = self._kept[key] = evaluate(self._index, request)
        return verdict


def _instants(index: Index) -> Iterator[datetime]:
    for entry in chain(index.entries.values(), index.duties.values()):
        for part in entry.agreements:
            yield part.review_overdue
            yield from _changes(part.term)
        for duty in entry.duties:
            yield from _changes(duty.term)


def _changes(term: Term) -> Iterator[datetime]:
    """Every instant with which `Term.state` compares a time."""
    for moment in (term.starts, term.superseded, term.incidents_from, term.ends, *chain(*term.suspended)):
        if moment is not None:
            yield moment
