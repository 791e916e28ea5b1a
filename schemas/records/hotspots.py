"""Hotspots for the group that works on child exploitation and missing children (CEM): counts by place and week.

Source: flows.md, CEM group: `hotspots (not individuals)`, small numbers suppressed.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas.types import AreaCode, CaseKey, Date, Label, Name, UserId

WEEKS: Final = 4
"""Weeks that one table covers. Tables follow each other and never overlap, so that none says more of another."""

KEPT_BACK: Final = -1
"""Stands for a cell that is not published."""

Places = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=200)]
Monday = Annotated[Date, Meta(description="a London day, on which the first week begins")]


class PublishHotspots(Struct, frozen=True, gc=False):
    """Somebody of an area asks that a table be published. What was counted goes along, and is seen by nobody else.

    `counts` are children by place and week, row by row, each child once a place and week; `few` are cells and totals,
    numbered row by row with a total at the end of each, behind which fewer than five different children stand.
    """

    case: Annotated[CaseKey, Meta(description="names the area's tables of one event type, no event's case")]
    area: AreaCode
    event_type: Name
    first_day: Monday
    places: Places
    counts: Annotated[tuple[int, ...], Meta(max_length=800)]
    few: Annotated[tuple[int, ...], Meta(max_length=1200)]
    user: UserId
    role: Name


class HotspotsPublished(Struct, frozen=True, gc=False):
    """A table that stands as it is: with totals, row by row, -1 where a number is not published."""

    case: CaseKey
    area: AreaCode
    event_type: Name
    first_day: Monday
    places: Places
    shown: Annotated[tuple[int, ...], Meta(max_length=1206)]
    user: UserId
    role: Name
