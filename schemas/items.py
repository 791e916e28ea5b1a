"""The data items of an event: what an agreement permits, a notice shows and a decision names.

An item is the smallest part of an event that an instrument can give or withhold. The names are stable:
agreements and decision records of years ago refer to them. Each belongs to one subject: the event,
the child whom the notice is about, or an adult by role. Nothing but `household` can name another child.
"""

from enum import StrEnum
from typing import Final


class Item(StrEnum):
    """One data item; the value is what agreements and records write."""

    INCIDENT_FACT = "incident_fact"
    INCIDENT_REFERENCE = "incident_reference"
    INCIDENT_OCCURRED_AT = "incident_occurred_at"
    INCIDENT_LOCATION = "incident_location"
    INCIDENT_GRADE = "incident_grade"
    CHILD_NAME = "child_name"
    CHILD_DATE_OF_BIRTH = "child_date_of_birth"
    CHILD_ADDRESS = "child_address"
    CHILD_PRESENCE = "child_presence"
    CHILD_WHEREABOUTS = "child_whereabouts"
    CHILD_SEEN_BY = "child_seen_by"
    CHILD_SPOKEN_TO_BY = "child_spoken_to_by"
    CHILD_VOICE = "child_voice"
    CHILD_RELATIONSHIPS = "child_relationships"
    CHILD_SAFE_CONTACT = "child_safe_contact"
    SCHOOL_SUMMARY = "school_summary"
    POLICE_NARRATIVE = "police_narrative"
    VICTIM_NAME = "victim_name"
    VICTIM_DATE_OF_BIRTH = "victim_date_of_birth"
    VICTIM_ADDRESS = "victim_address"
    VICTIM_SAFE_CONTACT = "victim_safe_contact"
    PERPETRATOR_NAME = "perpetrator_name"
    PERPETRATOR_DATE_OF_BIRTH = "perpetrator_date_of_birth"
    PERPETRATOR_ADDRESS = "perpetrator_address"
    EPISODE_STAGE = "episode_stage"
    EPISODE_RISK = "episode_risk"
    EPISODE_TIMES = "episode_times"
    EPISODE_MISSING_FROM = "episode_missing_from"
    EPISODE_LAST_SEEN = "episode_last_seen"
    EPISODE_FOUND_AT = "episode_found_at"
    EXPLOITATION_CONCERNS = "exploitation_concerns"
    PLACING_AUTHORITY = "placing_authority"
    RETURN_INTERVIEW = "return_interview"
    REFERRAL_GROUNDS = "referral_grounds"
    VICTIM_CONTACT_RULES = "victim_contact_rules"
    DASH_SCORE = "dash_score"
    DASH_ANSWERS = "dash_answers"
    EARLIER_MARACS = "earlier_maracs"
    CONSENT = "consent"
    REFERRER = "referrer"
    PATIENT_NAME = "patient_name"
    PATIENT_DATE_OF_BIRTH = "patient_date_of_birth"
    PATIENT_ADDRESS = "patient_address"
    ATTENDANCE = "attendance"
    INJURY = "injury"
    SIGNS = "signs"
    CONCERN_LEVEL = "concern_level"
    CP_IS_ANSWER = "cp_is_answer"
    CONTACT_WORRIES = "contact_worries"
    CONTACT_URGENCY = "contact_urgency"
    FRONT_DOOR_OUTCOME = "front_door_outcome"
    HOUSEHOLD = "household"
    CHILD_NHS_NUMBER = "child_nhs_number"
    PATIENT_NHS_NUMBER = "patient_nhs_number"


