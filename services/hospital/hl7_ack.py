"""The acknowledgement of an HL7 v2 message: MSA, and an ERR segment for each place that is wrong.

Source: HL7 v2, 2.9.2 (original mode), 2.14.5 (ERR), tables 0008 and 0357. AA: the news is kept durably. AE: the message
is wrong at the places told. AR: it is not a message for here, or cannot be kept now.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.hospital.faults import Problem, Severity, Trouble
from services.hospital.hl7_text import Hl7Message

_PLACE: Final = re.compile(r"([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+))?")
_CODES: Final = {
    Problem.STRUCTURE: ("100", "Segment sequence error"),
    Problem.REQUIRED: ("101", "Required field missing"),
    Problem.VALUE: ("102", "Data type error"),
    Problem.CODE: ("103", "Table value not found"),
    Problem.NOT_SUPPORTED: ("200", "Unsupported message type"),
    Problem.OTHER_PROCESSING: ("202", "Unsupported processing id"),
    Problem.OTHER_VERSION: ("203", "Unsupported version id"),
    Problem.OURS: ("207", "Application internal error"),
}
_REJECTED: Final = frozenset(
    {Problem.NOT_SUPPORTED, Problem.OTHER_PROCESSING, Problem.OTHER_VERSION, Problem.OURS, Problem.STRUCTURE}
)
_OLD: Final = ("2.2", "2.3", "2.3.1", "2.4")
"""Versions whose ERR has its place in the first field; later ones have it in the second."""


class AckCode(StrEnum):
    """HL7 table 0008, original mode."""

    ACCEPT = "AA"
    ERROR = "AE"
    REJECT = "AR"


def ack_code(troubles: Sequence[Trouble]) -> AckCode:
    """What a message with these troubles is answered with; remarks alone refuse nothing."""
    errors = [trouble for trouble in troubles if trouble.severity is Severity.ERROR]
    if not errors:
        return AckCode.ACCEPT
    return AckCode.REJECT if any(one.problem in _REJECTED for one in errors) else AckCode.ERROR


def acknowledge(message: Hl7Message | None, troubles: Sequence[Trouble], control_id: str, now: datetime) -> bytes:
    """The acknowledgement, in ASCII. `message` is None where it could not be read; it then answers to no id.

    No text of it repeats a value of the message but those of its own header.
    """
    said = message.value if message is not None else lambda *_: ""
    version = said("MSH", 12) or "2.5"
    header = [
        "MSH", "^~\\&", said("MSH", 5), said("MSH", 6), said("MSH", 3), said("MSH", 4), f"{now:%Y%m%d%H%M%S}+0000", "",
        f"ACK^{said('MSH', 9, 2)}^ACK" if said("MSH", 9, 2) else "ACK", control_id, said("MSH", 11) or "P", version,
    ]  # fmt: skip
    lines = ["|".join([header[0], header[1], *(_escaped(one, keep="^") for one in header[2:])])]
    lines.append(f"MSA|{ack_code(troubles)}|{_escaped(said('MSH', 10))}")
    lines += [_err(trouble, version) for trouble in troubles]
    return "".join(f"{line}\r" for line in lines).encode("ascii", "replace")


def _err(trouble: Trouble, version: str) -> str:
    code, words = _CODES[trouble.problem]
    segment, number, field = _place(trouble.place)
    if version in _OLD:
        return f"ERR|{segment}^{number}^{field}^{code}&{words}: {_escaped(trouble.text)}"
    severity = "E" if trouble.severity is Severity.ERROR else "W"
    return f"ERR||{segment}^{number}^{field}|{code}^{words}^HL70357|{severity}||||{_escaped(trouble.text)}"


def _place(place: str) -> tuple[str, str, str]:
    """Segment, its sequence and field, as an ERL has them."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return "MSH", "1", ""
    return found[1], found[2] or "1", found[3] or ""


def _escaped(text: str, keep: str = "") -> str:
    """Delimiters as escapes (HL7 v2, 2.7)."""
    found = []
    for character in text:
        escape = {"|": "F", "^": "S", "&": "T", "~": "R", "\\": "E"}.get(character)
        found.append(character if escape is None or character in keep else f"\\{escape}\\")
    return "".join(found)
