"""An HL7 v2 message as text: the character set that it declares and no other, then its segments, each with its place.

Source: HL7 v2, 2.14.9.18 (MSH-18, table 0211) and 2.5.3 (delimiters and null values).
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import hl7

from services.hospital.faults import MessageRefused, Problem, Trouble

MESSAGE_BYTES: Final = 1024 * 1024
SEGMENTS: Final = 1000
"""The most segments of a message: one of an attendance has some dozens."""
PARTS: Final = 20_000
"""The most fields, repetitions and components of a message together."""
CHARACTER_SETS: Final = {
    "": "ascii",
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "8859/1": "latin-1",
    "8859/15": "iso8859-15",
}
"""Table 0211 as far as it is taken. Without a declaration a message is in ASCII."""
NULL: Final = '""'
for _module in (hl7.containers, hl7.util):
    logging.getLogger(_module.__file__).addFilter(lambda _: False)
"""The library logs values whose escapes it cannot read, names among them, under the names of its files. A filter stays
where logging is configured anew, which turns disabled loggers on again."""
_HEADER: Final = re.compile(rb"MSH[^\sA-Za-z0-9]")
_NAME: Final = re.compile(rb"[A-Z][A-Z0-9]{2}")


class Hl7Message:
    """A parsed message; every value is read with the place that it has."""

    def __init__(self, text: str) -> None:
        try:
            self._message = hl7.parse(text)
        except (hl7.HL7Exception, IndexError, ValueError, KeyError, AssertionError):  # delimiters that are one another
            reason = "this is no HL7 v2 message: it must begin with MSH and its delimiters"
            raise MessageRefused([Trouble("MSH", Problem.STRUCTURE, reason)]) from None
        self._segments: dict[str, list[hl7.Segment]] = {}
        for segment in self._message:
            self._segments.setdefault(str(segment[0]), []).append(segment)

    def value(self, segment: str, field: int, component: int = 1, *, number: int = 1, repetition: int = 1) -> str:
        """One component, its escapes undone and without spaces around it; empty where there is none, or a null."""
        try:
            found = self._segments[segment][number - 1].extract_field(number, field, repetition, component)
        except (IndexError, KeyError):
            return ""
        return _plain(str(found))

    def whole(self, segment: str, field: int, component: int, *, number: int, repetition: int) -> str:
        """As `value`, with every subcomponent and its delimiter, and escapes as they are sent."""
        try:
            found = self._segments[segment][number - 1][field][repetition - 1]
            if isinstance(found, hl7.Container):
                found = found[component - 1]
            elif component > 1:
                return ""
        except (IndexError, KeyError):
            return ""
        return _plain(str(found))

    def has(self, segment: str) -> bool:
        """Whether there is such a segment."""
        return self.count(segment) > 0

    def count(self, segment: str) -> int:
        """How often a segment stands in the message."""
        return len(self._segments.get(segment, ()))

    def repetitions(self, segment: str, field: int, number: int = 1) -> Iterator[int]:
        """The repetitions of a field, from 1."""
        try:
            found = self._segments[segment][number - 1][field]
        except (IndexError, KeyError):
            return
        yield from range(1, len(found) + 1)


def _plain(text: str) -> str:
    plain = " ".join(text.split())
    return "" if plain == NULL else plain


def decode_message(data: bytes) -> str:
    """The text of a message. MessageRefused names segment and field where a byte is not in its character set."""
    if len(data) > MESSAGE_BYTES:
        raise MessageRefused([Trouble("MSH", Problem.STRUCTURE, f"the message is larger than {MESSAGE_BYTES} bytes")])
    if b"\x00" in data or _HEADER.match(data.lstrip()) is None:
        reason = "this is no HL7 v2 message in one byte a character or UTF-8: it must begin with MSH"
        raise MessageRefused([Trouble("MSH", Problem.STRUCTURE, reason)])
    segments = [segment for segment in re.split(rb"[\r\n]+", data.strip()) if segment]
    _check_size(segments)
    declared = _declared(segments[0])
    if declared not in CHARACTER_SETS:
        known = ", ".join(name for name in CHARACTER_SETS if name)
        raise MessageRefused([Trouble("MSH-18", Problem.CODE, f"this character set is not taken: use one of {known}")])
    encoding = CHARACTER_SETS[declared]
    try:
        return "\r".join(segment.decode(encoding) for segment in segments)
    except UnicodeDecodeError:
        raise MessageRefused(list(_wrong_bytes(segments, encoding, declared))) from None


def _check_size(segments: list[bytes]) -> None:
    """Whoever sends waits for the answer, and so does the next: reading takes time for each segment and each part."""
    if len(segments) > SEGMENTS:
        reason = f"the message has more than {SEGMENTS} segments: leave out those that are not of this attendance"
        raise MessageRefused([Trouble(_place_of(segments, SEGMENTS), Problem.STRUCTURE, reason)])
    header, parts = segments[0], 0
    delimiters = {header[place : place + 1] for place in (3, 4, 5)}  # of fields, components, repetitions
    for place, segment in enumerate(segments):
        parts += sum(segment.count(delimiter) for delimiter in delimiters if delimiter)
        if parts > PARTS:
            reason = f"the message has more than {PARTS} fields, repetitions and components: leave out what is too long"
            raise MessageRefused([Trouble(_place_of(segments, place), Problem.STRUCTURE, reason)])


def _place_of(segments: list[bytes], place: int) -> str:
    """The segment at a place from 0, by its name and number, as `OBX[7]`."""
    name = segments[place][:3]
    number = sum(segment[:3] == name for segment in segments[: place + 1])
    return f"{_shown(name)}[{number}]"


def _shown(name: bytes) -> str:
    return name.decode() if _NAME.fullmatch(name) else "ZZZ"


def _declared(header: bytes) -> str:
    fields = header.split(header[3:4])
    first = fields[17].split(b"~")[0] if len(fields) > 17 else b""
    return first.decode("ascii", "replace").strip()


def _wrong_bytes(segments: list[bytes], encoding: str, declared: str) -> Iterator[Trouble]:
    """The first wrong field of each segment. A name that is spelt wrong matches no child."""
    said = f"`{declared}` of MSH-18" if declared else "ASCII, as MSH-18 is empty"
    delimiter, seen = segments[0][3:4], Counter[bytes]()
    for segment in segments:
        name = segment[:3]
        seen[name] += 1
        for number, field in enumerate(segment.split(delimiter)):
            try:
                field.decode(encoding)
            except UnicodeDecodeError:
                shown = _shown(name)
                place = hl7_place(shown, number + (shown == "MSH"), seen[name])
                yield Trouble(
                    place,
                    Problem.VALUE,
                    f"the field is not in the character set {said}: send it so, or declare another",
                )
                break


def hl7_place(segment: str, field: int, number: int = 1) -> str:
    """A place as people write it: `PID-7`, `NK1[2]-16`."""
    return f"{segment}[{number}]-{field}" if number > 1 else f"{segment}-{field}"
