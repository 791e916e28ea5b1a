"""Whether those concerned agreed that their information is shared.

Source: Bedford Borough arrangements, contacts to the Integrated Front Door: consent-based, but `when it is dispensed
with, the reasons … are … clearly recorded`; DfE's seven golden rules (2024): consent is not needed where a child is
at risk.
"""

from enum import StrEnum


class Consent(StrEnum):
    """What was asked of the family, or of the victim, and what they said."""

    NOT_STATED = "not_stated"
    """The event says nothing of it."""
    NOT_NEEDED = "not_needed"
    NOT_SOUGHT = "not_sought"
    """Asking would have put somebody at risk, or nobody could be asked: the reason is written beside it."""
    GIVEN = "given"
    REFUSED = "refused"
    DISPENSED_WITH = "dispensed_with"
    """Shared without, or against what was said: the reason is written beside it."""


class ConsentReason(StrEnum):
    """Why a decision stands without consent. A closed list: free text could name somebody, and a record is for ever.

    Source: DfE, Information sharing advice (2024), golden rules; Working Together 2023 on dispensing with consent.
    """

    RISK_OF_SIGNIFICANT_HARM = "risk_of_significant_harm"
    """A child may be suffering, or likely to suffer, significant harm (Children Act 1989 s.47)."""
    ASKING_RAISES_THE_RISK = "asking_raises_the_risk"
    WOULD_PREJUDICE_A_CRIMINAL_INQUIRY = "would_prejudice_a_criminal_inquiry"
    COULD_NOT_BE_ASKED = "could_not_be_asked"
    LEGAL_DUTY = "legal_duty"
    REFUSAL_STANDS = "refusal_stands"
    """The family refused, and nothing is done against their word."""


NEEDS_A_REASON = frozenset({Consent.NOT_SOUGHT, Consent.DISPENSED_WITH})
"""States of consent that stand only with the reason recorded."""