TITLES: Final[dict[Item, str]] = {
    Item.INCIDENT_FACT: "That there was an incident",
    Item.INCIDENT_REFERENCE: "Sender's reference",
    Item.INCIDENT_OCCURRED_AT: "Date and time of the incident",
    Item.INCIDENT_LOCATION: "Where the incident was",
    Item.INCIDENT_GRADE: "Risk grade",
    Item.CHILD_NAME: "Child's name",
    Item.CHILD_DATE_OF_BIRTH: "Child's date of birth",
    Item.CHILD_ADDRESS: "Child's address",
    Item.CHILD_PRESENCE: "Whether the child was present",
    Item.CHILD_WHEREABOUTS: "Where the child was",
    Item.CHILD_SEEN_BY: "Who saw the child",
    Item.CHILD_SPOKEN_TO_BY: "Who spoke to the child",
    Item.CHILD_VOICE: "What the child said",
    Item.CHILD_RELATIONSHIPS: "Child's relationship to the adults",
    Item.CHILD_SAFE_CONTACT: "How to contact the family safely",
    Item.SCHOOL_SUMMARY: "Circumstances, as written for the school",
    Item.POLICE_NARRATIVE: "Sender's own account",
    Item.VICTIM_NAME: "Victim's name",
    Item.VICTIM_DATE_OF_BIRTH: "Victim's date of birth",
    Item.VICTIM_ADDRESS: "Victim's address",
    Item.VICTIM_SAFE_CONTACT: "How to contact the victim safely",
    Item.PERPETRATOR_NAME: "Alleged perpetrator's name",
    Item.PERPETRATOR_DATE_OF_BIRTH: "Alleged perpetrator's date of birth",
    Item.PERPETRATOR_ADDRESS: "Alleged perpetrator's address",
    Item.EPISODE_STAGE: "Missing, or returned",
    Item.EPISODE_RISK: "Risk grade of the missing episode",
    Item.EPISODE_TIMES: "Since when missing, and when returned",
    Item.EPISODE_MISSING_FROM: "From where the child went missing",
    Item.EPISODE_LAST_SEEN: "Where the child was last seen",
    Item.EPISODE_FOUND_AT: "Where the child was found",
    Item.EXPLOITATION_CONCERNS: "Concerns about exploitation",
    Item.PLACING_AUTHORITY: "Authority that placed the child here",
    Item.RETURN_INTERVIEW: "Return home interview",
    Item.REFERRAL_GROUNDS: "Grounds of the referral to MARAC",
    Item.VICTIM_CONTACT_RULES: "Whom the victim fears, and who is safe to talk to",
    Item.DASH_SCORE: "DASH score",
    Item.DASH_ANSWERS: "DASH answers",
    Item.EARLIER_MARACS: "Earlier MARACs",
    Item.CONSENT: "Consent, or why it was not sought",
    Item.REFERRER: "Who made the referral or contact",
    Item.PATIENT_NAME: "Adult patient's name",
    Item.PATIENT_DATE_OF_BIRTH: "Adult patient's date of birth",
    Item.PATIENT_ADDRESS: "Adult patient's address",
    Item.ATTENDANCE: "Hospital, ward and times of the attendance",
    Item.INJURY: "Presenting injury or complaint",
    Item.SIGNS: "Signs that give cause for concern",
    Item.CONCERN_LEVEL: "Level of concern",
    Item.CP_IS_ANSWER: "Child protection record (CP-IS)",
    Item.CONTACT_WORRIES: "What the contact is about",
    Item.CONTACT_URGENCY: "How soon it is needed",
    Item.FRONT_DOOR_OUTCOME: "What the front door decided",
    Item.HOUSEHOLD: "Everyone else of the event, by name and date of birth",
    Item.CHILD_NHS_NUMBER: "Child's NHS number",
    Item.PATIENT_NHS_NUMBER: "Adult patient's NHS number",
}
"""Each item in words that fit every event type; `schemas.items_of.title_of` says them of one type."""

ADDRESSES: Final = frozenset(
    {
        Item.INCIDENT_LOCATION,
        Item.CHILD_ADDRESS,
        Item.CHILD_WHEREABOUTS,
        Item.VICTIM_ADDRESS,
        Item.PERPETRATOR_ADDRESS,
        Item.PATIENT_ADDRESS,
        Item.EPISODE_LAST_SEEN,
        Item.EPISODE_FOUND_AT,
    }
)
"""Items that say where somebody lives or was: suppressed everywhere when a person is marked restricted. Whereabouts are
an officer's free words, such as a relative's home.
"""

OF_MARAC: Final = frozenset(
    {
        Item.REFERRAL_GROUNDS,
        Item.VICTIM_CONTACT_RULES,
        Item.DASH_SCORE,
        Item.DASH_ANSWERS,
        Item.EARLIER_MARACS,
    }
)
"""Items that show that a MARAC referral exists."""

NEVER_TO_A_SCHOOL: Final = (
    frozenset(
        {
            Item.POLICE_NARRATIVE,
            Item.VICTIM_ADDRESS,
            Item.PERPETRATOR_ADDRESS,
            Item.PATIENT_NAME,
            Item.PATIENT_DATE_OF_BIRTH,
            Item.PATIENT_ADDRESS,
            Item.PATIENT_NHS_NUMBER,
            Item.HOUSEHOLD,
        }
    )
    | OF_MARAC
)
"""Items that no instrument can give to a school (flows.md, what a notice may contain): no victim's address, no other
child, no adult's own care, nothing that shows that a case was brought to MARAC.
"""
