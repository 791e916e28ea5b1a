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


NEEDS_A_REASON = frozenset({Consent.NOT_SOUGHT, Consent.DISPENSED_WITH})
"""States of consent that stand only with the reason recorded."""
