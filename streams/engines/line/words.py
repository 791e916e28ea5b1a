"""Words that a meeting wrote down: sealed before they are recorded, and read again as far as nothing was erased."""

from collections.abc import Iterable

from schemas.records.actions import ActionAnswered, ActionOpened
from schemas.records.meetings import ActionSet, CopyPrinted, SealedWords
from schemas.records.watch import NoticeOpened
from schemas.words import are_under, open_words, seal_words
from streams.deciders.opened import OpenedEvent
from streams.disclosing.addresses import without_addresses
from streams.engines.contract import NotShown
from streams.engines.line.opening import Openings
from streams.engines.line.ports import Recorded


def seal(openings: Openings, event: bytes, words: str) -> SealedWords:
    """Words about an event, under the keys of all its sections and its words key. `NotShown` where one was erased."""
    keys = _keys(openings, event)
    if keys is None:
        raise NotShown
    return seal_words(words, keys, event)


WordsOpening = NoticeOpened | CopyPrinted | ActionOpened
"""What covers words that a meeting, or the owner of an action, wrote down."""


def words_under(
    openings: Openings,
    log: Recorded,
    opening: WordsOpening,
    shown: bytes,
    hidden_by: Iterable[bytes],
    written: Iterable[str],
) -> dict[str, str | None]:
    """The words of those of these actions and answers (`written`) that a recorded opening covers; None where something
    was erased since.

    An opening of a notice covers the actions of its own case and person, and what their owners answered; a printed copy
    the actions that it names; that of an action this one, and its owner's answers. `shown` is the event that it shows,
    `hidden_by` those that mark somebody of it. Where anybody of it is restricted, by whichever event, or
    of the event under which the words were written, no address of any of them stands in them: whoever types an action
    may know one that its reader must not.
    """
    marking = tuple([openings.get(event) for event in hidden_by])
    found: dict[str, str | None] = {}
    for place in written:
        held = log.output(place)
        if isinstance(held, ActionAnswered):
            action, words = held.action, held.note
            covered = not isinstance(opening, CopyPrinted)
        elif isinstance(held, ActionSet):
            action, words, covered = place, held.words, True
        else:
            continue
        if words is not None and covered and _covers(opening, action, log):
            text = _opened(openings, words, held.event)
            found[place] = _shown(openings, text, {held.event, shown}, marking) if text is not None else None
    return found


def _shown(openings: Openings, words: str, events: Iterable[bytes], marking: tuple[OpenedEvent, ...]) -> str:
    opened = [openings.get(event).marked_by(marking) for event in events]
    if all(event.any_restricted is False for event in opened):
        return words
    return without_addresses((words,), *opened)[0]


def _opened(openings: Openings, words: SealedWords, event: bytes) -> str | None:
    keys = _keys(openings, event)
    if keys is None or not are_under(words, keys[-1]):
        return None
    return open_words(words, keys, event)


def _covers(opening: WordsOpening, action: str, log: Recorded) -> bool:
    if isinstance(opening, CopyPrinted):
        return action in opening.actions
    if isinstance(opening, ActionOpened):
        return action == opening.action
    held = log.output(action)
    if not isinstance(held, ActionSet) or (held.case, held.person) != (opening.case, opening.person):
        return False
    return held.role == opening.role


def _keys(openings: Openings, event: bytes) -> list[bytes] | None:
    held = openings.keys_of_words(event)
    keys = [key for key in held if isinstance(key, bytes)]
    return keys if len(keys) == len(held) else None
