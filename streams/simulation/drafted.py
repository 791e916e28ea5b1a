"""The instruments of the past with a draft in the place of what it would replace."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Agreement, Instrument
from streams.agreements.parts import Dates

_LONG_AGO: Final = date(1950, 1, 1)
_LONG_HENCE: Final = date(2950, 1, 1)


def drafted_index(
    documents: Iterable[Instrument],
    suspended: Collection[str],
    unsigned: Collection[tuple[str, int]],
    draft: Agreement,
) -> Index:
    """What is registered, less every version of the draft's id and what it supersedes, and the draft in force always.

    A draft's own dates and signatures lie ahead; what it would have meant is asked as if it had been in force all the
    time.
    """
    replaced = {(each.id, each.version) for each in draft.supersedes}
    kept = [
        document
        for document in documents
        if document.kind != draft.kind or (document.id != draft.id and (document.id, document.version) not in replaced)
    ]
    return compile_index(
        [*kept, in_force_always(draft)],
        [id for id in suspended if id != draft.id],
        [version for version in unsigned if version != (draft.id, draft.version)],
    )


def in_force_always(draft: Agreement) -> Agreement:
    """The draft without end, beginning or pause."""
    dates = Dates(
        signed=_LONG_AGO,
        in_force_from=_LONG_AGO,
        incidents_from=_LONG_AGO,
        review_by=_LONG_HENCE,
        expires=_LONG_HENCE,
    )
    return draft.model_copy(update={"dates": dates})
