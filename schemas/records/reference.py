"""The reference log: what all hops are decided under. It holds no personal data.

Documents with a life of their own (instruments, calendars, area settings) travel as canonical JSON inside, so
that their forms can grow while this schema stays.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas import limits
from schemas.types import AreaCode, Blind, Date, Digest, Label, Name, Time, Urn, UserId


class HubDeclared(Struct, frozen=True, gc=False):
    """The hub itself: its public keys and its fixed numbers of partitions."""

    hub: Name
    title: Label
    promise_key: Annotated[bytes, Meta(description="Ed25519 public key, 32 bytes")]
    ledger_origin: Label
    ledger_key: Annotated[bytes, Meta(description="Ed25519 public key, 32 bytes")]
    operator_key: Annotated[bytes, Meta(description="Ed25519 public key that signs this log, 32 bytes")]
    intake_partitions: Annotated[int, Meta(ge=1)]
    person_partitions: Annotated[int, Meta(ge=1)]


class HubKeyAdded(Struct, frozen=True, gc=False):
    """An X25519 key to which publishers wrap section keys."""

    key: Name
    public: Annotated[bytes, Meta(description="32 bytes")]
    valid_from: Time
    valid_until: Time | None


class AgencyKind(StrEnum):
    """What sort of agency."""

    POLICE = "police"
    COUNCIL = "council"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    GP_PRACTICE = "gp_practice"
    VOLUNTARY_SERVICE = "voluntary_service"


class AgencyRegistered(Struct, frozen=True, gc=False):
    """An agency and what it may publish."""

    agency: Name
    title: Label
    kind: AgencyKind
    event_types: tuple[Name, ...]
    areas: tuple[AreaCode, ...]


class AgencyKeyAdded(Struct, frozen=True, gc=False):
    """A publisher's Ed25519 key."""

    agency: Name
    key: Name
    public: Annotated[bytes, Meta(description="32 bytes")]
    valid_from: Time
    valid_until: Time | None


class AgencyKeyRevoked(Struct, frozen=True, gc=False):
    """From `at` on, nothing signed by this key is accepted."""

    agency: Name
    key: Name
    at: Time
    reason: Label


class SettingStatus(StrEnum):
    """As the register of schools says."""

    OPEN = "open"
    CLOSED = "closed"
    PROPOSED_TO_OPEN = "proposed_to_open"
    PROPOSED_TO_CLOSE = "proposed_to_close"


class SettingRegistered(Struct, frozen=True, gc=False):
    """A school of the national register (Get Information about Schools)."""

    urn: Urn
    name: Label
    area: AreaCode
    establishment_number: Annotated[str, Meta(max_length=4)]
    status: SettingStatus
    phase: Label
    kind: Label
    boarding: bool
    low_age: int | None
    high_age: int | None
    town: Label
    postcode: Annotated[str, Meta(max_length=10)]
    opened: Date | None
    closed: Date | None
    successors: tuple[Urn, ...]
    predecessors: tuple[Urn, ...]


class SettingCalendarSet(Struct, frozen=True, gc=False):
    """A school's own days and bells."""

    urn: Urn
    document: Annotated[bytes, Meta(description="canonical JSON of streams.calendar.SettingCalendar")]


class AreaSettingsSet(Struct, frozen=True, gc=False):
    """A council area's bank holidays, desk hours, working days and rules of its own."""

    area: AreaCode
    title: Label
    document: Annotated[bytes, Meta(description="canonical JSON of streams.calendar.AreaCalendar")]


class AreaRoutingSet(Struct, frozen=True, gc=False):
    """Who is told of which events in a council area, and by when."""

    area: AreaCode
    document: Annotated[bytes, Meta(description="canonical JSON of streams.routing.Routing")]


class InstrumentKind(StrEnum):
    """An agreement is signed by parties; a duty is law."""

    AGREEMENT = "agreement"
    DUTY = "duty"


