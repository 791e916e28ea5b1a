"""What reaches hops 2 and 3: forwarded outputs, desk commands and ticks, in one order a partition."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.actions import EveryMeetingCommand
from schemas.records.forwarded import ForwardedOutput
from schemas.records.hotspots import PublishHotspots
from schemas.records.memory import DecidePattern
from schemas.records.triage import PrioritiseContact
from schemas.records.work import RecordStep
from schemas.types import CaseKey, EventId, Name, OutputId, PersonId, PupilId, Time, Urn, UserId


class Forwarded(Struct, frozen=True, gc=False):
    """Outputs of one decision on their way to one partition of the next hop.

    `number` counts without gaps per (source, target); a reader applies only the next one.
    """

    source: Name
    decision: Annotated[int, Meta(ge=1, description="number of the decision in its source's chain")]
    number: Annotated[int, Meta(ge=1)]
    accepted_at: Annotated[Time, Meta(description="append time of the intake record or command it began with")]
    ordinals: Annotated[tuple[int, ...], Meta(description="places of the outputs in that decision")]
    outputs: tuple[ForwardedOutput, ...]


class TimePassed(Struct, frozen=True, gc=False):
    """It is now at least this time."""

    at: Time


class AnswerBasis(StrEnum):
    """On what an answer to a doubtful match rests. A closed list: free text could name somebody."""

    SCHOOL_CONFIRMED = "school_confirmed"
    POLICE_CONFIRMED = "police_confirmed"
    COUNCIL_RECORDS = "council_records"
    ANOTHER_AGENCY = "another_agency"
    EVIDENCE_SHOWN = "evidence_shown"


class SettledHow(StrEnum):
    """How a desk item was dealt with. A closed list: free text could name somebody."""

    SCHOOL_TOLD_IN_PERSON = "school_told_in_person"
    OTHER_AREA_TOLD = "other_area_told"
    SOCIAL_CARE_HAS_IT = "social_care_has_it"
    NOT_A_CHILD = "not_a_child"
    ALREADY_TOLD = "already_told"
    ENTERED_IN_ERROR = "entered_in_error"
    FIRST_VERSION_IS_RIGHT = "first_version_is_right"
    POLICE_SEND_A_CORRECTION = "police_send_a_correction"
    ERASED = "erased"
    FRONT_DOOR_RECORDED = "front_door_recorded"
    REFERRER_TOLD = "referrer_told"
    SENDER_ASKED = "sender_asked"
    RESPONSIBLE_TOLD = "responsible_told"
    """Whoever answers for it in the area, where the hub names nobody who may be told."""


class MatchDecided(Struct, frozen=True, gc=False):
    """A coordinator answers a referral: this candidate, or this school, or none."""

    case: CaseKey
    answers: OutputId
    user: UserId
    role: Name
    pupil: PupilId | None
    setting: Urn | None
    reason: AnswerBasis


class OpenNotice(Struct, frozen=True, gc=False):
    """A reader asks to see a notice."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name


class AcknowledgeNotice(Struct, frozen=True, gc=False):
    """A reader acknowledges a notice that they opened."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name


class NotOurs(Struct, frozen=True, gc=False):
    """A school answers that the child is not its pupil."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name


class TriageContact(Struct, frozen=True, gc=False):
    """The front door, or the duty team out of hours, decides what follows from a notice that they opened.

    `previous` names the triage that a changed mind takes the place of.
    """

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    outcome: FrontDoorOutcome
    consent: Consent
    reason: ConsentReason | None
    previous: OutputId | None


