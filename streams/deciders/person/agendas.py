"""Whose agenda a notice falls to, and who sits at that meeting."""

from typing import Final

from schemas.records.share import Recipient
from streams.agreements.vocabulary import RecipientRole
from streams.reference.facts import Reference
from streams.routing.routes import NOWHERE, Meeting

MARAC: Final = RecipientRole.MARAC_COORDINATOR.value


def meetings_of(reference: Reference, recipient: Recipient) -> tuple[Meeting, ...]:
    """The meetings whose agenda falls to a recipient: those of its area to which its notices are brought."""
    if recipient.scheme != "area":
        return ()
    return reference.routing.get(recipient.value, NOWHERE).coordinated_by(recipient.role)


def members_of(meeting: Meeting, area: str) -> tuple[Recipient, ...]:
    """Those for whom a pack of this meeting is printed."""
    return tuple(
        [
            Recipient(member.role, "agency" if member.agency else "area", member.agency or area)
            for member in meeting.members
        ]
    )
