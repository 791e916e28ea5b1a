"""A small world for page tests: two schools, one council, people with roles, notices and desk items. All invented."""

from datetime import UTC, date, datetime, timedelta

from schemas.doubts import Doubt
from schemas.items import Item
from schemas.records.reference import (
    AgencyKind,
    AgencyRegistered,
    Body,
    HubDeclared,
    ReferenceRecord,
    RoleAppointed,
    SettingRegistered,
    SettingStatus,
)
from schemas.records.share import Recipient
from streams.reference.facts import Reference
from streams.views.rows import DeskRow, EventRow, NoticeRow, NoticeState

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""Monday 23 November 2026, 07:30 in London."""

HUB = "test-hub"
AREA = "822"
OTHER_AREA = "823"
SCHOOL = "109750"
OTHER_SCHOOL = "109751"
CLOSED_SCHOOL = "109752"

DSL = "u-dsl"
HEAD = "u-head"
BOTH = "u-both"
COUNCIL = "u-council"
AUDITOR = "u-auditor"
FORMER = "u-former"
GOVERNANCE = "u-governance"
"""Of the council's area."""
HUB_GOVERNANCE = "u-hub-governance"
SENDER = "u-sender"
FRONT_DOOR = "u-front-door"
"""Works at the front door of the council's area."""
SPOC = "u-spoc"
PROVIDER = "u-provider"
"""Holds return home interviews in the council's area."""
HOSPITAL_TEAM = "u-hospital-team"
HOSPITAL = "bedfordshire-hospitals"
POLICE = "bedfordshire-police"

NAMES = {
    DSL: "Priya Nair",
    HEAD: "Owen Reid",
    BOTH: "Grace Obi",
    COUNCIL: "Helen Marsh",
    AUDITOR: "Tom Akers",
    FORMER: "Jo Field",
    GOVERNANCE: "Callum Wetherby",
    HUB_GOVERNANCE: "Marguerite Anstruther",
    SENDER: "Nerys Talbot",
    FRONT_DOOR: "Wilma Sandiford",
    SPOC: "Ned Attwater",
    PROVIDER: "Rowena Peverell",
    HOSPITAL_TEAM: "Isolde Marchbanks",
}

CASE = bytes(range(16))
EVENT = bytes(range(16, 32))


def setting(urn: str, name: str, status: SettingStatus = SettingStatus.OPEN) -> SettingRegistered:
    """A school of the council."""
    return SettingRegistered(
        urn=urn,
        name=name,
        area=AREA,
        establishment_number="2001",
        status=status,
        phase="Primary",
        kind="Community school",
        boarding=False,
        low_age=4,
        high_age=11,
        town="Bedford",
        postcode="MK40 1AA",
        opened=date(1960, 9, 1),
        closed=None,
        successors=(),
        predecessors=(),
    )


def appointed(user: str, role: str, scheme: str, value: str, until: datetime | None = None) -> RoleAppointed:
    """A role since last month."""
    return RoleAppointed(user, role, scheme, value, NOW - timedelta(days=30), until, ())


