"""The agenda of a coordinator's meeting. It holds no name: a case is opened before it says who it is about."""

from starlette.responses import Response

from services.web.access import ROLE_INBOX, CurrentReader
from services.web.context import Web
from services.web.inboxes import CurrentInbox
from services.web.meetings import is_full, is_late, lines_of, notices_of, open_actions, shown_action, sitting_of
from services.web.pages_common import page
from services.web.routing import Pages

pages = Pages()


@pages.get("/inbox/{role}/{scheme}/{value}/agenda", ROLE_INBOX)
def show_agenda(web: Web, reader: CurrentReader, inbox: CurrentInbox, on: str = "", done: str = "") -> Response:
    """What falls due at the next meeting, or at that of another day, and every action that is not done."""
    sitting = sitting_of(web, inbox, on, reader.now)
    rows = notices_of(web, reader, inbox, sitting)
    actions = open_actions(web, reader, inbox)
    shown = [shown_action(web, inbox, row, "") for row in actions]
    values = {
        "inbox": inbox,
        "sitting": sitting,
        "lines": lines_of(web, inbox, rows, actions),
        "full": is_full(rows),
        "overdue": [one for one in shown if is_late(one)],
        "answered": [one for one in shown if one.said and not is_late(one)],
        "open": [one for one in shown if not one.said and not is_late(one)],
        "done": done,
    }
    return page(web, "meetings/agenda.html", values, session=reader.session)
