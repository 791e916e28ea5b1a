"""What a page says of a return home interview: what whoever holds it recorded here, where they recorded anything."""

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.notify import NoticeKind
from schemas.records.work import AnsweredBy, Step, StepReason
from streams.deciders.person.works import OF_THE_MATTER
from streams.disclosing.facts import interview_lines
from streams.engines.contract import Disclosed
from streams.views.rows import NoticeRow, StepRow


def as_recorded(row: NoticeRow, disclosed: Disclosed, latest: StepRow | None) -> Disclosed:
    """A notice's own words of the interview are what its publisher knew then; a step that was recorded here since is
    later, and by whoever offers and holds it. Nothing is added for a reader who may not know of the interview.
    """
    if latest is None or Item.RETURN_INTERVIEW not in disclosed.items or NoticeKind(row.kind) not in OF_THE_MATTER:
        return disclosed
    by = AnsweredBy(latest.by) if latest.by else None
    reason = StepReason(latest.reason) if latest.reason else None
    lines = interview_lines(Step(latest.step), by, reason, latest.happened_at)
    return replace(disclosed, items={**disclosed.items, Item.RETURN_INTERVIEW: lines})
