"""The data items of an event: what an agreement permits, a notice shows and a decision names.

An item is the smallest part of an event that an instrument can give or withhold. The names are stable:
agreements and decision records of years ago refer to them. Each belongs to one subject: the incident,
the child whom the notice is about, or an adult by role. Nothing here can name another child.
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


TITLES: Final[dict[Item, str]] = {
    Item.INCIDENT_FACT: "That there was an incident",
    Item.INCIDENT_REFERENCE: "Police reference",
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
    Item.SCHOOL_SUMMARY: "Circumstances, as written for this school",
    Item.POLICE_NARRATIVE: "Police narrative",
    Item.VICTIM_NAME: "Victim's name",
    Item.VICTIM_DATE_OF_BIRTH: "Victim's date of birth",
    Item.VICTIM_ADDRESS: "Victim's address",
    Item.VICTIM_SAFE_CONTACT: "How to contact the victim safely",
    Item.PERPETRATOR_NAME: "Alleged perpetrator's name",
    Item.PERPETRATOR_DATE_OF_BIRTH: "Alleged perpetrator's date of birth",
    Item.PERPETRATOR_ADDRESS: "Alleged perpetrator's address",
}

ADDRESSES: Final = frozenset(
    {
        Item.INCIDENT_LOCATION,
        Item.CHILD_ADDRESS,
        Item.CHILD_WHEREABOUTS,
        Item.VICTIM_ADDRESS,
        Item.PERPETRATOR_ADDRESS,
    }
)
"""Items that say where somebody lives or was: suppressed everywhere when a person is marked restricted. Whereabouts are
an officer's free words, such as a relative's home.
"""

NEVER_TO_A_SCHOOL: Final = frozenset({Item.POLICE_NARRATIVE, Item.VICTIM_ADDRESS, Item.PERPETRATOR_ADDRESS})
"""Items that no instrument can give to a school (flows.md, what a notice may contain)."""