class WithholdNotice(Struct, frozen=True, gc=False):
    """A page left a notice out, for its reader may be connected with people of the event."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name


class TellByTelephone(Struct, frozen=True, gc=False):
    """A coordinator told the school by telephone."""

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name
    told: Annotated[str, Meta(max_length=128, description="user id of who was told; empty if not in the directory")]
    told_role: Name


class SettleDeskItem(Struct, frozen=True, gc=False):
    """A coordinator has dealt with a desk item, and says how."""

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name
    reason: SettledHow


class ReaderAppointed(Struct, frozen=True, gc=False):
    """A coordinator says that the school now has a reader; the notice is decided again."""

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name


class OpenDeskItem(Struct, frozen=True, gc=False):
    """A coordinator asks to see what stands behind a desk item."""

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name


class WithholdDeskItem(Struct, frozen=True, gc=False):
    """A page left a desk item out, for its coordinator may be connected with people of the event."""

    case: CaseKey
    person: PersonId
    item: OutputId
    user: UserId
    role: Name


class ViewTrace(Struct, frozen=True, gc=False):
    """Someone entitled asks to follow one event through every stage."""

    event: EventId
    user: UserId
    role: Name


class Channel(StrEnum):
    """A way by which somebody is told that there is something to read. Neither carries more than that."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class DeliveryResult(StrEnum):
    """What came of sending a message: its channel took it over, did not for now, or will not at all."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"


class DeliveryReason(StrEnum):
    """Why a message was not taken over. A closed list: a server's own words could hold an address."""

    NONE = "none"
    NO_ADDRESS = "no_address"
    """The directory holds no address of this reader."""
    NO_LONGER_A_READER = "no_longer_a_reader"
    NO_LONGER_SUBSCRIBED = "no_longer_subscribed"
    ADDRESS_REFUSED = "address_refused"
    MESSAGE_REFUSED = "message_refused"
    SENDER_REFUSED = "sender_refused"
    PUT_OFF = "put_off"
    """The other side asked for another try later, as greylisting does."""
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    CONNECTION_LOST = "connection_lost"
    """The connection ended before an answer: the message may have been taken."""
    NO_TLS = "no_tls"
    LOGIN_REFUSED = "login_refused"
    SERVER_FAILED = "server_failed"
    GONE = "gone"
    """The receiver says that it wants no more messages (410)."""


class DeliveryReported(Struct, frozen=True, gc=False):
    """The outbox says what came of one message about a notice, desk item or action (`about`).

    `asked` is the output that asked for it, `addressed` how many messages that output asked for; `to` is a user id or
    the name of a subscription, never an address. `attempts` counts those made so far.
    """

    case: CaseKey
    person: PersonId
    about: OutputId
    asked: OutputId
    channel: Channel
    to: Name
    addressed: Annotated[int, Meta(ge=1)]
    attempts: Annotated[int, Meta(ge=0)]
    result: DeliveryResult
    reason: DeliveryReason


class ParkedRetried(Struct, frozen=True, gc=False):
    """An operator asks that a parked key be tried again, in order."""

    key: Name
    user: UserId


class Origin(Struct, frozen=True, gc=False):
    """Of what a forwarded input consisted, so that its record alone tells what it answers and what is applied."""

    source: Annotated[Name, Meta(description="the chain that forwarded it")]
    decision: Annotated[int, Meta(ge=1, description="number of the decision in that chain")]
    number: Annotated[int, Meta(ge=1, description="place among what that chain forwarded to this partition")]
    ordinals: Annotated[tuple[int, ...], Meta(description="places of the outputs in that decision")]


class InputKind(StrEnum):
    """What sort of input a decision record answers."""

    SUBMISSION = "submission"
    FORWARDED = "forwarded"
    TICK = "tick"
    COMMAND = "command"


Command = (
    MatchDecided
    | OpenNotice
    | AcknowledgeNotice
    | NotOurs
    | TriageContact
    | RecordStep
    | PrioritiseContact
    | WithholdNotice
    | TellByTelephone
    | SettleDeskItem
    | ReaderAppointed
    | OpenDeskItem
    | WithholdDeskItem
    | DecidePattern
    | EveryMeetingCommand
    | ViewTrace
    | PublishHotspots
    | DeliveryReported
    | ParkedRetried
)
Message = Forwarded | TimePassed | Command


class Input(Struct, frozen=True, gc=False):
    """One record of `inputs.resolve` or `inputs.person`."""

    id: Annotated[str, Meta(max_length=128, description="names a command once, so that a repeated click is one")]
    message: Message
