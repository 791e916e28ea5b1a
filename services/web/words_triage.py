"""The front door's decisions in words."""

from enum import StrEnum
from typing import Final

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.triage import ContactPriority, PriorityReason

OUTCOMES: Final = {
    FrontDoorOutcome.NO_FURTHER_ACTION: "No further action",
    FrontDoorOutcome.ADVICE: "Advice",
    FrontDoorOutcome.EARLY_HELP: "Early help",
    FrontDoorOutcome.ASSESSMENT: "Assessment",
    FrontDoorOutcome.STRATEGY_DISCUSSION: "Strategy discussion",
}
"""What a front door can decide."""

CONSENTS: Final = {
    Consent.GIVEN: "Given",
    Consent.NOT_NEEDED: "Not needed",
    Consent.REFUSED: "Refused",
    Consent.NOT_SOUGHT: "Not sought",
    Consent.DISPENSED_WITH: "Dispensed with",
}
"""What a decision can say of consent. That nothing is known of it is no footing."""

REASONS: Final = {
    ConsentReason.RISK_OF_SIGNIFICANT_HARM: "A child may be suffering, or likely to suffer, significant harm",
    ConsentReason.ASKING_RAISES_THE_RISK: "Asking would raise the risk to somebody",
    ConsentReason.WOULD_PREJUDICE_A_CRIMINAL_INQUIRY: "Asking would prejudice a criminal inquiry",
    ConsentReason.COULD_NOT_BE_ASKED: "Nobody could be asked",
    ConsentReason.LEGAL_DUTY: "The law asks for it whatever the family says",
    ConsentReason.REFUSAL_STANDS: "The family refused, and nothing is done against their word",
}
"""Why a decision stands without consent."""


ELSEWHERE: Final = "The front door, in the council’s own system"
"""Who decided what a council published."""


class NoReason(StrEnum):
    """The choice of none of the reasons."""

    NONE = ""


NO_REASON: Final = {NoReason.NONE: "No reason: consent was given, or nothing is done but to advise"}
"""What a form offers beside the reasons, so that one which was selected can be taken back."""

PROBLEMS: Final = {
    "consent_not_stated": "Select whether the family agreed",
    "consent_reason_missing": "Select why consent was not sought, not needed, or is dispensed with",
    "consent_refused": "The family refused. Close it or advise, and say that their refusal stands; or dispense with "
    "consent, and say why",
    "consent_needs_no_reason": "Consent that was given has no reason, nor has advice without it: select “No reason”",
}
"""Why a decision cannot be recorded so, by the reason of the hub."""

PRIORITIES: Final = {
    ContactPriority.URGENT: "Urgent",
    ContactPriority.HIGH: "High priority",
    ContactPriority.STANDARD: "Standard",
}
"""How soon a contact is looked at."""

PRIORITY_REASONS: Final = {
    PriorityReason.RISK_IS_HIGHER: "The risk is higher than the rules can see",
    PriorityReason.RISK_IS_LOWER: "The risk is lower than the rules can see",
    PriorityReason.NEW_INFORMATION: "Something new is known",
    PriorityReason.ALREADY_BEING_WORKED_ON: "Somebody is working on it already",
    PriorityReason.PART_OF_ANOTHER_CONTACT: "It belongs with another contact",
    PriorityReason.PRIORITISED_IN_ERROR: "The priority was set in error",
}
"""Why a manager gives a contact another priority."""
