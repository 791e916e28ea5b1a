"""Decide whether a table of hotspots is published, and which of its cells: pure, from what was counted.

Each week of an area and event type is published once and stands: what comes later, is corrected, withdrawn or erased
changes no table, so no two publications can be subtracted from each other.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from schemas.events import encompass, missing
from schemas.records.hotspots import KEPT_BACK, WEEKS, HotspotsPublished, PublishHotspots
from schemas.records.watch import CommandRefused
from streams.agreements.vocabulary import RecipientRole
from streams.calendar.wall_clock import LONDON
from streams.deciders.keys import hotspots_key
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.hotspots.suppress import suppressed, with_totals
from streams.reference.facts import Reference

COUNTED: Final = frozenset({missing.EVENT_TYPE, encompass.EVENT_TYPE})
"""Event types of which there are tables. Injuries are not: anonymous injury data (ISTV) is another product, and never
mixed with what routes children (flows.md, A&E safeguarding flag).
"""

PUBLISHES: Final = RecipientRole.SPOC_COORDINATOR.value
"""The role that publishes: who prepares the group's meetings."""

GRACE: Final = timedelta(days=7)
"""How long after its last day a table waits for reports that come late."""

_MONDAY: Final = 0


class Published(Struct, frozen=True, tag=True, array_like=True):
    """Up to which day, which is not in it, an area's tables of one event type reach."""

    until: date


def table_key(area: str, event_type: str) -> bytes:
    """What names an area's tables of one event type where a case would stand."""
    return hashlib.sha256(f"hotspots {area} {event_type}".encode()).digest()[:16]


def decide_hotspots(
    states: States, reference: Reference, command: PublishHotspots, context: Context
) -> HotspotsPublished | CommandRefused:
    """A table of four whole weeks that are past, after the last one, asked for by whoever may."""
    reason = _problem(states, reference, command, context.at)
    if reason is not None:
        return CommandRefused("publish_hotspots", command.case.hex(), command.user, reason, None)
    rows = [command.counts[start : start + WEEKS] for start in range(0, len(command.counts), WEEKS)]
    table = with_totals(rows)
    few = {divmod(number, WEEKS + 1) for number in command.few}
    kept_back = suppressed(table, few)
    shown = tuple(
        KEPT_BACK if (row, column) in kept_back else number
        for row, numbers in enumerate(table)
        for column, number in enumerate(numbers)
    )
    return HotspotsPublished(
        command.case,
        command.area,
        command.event_type,
        command.first_day,
        command.places,
        shown,
        command.user,
        command.role,
    )


def evolve_hotspots(states: States, output: HotspotsPublished) -> None:
    """What was published reaches so far."""
    states.put(hotspots_key(output.case), Published(output.first_day + timedelta(weeks=WEEKS)))


def _problem(states: States, reference: Reference, command: PublishHotspots, at: datetime) -> str | None:
    held = reference.roles_of(command.user, at)
    if command.role != PUBLISHES or not any(
        (role.role, role.scheme, role.value) == (PUBLISHES, "area", command.area) for role in held
    ):
        return "not_your_area"
    if command.event_type not in COUNTED or command.case != table_key(command.area, command.event_type):
        return "not_counted"
    if len(command.counts) != len(command.places) * WEEKS or any(count < 0 for count in command.counts):
        return "not_a_table"
    if command.first_day.weekday() != _MONDAY:
        return "not_a_monday"
    ends = command.first_day + timedelta(weeks=WEEKS) + GRACE
    if at.astimezone(LONDON).date() < ends:
        return "not_over_yet"
    last = states.find(hotspots_key(command.case), Published)
    return "published_already" if last is not None and command.first_day < last.until else None
