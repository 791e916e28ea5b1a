"""The story in numbers, from what the hub recorded."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from schemas.events.encompass import EVENT_TYPE
from schemas.records.share import DisclosureRefused
from services.demo.done_items import done_items
from services.demo.giving import StoryHub
from services.demo.playing import Played
from services.directory.faults import Fault
from streams.views.rows import NoticeRow, NoticeState


class Counted(Struct, frozen=True):
    """What the story came to. `children` are counted once per police reference; times are shares from 0 to 1.

    `events` are those of the callouts; `others` are events of other types, each with how many.
    """

    callouts: int
    events: int
    others: dict[str, int]
    children: int
    notices: dict[str, int]
    schools: int
    refusals: dict[str, int]
    rejected: int
    repeated: int
    desk_items: dict[str, int]
    desk_open: int
    to_be_opened: int
    opened_in_time: int
    opened_before_bell: float
    rows_refused: tuple[Fault, ...]
    longest_wait: timedelta | None


def count(hub: StoryHub, played: Played) -> Counted:
    """Count what stands at the story's end."""
    events = hub.views.events(limit=1_000_000)
    notices = hub.views.notices()
    areas = tuple(hub.reference().areas)
    still = hub.views.desk(areas)
    desk = (*still, *done_items(hub.views, areas))
    outcomes = Counter(row.outcome for row in hub.views.outcomes())
    owed = [row for row in notices if _is_owed(row, notices)]
    in_time = sum(row.opened_at is not None and row.in_time is True for row in owed)
    return Counted(
        callouts=len({event.reference for event in events if event.type == EVENT_TYPE}),
        events=sum(event.type == EVENT_TYPE for event in events),
        others=dict(Counter(event.type for event in events if event.type != EVENT_TYPE)),
        children=len({(row.case, row.person) for row in notices} | {(row.case, row.person) for row in desk}),
        notices=dict(Counter(row.kind for row in notices)),
        schools=len({row.value for row in notices if row.scheme == "urn"}),
        refusals=_refusals(hub),
        rejected=outcomes["rejected"],
        repeated=outcomes["repeated"],
        desk_items=dict(Counter(row.kind for row in desk)),
        desk_open=len(still),
        to_be_opened=len(owed),
        opened_in_time=in_time,
        opened_before_bell=in_time / len(owed) if owed else 1.0,
        rows_refused=_faults(played),
        longest_wait=max((row.opened_at - row.issued_at for row in owed if row.opened_at), default=None),
    )


def _is_owed(row: NoticeRow, notices: Sequence[NoticeRow]) -> bool:
    """A notice that somebody had to open: not one that a newer notice replaced before anybody did, nor a contact that
    the other of front door and duty team decided.
    """
    if row.opened_at is not None:
        return True
    if row.state is NoticeState.TRIAGED:
        return False
    return row.replaced_by is None or not any(other.notice == row.replaced_by for other in notices)


def _refusals(hub: StoryHub) -> dict[str, int]:
    """Disclosures refused, by reason."""

    found: Counter[str] = Counter()
    for event in hub.views.events(limit=1_000_000):
        for step in hub.views.trace(event.event):
            found.update(
                output.reason
                for _, output in step.outputs
                if isinstance(output, DisclosureRefused) and output.event == event.event
            )
    return dict(found)


def _faults(played: Played) -> tuple[Fault, ...]:
    return tuple(sorted({fault for one in played.published for fault in one.brought.faults}))
