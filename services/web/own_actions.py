"""The actions that meetings gave to whoever reads at a place: what is listed, what one opening shows, what is answered.

A line names nobody: who an action is about is on its page alone, within minutes of a recorded opening.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from msgspec import Struct
from starlette.responses import Response

from schemas.items_of import title_of
from schemas.records.actions import ANSWER_REASONS, ActionAnswer
from schemas.records.meetings import WORDS_MOST, ActionReason
from schemas.records.share import Recipient
from services.web.access import Reader
from services.web.agenda_case import SAFE_CONTACT
from services.web.commands import may_render
from services.web.context import Context
from services.web.desks import Mistake
from services.web.disclosed import shown_items
from services.web.inboxes import Inbox, listed
from services.web.interviews import as_recorded
from services.web.meetings_beside import known_actions
from services.web.pages_common import page
from services.web.refusals import NotHere
from services.web.words_events import happening, notice_title
from services.web.words_meetings import ACTION_REASONS, ANSWERS, meeting_title
from streams.views.rows import ActionRow

_UNREAD: Final = ("Not opened", "govuk-tag--blue")
_TURNED_AWAY: Final = ("Ask the coordinator", "govuk-tag--yellow")
_READ: Final = ("Opened", "govuk-tag--turquoise")
_ANSWERED: Final = {
    ActionAnswer.DONE.value: ("You said: done", "govuk-tag--green"),
    ActionAnswer.CANNOT_BE_DONE.value: ("You said: cannot be done", "govuk-tag--yellow"),
}


class OwnAction(Struct, frozen=True):
    """One action as its owner's list shows it."""

    row: ActionRow
    href: str
    title: str
    state: tuple[str, str]
    by_name: bool

    @property
    def is_done(self) -> bool:
        """Whether its owner said that it is done."""
        return self.row.answer == ActionAnswer.DONE

    @property
    def is_late(self) -> bool:
        """Whether its date has passed and nobody said that it is done."""
        return self.row.overdue and not self.is_done


def own_actions(web: Context, reader: Reader, inbox: Inbox) -> list[OwnAction]:
    """Actions that fall to this reader here, of cases of which they may know: overdue first, what is done last."""
    rows = known_actions(web, reader, web.hub.views.actions_of(inbox.recipient, reader.user))
    if inbox.is_school:
        rows = _of_told(web, reader, inbox, rows)
    return [_own(inbox, row) for row in rows]


def own_action(web: Context, reader: Reader, inbox: Inbox, action: str) -> OwnAction:
    """One of them. `NotHere` for any other, so that nobody learns that it exists."""
    for one in own_actions(web, reader, inbox):
        if one.row.action == action:
            return one
    raise NotHere


def _of_told(web: Context, reader: Reader, inbox: Inbox, rows: Sequence[ActionRow]) -> list[ActionRow]:
    """A school knows of an action only beside a notice of its own on the same child."""
    told = web.hub.views.told_of_all({row.case for row in rows}) if rows else {}
    here = [
        one
        for notices in told.values()
        for one in notices
        if Recipient(one.role, one.scheme, one.value) == inbox.recipient
    ]
    known = {(one.case, one.person) for one in listed(web, reader, here)}
    return [row for row in rows if (row.case, row.person) in known]


def _own(inbox: Inbox, row: ActionRow) -> OwnAction:
    state = _ANSWERED.get(row.answer) or (_READ if row.opened_at is not None else _unopened(row))
    title = f"Action from the {meeting_title(row.meeting)}"
    return OwnAction(row, f"{inbox.href}/actions/{row.action}", title, state, bool(row.owner_user))


def _unopened(row: ActionRow) -> tuple[str, str]:
    return _TURNED_AWAY if row.turned_away_at is not None else _UNREAD


def subject_of(one: OwnAction) -> str:
    """What a session's opening of an action is of."""
    return f"action {one.row.action}"


def action_page(
    web: Context,
    reader: Reader,
    inbox: Inbox,
    one: OwnAction,
    mistake: Mistake | None = None,
    posted: dict[str, str] | None = None,
) -> Response:
    """The action within minutes of its recorded opening, otherwise the offer to open it."""
    subject = subject_of(one)
    openings = [id for id, known in reader.session.openings.items() if known.subject == subject]
    opening = next((id for id in reversed(openings) if may_render(web, reader, id, subject)), "")
    values: dict[str, object] = {"inbox": inbox, "one": one}
    if not opening:
        return page(web, "meetings/action_cover.html", values, session=reader.session)
    values |= _shown(web, one, opening)
    values |= {
        "answers": list(ANSWERS.items()),
        "reasons": [(value, ACTION_REASONS[value]) for value in _WHY_NOT],
        "posted": posted or {},
        "mistakes": {mistake.field: mistake.text} if mistake is not None else {},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistake is not None else HTTPStatus.OK
    return page(web, "meetings/action.html", values, session=reader.session, status=status)


def _shown(web: Context, one: OwnAction, opening: str) -> dict[str, object]:
    row = web.hub.views.notice(one.row.notice)
    if row is None:
        raise NotHere
    disclosed = web.hub.disclose(opening)
    interview = web.hub.views.interviews([row.case]).get((row.case, row.person))
    items = shown_items(as_recorded(row, disclosed, interview), row.type)
    safe = [item for item in items if item.title == title_of(SAFE_CONTACT, row.type)]
    written = [one.row.action, *([one.row.answered] if one.row.answered else [])]
    words = web.hub.words(opening, written)
    return {
        "name": disclosed.subject,
        "kind": notice_title("first", row.type),
        "happening": happening(row.type),
        "occurred_at": row.occurred_at,
        "handling": disclosed.handling,
        "safe": safe,
        "items": [item for item in items if item not in safe],
        "words": words.get(one.row.action),
        "note": words.get(one.row.answered, "") if one.row.answered else "",
        "reason": ACTION_REASONS[ActionReason(one.row.answer_reason)] if one.row.answer_reason else "",
    }


_WHY_NOT: Final = tuple(one for one in ActionReason if one in ANSWER_REASONS[ActionAnswer.CANNOT_BE_DONE])


def read_answer(answer: str, reason: str, note: str) -> tuple[ActionAnswer, ActionReason] | Mistake:
    """What a posted form says came of an action, or what is missing in it."""
    if answer not in {one.value for one in ActionAnswer}:
        return Mistake("answer", "Select what came of it")
    said = ActionAnswer(answer)
    if said is ActionAnswer.CANNOT_BE_DONE and reason not in {one.value for one in _WHY_NOT}:
        return Mistake("reason", "Select why it cannot be done")
    if len(note) > WORDS_MOST:
        return Mistake("note", f"Write {WORDS_MOST} characters at most")
    return said, ActionReason.COMPLETED if said is ActionAnswer.DONE else ActionReason(reason)


def to_do(web: Context, reader: Reader, inbox: Inbox) -> tuple[int, int]:
    """How many of them are still to be done, and how many of these are past their date."""
    waiting = [one for one in own_actions(web, reader, inbox) if not one.is_done]
    return len(waiting), sum(one.is_late for one in waiting)
