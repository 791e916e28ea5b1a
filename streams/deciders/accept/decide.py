"""Decide what becomes of one submission, and fold what was decided."""

from typing import Final

from schemas.doubts import Doubt, with_doubt
from schemas.events.event import Standing
from schemas.events.header import Header
from schemas.events.missing import Episode, Stage
from schemas.records.accept import (
    AcceptOutput,
    Break,
    EventAccepted,
    EventConflicted,
    EventRejected,
    EventRepeated,
    SequenceBroken,
)
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.accept.state import AcceptedCase, AcceptedRevision, Instance
from streams.deciders.keys import case_key, instance_key
from streams.deciders.states import States

VERSION: Final = "accept/1"

_RETURNED: Final = Stage.RETURNED
_WITHDRAWN: Final = Standing.WITHDRAWN


def decide(states: States, examined: Examined | Refused, digest: bytes, agency: str) -> list[AcceptOutput]:
    """What one submission of `agency`, named by the digest of its bytes, leads to.

    Only a fully verified event claims its event id. The same id with the same content was had before; with other
    content it is a conflict, for a desk to ask about. Refused, and the publisher told so, is a revision that arrives
    after a later one, or that would turn what was told into an event of another type.
    """
    if isinstance(examined, Refused):
        return [_rejected(digest, examined.reason, examined.place, agency)]
    header = examined.event.header
    case = states.find(case_key(header.case), AcceptedCase)
    if case is not None:
        for had in case.revisions:
            if had.event == header.event:
                if had.value == examined.value:
                    return [EventRepeated(header.event, digest)]
                return [
                    _rejected(digest, "conflict", "header.event", agency),
                    EventConflicted(header.event, header.case, f"conflict-{digest.hex()}", digest, agency),
                ]
        if header.revision < case.revisions[-1].revision:
            return [_rejected(digest, "overtaken", "header.revision", agency)]
        if header.type != case.event_type:
            return [_rejected(digest, "other_event_type", "header.type", agency)]
    return [*_breaks(states, header), _accepted(examined, digest, case)]


def evolve(states: States, output: AcceptOutput) -> None:
    """Fold one output into the state."""
    if not isinstance(output, EventAccepted):
        return
    key = case_key(output.case)
    case = states.find(key, AcceptedCase)
    revision = AcceptedRevision(output.event, output.revision, output.value, output.returned)
    states.put(key, AcceptedCase((*case.revisions, revision) if case else (revision,), output.type))
    key = instance_key(output.instance)
    furthest = states.find(key, Instance)
    if furthest is None or output.sequence > furthest.sequence:
        states.put(key, Instance(output.sequence, output.envelope))


def _rejected(digest: bytes, reason: str, place: str, agency: str) -> EventRejected:
    return EventRejected(digest=digest, reason=reason, place=place, publisher=agency)


def _breaks(states: States, header: Header) -> list[AcceptOutput]:
    furthest = states.find(instance_key(header.instance), Instance)
    expected = 1 if furthest is None else furthest.sequence + 1
    kind: Break | None = None
    if header.sequence > expected:
        kind = Break.GAP
    elif header.sequence < expected:
        kind = Break.BACKWARD
    elif furthest is not None and header.previous != furthest.digest:
        kind = Break.FORK
    if kind is None:
        return []
    return [SequenceBroken(header.publisher, header.instance, expected, header.sequence, kind)]


def _accepted(examined: Examined, digest: bytes, case: AcceptedCase | None) -> EventAccepted:
    value = examined.event.value
    header = value.header
    episode = examined.event.fact(Episode)
    returned = episode is not None and episode.stage is _RETURNED
    doubts = examined.doubts
    if episode is not None and not returned and value.standing is not _WITHDRAWN and _was_back(case):
        doubts = with_doubt(doubts, Doubt.RETURN_TAKEN_BACK)
    return EventAccepted(
        event=header.event,
        case=header.case,
        publisher=header.publisher,
        type=header.type,
        reference=header.reference,
        revision=header.revision,
        corrects=header.corrects,
        standing=value.standing,
        withdrawal=value.withdrawal,
        grade=examined.event.grade,
        occurred_at=header.occurred_at,
        digest=digest,
        envelope=examined.envelope,
        value=examined.value,
        instance=header.instance,
        sequence=header.sequence,
        children=examined.children,
        adults=examined.adults,
        doubts=doubts,
        returned=returned,
    )


def _was_back(case: AcceptedCase | None) -> bool:
    """Whether a revision so far said that the missing child is back: a later one may be an older export."""
    return case is not None and any(had.returned for had in case.revisions)
