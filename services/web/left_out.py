"""What a page left out for a reader who may be connected: recorded once, and said to nobody but the auditor."""

import hashlib
import logging
from typing import Final

import msgspec

from schemas.records.inputs import ViewTrace, WithholdDeskItem, WithholdNotice
from services.web.access import Reader
from services.web.context import Context
from streams.engines.contract import Undecided

_logger: Final = logging.getLogger(__name__)


def record_left_out(
    web: Context, reader: Reader, command: WithholdNotice | WithholdDeskItem | ViewTrace, name: str
) -> None:
    """For the auditor; of a notice or desk item the desk hears. A page that failed here would tell the reader, so the
    next one tries.

    `name` is the output id of what was left out, or the event's own. The command is one that the hub refuses.
    """
    named = hashlib.sha256(msgspec.json.encode(["withheld", name, reader.user, reader.role])).hexdigest()
    try:
        web.hub.perform(command, command_id=named)
    except Undecided:
        _logger.error("that something was left out of a page could not be recorded: the next page tries again")
