"""What stands beside the cases of an agenda, asked for all of its pages at once: a pack has many."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from schemas.items import Item
from schemas.records.memory import OccurrenceNoted
from services.web import desks
from services.web.access import Reader
from services.web.context import Context
from services.web.hidden import hidden_since
from services.web.inboxes import Inbox, listed
from streams.views.identities import Identities
from streams.views.repeats import Repeat
from streams.views.rows import ActionRow, DeskRow, NoticeRow, StepRow


class Beside(Struct, frozen=True):
    """Who was told of each case, which notices tell of a repeat and why, what hop 2 noted of each event, what was asked
    about these persons in cases of which the reader may know, who they are today, which patterns wait on the desk,
    how far the return home interview of each child has got, and which addresses each update hides.
    """

    told: Mapping[bytes, Sequence[NoticeRow]]
    repeats: Mapping[str, Repeat]
    noted: Mapping[bytes, OccurrenceNoted]
    actions: Sequence[ActionRow]
    identities: Identities
    patterns: Sequence[DeskRow]
    interviews: Mapping[tuple[bytes, str], StepRow]
    hidden: Mapping[str, Collection[Item]]


def beside(web: Context, reader: Reader, inbox: Inbox, rows: Sequence[NoticeRow]) -> Beside:
    """Of every notice on these pages."""
    views, desk = web.hub.views, inbox.recipient
    persons = {row.person for row in rows}
    return Beside(
        told=views.told_of_all({row.case for row in rows}),
        repeats=views.repeats_of([row.notice for row in rows]),
        noted=views.noted_of_all({row.event for row in rows}),
        actions=known_actions(web, reader, views.actions_about(persons, desk.value, desk.role)),
        identities=views.identities(persons),
        patterns=_known_patterns(web, reader, views.patterns([desk.value], desk.role), persons),
        interviews=views.interviews({row.case for row in rows}),
        hidden=hidden_since(web, rows),
    )


def _known_patterns(
    web: Context, reader: Reader, patterns: Iterable[DeskRow], persons: Collection[str]
) -> list[DeskRow]:
    """Those of these persons' patterns of which this reader may know."""
    return desks.listed(web, reader, [item for item in patterns if item.person in persons])


def known_actions(web: Context, reader: Reader, actions: Iterable[ActionRow]) -> list[ActionRow]:
    """Those of these actions whose case this reader may know of."""
    asked = list(actions)
    rows = web.hub.views.notices_called({action.notice for action in asked})
    known = {row.notice for row in listed(web, reader, list(rows.values()))}
    return [action for action in asked if action.notice in known]
