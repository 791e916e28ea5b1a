"""What an item of the council's education safeguarding desk is about: a child without a school, or a school untold."""

from enum import StrEnum
from typing import Final

from schemas.records.notify import DeskKind
from streams.views.rows import DeskRow

_UNTOLD: Final = frozenset(
    {
        DeskKind.NO_SAFE_READER,
        DeskKind.NO_READER,
        DeskKind.REFUSED_DUTY,
        DeskKind.UNOPENED,
        DeskKind.NOT_OURS,
        DeskKind.RECALL_UNREAD,
        DeskKind.HOLIDAY,
        DeskKind.UNDELIVERED,
        DeskKind.FEEDBACK,
    }
)
"""Kinds that say that somebody has not been told, or has not read it."""


class About(StrEnum):
    """What a list of the desk can be narrowed to."""

    WITHOUT_SCHOOL = "without-school"
    UNTOLD = "untold"


def about_without_school(row: DeskRow) -> bool:
    """Whether no school is known for the child: educated at home, without a placement, or off every roll."""
    return row.kind == DeskKind.NO_SETTING


def about_untold(row: DeskRow) -> bool:
    """Whether a school or college has not been told, or has not read, what it ought to know."""
    return row.kind in _UNTOLD and row.recipient_scheme == "urn"


def is_about(row: DeskRow, about: About | None) -> bool:
    """Whether an item is of one sort; each is of none."""
    if about is None:
        return True
    return about_without_school(row) if about is About.WITHOUT_SCHOOL else about_untold(row)
