"""Verdicts kept while the question recurs: same parties, same facts, and no instrument begins or ends in between."""

from typing import Final

from streams.agreements.candidates import Between, Candidates, Lineup, Pool, Span
from streams.agreements.compiled import Index
from streams.agreements.evaluate import encode, verdict_of
from streams.agreements.request import Request
from streams.agreements.verdict import Verdict

LINEUPS: Final = 65_536
"""Pairs of parties, in a role and between two instants at which an instrument changes, that are kept of one index.

A kilobyte each: those of 150 councils stand at once.
"""

VERDICTS: Final = 32_768
"""Verdicts that are kept of one index, a kilobyte each."""


class Answers:
    """The evaluator over one index. `answer` gives what `evaluate` gives, and the same object for the same question.

    A verdict depends on a request's parties and event type by the line-up alone, on its times by the era, and on all
    else by the bits of its facts (`streams.agreements.evaluate` has the steps). So what is kept is exact. When a bound
    is reached, what it bounds is dropped; a change of the reference drops everything, with the index.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._pool = Pool(index.layout)
        self._between: dict[tuple[str | None, ...], Between] = {}
        self._held = 0
        self._verdicts: dict[tuple[Candidates, int], Verdict] = {}

    def answer(self, request: Request) -> Verdict:
        """May this recipient see which items of this event, and why. Never raises for a well-typed request."""
        encoded = self.encode(request)
        verdict = self._verdicts.get(encoded)
        if verdict is None:
            verdict = verdict_of(*encoded)
            if len(self._verdicts) >= VERDICTS:
                self._verdicts.clear()
            self._verdicts[encoded] = verdict
        return verdict

    def encode(self, request: Request) -> tuple[Candidates, int]:
        """What `streams.agreements.weigh.weigh` takes: the candidates for a request, and the bits of its facts."""
        span = self._span(request)
        return span.candidates, encode(request, span.candidates)

    def _span(self, request: Request) -> Span:
        key = _lineup_key(self._index, request)
        between = self._between.get(key)
        if between is None:
            lineup = Lineup(self._index, request)
            span = self._made(lineup, request)
            self._between[key] = Between(lineup, span, [span])
            return span
        if not _covers(between.latest, request):
            found = next((each for each in between.spans if _covers(each, request)), None)
            if found is None:
                found = self._made(between.lineup, request)
                between.spans.append(found)
            between.latest = found
        return between.latest

    def _made(self, lineup: Lineup, request: Request) -> Span:
        if self._held >= LINEUPS:
            self._pool = Pool(self._index.layout)
            self._between.clear()
            self._verdicts.clear()
            self._held = 0
        self._held += 1
        return lineup.span(request.at, request.occurred_at, self._pool)


def _lineup_key(index: Index, request: Request) -> tuple[str | None, ...]:
    """What a lineup depends on: recipients whom no instrument names by their id are one to it."""
    return (
        request.event_type,
        request.role,
        request.area,
        request.publisher,
        request.publisher_kind,
        request.recipient_kind,
        request.recipient if request.recipient in index.named else None,
    )


def _covers(span: Span, request: Request) -> bool:
    """Whether instruments count alike at the times of a request."""
    return span.first <= request.at < span.last and span.occurred_first <= request.occurred_at < span.occurred_last
