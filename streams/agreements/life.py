"""Where an agreement stands in its life at a time.

A state is not stored anywhere: it follows from the registered documents, the signatures that count, the suspensions
and a time, by the same terms with which the evaluator decides whether the agreement counts.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from streams.agreements.document import Agreement
from streams.agreements.terms import Term, after, start_of
from streams.agreements.verdict import NotInForce

REVIEW_AHEAD_DAYS: Final = 60
"""How many days before its review date an agreement is due for review."""


class State(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    """Registered, and not signed by every signatory: it counts for nothing."""
    SIGNED = "signed"
    """Signed by all, and not yet in force."""
    IN_FORCE = "in_force"
    DUE_FOR_REVIEW = "due_for_review"
    """In force, and to be reviewed soon."""
    REVIEW_OVERDUE = "review_overdue"
    """In force, past its review date."""
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


COUNTING: Final = frozenset({State.IN_FORCE, State.DUE_FOR_REVIEW, State.REVIEW_OVERDUE})
"""The states in which an agreement gives and forbids."""

_ENDED: Final = {NotInForce.SUPERSEDED: State.SUPERSEDED, NotInForce.EXPIRED: State.EXPIRED}


def state_of(agreement: Agreement, term: Term, at: datetime) -> State:
    """The state at a time. `term` is the agreement's among all that are registered (`terms.terms_of`)."""
    why = term.state(at, at)
    if why in _ENDED:
        return _ENDED[why]
    if term.unsigned:
        return State.DRAFT
    if why is NotInForce.SUSPENDED:
        return State.SUSPENDED
    if why is NotInForce.NOT_YET:
        return State.SUSPENDED if term.suspended_at(at) else State.SIGNED
    if at >= after(agreement.dates.review_by):
        return State.REVIEW_OVERDUE
    return State.DUE_FOR_REVIEW if at >= due_from(agreement) else State.IN_FORCE


def due_from(agreement: Agreement) -> datetime:
    """From when on an agreement is due for review."""
    return start_of(agreement.dates.review_by - timedelta(days=REVIEW_AHEAD_DAYS))
