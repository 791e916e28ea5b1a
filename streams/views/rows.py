"""The rows that views give to pages, the command line and the outcome service.

Personal data is never here: a notice row is a reference to sealed sections, and what a reader sees is rendered
from the vault after the opening has been decided and recorded.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from schemas.doubts import Doubt
from schemas.items import Item
from schemas.records.triage import ContactPriority, PriorityReason


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    REPLACED = "replaced"
    TOLD_BY_TELEPHONE = "told_by_telephone"
    NOT_OURS = "not_ours"
    LEFT_OUT = "left_out"
    """Its recipient is in conflict: a coordinator left them out of the case, and no page of theirs shows it."""
    TRIAGED = "triaged"
    """The front door decided what follows."""
    DONE = "done"
    """The work on it is done: an interview was held or declined, a hospital's concern closed."""


class NoticeRow(Struct, frozen=True, gc=False):
    """One notice. `case` and `person` name the matter; commands carry them back.

    `type` and `doubts` are those of its event: empty while the event's own row is not there yet, as on Kafka it may be.
    A contact at a front door has a `priority` and its `grounds`, the ids of the area's rules; `prioritised` names what
    a manager set instead.
    """

    notice: str
    case: bytes
    person: str
    event: bytes
    section: int
    role: str
    scheme: str
    value: str
    kind: str
    changed: tuple[Item, ...]
    items: tuple[Item, ...]
    occurred_at: datetime
    issued_at: datetime
    due_at: datetime
    due_rule: str
    holiday: bool
    bell_known: bool
    state: NoticeState
    opened_at: datetime | None
    in_time: bool | None
    acknowledged_at: datetime | None
    overdue: bool
    escalated: bool
    replaces: str | None
    replaced_by: str | None
    named_only: bool
    type: str = ""
    doubts: tuple[Doubt, ...] = ()
    priority: ContactPriority | None = None
    grounds: tuple[str, ...] = ()
    prioritised: str | None = None


class PriorityRow(Struct, frozen=True, gc=False):
    """One priority that a manager of a front door gave a contact, in place of that of the area's rules."""

    id: str
    at: datetime
    area: str
    case: bytes
    person: str
    event: bytes
    section: int
    priority: ContactPriority
    reason: PriorityReason
    user: str
    role: str


class TriageRow(Struct, frozen=True, gc=False):
    """One triage of a child or adult by an area's front door: the latest is the one that no other names as previous.

    `at` is when the hub recorded it. `published` is the event (hex) by which a council said so, empty where it was
    decided on the hub; `withdrawn_at` is since when it stands no longer.
    """

    triage: str
    at: datetime
    area: str
    case: bytes
    person: str
    event: bytes
    section: int
    outcome: str
    consent: str
    reason: str
    user: str
    role: str
    previous: str
    decided_at: datetime
    published: str = ""
    withdrawn_at: datetime | None = None


class ActionRow(Struct, frozen=True, gc=False):
    """One action of a meeting. `outcome` is empty until it is reported; one that is not done stands with a new date.

    `answer` is what the owner says came of it, empty until then and after it was given another date; `answered` names
    the record that says so. `kept_back`: the owner is in conflict, and must not know of it. `turned_away_at`: when
    somebody of the owner last asked for it whose agreement permits nothing of the case.
    """

    action: str
    at: datetime
    area: str
    meeting: str
    case: bytes
    person: str
    event: bytes
    section: int
    notice: str
    owner_role: str
    owner_scheme: str
    owner_value: str
    owner_user: str
    due_at: datetime
    user: str
    role: str
    overdue: bool
    outcome: str
    reason: str
    reported_at: datetime | None
    reported_by: str
    closed: bool
    opened_at: datetime | None = None
    opened_by: str = ""
    answered: str = ""
    answer: str = ""
    answer_reason: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    kept_back: bool = False
    turned_away_at: datetime | None = None


class StepRow(Struct, frozen=True, gc=False):
    """One step of a recipient's own work on a child or adult of an event; `previous` is the step before it."""

    step_id: str
    at: datetime
    case: bytes
    person: str
    event: bytes
    section: int
    notice: str
    recipient_role: str
    scheme: str
    value: str
    step: str
    by: str
    reason: str
    happened_at: datetime
    in_time: bool
    user: str
    role: str
    previous: str


class HotspotRow(Struct, frozen=True, gc=False):
    """One published table: `shown` has its numbers row by row with totals, None where a number is kept back."""

    publication: str
    at: datetime
    area: str
    event_type: str
    first_day: date
    places: tuple[str, ...]
    shown: tuple[tuple[int | None, ...], ...]


class DeskRow(Struct, frozen=True, gc=False):
    """One item of work on a council's desk."""

    item: str
    kind: str
    area: str
    case: bytes
    person: str
    event: bytes
    section: int
    reason: str
    raised_at: datetime
    due_at: datetime
    due_rule: str
    notice: str | None
    referral: str | None
    recipient_role: str | None
    recipient_scheme: str | None
    recipient_value: str | None
    overdue: bool
    closed_at: datetime | None
    outcome: str | None
    closed_by: str | None


PAGE: Final = 50
"""Finished notices or items that are listed at once: a history of years is read a page at a time."""


class EventRow(Struct, frozen=True, gc=False):
    """One accepted event."""

    event: bytes
    case: bytes
    publisher: str
    type: str
    reference: str
    revision: int
    standing: str
    grade: str
    occurred_at: datetime
    accepted_at: datetime
    digest: bytes
    source: str
    position: int
    number: int
    children: int
    doubts: tuple[Doubt, ...] = ()


Listed = NoticeRow | DeskRow | EventRow
"""What a reader's pages list: a notice or desk item under its output id, an event under its own."""


def name_of(row: Listed) -> str:
    """The output id of a notice or desk item, the id of an event."""
    if isinstance(row, EventRow):
        return row.event.hex()
    return row.item if isinstance(row, DeskRow) else row.notice


HELD: Final = "held"
"""The outcome of a submission that could not be decided yet; its record says that it is parked."""


class OutcomeRow(Struct, frozen=True, gc=False):
    """What became of one received submission, by the digest of its bytes."""

    digest: bytes
    publisher: str
    outcome: str
    reason: str
    place: str
    event: bytes | None
    source: str
    number: int
    decided_at: datetime


class DecidedRow(Struct, frozen=True, gc=False):
    """How many decisions of one sort an instrument led to. `event_type` is empty until the event's own row is there."""

    event_type: str
    role: str
    area: str
    outcome: str
    reason: str
    count: int


class DeliveryRow(Struct, frozen=True, gc=False):
    """What came of a message about a notice or desk item (`about`): `sent`, `deferred` or `failed`, when, and why."""

    at: datetime
    about: str
    asked: str
    channel: str
    to: str
    outcome: str
    reason: str
    attempts: int


class AccessRow(Struct, frozen=True, gc=False):
    """One opening of a notice or desk item, or one refusal of it."""

    at: datetime
    user: str
    role: str
    subject: str
    granted: bool
    reason: str
