"""The closed lists that instruments and requests speak in: kinds of party, recipient roles, purposes.

The values are what documents and records write. They are stable: a value is added, never renamed, because
agreements and decision records of years ago refer to it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from schemas.catalogue import EVENTS
from schemas.events import encompass, front_door, hospital, marac


class PartyKind(StrEnum):
    """What kind of body publishes or receives."""

    POLICE_FORCE = "police_force"
    LOCAL_AUTHORITY = "local_authority"
    HEALTH_TRUST = "health_trust"
    SCHOOL = "school"
    """A school as Education Act 1996 s.4 has it: state, independent, special, pupil referral unit."""
    COLLEGE = "college"
    """An institution within the further education sector, or a 16 to 19 academy."""
    GP_PRACTICE = "gp_practice"
    VOLUNTARY_SERVICE = "voluntary_service"
    """A charity or other body that serves under contract: advocates (IDVA), return home interviews."""
    EARLY_YEARS = "early_years"
    """Nursery or childminder: outside s.49A, so only under an agreement of its own."""
    HUB = "hub"


class RecipientRole(StrEnum):
    """In what role a person would read."""

    DSL = "dsl"
    DEPUTY_DSL = "deputy_dsl"
    COVER_DSL = "cover_dsl"
    HEAD = "head"
    TRUST_SAFEGUARDING_LEAD = "trust_safeguarding_lead"
    COUNCIL_EDUCATION_SAFEGUARDING = "council_education_safeguarding"
    IFD = "ifd"
    EMERGENCY_DUTY_TEAM = "emergency_duty_team"
    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    SPOC_COORDINATOR = "spoc_coordinator"
    MARAC_COORDINATOR = "marac_coordinator"
    SYVP_COORDINATOR = "syvp_coordinator"
    """The Serious Youth Violence Panel's."""
    IDVA = "idva"
    """Independent domestic violence adviser."""
    RETURN_INTERVIEW_PROVIDER = "return_interview_provider"
    YOUTH_OFFENDING_SERVICE = "youth_offending_service"
    SCHOOL_NURSE = "school_nurse"
    HEALTH_VISITOR = "health_visitor"
    """Of children who are not five yet."""
    GP_PRACTICE = "gp_practice"
    HOSPITAL_SAFEGUARDING = "hospital_safeguarding"
    POLICE_SAFEGUARDING = "police_safeguarding"
    AUDITOR = "auditor"


class Purpose(StrEnum):
    """What the sharing is for."""

    EARLY_SUPPORT_IN_SCHOOL = "early_support_in_school"
    SAFE_DELIVERY = "safe_delivery"
    """Finding the right setting and a safe reader for a notification that could not go by itself."""
    CHILD_PROTECTION_ENQUIRY = "child_protection_enquiry"
    MARAC_SAFETY_PLANNING = "marac_safety_planning"
    AUDIT = "audit"


SETTINGS: Final = frozenset({PartyKind.SCHOOL, PartyKind.COLLEGE, PartyKind.EARLY_YEARS})
"""Where a child is taught or cared for; `schemas.items.NEVER_TO_A_SCHOOL` holds for each of them."""

SETTING_ROLES: Final = frozenset(
    {
        RecipientRole.DSL,
        RecipientRole.DEPUTY_DSL,
        RecipientRole.COVER_DSL,
        RecipientRole.HEAD,
        RecipientRole.TRUST_SAFEGUARDING_LEAD,
    }
)
"""Roles of people who act for a setting."""

KIND_OF_AGENCY_ROLE: Final = {
    RecipientRole.HOSPITAL_SAFEGUARDING: PartyKind.HEALTH_TRUST,
    RecipientRole.POLICE_SAFEGUARDING: PartyKind.POLICE_FORCE,
    RecipientRole.GP_PRACTICE: PartyKind.GP_PRACTICE,
}
"""Roles of people who act for one agency, such as a trust or a practice, and what kind of agency that is."""

AGENCY_ROLES: Final = frozenset(KIND_OF_AGENCY_ROLE)

AREA_ROLES: Final = frozenset(RecipientRole) - SETTING_ROLES - AGENCY_ROLES - {RecipientRole.AUDITOR}
"""Roles that are held in a council area, whoever employs whoever holds them."""

INBOX_ROLES: Final = {
    "area": frozenset(AREA_ROLES - {RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING}),
    "agency": frozenset(AGENCY_ROLES),
}
"""Roles with an inbox of their own, by where they are held. The council's education desk has its desk instead."""

KIND_OF_ROLE: Final = {
    RecipientRole.IDVA: PartyKind.VOLUNTARY_SERVICE,
    RecipientRole.RETURN_INTERVIEW_PROVIDER: PartyKind.VOLUNTARY_SERVICE,
    RecipientRole.SCHOOL_NURSE: PartyKind.HEALTH_TRUST,
    RecipientRole.HEALTH_VISITOR: PartyKind.HEALTH_TRUST,
}
"""What kind of body stands behind a role that is held in an area; the council, for all others."""


def holds(kind: PartyKind, role: RecipientRole) -> bool:
    """Whether whoever has a role reads for a body of this kind: a question to the instruments says no other."""
    if role in SETTING_ROLES:
        return kind in SETTINGS
    if role in AGENCY_ROLES:
        return kind is KIND_OF_AGENCY_ROLE[role]
    return role not in AREA_ROLES or kind is KIND_OF_ROLE.get(role, PartyKind.LOCAL_AUTHORITY)


NO_KINDS: Final[Mapping[str, PartyKind]] = MappingProxyType({})
"""Of what kind agencies are, where nobody knows."""

PUBLIC_AUTHORITIES: Final = frozenset(
    {PartyKind.POLICE_FORCE, PartyKind.LOCAL_AUTHORITY, PartyKind.HEALTH_TRUST, PartyKind.GP_PRACTICE}
)
"""Kinds that cannot rely on recognised legitimate interests, UK GDPR Art 6(1)(ea)."""

EVENT_TYPES: Final = frozenset(EVENTS)
"""Event types that an instrument may name."""

STATING_CONSENT: Final = frozenset({marac.EVENT_TYPE, front_door.CONTACT_TYPE, hospital.EVENT_TYPE})
"""Event types that say what was asked of the family or the victim."""

STATING_GROUNDS: Final = frozenset({marac.EVENT_TYPE})
"""Event types that say why a case is referred."""

NOTIFIABLE: Final = {encompass.EVENT_TYPE: frozenset({PartyKind.SCHOOL, PartyKind.COLLEGE})}
"""Settings that a statute says must be notified, by event type: Domestic Abuse Act 2021 s.49A(3) and (4)."""

NOTIFIED_ROLES: Final = frozenset(
    {RecipientRole.DSL, RecipientRole.DEPUTY_DSL, RecipientRole.COVER_DSL, RecipientRole.HEAD}
)
"""Who may take a statutory notification for a setting: DSL, then deputy or cover, then head (flows.md)."""
