"""What stands on each desk where a story ends: what there is to look at."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.records.share import Recipient
from services.demo.giving import StoryHub
from services.demo.world.cells import PRACTICE
from services.demo.world.flows import HOSPITAL
from streams.views.rows import NoticeState

AREA: Final = "822"
ROLES: Final = (
    "ifd",
    "emergency_duty_team",
    "childrens_social_care",
    "spoc_coordinator",
    "marac_coordinator",
    "idva",
    "return_interview_provider",
    "youth_offending_service",
    "syvp_coordinator",
    "school_nurse",
    "health_visitor",
)
"""Roles of the area, in the order in which the end of the story lists them."""


class Standing(Struct, frozen=True):
    """One desk: how much on it is to be read, how much is read and not finished, and how much of it is overdue."""

    role: str
    scheme: str
    value: str
    new: int
    under_way: int
    overdue: int


class Morning(Struct, frozen=True):
    """The area's desks at a time, its schools' inboxes together, its council's desk, patterns, actions and tables."""

    at: datetime
    desks: tuple[Standing, ...]
    schools: int
    school_notices: int
    desk_items: int
    patterns: int
    actions: int
    tables: int


def morning(hub: StoryHub, at: datetime) -> Morning:
    """How the area's desks stand."""
    views = hub.views
    inboxes = [row for row in views.notices() if row.scheme == "urn" and row.state is NoticeState.WAITING]
    return Morning(
        at=at,
        desks=tuple(_desks(hub)),
        schools=len({row.value for row in inboxes}),
        school_notices=len(inboxes),
        desk_items=len(views.desk((AREA,))),
        patterns=len(views.patterns((AREA,))),
        actions=sum(len(views.open_actions(AREA, role)) for role in ("spoc_coordinator", "marac_coordinator")),
        tables=len(views.hotspots(AREA)),
    )


def _desks(hub: StoryHub) -> Iterator[Standing]:
    recipients = [Recipient(role, "area", AREA) for role in ROLES]
    agencies = (Recipient("gp_practice", "agency", PRACTICE), Recipient("hospital_safeguarding", "agency", HOSPITAL))
    for one in (*recipients, *agencies):
        rows = hub.views.inbox_of(one)
        new = sum(row.state is NoticeState.WAITING for row in rows)
        overdue = sum(row.overdue for row in rows)
        yield Standing(one.role, one.scheme, one.value, new, len(rows) - new, overdue)
