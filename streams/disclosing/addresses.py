"""Takes addresses out of free text where somebody of an event is restricted: item by item alone they would go with it.

Source: flows.md, what a notice may contain: a person marked restricted has the address suppressed everywhere, and free
text defeats field rules. What stands in its place says what stood there, and no more than a careful writer would.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from schemas.events.missing import Episode
from schemas.events.people import Address
from streams.deciders.opened import OpenedEvent
from streams.disclosing.people import Lines

IN_ITS_PLACE: Final = "[address]"
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_NUMBER: Final = r"[0-9]+[a-z]?(?:[ \t]*[-–/][ \t]*[0-9]+[a-z]?)?"
_NUMBERED: Final = re.compile(rf"(?:(?:flat|apartment|apt|unit)[ \t]+)?{_NUMBER}\b[ \t,/-]*", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_SHORT: Final = (
    ("avenue", "ave", "av"), ("close", "cl"), ("court", "ct"), ("crescent", "cres"), ("drive", "dr"),
    ("gardens", "gdns"), ("grove", "gr"), ("lane", "ln"), ("place", "pl"), ("road", "rd"), ("square", "sq"),
    ("street", "saint", "st"), ("terrace", "terr", "ter"),
)  # fmt: skip
_SPELT: Final = {word: "|".join(words) for words in _SHORT for word in words}
"""Words of streets, each with the ways in which it is written."""
_OF_A_STREET: Final = _SPELT.keys() | {
    "cottage", "cottages", "end", "farm", "green", "hill", "house", "mews", "park", "rise", "row", "view", "walk",
    "way",
}  # fmt: skip
"""Last words of a line that is a street or house, and no town."""
_BREAK: Final = "\x1e"
"""Between lines: no line holds it."""
_SHORTEST: Final = 5
"""Letters from which on the rest of a line, its number apart, is taken for the name of a street or house."""


def without_addresses(lines: Lines, *events: OpenedEvent) -> Lines:
    """These lines without any postcode, and without whatever address these events speak of, or those that mark their
    people, with or without its number.

    An address may be broken over lines. A town stays: it is the last part of an address of several.
    """
    known = sorted({pattern for event in _speaking(events) for pattern in _known(event)}, key=len, reverse=True)
    text = _BREAK.join(line.replace(_BREAK, " ") for line in lines)
    for pattern in known:
        text = re.sub(pattern, IN_ITS_PLACE, text, flags=re.IGNORECASE)
    return tuple(_POSTCODE.sub(IN_ITS_PLACE, text).split(_BREAK)) if lines else ()


def _speaking(events: Iterable[OpenedEvent]) -> Iterator[OpenedEvent]:
    """These events, and those that mark their people."""
    for event in events:
        yield event
        yield from event.marking


def _known(event: OpenedEvent) -> Iterator[str]:
    for address in _addresses(event):
        parts = [part.strip() for line in address.lines for part in _POSTCODE.sub("", line).split(",")]
        parts = [part for part in parts if part]
        if len(parts) > 1 and _may_be_a_town(parts[-1]):
            parts.pop()
        for part in parts:
            yield from _patterns(part)


def _addresses(event: OpenedEvent) -> Iterator[Address]:
    for _, person in event.people():
        if person.address is not None:
            yield person.address
    incident, episode = event.incident(), event.fact(Episode)
    if incident is not None:
        yield incident.location
    if episode is not None and episode.found_at is not None:
        yield episode.found_at


def _may_be_a_town(part: str) -> bool:
    words = _WORD.findall(part.lower())
    return not any(word[0].isdigit() for word in words) and words[-1:] != [] and words[-1] not in _OF_A_STREET


def _patterns(part: str) -> Iterator[str]:
    """A part of an address as it is found in text: with or without its number, however it is spaced or shortened;
    with its number alone where it is too short to be told from other words; numbered, its last word may be left out.
    """
    words = _WORD.findall(_NUMBERED.sub("", part))
    if not words:
        return
    if sum(len(word) for word in words) < _SHORTEST:
        yield rf"\b{_spelt(_WORD.findall(part))}\b"
        return
    yield rf"(?:{_NUMBERED.pattern})?\b{_spelt(words)}\b"
    number = re.search(rf"{_NUMBER}\b", part, re.IGNORECASE)
    if number is not None and len(words) > 1 and words[-1].lower() in _OF_A_STREET:
        yield rf"\b{re.escape(number[0])}[ \t,]+{_spelt(words[:-1])}\b"


def _spelt(words: Sequence[str]) -> str:
    return r"\W+".join(_written(word) for word in words)


def _written(word: str) -> str:
    """A word with or without its apostrophe, in full or shortened."""
    plain = re.sub("['’]", "", word)
    if plain.lower() in _SPELT:
        return f"(?:{_SPELT[plain.lower()]})"
    if plain[-1] in "sS" and len(plain) > 1:
        return re.escape(plain[:-1]) + "['’]?" + plain[-1]
    return "['’]?".join(re.escape(one) for one in re.split("['’]", word))
