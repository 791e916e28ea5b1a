"""What the outputs of one record owe to each other: each follows from another, or is followed by it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from schemas.records.decision import Output
from schemas.records.notify import DeskItemRaised, MatterRevised, NoticeIssued, NoticeKind
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from schemas.records.watch import NoticeEscalated, NoticeOverdue
from streams.checks.findings import Finding, FindingKind
from streams.checks.matters import Standing
from streams.checks.records import Recorded

_DUTY_HELD: Final = "duty_held"

Items = Callable[[bytes, str], Sequence[tuple[str, Standing]]]
"""The open desk items of a case and person, by their ids."""

_OnDesk = tuple[Recipient | None, str, bytes]


def whole(record: Recorded, items: Items) -> Iterator[Finding]:
    """What is wrong within one record, whose outputs were folded into the items."""
    outputs = record.decision.outputs
    permitted = [output for output in outputs if isinstance(output, DisclosurePermitted)]
    raised = [output for output in outputs if isinstance(output, DeskItemRaised)]
    on_desk = {(item.recipient, item.person, item.case) for item in raised} | set(_staying(outputs, items))
    escalated = {output.notice for output in outputs if isinstance(output, NoticeEscalated)}
    for ordinal, output in enumerate(outputs):
        place = record.output_id(ordinal)
        if isinstance(output, NoticeIssued) and output.kind is not NoticeKind.RECALL:
            if not _permitted_items(permitted, output):
                detail = "it holds items that its record does not permit"
                yield Finding(FindingKind.NOTICE_NOT_PERMITTED, place, detail)
        elif isinstance(output, DisclosureRefused) and _refused_without_desk(output, on_desk):
            yield Finding(FindingKind.REFUSED_WITHOUT_DESK, place, "a duty was held back, and no desk has it")
        elif isinstance(output, NoticeOverdue) and not (
            output.notice in escalated and any(item.notice == output.notice for item in raised)
        ):
            yield Finding(FindingKind.OVERDUE_UNESCALATED, place, "it is overdue, and no desk was told")


def _staying(outputs: Sequence[Output], items: Items) -> Iterator[_OnDesk]:
    """For whom items stay on a desk as they stood, by this very record."""
    for output in outputs:
        if isinstance(output, MatterRevised) and output.items:
            for item, held in items(output.case, output.person):
                if item in output.items:
                    yield held.recipient, output.person, output.case


def _permitted_items(outputs: list[DisclosurePermitted], notice: NoticeIssued) -> bool:
    """Whether every item of a notice was given in the same record to the same recipient of the same child."""
    given = {
        item
        for permitted in outputs
        if (permitted.recipient, permitted.person, permitted.event) == (notice.recipient, notice.person, notice.event)
        for part in permitted.given
        for item in part.items
    }
    return given.issuperset(notice.items)


def _refused_without_desk(refused: DisclosureRefused, on_desk: Collection[_OnDesk]) -> bool:
    """Whether a duty was held back and nobody was told to act: the refusal's own record must raise the item, or say
    that it stays.
    """
    return _DUTY_HELD in refused.flags and (refused.recipient, refused.person, refused.case) not in on_desk
