"""Whether each current notice shows what the newest revision says, wherever both can still be read.

What was changed is decided by hop 2 and recorded; a decider that overlooks a change leaves a recipient with words that
were taken back, and its records look whole. So the texts themselves are asked, as the notice's page would show them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from msgspec import Struct

from schemas.codec import CodecError
from schemas.items import Item
from schemas.records.decision import Output
from schemas.records.notify import NoticeIssued
from schemas.refusals import Refusal
from streams.checks.behind import Behind
from streams.checks.findings import Finding, FindingKind
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.disclosing.lines import lines_of
from streams.disclosing.people import Lines
from streams.engines.line.audiences import audience_of
from streams.engines.line.opening import Openings
from streams.reference.facts import Reference

Outputs = Callable[[Collection[str]], Mapping[str, Output]]
"""Recorded outputs by their ids; those that are not there are left out."""

_AT_ONCE: Final = 512
"""Events opened in one question."""


class TextsRead(Struct, frozen=True):
    """What was found, and counts of the notices that were compared."""

    findings: tuple[Finding, ...]
    counts: dict[str, int]


def check_texts(behind: Sequence[Behind], outputs: Outputs, openings: Openings, reference: Reference) -> TextsRead:
    """Hold current notices that stand for an earlier revision (`Conserved.behind`) to the newest one.

    Where anything of either was erased since, the rest may read otherwise by that alone: those are counted, and not
    compared. `openings` finds events wherever the engine does: each is held to be the one that was asked for.
    """
    findings: list[Finding] = []
    counts: Counter[str] = Counter()
    for start in range(0, len(behind), _AT_ONCE):
        some = behind[start : start + _AT_ONCE]
        issued = outputs([one.notice for one in some])
        openings.load([event for one in some for event in (one.event, _event_of(issued.get(one.notice)))])
        for one in some:
            notice = issued.get(one.notice)
            if not isinstance(notice, NoticeIssued):
                findings.append(_unread(one, "its record is not there"))
                continue
            if notice.event == one.event:
                continue  # a desk's answer left it as it was: no revision came between
            counts["notices_of_earlier_revisions"] += 1
            try:
                before, now = _opened(openings, notice.event), _opened(openings, one.event)
            except (KeyError, Refusal, CodecError):
                findings.append(_unread(one, "an event that it rests on does not open"))
                continue
            if SHREDDED in (*before.sections.values(), *now.sections.values()):
                counts["notices_of_erased_revisions"] += 1
            else:
                findings += _held_to(notice, one, before, now, reference)
    return TextsRead(tuple(findings), dict(counts))


def _held_to(
    notice: NoticeIssued, one: Behind, before: OpenedEvent, now: OpenedEvent, reference: Reference
) -> list[Finding]:
    shown = _lines(before, notice.section, notice, reference)
    read = _lines(now, one.section, notice, reference)
    stale = [item for item in notice.items if shown[item] != read[item]]
    if not stale:
        return []
    whom = f"`{notice.recipient.role}` at `{notice.recipient.scheme}` `{notice.recipient.value}`"
    items = ", ".join(f"`{item.value}`" for item in stale)
    detail = f"{whom} still reads {items} as an earlier revision had it, and was not told of the newest"
    return [Finding(FindingKind.NOTICE_STALE, one.notice, detail)]


def _lines(event: OpenedEvent, section: int, notice: NoticeIssued, reference: Reference) -> dict[Item, Lines]:
    shown, _ = lines_of(event, section, notice.items, notice.items, audience_of(reference, notice.recipient))
    return shown


def _opened(openings: Openings, event: bytes) -> OpenedEvent:
    opened = openings.get(event)
    if opened.header.event != event:
        raise KeyError(event.hex())
    return opened


def _event_of(output: Output | None) -> bytes:
    return output.event if isinstance(output, NoticeIssued) else b""


def _unread(one: Behind, why: str) -> Finding:
    detail = f"{why}, so nobody can tell whether it shows the newest revision: see `firstbell replay --verify`"
    return Finding(FindingKind.RECORD_UNREADABLE, one.notice, detail)
