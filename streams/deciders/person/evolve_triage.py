"""Fold what a front door decided or put sooner, and what of it stands no longer, into the state of a matter."""

from msgspec.structs import replace

from schemas.records.answers import TriageWithdrawn
from schemas.records.notify import NoticeIssued
from schemas.records.triage import ContactPrioritised, ContactTriaged
from streams.deciders.person.state import HeldTriage, Matter


def of_triage(matter: Matter, output: ContactTriaged | TriageWithdrawn, output_id: str) -> Matter:
    """The triages of this area and the contacts that they answer; those that none answers any more wait again."""
    triaged = isinstance(output, ContactTriaged)
    notices = tuple([replace(h, triaged=triaged) if h.notice in output.notices else h for h in matter.notices])
    triages = _taken(matter, output, output_id) if isinstance(output, ContactTriaged) else _left(matter, output)
    return replace(matter, notices=notices, triages=triages)


def of_priority(matter: Matter, output: ContactPrioritised, output_id: str) -> Matter:
    """The contacts to which a manager gave another priority."""
    notices = [
        replace(held, priority=output.priority, prioritised=output_id) if held.notice in output.notices else held
        for held in matter.notices
    ]
    return replace(matter, notices=tuple(notices))


def still_triaged(matter: Matter, update: NoticeIssued, output_id: str) -> tuple[HeldTriage, ...]:
    """The triages of a matter: of one whose contact is shown with other addresses alone, the update stands decided."""
    if update.triage is None or update.replaces is None:
        return matter.triages
    now = {update.replaces: output_id}
    return tuple([replace(held, notices=tuple([now.get(one, one) for one in held.notices])) for held in matter.triages])


def _taken(matter: Matter, output: ContactTriaged, output_id: str) -> tuple[HeldTriage, ...]:
    """One that was made on the hub stays: what the area's front door decided before it cannot come to stand again."""
    before = [held for held in matter.triages if held.area != output.area or output.published is not None]
    held = HeldTriage(
        area=output.area,
        triage=output_id,
        decided_at=output.decided_at,
        published=output.published or b"",
        outcome=output.outcome,
        consent=output.consent,
        reason=output.reason,
        notices=output.notices,
    )
    return (*before, held)


def _left(matter: Matter, output: TriageWithdrawn) -> tuple[HeldTriage, ...]:
    ended = (output.triage, *output.earlier)
    return tuple([held for held in matter.triages if held.triage not in ended])