AskedBy = Annotated[
    str,
    Meta(
        max_length=limits.LABEL,
        description="the office and body that asked for it, naming no person; empty where the operator acted by itself",
    ),
]


class InstrumentRegistered(Struct, frozen=True, gc=False):
    """An information-sharing agreement or a statutory duty, whole; of a duty, which law made it change."""

    id: Name
    version: Annotated[int, Meta(ge=1)]
    kind: InstrumentKind
    digest: Digest
    document: Annotated[bytes, Meta(description="canonical JSON of streams.agreements.document")]
    asked_by: AskedBy
    law_changed: Annotated[
        str, Meta(max_length=limits.LABEL, description="which law changed the duty; empty where none was said to")
    ]


class AgreementSigned(Struct, frozen=True, gc=False):
    """A party's signature of one version of an agreement, as the party made it: whoever has its key can verify it.

    A record whose signature does not verify, or is over anything else, counts for nothing.
    """

    id: Name
    version: Annotated[int, Meta(ge=1)]
    party: Name
    signature: Annotated[
        bytes,
        Meta(max_length=limits.AGREEMENT_SIGNATURE_BYTES, description="an `Envelope` of an `AgreementSignature`"),
    ]


class InstrumentSuspended(Struct, frozen=True, gc=False):
    """Nothing flows under this agreement until it is resumed."""

    id: Name
    suspended: bool
    at: Time
    reason: Label
    asked_by: AskedBy


class RoleAppointed(Struct, frozen=True, gc=False):
    """A user holds a role at a school (scheme urn) or in a council area (scheme area)."""

    user: UserId
    role: Name
    scheme: Name
    value: Name
    valid_from: Time
    valid_until: Time | None
    trainings: tuple[Name, ...]


class RoleEnded(Struct, frozen=True, gc=False):
    """The user no longer holds the role."""

    user: UserId
    role: Name
    scheme: Name
    value: Name
    at: Time


class RollVersioned(Struct, frozen=True, gc=False):
    """A school's roll was put in place; its pupils stand sealed elsewhere."""

    urn: Urn
    version: Annotated[int, Meta(ge=1)]
    digest: Annotated[Digest, Meta(description="over the sealed entries in their order")]
    pupils: int
    taken_at: Time
    stale_after: Time


class StaffNamed(Struct, frozen=True, gc=False):
    """A member of staff stands in the sealed directory under a name, or under another one from now on."""

    user: UserId
    version: Annotated[int, Meta(ge=1)]
    digest: Annotated[Digest, Meta(description="SHA-256 of the sealed entry")]


class WebhookSet(Struct, frozen=True, gc=False):
    """A system at a school (scheme urn), council (area) or agency is told by HTTP that there is something to read.

    What it is told holds nothing about anybody. `active` false ends the subscription.
    """

    name: Name
    scheme: Name
    value: Name
    url: Annotated[str, Meta(max_length=limits.URL, description="https, or http on loopback; no user, no query")]
    active: bool


Body = (
    HubDeclared
    | HubKeyAdded
    | AgencyRegistered
    | AgencyKeyAdded
    | AgencyKeyRevoked
    | SettingRegistered
    | SettingCalendarSet
    | AreaSettingsSet
    | AreaRoutingSet
    | InstrumentRegistered
    | AgreementSigned
    | InstrumentSuspended
    | RoleAppointed
    | RoleEnded
    | RollVersioned
    | StaffNamed
    | WebhookSet
)


class ReferenceRecord(Struct, frozen=True, gc=False):
    """One record of the reference log, chained by digest; its signature stands beside it."""

    hub: Name
    number: Annotated[int, Meta(ge=1)]
    previous: Digest
    at: Time
    made_by: Annotated[Name, Meta(description="who made it: operator, agency or user id")]
    body: Body
    blind: Blind


class SignedReference(Struct, frozen=True, gc=False):
    """A reference record as it is stored and ledgered: its bytes and the operator's Ed25519 signature."""

    record: bytes
    key: Name
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]
