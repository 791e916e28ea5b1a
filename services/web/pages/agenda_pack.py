"""The pack of a meeting, to print: the coordinator's own, or a member's copy with what its agreement permits alone."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import OpenNotice
from schemas.records.meetings import CopyPrinted, PrintCopy
from schemas.records.share import Recipient
from services.web.access import ROLE_INBOX, CurrentReader, Reader
from services.web.agenda_case import is_open, of_cases, open_all, openings_of, shown_case
from services.web.commands import may_render, perform
from services.web.context import Context, Web
from services.web.disclosed import shown_items
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, Inbox
from services.web.interviews import as_recorded
from services.web.meetings import lines_of, notices_of, readers_at, shown_action, sitting_of
from services.web.meetings_beside import beside
from services.web.pages.agenda_actions import owner_of
from services.web.pages_common import page
from services.web.refusals import NotHere
from services.web.routing import Pages
from services.web.words_events import happening, notice_title
from streams.deciders.person.agendas import MARAC
from streams.engines.contract import Disclosed
from streams.views.rows import ActionRow, NoticeRow

pages = Pages()

OWN: Final = "own"
"""The coordinator's own pack."""


@pages.get("/inbox/{role}/{scheme}/{value}/agenda/pack", ROLE_INBOX)
def choose_pack(web: Web, reader: CurrentReader, inbox: CurrentInbox, on: str = "") -> Response:
    """For whom a pack can be printed."""
    sitting = sitting_of(web, inbox, on, reader.now)
    values = {
        "inbox": inbox,
        "sitting": sitting,
        "cases": len(lines_of(web, inbox, notices_of(web, reader, inbox, sitting), ())),
        "readers": list(readers_at(web, inbox, sitting, reader.now)),
        "mistakes": {},
    }
    return page(web, "meetings/packs.html", values, session=reader.session)


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/pack", ROLE_INBOX)
def make_pack(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    once: Once,
    on: Annotated[str, Form()] = "",
    whose: Annotated[str, Form()] = "",
) -> Response:
    """Have everything recorded that the pack will show, then show it."""
    sitting = sitting_of(web, inbox, on, reader.now)
    rows = notices_of(web, reader, inbox, sitting)
    if whose == OWN:
        for of_one in of_cases(web, reader, [line.row for line in lines_of(web, inbox, rows, ())]):
            open_all(web, reader, of_one, once)
        return RedirectResponse(f"{inbox.href}/agenda/pack/own?on={sitting.day}", HTTPStatus.SEE_OTHER)
    if whose not in {value for value, _ in readers_at(web, inbox, sitting, reader.now)}:
        raise NotHere
    for row in _on_paper(web, reader, inbox, rows):
        _print(web, reader, row, sitting.meeting.name, whose, once)
    return RedirectResponse(f"{inbox.href}/agenda/pack/copy?on={sitting.day}&whose={whose}", HTTPStatus.SEE_OTHER)


@pages.get("/inbox/{role}/{scheme}/{value}/agenda/pack/own", ROLE_INBOX)
def show_own(web: Web, reader: CurrentReader, inbox: CurrentInbox, on: str = "") -> Response:
    """The coordinator's own pack, within minutes of its openings: one page a case."""
    sitting = sitting_of(web, inbox, on, reader.now)
    lines = lines_of(web, inbox, notices_of(web, reader, inbox, sitting), ())
    of_all = of_cases(web, reader, [line.row for line in lines])
    known = ((rows, openings_of(web, reader, rows)) for rows in of_all)
    opened = [(rows, openings) for rows, openings in known if is_open(rows, openings)]
    disclosed = web.hub.disclose_all([opening for _, openings in opened for opening in openings.values()])
    around = beside(web, reader, inbox, [row for rows, _ in opened for row in rows])
    values = {
        "inbox": inbox,
        "sitting": sitting,
        "cases": [shown_case(web, reader, inbox, rows, openings, disclosed, around) for rows, openings in opened],
        "unopened": len(of_all) - len(opened),
        "marac": inbox.recipient.role == "marac_coordinator",
    }
    return page(web, "meetings/pack.html", values, session=reader.session)


