"""Asking the project's own instruments, as they are or with one of them changed."""

from datetime import UTC, datetime

import msgspec

from schemas.items import Item
from streams.agreements.clauses import Clause
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.parts import Dates
from streams.agreements.request import Request
from streams.agreements.verdict import Reason, Verdict
from tests.streams.agreements.repository import LUTON, TO_BEDFORD_DSL, documents, index  # fmt: skip

replace = msgspec.structs.replace
MINIMUM = {
    Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT, Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH,
}  # fmt: skip
LUTON_IN_JULY = replace(
    TO_BEDFORD_DSL,
    area=LUTON,
    occurred_at=datetime(2026, 7, 30, 21, 0, tzinfo=UTC),
    at=datetime(2026, 7, 31, 7, 0, tzinfo=UTC),
)


def ask(request: Request) -> Verdict:
    """The verdict of the project's own instruments."""
    return evaluate(index(), request)


def ask_with(changed: Agreement, request: Request) -> Verdict:
    """Ask with one of the project's agreements replaced by another."""
    others = [document for document in documents().values() if document.id != changed.id]
    return evaluate(compile_index([*others, changed]), request)


def seen(verdict: Verdict) -> set[Item]:
    """What goes to the reader."""
    return set(items_of(verdict.permitted))


def reason_for(verdict: Verdict, item: Item) -> Reason:
    """The one reason why an item is withheld."""
    (reason,) = {part.reason for part in verdict.withheld if item in items_of(part.items)}
    return reason


def with_dates(document: Agreement, **changes: object) -> Agreement:
    """The agreement with other dates."""
    return document.model_copy(update={"dates": Dates(**{**document.dates.model_dump(), **changes})})


def with_clause(document: Agreement, clause: Clause) -> Agreement:
    """The agreement with one clause more."""
    return document.model_copy(update={"clauses": (*document.clauses, clause)})
