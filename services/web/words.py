"""The hub's names in words that a school or a council officer reads."""

from collections.abc import Collection
from typing import Final

from schemas.items import Item
from schemas.items_of import title_of
from schemas.records.notify import NoticeKind
from streams.disclosing.in_words import in_words
from streams.views.rows import NoticeState

_ROLES: Final = {
    "dsl": "Designated safeguarding lead",
    "deputy_dsl": "Deputy designated safeguarding lead",
    "cover_dsl": "Cover for the designated safeguarding lead",
    "holiday_contact": "Holiday contact",
    "head": "Head teacher",
    "trust_safeguarding_lead": "Trust safeguarding lead",
    "council_education_safeguarding": "Council education safeguarding team",
    "ifd": "Integrated front door",
    "emergency_duty_team": "Emergency duty team",
    "childrens_social_care": "Children’s social care",
    "spoc_coordinator": "SPOC coordinator",
    "marac_coordinator": "MARAC coordinator",
    "syvp_coordinator": "Serious youth violence panel coordinator",
    "idva": "Independent domestic violence adviser",
    "return_interview_provider": "Return home interview provider",
    "youth_offending_service": "Youth offending service",
    "school_nurse": "School nurse",
    "health_visitor": "Health visitor",
    "gp_practice": "GP practice",
    "hospital_safeguarding": "Hospital safeguarding team",
    "police_safeguarding": "Police safeguarding team",
    "auditor": "Auditor",
    "front_door_manager": "Front door manager",
    "information_governance_lead": "Information-governance lead",
    "information_sharing_lead": "Information-sharing lead",
}

NOTICE_KINDS: Final = {
    NoticeKind.FIRST: "first notice",
    NoticeKind.UPDATE: "update",
    NoticeKind.RECALL: "recall",
    NoticeKind.FEEDBACK: "feedback on a contact",
    NoticeKind.INTERVIEW: "what came of a return home interview",
}
"""What an issued notice is, in a trace."""

NOTICE_STATES: Final = {
    NoticeState.WAITING: ("Not opened", "govuk-tag--blue"),
    NoticeState.OPENED: ("Opened", "govuk-tag--yellow"),
    NoticeState.ACKNOWLEDGED: ("Acknowledged", "govuk-tag--green"),
    NoticeState.REPLACED: ("Replaced", "govuk-tag--grey"),
    NoticeState.TOLD_BY_TELEPHONE: ("Told by telephone", "govuk-tag--green"),
    NoticeState.TRIAGED: ("Triaged", "govuk-tag--green"),
    NoticeState.DONE: ("Done", "govuk-tag--green"),
    NoticeState.LEFT_OUT: ("Left out of this case", "govuk-tag--grey"),
    NoticeState.NOT_OURS: ("Not our pupil", "govuk-tag--grey"),
}
"""What a tag says of a notice, and its colour."""

READING_ORDER: Final = (
    Item.VICTIM_CONTACT_RULES,
    Item.CHILD_NAME,
    Item.CHILD_DATE_OF_BIRTH,
    Item.PATIENT_NAME,
    Item.PATIENT_DATE_OF_BIRTH,
    Item.INCIDENT_FACT,
    Item.INCIDENT_OCCURRED_AT,
    Item.EPISODE_STAGE,
    Item.EPISODE_RISK,
    Item.EPISODE_TIMES,
    Item.EPISODE_MISSING_FROM,
    Item.EXPLOITATION_CONCERNS,
    Item.REFERRAL_GROUNDS,
    Item.DASH_SCORE,
    Item.CONCERN_LEVEL,
    Item.SIGNS,
    Item.INJURY,
    Item.ATTENDANCE,
    Item.CP_IS_ANSWER,
    Item.CONTACT_WORRIES,
    Item.CONTACT_URGENCY,
    Item.FRONT_DOOR_OUTCOME,
    Item.REFERRER,
    Item.CONSENT,
    Item.CHILD_PRESENCE,
    Item.CHILD_WHEREABOUTS,
    Item.SCHOOL_SUMMARY,
    Item.CHILD_VOICE,
    Item.CHILD_SEEN_BY,
    Item.CHILD_SPOKEN_TO_BY,
    Item.CHILD_SAFE_CONTACT,
    Item.CHILD_RELATIONSHIPS,
    Item.VICTIM_NAME,
    Item.VICTIM_DATE_OF_BIRTH,
    Item.VICTIM_SAFE_CONTACT,
    Item.PERPETRATOR_NAME,
    Item.PERPETRATOR_DATE_OF_BIRTH,
    Item.RETURN_INTERVIEW,
    Item.PLACING_AUTHORITY,
    Item.DASH_ANSWERS,
    Item.EARLIER_MARACS,
    Item.INCIDENT_LOCATION,
    Item.INCIDENT_GRADE,
    Item.EPISODE_LAST_SEEN,
    Item.EPISODE_FOUND_AT,
    Item.CHILD_ADDRESS,
    Item.VICTIM_ADDRESS,
    Item.PERPETRATOR_ADDRESS,
    Item.PATIENT_ADDRESS,
    Item.CHILD_NHS_NUMBER,
    Item.PATIENT_NHS_NUMBER,
    Item.POLICE_NARRATIVE,
    Item.HOUSEHOLD,
    Item.INCIDENT_REFERENCE,
)
"""Every item in the order that a reader needs: who, when, what happened, then the rest."""

_NEVER_TO_ANY_SCHOOL: Final = (
    "Details of children who do not attend your school",
    "Which other schools and services were told",
)


def never_sent(never_given: Collection[Item], event_type: str, *, to_a_school: bool) -> list[str]:
    """What a recipient is never sent whatever happened, the same on every notice of one sort of event (flows.md, what
    a notice may contain).
    """
    titles = [title_of(item, event_type) for item in READING_ORDER if item in never_given]
    return titles + list(_NEVER_TO_ANY_SCHOOL) if to_a_school else titles


def role_title(role: str) -> str:
    """A role in words."""
    return _ROLES.get(role, in_words(role))
