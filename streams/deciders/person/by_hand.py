"""Whom the council's desk may tell by hand: whoever the item is for, and nobody else (decision 0161)."""

from typing import Final

from schemas.records.inputs import SettledHow
from schemas.records.notify import DeskKind
from schemas.records.share import Recipient
from streams.deciders.areas import COUNCIL_DESK
from streams.reference.facts import HOLIDAY_CONTACT, READING_ROLES

AT_A_SCHOOL: Final = (*READING_ROLES, HOLIDAY_CONTACT, "head", "trust_safeguarding_lead")
"""Who may be told for a school: any of its readers, and who stands above them."""


def told_roles(recipient: Recipient | None) -> tuple[str, ...]:
    """The roles that may have been told in the place of a recipient: of a school several, elsewhere its own alone.

    Nobody where no recipient is known, nor for the council's desk, which has the item itself.
    """
    if recipient is None or recipient.role == COUNCIL_DESK:
        return ()
    return AT_A_SCHOOL if recipient.scheme == "urn" else (recipient.role,)


def is_of_what_this_desk_told(kind: DeskKind, recipient: Recipient | None) -> bool:
    """Whether an item is to take back what the desk itself told somebody by hand: nobody else knows whom."""
    return kind is DeskKind.RECALL_UNREAD and recipient is not None and recipient.role == COUNCIL_DESK


def may_settle(kind: DeskKind, recipient: Recipient | None, how: SettledHow) -> bool:
    """Whether an item may end in this way: that a school was told ends none that was for somebody else, and that
    whoever answers for it was told ends none for which the hub names somebody.

    A child without a school is the desk's own to find one for.
    """
    if how is SettledHow.RESPONSIBLE_TOLD:
        return kind is DeskKind.NO_ROUTE or is_of_what_this_desk_told(kind, recipient)
    if how is not SettledHow.SCHOOL_TOLD_IN_PERSON or kind is DeskKind.NO_SETTING:
        return True
    return recipient is None or recipient.scheme == "urn"
