"""What a decision record says of each case, in words that do not depend on where the record stands.

Places (record numbers, output ids, person ids) follow the order in which cases met, and two engines may take cases in
another order. So each place is replaced by a name of what stands there: the second notice of this child to this school.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Final, Protocol, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from schemas.records.accept import EventAccepted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.actions import ActionAnswered
from schemas.records.answers import ContactAnswered, ContactNamed
from schemas.records.decision import Decision, Output, Parked, Unparked
from schemas.records.inputs import InputKind
from schemas.records.match import (
    AdultConcerned,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
)
from schemas.records.meetings import ActionSet, SealedWords
from schemas.records.memory import OccurrenceNoted, Pair, PatternFound, RepeatAssessed
from schemas.records.notify import DeskItemRaised, DeskKind, NoticeIssued
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.triage import ContactTriaged
from schemas.records.watch import CommandRefused, TraceViewed
from schemas.records.work import StepRecorded
from schemas.types import OutputId, PersonId

NAMED: Final = (
    NoticeIssued,
    DeskItemRaised,
    MatchReferred,
    PatternFound,
    RepeatAssessed,
    OccurrenceNoted,
    ContactTriaged,
    ActionSet,
    StepRecorded,
)
"""Outputs that later ones refer to."""

_FOLLOWING: Final = (
    SequenceBroken,
    PersonResolved,
    OccurrenceNoted,
    PatternFound,
    RepeatAssessed,
    PeopleNoted,
    RestrictionCarried,
    ContactNamed,
    ContactAnswered,
)
"""Outputs of which something follows the order in which cases came: who was met first, what was found when."""

ACCEPT: Final = b"1"
RESOLVE: Final = b"2"
PERSON: Final = b"3"

_ENCODER: Final = msgspec.msgpack.Encoder()
_NO_WORDS: Final = SealedWords(bytes(8), bytes(16), b"")
"""Sealed with a random salt, the same words are other bytes on another hub."""


class Name(Struct, frozen=True):
    """What stands at a place: its name, the subject whose story it is part of, and its event."""

    text: str
    subject: bytes
    event: bytes


class Names(Protocol):
    """The names of one log's places."""

    def person(self, person: str) -> str:
        """The name of a person: the least event and section in which they were met; the id itself if in none."""

    def place(self, place: str) -> Name | None:
        """What stands at an output id; None where nothing does that is referred to."""

    def give(self, place: str, stem: str, subject: bytes, event: bytes) -> None:
        """Name a place: the next of its stem."""


class Fact(Struct, frozen=True):
    """One output without places. `at` is when its input was accepted; None for a tick, whose time each clock tells.

    `follows_order`: something in it may differ wherever cases were taken in another order; `loosely` is the same
    without that, None if nothing is left.
    """

    subject: bytes
    event: bytes
    at: datetime | None
    output: Output
    loosely: Output | None
    follows_order: bool

    @property
    def encoded(self) -> bytes:
        """Bytes that are equal where the facts are."""
        return _ENCODER.encode((self.at, type(self.output).__name__, self.output))

    @property
    def encoded_loosely(self) -> bytes:
        """Bytes that are equal where the facts are, whatever the order between cases."""
        return _ENCODER.encode((self.at, type(self.output).__name__, self.loosely))


def hop_of(source: str) -> bytes:
    """The hop of a source partition."""
    return ACCEPT if source.startswith("intake.") else PERSON if source.startswith("person.") else RESOLVE


def met_in(decision: Decision) -> Iterator[tuple[str, bytes]]:
    """Each person that a record of hop 2 names, with the event and section in which they were met."""
    for output in decision.outputs:
        if isinstance(output, ChildMatched | MatchReferred | ChildNotOnRoll | AdultConcerned | PersonResolved):
            yield output.person, output.event + output.section.to_bytes(4, "big")


def facts_of(decision: Decision, names: Names) -> Iterator[Fact]:
    """The facts of a record, in order. Places that later records may refer to are named on the way."""
    hop = hop_of(decision.source)
    at = None if decision.kind is InputKind.TICK else decision.at
    for ordinal, output in enumerate(decision.outputs):
        if isinstance(output, EventRepeated):
            continue
        plain = _without_places(output, names)
        known = _known(output, names)
        subject = known.subject if known is not None else hop + _subject(plain, decision.source)
        event = getattr(output, "event", None) or (known.event if known is not None else b"")
        if isinstance(output, NAMED):
            names.give(f"{decision.source}-{decision.number}-{ordinal}", _stem(plain), subject, event)
        follows = isinstance(output, _FOLLOWING) or (
            isinstance(output, DeskItemRaised) and output.kind is DeskKind.PATTERN
        )
        yield Fact(subject, event, at, plain, _loosely(plain), follows)


