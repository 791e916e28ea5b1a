"""Telling an observer of a batch of the local engine, in which records, views and ledger entries commit together."""

from typing import Final

from schemas.records.decision import Decision
from streams.engines.local.batch import LocalBatch
from streams.engines.observing import Observer, Stage, Unobserved

_STAGES: Final[dict[str, Stage]] = {"intake": "accept", "resolve": "resolve", "person": "person"}


def tell(observer: Observer, batch: LocalBatch, seconds: float) -> None:
    """What was decided, source by source, and that it can be seen."""
    if isinstance(observer, Unobserved):
        return
    by_source: dict[str, list[Decision]] = {}
    for decision, _, _ in batch.made:
        by_source.setdefault(decision.source, []).append(decision)
    for source, decisions in by_source.items():
        observer.decided(_STAGES[source.partition(".")[0]], decisions, seconds)
        observer.written("views", len(decisions), decisions)
        observer.written("ledger", len(decisions), ())
