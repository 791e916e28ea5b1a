"""Count children by postcode district and week: the one place where hotspots meet what events say of people.

Nothing that is counted here leaves but numbers, and those only once small ones are kept back.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from schemas.events import encompass, missing
from schemas.events.missing import Episode
from schemas.events.people import Role
from schemas.records.hotspots import WEEKS, PublishHotspots
from streams.calendar.wall_clock import LONDON
from streams.deciders.areas import child_area
from streams.deciders.opened import OpenedEvent
from streams.hotspots.decide import PUBLISHES, table_key
from streams.hotspots.suppress import THRESHOLD
from streams.reference.facts import Reference
from streams.reference.places import district

NOT_KNOWN: Final = "Elsewhere or not known"
"""Where no district of the area is known: what a restricted person's address would tell stands here as well."""


class Happening(Struct, frozen=True):
    """The latest that is known of one case, and the children whom somebody was told of.

    `restricted`: events of other cases mark somebody of it, so that where it was is not shown.
    """

    event: bytes
    occurred_at: datetime
    persons: tuple[str, ...]
    restricted: bool = False


def places_of(reference: Reference, area: str) -> tuple[str, ...]:
    """The rows of an area's tables: its districts, whether anything happened there or not; then everywhere else."""
    return (*reference.settings.districts_of(area), NOT_KNOWN)


def count(
    happenings: Iterable[Happening],
    opened: Callable[[bytes], OpenedEvent],
    reference: Reference,
    asked: tuple[str, str, date],
    who: str,
) -> PublishHotspots:
    """The command that publishes a table of (area, event type, first day): each child once a place and week."""
    area, event_type, first_day = asked
    places = places_of(reference, area)
    cells: list[list[set[str]]] = [[set() for _ in range(WEEKS)] for _ in places]
    for happening in happenings:
        event = opened(happening.event)
        week = (happening.occurred_at.astimezone(LONDON).date() - first_day).days // 7
        if 0 <= week < WEEKS and _area(reference, event) == area:
            place = "" if happening.restricted else _place(event)
            row = places.index(place) if place in places else len(places) - 1
            cells[row][week].update(happening.persons)
    return PublishHotspots(
        table_key(area, event_type),
        area,
        event_type,
        first_day,
        places,
        tuple(len(cell) for row in cells for cell in row),
        _few(cells),
        who,
        PUBLISHES,
    )


def window(first_day: date) -> tuple[datetime, datetime]:
    """Somewhat more than the weeks of a table, as instants: the days themselves are London's."""
    start = datetime(first_day.year, first_day.month, first_day.day, tzinfo=LONDON)
    return start - timedelta(days=1), start + timedelta(weeks=WEEKS, days=1)


def _few(cells: Sequence[Sequence[set[str]]]) -> tuple[int, ...]:
    """Cells and totals behind which fewer than five different children stand, numbered row by row."""
    rows = [[*row, set[str]().union(*row)] for row in cells]
    whole = [*rows, [set[str]().union(*column) for column in zip(*rows, strict=True)]]
    numbered = enumerate(children for row in whole for children in row)
    return tuple(number for number, children in numbered if len(children) < THRESHOLD)


def _area(reference: Reference, event: OpenedEvent) -> str:
    children = (number for number, person in event.people() if Role.CHILD in person.roles)
    return child_area(reference, event, next(children, -1), (), ())


def _place(event: OpenedEvent) -> str:
    """The district where the child was found, or where it happened; none where somebody of the event is restricted."""
    if event.any_restricted is not False:
        return ""
    if event.header.type == missing.EVENT_TYPE:
        episode = event.fact(Episode)
        address = episode.found_at if episode is not None else None
    elif event.header.type == encompass.EVENT_TYPE:
        incident = event.incident()
        address = incident.location if incident is not None else None
    else:
        raise ValueError(f"there are no hotspots of `{event.header.type}`")
    return district(address.postcode) if address is not None and address.postcode else ""
