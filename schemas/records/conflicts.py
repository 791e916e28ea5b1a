"""How a member's conflict in a case ends (`schemas.records.meetings` has how it is declared)."""

from enum import StrEnum

from msgspec import Struct

from schemas.records.share import Recipient
from schemas.types import CaseKey, EventId, Name, OutputId, PersonId, UserId


class ConflictEndReason(StrEnum):
    """Why an agency may have a case again. For the auditor alone."""

    DECLARED_IN_ERROR = "declared_in_error"
    """It was another agency, or another case."""
    EMPLOYS_NO_LONGER = "employs_no_longer"
    """Whoever of the case worked or volunteered there has left."""
    ACTS_NO_LONGER = "acts_no_longer"
    """Whoever of the agency was related, close, or a party acts for it no longer."""


class EndConflict(Struct, frozen=True, gc=False):
    """The coordinator records that an agency is left out of one case no longer."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    recipient: Recipient
    reason: ConflictEndReason


class ConflictEnded(Struct, frozen=True, gc=False):
    """An agency may have this case again: from now on it is told as any other is, and what it was to read meanwhile
    follows in the same record, as it stands now.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    recipient: Recipient
    reason: ConflictEndReason
    user: UserId
    role: Name
