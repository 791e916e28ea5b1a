"""A desk item whose ground a revision left as it was stays that very item: whoever works on it keeps the thread."""

from collections.abc import Sequence
from typing import Final, TypeVar

from msgspec.structs import replace

from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, MatterRevised
from schemas.records.watch import DeskItemOpened
from schemas.types import OutputId
from streams.deciders.person.state import HeldItem, Matter

Decided = TypeVar("Decided")

IN_PLACE: Final = frozenset(
    {
        DeskKind.NO_SETTING,
        DeskKind.NO_SAFE_READER,
        DeskKind.NO_READER,
        DeskKind.REFUSED_DUTY,
        DeskKind.OUTSIDE_AREA,
        DeskKind.NO_ROUTE,
    }
)
"""Kinds that stand in the place of a notice for a reason of their own. A doubtful match is answered as of its newest
referral, and what watches a notice goes with that notice.
"""


def as_they_stood(matter: Matter | None, outputs: Sequence[Decided]) -> tuple[list[Decided], tuple[OutputId, ...]]:
    """The outputs without those that close an item only to raise its like, and the items that stay instead.

    The like is for the same recipient of the same desk for the same reason, and due no sooner: sent again, it has no
    more time than it had.
    """
    if matter is None or not matter.desk:
        return list(outputs), ()
    closed = {
        output.item: held
        for output in outputs
        if isinstance(output, DeskItemClosed) and output.outcome is DeskOutcome.SUPERSEDED
        for held in matter.desk
        if held.item == output.item
    }
    dropped: set[int] = set()
    kept: list[OutputId] = []
    for ordinal, output in enumerate(outputs):
        if not isinstance(output, DeskItemRaised):
            continue
        like = next((held for held in closed.values() if _rests_on_the_same(held, output)), None)
        if like is not None:
            del closed[like.item]
            kept.append(like.item)
            dropped.add(ordinal)
    left = [
        output
        for ordinal, output in enumerate(outputs)
        if ordinal not in dropped and not (isinstance(output, DeskItemClosed) and output.item in kept)
    ]
    return left, tuple(kept)


def remembered_reason(raised: DeskItemRaised) -> str:
    """The reason of an item, where anything follows from it later."""
    follows = raised.counts or raised.kind is DeskKind.OUTCOME or raised.kind in IN_PLACE
    return raised.reason if follows else ""


def as_revised(matter: Matter, revised: MatterRevised) -> Matter:
    """The matter at a later revision; items that stay show that from now on."""
    desk = tuple(
        [
            replace(held, event=revised.event, section=revised.section, revised=held.opened)
            if held.item in revised.items
            else held
            for held in matter.desk
        ]
    )
    return replace(matter, event=revised.event, section=revised.section, desk=desk)


def as_opened(matter: Matter, opened: DeskItemOpened) -> Matter:
    """The matter after a coordinator has read one of its items as it stands."""
    return replace(
        matter,
        desk=tuple([replace(h, opened=True, revised=False) if h.item == opened.item else h for h in matter.desk]),
    )


def _rests_on_the_same(held: HeldItem, raised: DeskItemRaised) -> bool:
    if held.kind not in IN_PLACE or held.notice or raised.notice is not None or raised.due.at < held.due:
        return False
    stands = (held.kind, held.area, held.recipient, held.reason, held.named_only, held.pupil)
    return stands == (
        raised.kind,
        raised.area,
        raised.recipient,
        raised.reason,
        raised.named_only,
        raised.pupil or "",
    )
