"""What a page says of a return home interview: what whoever holds it recorded here, where they recorded anything."""

from typing import Final

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.notify import NoticeKind
from schemas.records.work import AnsweredBy, Step, StepReason
from streams.deciders.person.works import OF_THE_MATTER
from streams.disclosing.facts import interview_lines
from streams.disclosing.lines import not_given
from streams.engines.contract import Disclosed
from streams.views.rows import NoticeRow, StepRow

_UNSAID: Final = not_given(Item.RETURN_INTERVIEW)
SENDERS_WORD: Final = "As the sender says: whoever offers and holds it has recorded nothing here yet"


def as_recorded(row: NoticeRow, disclosed: Disclosed, latest: StepRow | None) -> Disclosed:
    """A notice's own words of the interview are what its publisher knew then; a step that was recorded here since is
    later, and by whoever offers and holds it. Until one is, it is said whose words these are: they end nobody's time.
    Nothing is added for a reader who may not know of the interview.
    """
    said = disclosed.items.get(Item.RETURN_INTERVIEW, _UNSAID)
    if said == _UNSAID or NoticeKind(row.kind) not in OF_THE_MATTER:
        return disclosed
    if latest is None:
        return replace(disclosed, items={**disclosed.items, Item.RETURN_INTERVIEW: (*said, SENDERS_WORD)})
    by = AnsweredBy(latest.by) if latest.by else None
    reason = StepReason(latest.reason) if latest.reason else None
    lines = interview_lines(Step(latest.step), by, reason, latest.happened_at)
    return replace(disclosed, items={**disclosed.items, Item.RETURN_INTERVIEW: lines})