def _without_places(output: Output, names: Names) -> Output:
    changes: dict[str, object] = {}
    for field in _fields_of(type(output), OutputId):
        held = getattr(output, field)
        if isinstance(held, tuple):
            changes[field] = tuple([_place(place, names) for place in held])
        elif held is not None:
            changes[field] = _place(held, names)
    for field in _fields_of(type(output), PersonId):
        changes[field] = _people(getattr(output, field), names)
    if isinstance(output, OccurrenceNoted):
        pairs = {Pair(names.person(pair.victim), names.person(pair.perpetrator)): None for pair in output.pairs}
        changes["pairs"] = tuple(pairs)
    if isinstance(output, ActionSet):
        changes["words"] = _NO_WORDS
    if isinstance(output, ActionAnswered) and output.note is not None:
        changes["note"] = _NO_WORDS
    if isinstance(output, Parked | Unparked):
        changes["position"] = 0
    if isinstance(output, Unparked):
        changes["origin"] = None
    return replace(output, **changes) if changes else output


def _place(place: str, names: Names) -> str:
    name = names.place(place)
    return name.text if name is not None else place


def _people(held: str | tuple[str, ...] | None, names: Names) -> str | tuple[str, ...] | None:
    if isinstance(held, tuple):
        return tuple(sorted(names.person(person) for person in held))
    return names.person(held) if held is not None else None


def _loosely(output: Output) -> Output | None:
    match output:
        case SequenceBroken():
            return None
        case PersonResolved():
            return replace(output, known=False)
        case OccurrenceNoted():
            return replace(output, place=None)
        case PatternFound() | RepeatAssessed() | PeopleNoted() | RestrictionCarried():
            return None
        case ContactNamed() | ContactAnswered():
            return None
        case DeskItemRaised() if output.kind is DeskKind.PATTERN:
            return None
        case _:
            return output


def _known(output: Output, names: Names) -> Name | None:
    """What an output answers, where that tells its subject or event and its own fields do not."""
    if isinstance(output, CommandRefused):
        return names.place(output.answers)
    if getattr(output, "event", None) is None:
        for field in ("notice", "item", "about", "action"):
            place = getattr(output, field, None)
            if place is not None:
                return names.place(place)
    return None


def _subject(output: Output, source: str) -> bytes:
    """Whose story an output is part of: a submission or case in hop 1, a case or event in hop 2, a child in hop 3."""
    match output:
        case EventAccepted():
            return output.case
        case EventRejected():
            return output.digest + output.publisher.encode()
        case SequenceBroken():
            return f"{output.publisher}/{output.instance}/{output.received}".encode()
        case Parked() | Unparked():
            return output.key.encode()
        case CommandRefused():
            return output.answers.encode()
        case EventRepeated() | EventUntouched() | PersonResolved() | TraceViewed():
            return output.event
        case _:
            person = getattr(output, "person", "") if source.startswith("person.") else ""
            return output.case + str(person).encode()


def _stem(output: Output) -> str:
    match output:
        case NoticeIssued():
            return f"notice to {_whom(output)} of {output.person} in {output.case.hex()}"
        case DeskItemRaised():
            whom = f" for {_whom(output)}" if output.recipient is not None else ""
            return f"{output.kind.value} item{whom} of {output.person} in {output.case.hex()}"
        case PatternFound():
            return f"{output.rule} pattern of {output.person} and {output.perpetrator} in {output.case.hex()}"
        case RepeatAssessed():
            return f"assessment of {output.person} and {output.perpetrator} in {output.case.hex()}"
        case OccurrenceNoted():
            return f"note of {output.case.hex()}"
        case ContactTriaged():
            return f"triage of {output.person} in {output.case.hex()}"
        case ActionSet():
            return f"action of {output.person} in {output.case.hex()}"
        case StepRecorded():
            return f"{output.step.value} by {output.recipient.role} of {output.person} in {output.case.hex()}"
        case MatchReferred():
            return f"referral of {output.person} in {output.case.hex()}"
        case _:
            raise TypeError(f"nothing refers to a `{type(output).__name__}`")


def _whom(output: NoticeIssued | DeskItemRaised) -> str:
    recipient = output.recipient
    return f"{recipient.role} at {recipient.scheme} {recipient.value}" if recipient is not None else ""


@lru_cache(maxsize=256)
def _fields_of(kind: type[Struct], alias: object) -> tuple[str, ...]:
    """The fields of a record that are declared with one of the types of `schemas.types`."""
    (meta,) = get_args(alias)[1:]
    hints = get_type_hints(kind, include_extras=True)
    return tuple(field for field, hint in hints.items() if _declares(hint, meta))


def _declares(hint: object, meta: object) -> bool:
    if get_origin(hint) is Annotated:
        inner, *metas = get_args(hint)
        return meta in metas or _declares(inner, meta)
    return any(_declares(part, meta) for part in get_args(hint))
