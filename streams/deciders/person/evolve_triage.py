"""Fold what a front door decided, and what of it stands no longer, into the state of a matter."""

from msgspec.structs import replace

from schemas.records.answers import TriageWithdrawn
from schemas.records.triage import ContactTriaged
from streams.deciders.person.state import HeldTriage, Matter


def of_triage(matter: Matter, output: ContactTriaged | TriageWithdrawn, output_id: str) -> Matter:
    """The latest triage of this area and the contacts that it answers; or none, and they wait again."""
    triaged = isinstance(output, ContactTriaged)
    notices = tuple([replace(h, triaged=triaged) if h.notice in output.notices else h for h in matter.notices])
    triages = tuple([held for held in matter.triages if held.area != output.area])
    if isinstance(output, ContactTriaged):
        triages = (*triages, HeldTriage(output.area, output_id, output.decided_at, output.published or b""))
    return replace(matter, notices=notices, triages=triages)
