"""One case of an agenda, or one child: what its recorded openings show, who knows, and what was asked of whom."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from msgspec import Struct
from starlette.responses import Response

from schemas.events import marac, missing
from schemas.items import Item
from schemas.items_of import title_of
from schemas.records.inputs import OpenNotice
from schemas.records.watch import NoticeOpened
from services.web.access import Reader
from services.web.commands import may_render, perform, remember_opening
from services.web.conflicts import left_out_of, may_be_left_out, not_left_out_of
from services.web.context import Context
from services.web.copies import on_paper
from services.web.desks import Mistake
from services.web.disclosed import ShownItem, shown_items
from services.web.inboxes import Inbox, inbox_at, listed, notice_of
from services.web.interviews import as_recorded
from services.web.meetings import (
    actions_of,
    adviser_left_out,
    advocates_of,
    counts_of,
    household_of,
    is_marac,
    known_to,
    owner_value,
    owners_of,
    page_row,
    patterns_of,
    shown_action,
    sitting_of,
)
from services.web.meetings_beside import Beside, beside
from services.web.pages_common import page
from services.web.times import london
from services.web.words import NOTICE_STATES
from services.web.words_events import happening, notice_title
from services.web.words_meetings import (
    ACTION_REASONS,
    CONFLICT_ENDS,
    CONFLICTS,
    OUTCOMES,
    TRANSFERS,
    RepeatWords,
    repeat_words,
)
from streams.engines.contract import Disclosed
from streams.routing.sittings import Sitting
from streams.views.rows import ActionRow, NoticeRow

SAFE_CONTACT: Final = Item.VICTIM_CONTACT_RULES
"""It stands first wherever a MARAC case is shown."""


_OF_A_CHILD: Final = frozenset(
    title_of(item, marac.EVENT_TYPE)
    for item in (
        Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH,
        Item.CHILD_ADDRESS,
        Item.CHILD_VOICE,
        Item.CHILD_RELATIONSHIPS,
        Item.CHILD_SAFE_CONTACT,
    )
)
"""What a MARAC case shows of each of the household beside the victim; the rest stands in the case once."""


class ShownNotice(Struct, frozen=True):
    """One event of a case, as its opening shows it. `safe` are the rules of safe contact, which stand first."""

    row: NoticeRow
    title: str
    happening: str
    handling: tuple[str, ...]
    safe: tuple[ShownItem, ...]
    items: tuple[ShownItem, ...]


class ShownCase(Struct, frozen=True):
    """One person of an agenda with all that is open of them, for a page or a pack."""

    row: NoticeRow
    name: str
    notices: tuple[ShownNotice, ...]
    values: dict[str, object]


def current_row(web: Context, reader: Reader, inbox: Inbox, notice: str) -> NoticeRow:
    """The notice whose page shows a case by now, of which this one was the first or an update. `NotHere` for another's,
    and for what this reader may not know of.
    """
    row = notice_of(web, reader, inbox, notice)
    while row.replaced_by is not None:
        row = notice_of(web, reader, inbox, row.replaced_by)
    return page_row(web, reader, row)


def of_case(web: Context, reader: Reader, row: NoticeRow) -> list[NoticeRow]:
    """The notices of one page: of MARAC the victim's and those of the household; of a child every episode that this
    desk was told of.
    """
    return of_cases(web, reader, [row])[0]


def of_cases(web: Context, reader: Reader, rows: Sequence[NoticeRow]) -> list[list[NoticeRow]]:
    """As `of_case` of each of these notices of one agenda, asked at once: a pack has many."""
    views = web.hub.views
    household, children = [row for row in rows if is_marac(row)], [row for row in rows if not is_marac(row)]
    near = {**views.beside_all(household), **views.earlier_all(children, limit=20)}
    each = {one.notice: one for some in near.values() for one in some}
    known = {one.notice for one in listed(web, reader, list(each.values()))}
    return [[row, *sorted((n for n in near[row.notice] if n.notice in known), key=_happened_last)] for row in rows]


def _happened_last(row: NoticeRow) -> tuple[float, str]:
    return -row.occurred_at.timestamp(), row.notice


def open_all(web: Context, reader: Reader, rows: Sequence[NoticeRow], once: str) -> dict[str, str]:
    """Open these notices, each recorded by itself before anything of it is shown; the openings by notice."""
    openings = {}
    for row in rows:
        command = OpenNotice(row.case, row.person, row.notice, reader.user, reader.role)
        settled = perform(web, reader, command, f"{once}-{row.notice}")
        openings[row.notice] = remember_opening(web, reader, settled, NoticeOpened, row.notice)
    return openings


def openings_of(web: Context, reader: Reader, rows: Sequence[NoticeRow]) -> dict[str, str]:
    """The openings of these notices that this session may render still."""
    found = {}
    wanted = {row.notice for row in rows}
    for opening, known in reader.session.openings.items():
        if known.subject in wanted and may_render(web, reader, opening, known.subject):
            found[known.subject] = opening
    return found


def is_open(rows: Sequence[NoticeRow], openings: Mapping[str, str]) -> bool:
    """Whether all of a page was opened: with one notice of it, which the inbox had opened, it would hide the others."""
    return all(row.notice in openings for row in rows)


def case_page(
    web: Context,
    reader: Reader,
    inbox: Inbox,
    row: NoticeRow,
    mistakes: tuple[Mistake, ...] = (),
    posted: dict[str, str] | None = None,
) -> Response:
    """The case within minutes of its recorded openings, otherwise the offer to open it."""
    sitting = sitting_of(web, inbox, _day(row), reader.now) if _at_a_meeting(row) else None
    values: dict[str, object] = {
        "inbox": inbox,
        "row": row,
        "kind": notice_title(row.kind, row.type),
        "happening": happening(row.type),
        "state": NOTICE_STATES[row.state],
        "sitting": sitting,
        "marac": is_marac(row),
    }
    rows = of_case(web, reader, row)
    openings = openings_of(web, reader, rows)
    if not is_open(rows, openings):
        values |= {"problems": [mistake.text for mistake in mistakes]}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
        return page(web, "meetings/cover.html", values, session=reader.session, status=status)
    disclosed = web.hub.disclose_all(list(openings.values()))
    values |= shown_case(web, reader, inbox, rows, openings, disclosed, beside(web, reader, inbox, rows)).values
    meeting = sitting or sitting_of(web, inbox, "", reader.now)
    values |= _forms(web, inbox, meeting, rows, reader)
    values |= {"posted": posted or {}, "mistakes": {mistake.field: mistake.text for mistake in mistakes}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
    return page(web, "meetings/case.html", values, session=reader.session, status=status)


def shown_case(
    web: Context,
    reader: Reader,
    inbox: Inbox,
    rows: Sequence[NoticeRow],
    openings: Mapping[str, str],
    disclosed_by: Mapping[str, Disclosed],
    beside: Beside,
) -> ShownCase:
    """What the openings of a case show, which all of it has, with everything that stands beside it; the first row is
    the case's own.
    """
    row = rows[0]
    shown, name = [], ""
    for one in rows:
        household = is_marac(row) and one is not row
        interview = beside.interviews.get((one.case, one.person))
        disclosed = as_recorded(one, disclosed_by[openings[one.notice]], interview)
        name = name or disclosed.subject
        items = shown_items(disclosed, one.type, one.changed, beside.hidden[one.notice])
        safe = tuple(item for item in items if item.title == title_of(SAFE_CONTACT, one.type))
        rest = tuple(item for item in items if item not in safe)
        if household:
            safe, rest = (), tuple(item for item in rest if item.title in _OF_A_CHILD)
        title = "Of the household" if household else notice_title(one.kind, one.type)
        shown.append(ShownNotice(one, title, happening(one.type), disclosed.handling, safe, rest))
    told = beside.told
    actions = actions_of(beside, rows)
    words = _words(web, rows, openings, actions)
    repeat = repeat_words(beside.repeats.get(row.notice)) if is_marac(row) else RepeatWords()
    advocates = advocates_of(web, told[row.case]) if is_marac(row) else []
    values: dict[str, object] = {
        "shown": shown,
        "name": name,
        "actions": [
            shown_action(web, inbox, one, words.get(one.action, ""), words.get(one.answered, "")) for one in actions
        ],
        "repeat": repeat,
        "household": household_of(web, row, told[row.case]) if is_marac(row) else [],
        "advocates": advocates,
        "adviser_left_out": is_marac(row) and not advocates and adviser_left_out(web, row),
        "known_to": known_to(web, rows, told),
        "counted": any(one.type == missing.EVENT_TYPE for one in rows),
        "counts": [] if is_marac(row) else counts_of(web, beside, rows, reader.now),
        "patterns": patterns_of(inbox, beside, row),
    }
    return ShownCase(row, name, tuple(shown), values)


def _words(
    web: Context, rows: Sequence[NoticeRow], openings: Mapping[str, str], actions: Sequence[ActionRow]
) -> dict[str, str | None]:
    """Words of actions and of what their owners answered, each under the opening of its own case."""
    found: dict[str, str | None] = {}
    for row in rows:
        of_case = [action for action in actions if action.case == row.case]
        mine = [place for action in of_case for place in (action.action, action.answered) if place]
        found |= web.hub.words(openings[row.notice], mine) if mine else {}
    return found


def _forms(
    web: Context, inbox: Inbox, sitting: Sitting, rows: Sequence[NoticeRow], reader: Reader
) -> dict[str, object]:
    areas = sorted(area for area in web.hub.reference().areas if area != inbox.recipient.value)
    left_out = left_out_of(web, rows)
    elsewhere = not_left_out_of(web, reader, rows, left_out)
    return {
        "meeting": sitting,
        "on_paper": on_paper(web, rows),
        "owners": owners_of(web, inbox, sitting, rows[0], reader.now),
        "outcomes": list(OUTCOMES.items()),
        "action_reasons": list(ACTION_REASONS.items()),
        "members": [(owner_value(one, ""), inbox_at(web, one).title) for one in may_be_left_out(web, sitting, rows)],
        "conflicts": list(CONFLICTS.items()),
        "left_out": [(owner_value(one, ""), inbox_at(web, one).title) for one in left_out],
        "not_left_out": [(inbox_at(web, member).title, one) for member, one in elsewhere],
        "conflict_ends": list(CONFLICT_ENDS.items()),
        "transfers": list(TRANSFERS.items()),
        "areas": [(area, web.hub.reference().area_title(area)) for area in areas],
    }


def _at_a_meeting(row: NoticeRow) -> bool:
    return row.due_rule.startswith("meeting_")


def _day(row: NoticeRow) -> str:
    return f"{london(row.due_at):%Y-%m-%d}"