def reference() -> Reference:
    """The reference log of this world, applied."""
    bodies: list[Body] = [
        HubDeclared(HUB, "Test hub", bytes(32), "hub.example/log", bytes(32), bytes(32), 1, 1),
        setting(SCHOOL, "Elm Grove Primary School"),
        setting(OTHER_SCHOOL, "St Hilda’s College of Arts & Sciences"),
        setting(CLOSED_SCHOOL, "Old Mill School", SettingStatus.CLOSED),
        appointed(DSL, "dsl", "urn", SCHOOL),
        appointed(HEAD, "head", "urn", SCHOOL),
        appointed(BOTH, "dsl", "urn", OTHER_SCHOOL),
        appointed(BOTH, "deputy_dsl", "urn", SCHOOL),
        appointed(COUNCIL, "council_education_safeguarding", "area", AREA),
        appointed(AUDITOR, "auditor", "hub", HUB),
        appointed(GOVERNANCE, "information_governance_lead", "area", AREA),
        appointed(HUB_GOVERNANCE, "information_governance_lead", "hub", HUB),
        appointed(SENDER, "information_sharing_lead", "agency", POLICE),
        appointed(FRONT_DOOR, "ifd", "area", AREA),
        appointed(SPOC, "spoc_coordinator", "area", AREA),
        AgencyRegistered(HOSPITAL, "Bedfordshire Hospitals", AgencyKind.HOSPITAL, ("hospital.flag",), (AREA,)),
        appointed(PROVIDER, "return_interview_provider", "area", AREA),
        appointed(HOSPITAL_TEAM, "hospital_safeguarding", "agency", HOSPITAL),
        appointed(FORMER, "dsl", "urn", SCHOOL, until=NOW - timedelta(minutes=1)),
    ]
    known = Reference()
    for number, body in enumerate(bodies, 1):
        digest = number.to_bytes(32, "big")
        known.apply(ReferenceRecord(HUB, number, known.digest, NOW, "operator", body, bytes(32)), digest)
    return known


def notice_row(
    notice: str = "person.0-1-0",
    *,
    urn: str = SCHOOL,
    kind: str = "first",
    state: NoticeState = NoticeState.WAITING,
    due_at: datetime = NOW + timedelta(minutes=75),
    overdue: bool = False,
    holiday: bool = False,
    changed: tuple[Item, ...] = (),
    replaced_by: str | None = None,
    named_only: bool = False,
    type: str = "encompass.notification",
    doubts: tuple[Doubt, ...] = (),
    recipient: Recipient | None = None,
) -> NoticeRow:
    """A notice as the views give it."""
    to = recipient or Recipient("dsl", "urn", urn)
    opened = None if state is NoticeState.WAITING else NOW - timedelta(minutes=10)
    return NoticeRow(
        notice=notice,
        case=CASE,
        person="resolve-1-0",
        event=EVENT,
        section=1,
        role=to.role,
        scheme=to.scheme,
        value=to.value,
        kind=kind,
        changed=changed,
        items=tuple(Item),
        occurred_at=NOW - timedelta(hours=56, minutes=30),
        issued_at=NOW - timedelta(hours=50),
        due_at=due_at,
        due_rule="next_first_bell",
        holiday=holiday,
        bell_known=True,
        state=state,
        opened_at=opened,
        in_time=None if opened is None else True,
        acknowledged_at=NOW if state is NoticeState.ACKNOWLEDGED else None,
        overdue=overdue,
        escalated=overdue,
        replaces=None,
        replaced_by=replaced_by,
        named_only=named_only,
        type=type,
        doubts=doubts,
    )


def event_row() -> EventRow:
    """The event of every row here."""
    return EventRow(
        EVENT, CASE, "bedfordshire-police", "encompass.notification", "40/123456/26", 1, "current",
        "high", NOW, NOW, bytes(32), "intake.police.0", 1, 1, 2,
    )  # fmt: skip


def desk_row(
    item: str = "person.0-2-0",
    kind: str = "unopened",
    *,
    area: str = AREA,
    due_at: datetime = NOW + timedelta(minutes=75),
    overdue: bool = False,
    referral: str | None = None,
    urn: str | None = SCHOOL,
) -> DeskRow:
    """A desk item as the views give it."""
    return DeskRow(
        item=item,
        kind=kind,
        area=area,
        case=CASE,
        person="resolve-1-0",
        event=EVENT,
        section=1,
        reason="not_opened_in_time",
        raised_at=NOW - timedelta(hours=1),
        due_at=due_at,
        due_rule="next_first_bell",
        notice=None,
        referral=referral,
        recipient_role="dsl" if urn else None,
        recipient_scheme="urn" if urn else None,
        recipient_value=urn,
        overdue=overdue,
        closed_at=None,
        outcome=None,
        closed_by=None,
    )
