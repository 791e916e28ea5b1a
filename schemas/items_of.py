"""Which data items events of each type have, and their words there: an instrument can give of an event no other."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.items import NEVER_TO_A_SCHOOL, OF_MARAC, TITLES, Item

OF_HEADER: Final = frozenset({Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT})
"""What the header of any event says."""
_CHILD: Final = frozenset(
    {
        Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH,
        Item.CHILD_ADDRESS,
        Item.CHILD_WHEREABOUTS,
        Item.CHILD_SEEN_BY,
        Item.CHILD_SPOKEN_TO_BY,
        Item.CHILD_VOICE,
        Item.CHILD_RELATIONSHIPS,
        Item.CHILD_SAFE_CONTACT,
        Item.CHILD_NHS_NUMBER,
    }
)
_TEXTS: Final = frozenset({Item.SCHOOL_SUMMARY, Item.POLICE_NARRATIVE})
OF_ADULTS: Final = frozenset(
    {
        Item.VICTIM_NAME,
        Item.VICTIM_DATE_OF_BIRTH,
        Item.VICTIM_ADDRESS,
        Item.VICTIM_SAFE_CONTACT,
        Item.PERPETRATOR_NAME,
        Item.PERPETRATOR_DATE_OF_BIRTH,
        Item.PERPETRATOR_ADDRESS,
    }
)
"""Who the adults of an event are."""
OF_PATIENT: Final = frozenset(
    {Item.PATIENT_NAME, Item.PATIENT_DATE_OF_BIRTH, Item.PATIENT_ADDRESS, Item.PATIENT_NHS_NUMBER}
)
_EVERY: Final = OF_HEADER | _CHILD | _TEXTS

ITEMS_OF: Final[Mapping[str, frozenset[Item]]] = MappingProxyType(
    {
        encompass.EVENT_TYPE: _EVERY | OF_ADULTS | {Item.CHILD_PRESENCE, Item.INCIDENT_LOCATION, Item.INCIDENT_GRADE},
        missing.EVENT_TYPE: _EVERY
        | {
            Item.EPISODE_STAGE,
            Item.EPISODE_RISK,
            Item.EPISODE_TIMES,
            Item.EPISODE_MISSING_FROM,
            Item.EPISODE_LAST_SEEN,
            Item.EPISODE_FOUND_AT,
            Item.EXPLOITATION_CONCERNS,
            Item.PLACING_AUTHORITY,
            Item.RETURN_INTERVIEW,
            Item.HOUSEHOLD,
        },
        marac.EVENT_TYPE: _EVERY
        | OF_ADULTS
        | OF_MARAC
        | {Item.INCIDENT_LOCATION, Item.CHILD_PRESENCE, Item.CONSENT, Item.REFERRER, Item.HOUSEHOLD},
        hospital.EVENT_TYPE: _EVERY
        | OF_PATIENT
        | {
            Item.ATTENDANCE,
            Item.INJURY,
            Item.SIGNS,
            Item.CONCERN_LEVEL,
            Item.CP_IS_ANSWER,
            Item.CONSENT,
            Item.HOUSEHOLD,
        },
        front_door.CONTACT_TYPE: _EVERY
        | OF_ADULTS
        | {Item.CONTACT_WORRIES, Item.CONTACT_URGENCY, Item.CONSENT, Item.REFERRER, Item.HOUSEHOLD}
        | {Item.FRONT_DOOR_OUTCOME},
        front_door.OUTCOME_TYPE: OF_HEADER | {Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH, Item.FRONT_DOOR_OUTCOME},
    }
)
"""The items of each event type."""

_OF_POLICE: Final = {Item.INCIDENT_REFERENCE: "Police reference", Item.POLICE_NARRATIVE: "Police narrative"}
_TITLES_OF: Final[Mapping[str, Mapping[Item, str]]] = MappingProxyType(
    {
        encompass.EVENT_TYPE: _OF_POLICE,
        missing.EVENT_TYPE: _OF_POLICE
        | {
            Item.INCIDENT_FACT: "That the child was reported missing",
            Item.INCIDENT_OCCURRED_AT: "Since when the child was missing",
        },
        marac.EVENT_TYPE: {
            Item.INCIDENT_FACT: "That there was a referral to MARAC",
            Item.INCIDENT_REFERENCE: "Reference of the referral",
            Item.INCIDENT_OCCURRED_AT: "Date and time of what led to the referral",
            Item.INCIDENT_LOCATION: "Where it happened",
            Item.POLICE_NARRATIVE: "The referrer's own account",
        },
        hospital.EVENT_TYPE: {
            Item.INCIDENT_FACT: "That a hospital is concerned",
            Item.INCIDENT_REFERENCE: "Hospital reference",
            Item.INCIDENT_OCCURRED_AT: "Date and time of arrival",
            Item.POLICE_NARRATIVE: "The hospital's own account",
        },
        front_door.CONTACT_TYPE: {
            Item.INCIDENT_FACT: "That the front door was asked",
            Item.INCIDENT_REFERENCE: "Reference of the contact",
            Item.INCIDENT_OCCURRED_AT: "Date and time of the contact",
            Item.POLICE_NARRATIVE: "The referrer's own account",
        },
        front_door.OUTCOME_TYPE: {
            Item.INCIDENT_FACT: "That the front door decided",
            Item.INCIDENT_REFERENCE: "Front door's reference",
            Item.INCIDENT_OCCURRED_AT: "Date and time of the decision",
        },
    }
)


def title_of(item: Item, event_type: str) -> str:
    """An item in the words of one event type: the reference of a hospital's event is no police reference."""
    return _TITLES_OF.get(event_type, {}).get(item) or TITLES[item]


def never_to_a_school(event_type: str) -> frozenset[Item]:
    """Items that no instrument gives a school of such an event: of a referral to MARAC not even that there is one."""
    return frozenset(Item) if event_type == marac.EVENT_TYPE else NEVER_TO_A_SCHOOL
