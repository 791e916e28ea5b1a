"""An event as the trace's pages find it."""

import re
from typing import Final

from services.web.context import Context
from services.web.refusals import NotHere
from streams.views.rows import EventRow

_EVENT: Final = re.compile(r"[0-9a-f]{32}")


def event_of(web: Context, event: str) -> EventRow:
    """The event that 32 hexadecimal digits name. `NotHere` if there is none."""
    row = web.hub.views.event(bytes.fromhex(event)) if _EVENT.fullmatch(event) else None
    if row is None:
        raise NotHere
    return row
