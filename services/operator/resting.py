"""Which notices rest on an agreement: what an operator is told before and after one is suspended."""

from collections.abc import Callable

from schemas.records.decision import Decision
from schemas.records.share import DisclosurePermitted
from streams.deciders.places import split_output_id
from streams.views.rows import NoticeRow, NoticeState


def rests_on(decision_of: Callable[[str, int], Decision | None], notice: NoticeRow, instrument: str) -> bool:
    """Whether a school can still open this notice, and it shows items that the instrument gave."""
    if notice.state not in (NoticeState.WAITING, NoticeState.OPENED):
        return False
    source, number, _ = split_output_id(notice.notice)
    decision = decision_of(source, number)
    return decision is not None and any(
        isinstance(output, DisclosurePermitted)
        and (output.event, output.section) == (notice.event, notice.section)
        and (output.recipient.scheme, output.recipient.value) == (notice.scheme, notice.value)
        and any(given.instrument == instrument for given in output.given)
        for output in decision.outputs
    )
