"""What cannot be decided, or contradicts what was: neither disappears, each stands on a council's desk.

The hub's own people mend what is parked; the desk has it all the same, because a child may be waiting behind it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.decision import OnDesk
from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import Forwarded, InputKind, Message
from schemas.records.match import ChildMatched, ChildNotOnRoll, MatchReferred
from schemas.records.notify import DeskItemRaised, DeskKind
from streams.deciders.areas import area_of_agency
from streams.deciders.keys import matter_key
from streams.deciders.person.due import due_for
from streams.deciders.person.recipients import council
from streams.deciders.person.state import Matter
from streams.deciders.states import States
from streams.reference.facts import Reference

_CARRIES_CHILDREN: Final = frozenset({InputKind.SUBMISSION, InputKind.FORWARDED})


def desk_for_parked(
    reference: Reference, source: str, kind: InputKind, message: Message | None, at: datetime, *, waits: bool
) -> OnDesk | None:
    """The desk that is told of a parked input, with the latest time of a usual school day; None where no child waits
    for this very input, or the hub serves no area yet. `message` is None for a submission.

    What only `waits` behind another is told of where it brings children itself: a question or a tick does not.
    """
    if not reference.areas or (waits and kind not in _CARRIES_CHILDREN):
        return None
    area = _area(reference, source, message)
    return OnDesk(area, due_for(reference, council(area), at))


def decide_conflict(
    states: States, reference: Reference, conflict: EventConflicted, known_at: datetime
) -> list[DeskItemRaised]:
    """The desk of the publisher's first area asks which of two versions is right; of the same bytes once."""
    if states.find(matter_key(conflict.case, conflict.person), Matter) is not None:
        return []
    area = area_of_agency(reference, conflict.publisher)
    return [
        DeskItemRaised(
            kind=DeskKind.ID_CONFLICT,
            area=area,
            event=conflict.event,
            case=conflict.case,
            person=conflict.person,
            section=0,
            due=due_for(reference, council(area), known_at),
            reason="other_content_under_one_id",
            notice=None,
            referral=None,
            recipient=None,
            named_only=False,
            pupil=None,
        )
    ]


def _area(reference: Reference, source: str, message: Message | None) -> str:
    for output in message.outputs if isinstance(message, Forwarded) else ():
        if isinstance(output, EventAccepted | EventConflicted):
            return area_of_agency(reference, output.publisher)
        for urn in _schools(output):
            setting = reference.setting(urn)
            if setting is not None and setting.area in reference.areas:
                return setting.area
    agency = source.removeprefix("intake.").rsplit(".", 1)[0] if source.startswith("intake.") else ""
    return area_of_agency(reference, agency)


def _schools(output: ForwardedOutput) -> Iterator[str]:
    match output:
        case ChildMatched() | ChildNotOnRoll():
            yield from (registration.urn for registration in output.registrations)
        case MatchReferred():
            yield from output.named
            yield from (held.urn for found in output.evidence.candidates for held in found.registrations)
        case _:
            pass
