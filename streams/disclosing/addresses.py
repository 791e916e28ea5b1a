"""Takes addresses out of free text where somebody of an event is restricted: item by item alone they would go with it.

Source: flows.md, what a notice may contain: a person marked restricted has the address suppressed everywhere, and free
text defeats field rules. What stands in its place says what stood there, and no more than a careful writer would.
"""

import re
from collections.abc import Iterator
from typing import Final

from schemas.events.missing import Episode
from schemas.events.people import Address
from streams.deciders.opened import OpenedEvent
from streams.disclosing.people import Lines

IN_ITS_PLACE: Final = "[address]"
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?:(?:flat|apartment|apt|unit)\s+)?[0-9]+[a-z]?\b[\s,/-]*", re.IGNORECASE)
_SHORTEST: Final = 5
"""Letters from which on the rest of a line, its number apart, is taken for the name of a street or house."""


def without_addresses(lines: Lines, *events: OpenedEvent) -> Lines:
    """These lines without any postcode, and without whatever address these events speak of, with or without its number.

    A town stays: it is the last line of an address of several.
    """
    known = sorted({pattern for event in events for pattern in _known(event)}, key=len, reverse=True)
    found = []
    for line in lines:
        for pattern in known:
            line = re.sub(pattern, IN_ITS_PLACE, line, flags=re.IGNORECASE)
        found.append(_POSTCODE.sub(IN_ITS_PLACE, line))
    return tuple(found)


def _known(event: OpenedEvent) -> Iterator[str]:
    for address in _addresses(event):
        for line in address.lines[:-1] if len(address.lines) > 1 else address.lines:
            pattern = _pattern(line)
            if pattern:
                yield pattern


def _addresses(event: OpenedEvent) -> Iterator[Address]:
    for _, person in event.people():
        if person.address is not None:
            yield person.address
    incident, episode = event.incident(), event.fact(Episode)
    if incident is not None:
        yield incident.location
    if episode is not None and episode.found_at is not None:
        yield episode.found_at


def _pattern(line: str) -> str:
    """A line of an address as it is found in text: with or without its number, however it is spaced; empty for one that
    is too short to be told from other words.
    """
    words = re.findall(r"\w+", _NUMBERED.sub("", line))
    named = r"\W+".join(re.escape(word) for word in words)
    if sum(len(word) for word in words) < _SHORTEST:
        return r"\b" + r"\W+".join(re.escape(word) for word in re.findall(r"\w+", line)) + r"\b" if words else ""
    return rf"(?:{_NUMBERED.pattern})?\b{named}\b"
