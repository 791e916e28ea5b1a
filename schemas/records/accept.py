"""Outputs of the accept stage: really from that agency, may it publish this, well-formed, new, had before?"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.doubts import Doubt
from schemas.events.encompass import Grade
from schemas.events.event import Standing, Withdrawal
from schemas.types import CaseKey, Digest, EventId, Label, Name, PersonId, Time


class EventAccepted(Struct, frozen=True, gc=False):
    """A verified event, first of its id.

    `children` are the numbers of the person sections with the role child, `adults` those of the grown people whom an
    event of this type is about. `grade` is none but for Operation Encompass.
    """

    event: EventId
    case: CaseKey
    publisher: Name
    type: Name
    reference: Label
    revision: int
    corrects: EventId | None
    standing: Standing
    withdrawal: Withdrawal
    grade: Grade | None
    occurred_at: Time
    digest: Annotated[Digest, Meta(description="of all received bytes, key header included")]
    envelope: Annotated[Digest, Meta(description="of the envelope, which the instance's next event names as previous")]
    value: Annotated[Digest, Meta(description="SHA-256 of the signed value, to which the section keys are bound")]
    instance: Name
    sequence: int
    children: tuple[int, ...]
    adults: tuple[int, ...]
    doubts: Annotated[tuple[Doubt, ...], Meta(description="what does not fit in it; it is taken all the same")]
    returned: Annotated[bool, Meta(description="of a missing episode: it says that the child is back")] = False


class EventRepeated(Struct, frozen=True, gc=False):
    """The same content of an event that was accepted before; nothing is done again."""

    event: EventId
    digest: Digest


class EventRejected(Struct, frozen=True, gc=False):
    """Refused. Named by the digest of the received bytes, for only a verified event may claim an event id."""

    digest: Digest
    reason: Annotated[Name, Meta(description="a reason of schemas.envelope.RefusalReason, or one of accept's own")]
    place: Annotated[Label, Meta(description="where the fault lies: a part, section or field, never a value")]
    publisher: Annotated[Label, Meta(description="who brought it: the agency of the connection")]


class EventConflicted(Struct, frozen=True, gc=False):
    """Verified, of an event id that was accepted with other content: it is rejected, and a desk asks which is right."""

    event: EventId
    case: CaseKey
    person: Annotated[PersonId, Meta(description="names the desk's item: nobody, made of the digest")]
    digest: Digest
    publisher: Name


class Break(StrEnum):
    """How the sequence broke."""

    GAP = "gap"
    BACKWARD = "backward"
    FORK = "fork"


class SequenceBroken(Struct, frozen=True, gc=False):
    """An instance's counter jumped or its chain of digests does not join. Reported; it never blocks."""

    publisher: Name
    instance: Name
    expected: int
    received: int
    kind: Break


AcceptOutput = EventAccepted | EventRepeated | EventRejected | EventConflicted | SequenceBroken