@pages.get("/inbox/{role}/{scheme}/{value}/agenda/pack/copy", ROLE_INBOX)
def show_copy(web: Web, reader: CurrentReader, inbox: CurrentInbox, on: str = "", whose: str = "") -> Response:
    """A member's copy, within minutes of its printing. Its cases are counted by themselves."""
    sitting = sitting_of(web, inbox, on, reader.now)
    named = dict(readers_at(web, inbox, sitting, reader.now))
    if whose not in named:
        raise NotHere
    printed = [
        (row, _printed(web, reader, row, whose))
        for row in _on_paper(web, reader, inbox, notices_of(web, reader, inbox, sitting))
    ]
    openings = [(row, opening) for row, opening in printed if opening]
    values = {"inbox": inbox, "sitting": sitting, "cases": _copied(web, inbox, openings, whose), "named": named[whose]}
    return page(web, "meetings/copy.html", values, session=reader.session)


def _on_paper(web: Context, reader: Reader, inbox: Inbox, rows: Sequence[NoticeRow]) -> list[NoticeRow]:
    """What of an agenda stands in a copy: of MARAC each case by its victim, of a child every episode."""
    mains = [line.row for line in lines_of(web, inbox, rows, ())]
    if inbox.recipient.role == MARAC:
        return mains
    return [row for of_one in of_cases(web, reader, mains) for row in of_one]


def _print(web: Context, reader: Reader, row: NoticeRow, meeting: str, whose: str, once: str) -> None:
    """Read the case, where that is still to be done, and print it for somebody, or leave it out."""
    if row.opened_at is None:
        opened = OpenNotice(row.case, row.person, row.notice, reader.user, reader.role)
        perform(web, reader, opened, f"{once}-{row.notice}")
    owner = owner_of(whose)
    command = PrintCopy(
        row.case, row.person, row.notice, reader.user, reader.role, meeting, owner.recipient, owner.user
    )
    settled = perform(web, reader, command, f"{once}-{row.notice}-{whose}")
    for id, output in zip(settled.ids, settled.outputs, strict=True):
        if isinstance(output, CopyPrinted):
            web.sessions.remember(reader.session, id, _subject(row, whose), settled.decision.at)


def _subject(row: NoticeRow, whose: str) -> str:
    return f"copy {row.notice} {whose}"


def _printed(web: Context, reader: Reader, row: NoticeRow, whose: str) -> str:
    subject = _subject(row, whose)
    found = [id for id, known in reader.session.openings.items() if known.subject == subject]
    return next((id for id in reversed(found) if may_render(web, reader, id, subject)), "")


def _copied(
    web: Context, inbox: Inbox, openings: Sequence[tuple[NoticeRow, str]], whose: str
) -> list[dict[str, object]]:
    """The cases of a copy. What stands beside them is asked for all at once: a copy has many."""
    views, desk, place = web.hub.views, inbox.recipient, owner_of(whose).recipient
    disclosed = web.hub.disclose_all([opening for _, opening in openings])
    interviews = views.interviews({row.case for row, _ in openings})
    about = views.actions_about({row.person for row, _ in openings}, desk.value, desk.role)
    open_ones = [one for one in about if not one.closed and _owner(one) == place]
    cases = []
    for row, opening in openings:
        shown = as_recorded(row, disclosed[opening], interviews.get((row.case, row.person)))
        cases.append(_case(web, inbox, row, opening, shown, [one for one in open_ones if one.person == row.person]))
    return cases


def _case(
    web: Context, inbox: Inbox, row: NoticeRow, opening: str, disclosed: Disclosed, actions: Sequence[ActionRow]
) -> dict[str, object]:
    words = web.hub.words(opening, [one.action for one in actions]) if actions else {}
    return {
        "title": notice_title(row.kind, row.type),
        "happening": happening(row.type),
        "row": row,
        "handling": disclosed.handling,
        "items": shown_items(disclosed, row.type),
        "actions": [shown_action(web, inbox, one, words[one.action]) for one in actions if one.action in words],
    }


def _owner(row: ActionRow) -> Recipient:
    return Recipient(row.owner_role, row.owner_scheme, row.owner_value)
