"""A share decision in words: the agreement, version, clause, purpose and basis; or why nothing went, and what failed.

All of it is read from the decision's own record, and the instruments' titles and bases from the reference.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from schemas.items import TITLES, Item
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient, Withheld
from services.web.instruments import instrument_title
from services.web.words_desk import HELD_REASONS
from streams.agreements.papers.saying import basis_lines
from streams.agreements.questions import words
from streams.agreements.sentences import ALARMS, REASONS, STATES
from streams.disclosing.in_words import in_words
from streams.reference.facts import Reference

Line = tuple[str, str]
"""A title and its text."""

_REASONS: Final = {reason.value: sentence for reason, sentence in REASONS.items()}
_STATES: Final = {state.value: sentence for state, sentence in STATES.items()}
_ALARMS: Final = {alarm.value: sentence for alarm, sentence in ALARMS.items()}


class Sharing:
    """Explains share decisions; `recipient` says who a recipient is, to whoever reads this."""

    def __init__(self, reference: Reference, recipient: Callable[[Recipient], str]) -> None:
        self._reference = reference
        self._recipient = recipient

    def permitted(self, output: DisclosurePermitted) -> tuple[Line, ...]:
        """What went under which clauses, for what purpose and on what basis; what was withheld, and by which clause."""
        lines = [("To", self._recipient(output.recipient)), ("Purpose", in_words(output.purpose))]
        for id, version in dict.fromkeys((each.instrument, each.version) for each in output.given):
            lines += self._basis(id, version)
        for given in output.given:
            clause = f"Given by {self._named(given.instrument, given.version)}, clause {given.clause}"
            lines.append((clause, _items(given.items)))
        lines += [(self._withheld(part), _items(part.items)) for part in output.withheld]
        return (*lines, *_alarms(output.flags))

    def refused(self, output: DisclosureRefused) -> tuple[Line, ...]:
        """Why nothing went: the sentence, the nearest clause, and the one condition of it that failed."""
        reason = HELD_REASONS.get(output.reason) or _REASONS.get(output.reason, in_words(output.reason))
        lines = [("To", self._recipient(output.recipient)), ("Reason", _joined(reason, output.why))]
        if output.instrument:
            near = self._named(output.instrument, output.version)
            lines.append(("Nearest clause", f"{near}, clause {output.clause}" if output.clause else near))
        if output.condition:
            lines.append(("The condition that failed", f"It asks that {_asked(output.condition)}."))
        return (*lines, *_alarms(output.flags))

    def _withheld(self, part: Withheld) -> str:
        source = ""
        if part.instrument:
            source = f" {self._named(part.instrument, part.version)}"
            source += f", clause {part.clause}." if part.clause else "."
        sentence = _REASONS.get(part.reason, f"{in_words(part.reason)}.")
        return f"Withheld. {_joined(sentence, part.why)}{source}"

    def _basis(self, id: str, version: int) -> Iterator[Line]:
        document = self._reference.instruments.document(id, version)
        if document is not None and document.lawful_basis is not None:
            yield f"Basis of {document.title}", "; ".join(basis_lines(document.lawful_basis))

    def _named(self, id: str, version: int) -> str:
        return f"{instrument_title(self._reference, id)}, version {version}"


def _joined(sentence: str, why: str) -> str:
    return f"{sentence} {_STATES.get(why, in_words(why))}" if why else sentence


def _asked(condition: str) -> str:
    try:
        return words.phrase(condition)
    except KeyError:  # a record of another program's version, whose operators this one does not know
        return f"{condition.replace('_', ' ')} holds"


def _items(items: Iterable[Item]) -> str:
    return "; ".join(TITLES[item] for item in items) or "nothing"


def _alarms(flags: Iterable[str]) -> Iterator[Line]:
    return (("Alarm", _ALARMS.get(flag, in_words(flag))) for flag in flags)
