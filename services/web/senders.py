"""What an agency sees of what it sent: what was accepted, what was shared and on what grounds, and that a notice went.

It is not told which school a child attends: rolls are used for matching alone, and the agency may not have known. Nor
is it told who read, or might not read, a notice, nor that another agency marked somebody of its event as restricted.

Whoever leads its sharing may be, or be close to, somebody whom it sent an event about: to them there is no such event.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.inputs import ViewTrace
from schemas.records.notify import NoticeIssued
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from services.web import times
from services.web.access import Reader
from services.web.context import Context
from services.web.events import event_of
from services.web.left_out import record_left_out
from services.web.refusals import NotHere
from services.web.sent_outcomes import Published
from services.web.words import NOTICE_KINDS, role_title
from services.web.words_share import Sharing
from services.web.words_trace import Explained
from streams.agreements.conditions import Fact
from streams.agreements.verdict import Reason
from streams.engines.contract import TraceStep
from streams.reference.facts import Reference
from streams.views.rows import EventRow, name_of

EVENTS_SHOWN: Final = 100
WIDER: Final = (2, 4, 8)
"""How much further back is looked, one after the other, where events are left out of a list."""


def agency_title(web: Context, agency: str) -> str:
    """The agency's name in the reference; its id if the reference has none."""
    registered = web.hub.reference().agencies.get(agency)
    return registered.title if registered is not None else agency


def sent_event(web: Context, reader: Reader, agency: str, event: str) -> EventRow:
    """An event of this agency, for this reader. `NotHere` for any other, so that nobody learns that it exists."""
    row = event_of(web, event)
    if row.publisher != agency or not _known(web, reader, [row]):
        raise NotHere
    return row


def newest(web: Context, reader: Reader, agency: str, *, reference: str | None = None) -> list[EventRow]:
    """The newest `EVENTS_SHOWN` events of an agency of which this reader may know; of one reference where it is given.

    A list that was cut before others are left out of it would be short of them, which says that something is hidden:
    so more are asked for, unless the reader may know of none, as one of whom the directory holds no name.
    """
    known: list[EventRow] = []
    for most in (EVENTS_SHOWN, *(EVENTS_SHOWN * by for by in WIDER)):
        rows = web.hub.views.sent(agency, reference=reference, limit=most)
        known = _known(web, reader, rows)
        if len(known) >= EVENTS_SHOWN or len(rows) < most or not known:
            break
    return known[:EVENTS_SHOWN]


def _known(web: Context, reader: Reader, rows: Sequence[EventRow]) -> list[EventRow]:
    """Those events of which this reader may know; what is left out is recorded once, and no page says so.

    Where somebody of an event was erased, nobody can say any more that its reader is not connected.
    """
    withheld = web.hub.withheld(reader.user, rows)
    for row in rows:
        if name_of(row) in withheld.named:
            record_left_out(web, reader, ViewTrace(row.event, reader.user, reader.role), name_of(row))
    return [row for row in rows if name_of(row) not in withheld.named | withheld.erased]


def opened_as(agency: str, event: str) -> str:
    """What a session remembers of a look that was recorded for the sender: it opens no auditor's trace."""
    return f"{agency} {event}"


def told(web: Context, agency: str, row: EventRow) -> list[tuple[TraceStep, list[Explained]]]:
    """The decisions of an event in words for its sender, those of which it is told nothing left out."""
    reference, steps = web.hub.reference(), web.hub.views.trace(row.event)
    sharing = Sharing(reference, lambda recipient: _who(reference, recipient))
    published = Published(row, steps)
    own = _marks_itself(web, agency, steps)
    found = []
    for step in steps:
        said = [(id, output if own else _without_restriction(output)) for id, output in step.outputs]
        outputs = [
            one
            for id, output in said
            if (one := _told(reference, sharing, id, output) or published.told(id, output)) is not None
        ]
        if any(isinstance(output, EventAccepted) for _, output in said):
            outputs += published.of_no_contact()
        if outputs:
            found.append((step, outputs))
    return found


def _marks_itself(web: Context, agency: str, steps: Sequence[TraceStep]) -> bool:
    """Whether this event, or another of the agency's own that is about the same people, marks them as restricted."""
    by: set[bytes] = set()
    for _, output in (each for step in steps for each in step.outputs):
        if isinstance(output, PeopleNoted) and output.marked:
            return True
        if isinstance(output, RestrictionCarried):
            by.update(output.by)
    rows = (web.hub.views.event(event) for event in by)
    return any(row is not None and row.publisher == agency for row in rows)


def _without_restriction(output: Output) -> Output:
    """A share decision that does not say that somebody is restricted: who marked them is not the agency's to learn."""
    if isinstance(output, DisclosurePermitted):
        return replace(output, withheld=tuple([one for one in output.withheld if one.reason != Reason.RESTRICTED]))
    if isinstance(output, DisclosureRefused) and _is_by_restriction(output):
        return replace(output, reason=Reason.CONDITION_NOT_MET, instrument="", clause="", condition="", why="")
    return output


def _is_by_restriction(refused: DisclosureRefused) -> bool:
    return refused.reason == Reason.RESTRICTED or refused.condition.startswith(Fact.RESTRICTED)


def _told(reference: Reference, sharing: Sharing, id: str, output: Output) -> Explained | None:
    match output:
        case EventAccepted():
            lines = (("Revision", str(output.revision)), ("Children", str(len(output.children))))
            return Explained(id, "Accept", "Signature checked and event accepted", lines)
        case DisclosurePermitted():
            return Explained(id, "Share", "Disclosure permitted", sharing.permitted(output))
        case DisclosureRefused():
            return Explained(id, "Share", "Disclosure refused", sharing.refused(output))
        case NoticeIssued():
            to = _who(reference, output.recipient)
            title = f"Notice issued: {NOTICE_KINDS[output.kind]}"
            return Explained(id, "Notify", title, (("To", to), ("To be opened by", times.full(output.due.at))))
    return None


def _who(reference: Reference, recipient: Recipient) -> str:
    setting = reference.setting(recipient.value) if recipient.scheme == "urn" else None
    if recipient.scheme == "urn":
        where = f"a school in {reference.area_title(setting.area)}" if setting is not None else "a school"
        return f"{role_title(recipient.role)} of {where}"
    return f"{role_title(recipient.role)}, {reference.area_title(recipient.value)}"
