"""Where two stories of one subject differ: what stands in one alone, which fields differ, or only the order."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final

from msgspec import Struct

from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, SequenceBroken
from schemas.records.actions import ActionAnswered, ActionOpened, ActionWithheld
from schemas.records.answers import ContactAnswered, ContactNamed, OutcomeNotTaken, TriageWithdrawn
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import Output, Parked, Unparked
from schemas.records.hotspots import HotspotsPublished
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
)
from schemas.records.meetings import (
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
)
from schemas.records.memory import (
    OccurrenceForgotten,
    OccurrenceNoted,
    PatternFound,
    PersonsMerged,
    PersonsSplit,
    RepeatAssessed,
)
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    MatterRevised,
    NoticeIssued,
    RecipientsNamed,
)
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import (
    ChildMoved,
    CommandRefused,
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeFailed,
    NoticeOpened,
    NoticeOverdue,
    NoticeReminded,
    NoticeSent,
    NoticeToldByTelephone,
    OpeningRefused,
    PatternDecided,
    TraceViewed,
)
from schemas.records.work import StepRecorded
from streams.checks.compare_facts import Fact


class Kind(StrEnum):
    """What differs."""

    OUTCOME = "outcome"
    CHILD = "child"
    PERSON = "person"
    RECIPIENT = "recipient"
    FIELDS = "fields"
    INSTRUMENT = "instrument"
    REASON = "reason"
    DUE = "due"
    NOTICE = "notice"
    DESK = "desk"
    OPENING = "opening"
    COMMAND = "command"
    PARKED = "parked"
    TIME = "time"
    ORDER = "order"
    MEMORY = "memory"
    UNDECIDED = "undecided"


class Difference(Struct, frozen=True):
    """One difference: of which event (its id, or the digest or case that is known of it), where, and what each says.

    `left` or `right` is empty where that log says nothing there.
    """

    kind: Kind
    event: str
    reference: str
    where: str
    left: str
    right: str


KINDS: Final[dict[type[Struct], Kind]] = {
    EventAccepted: Kind.OUTCOME,
    EventConflicted: Kind.OUTCOME,
    EventRejected: Kind.OUTCOME,
    SequenceBroken: Kind.OUTCOME,
    ChildMatched: Kind.CHILD,
    MatchReferred: Kind.CHILD,
    ChildNotOnRoll: Kind.CHILD,
    ChildLeft: Kind.CHILD,
    AdultConcerned: Kind.CHILD,
    EventUntouched: Kind.CHILD,
    MatterRevised: Kind.CHILD,
    RecipientsNamed: Kind.RECIPIENT,
    PersonResolved: Kind.PERSON,
    PersonsMerged: Kind.PERSON,
    PersonsSplit: Kind.PERSON,
    OccurrenceNoted: Kind.MEMORY,
    OccurrenceForgotten: Kind.MEMORY,
    PatternFound: Kind.MEMORY,
    RepeatAssessed: Kind.MEMORY,
    PeopleNoted: Kind.PERSON,
    RestrictionCarried: Kind.MEMORY,
    PatternDecided: Kind.DESK,
    ActionSet: Kind.DESK,
    ActionOpened: Kind.OPENING,
    ActionWithheld: Kind.OPENING,
    ActionAnswered: Kind.DESK,
    ActionReported: Kind.DESK,
    ActionOverdue: Kind.DESK,
    ConflictDeclared: Kind.DESK,
    ConflictEnded: Kind.DESK,
    CopyPrinted: Kind.OPENING,
    CopyWithheld: Kind.OPENING,
    CaseTransferred: Kind.DESK,
    DisclosurePermitted: Kind.RECIPIENT,
    DisclosureRefused: Kind.RECIPIENT,
    NoticeIssued: Kind.NOTICE,
    NoticeAcknowledged: Kind.NOTICE,
    NoticeDisowned: Kind.NOTICE,
    ContactTriaged: Kind.NOTICE,
    ContactNamed: Kind.MEMORY,
    ContactAnswered: Kind.MEMORY,
    OutcomeNotTaken: Kind.NOTICE,
    TriageWithdrawn: Kind.NOTICE,
    StepRecorded: Kind.NOTICE,
    ContactPrioritised: Kind.NOTICE,
    HotspotsPublished: Kind.OUTCOME,
    NoticeOverdue: Kind.NOTICE,
    NoticeReminded: Kind.NOTICE,
    NoticeSent: Kind.NOTICE,
    NoticeFailed: Kind.NOTICE,
    ChildMoved: Kind.NOTICE,
    NoticeEscalated: Kind.NOTICE,
    LateOpeningSettled: Kind.NOTICE,
    NoticeToldByTelephone: Kind.NOTICE,
    DeskItemRaised: Kind.DESK,
    DeskItemClosed: Kind.DESK,
    DeskItemOverdue: Kind.DESK,
    NoticeOpened: Kind.OPENING,
    OpeningRefused: Kind.OPENING,
    DeskItemOpened: Kind.OPENING,
    TraceViewed: Kind.OPENING,
    CommandRefused: Kind.COMMAND,
    Parked: Kind.PARKED,
    Unparked: Kind.PARKED,
}

_FIELD_KINDS: Final = {
    "items": Kind.FIELDS,
    "changed": Kind.FIELDS,
    "changed_of_several": Kind.FIELDS,
    "withheld": Kind.FIELDS,
    "instrument": Kind.INSTRUMENT,
    "version": Kind.INSTRUMENT,
    "clause": Kind.INSTRUMENT,
    "given": Kind.INSTRUMENT,
    "purpose": Kind.INSTRUMENT,
    "reason": Kind.REASON,
    "flags": Kind.REASON,
    "due": Kind.DUE,
    "due_at": Kind.DUE,
    "person": Kind.PERSON,
    "recipient": Kind.RECIPIENT,
}
"""What a differing field stands for, the innermost name that is known first; else what its output stands for."""

_SHOWN: Final = 120

_TELLING: Final = ("section", "recipient", "notice", "item", "about", "answers", "user", "to", "kind")
"""Fields by which the outputs of one subject are told apart."""


def differences(left: Sequence[Fact], right: Sequence[Fact]) -> Iterator[tuple[bytes, Kind, str, str, str]]:
    """(event, kind, where, left, right) of each difference between two stories. None is said twice."""
    pairs, only_left, only_right = _paired(left, right)
    found = [(one.event, *difference) for one, other in pairs for difference in _between(one, other)]
    found += [(one.event, _kind(one), _where(one.output), _title(one.output), "") for one in only_left]
    found += [(one.event, _kind(one), _where(one.output), "", _title(one.output)) for one in only_right]
    yield from found
    if not found and [fact.encoded for fact in left] != [fact.encoded for fact in right]:
        orders = [", ".join(_title(fact.output) for fact in facts) for facts in (left, right)]
        where = "the same outputs in another order"
        yield left[0].event, Kind.ORDER, where, _shown(orders[0]), _shown(orders[1])


def _paired(left: Sequence[Fact], right: Sequence[Fact]) -> tuple[list[tuple[Fact, Fact]], list[Fact], list[Fact]]:
    """Facts that stand for each other: equal ones first, then those told apart by the same, then of the same sort."""
    pairs: list[tuple[Fact, Fact]] = []
    rest = (list(left), list(right))
    for likeness in (_whole, _telling, _sort):
        waiting: dict[object, list[Fact]] = {}
        for fact in rest[1]:
            waiting.setdefault(likeness(fact), []).append(fact)
        unpaired = []
        for fact in rest[0]:
            alike = waiting.get(likeness(fact))
            if alike:
                pairs.append((fact, alike.pop(0)))
            else:
                unpaired.append(fact)
        remaining = {id(fact) for facts in waiting.values() for fact in facts}
        rest = (unpaired, [fact for fact in rest[1] if id(fact) in remaining])
    return pairs, *rest


def _whole(fact: Fact) -> object:
    return fact.encoded


def _telling(fact: Fact) -> object:
    return type(fact.output), tuple(str(getattr(fact.output, field, "")) for field in _TELLING)


def _sort(fact: Fact) -> object:
    return type(fact.output)


def _between(left: Fact, right: Fact) -> Iterator[tuple[Kind, str, str, str]]:
    where = _where(left.output)
    if left.at != right.at:
        yield Kind.TIME, f"{where}, accepted at", _shown(left.at), _shown(right.at)
    whole = _kind(left)
    for path, one, other in _walk((), left.output, right.output):
        known = [_FIELD_KINDS[name] for name in path if name in _FIELD_KINDS]
        yield known[-1] if known else whole, f"{where}, {'.'.join(path)}", *_contrast(one, other)


def _walk(path: tuple[str, ...], left: object, right: object) -> Iterator[tuple[tuple[str, ...], object, object]]:
    if left == right:
        return
    if isinstance(left, Struct) and type(left) is type(right):
        for field in left.__struct_fields__:
            yield from _walk((*path, field), getattr(left, field), getattr(right, field))
    elif _of_structs(left, right) and len(left) == len(right):  # type: ignore[arg-type]  # both are tuples
        for place, (one, other) in enumerate(zip(left, right, strict=True)):  # type: ignore[call-overload]  # likewise
            yield from _walk((*path, str(place)), one, other)
    else:
        yield path, left, right


def _of_structs(*values: object) -> bool:
    return all(isinstance(value, tuple) and any(isinstance(part, Struct) for part in value) for value in values)


def _kind(fact: Fact) -> Kind:
    return KINDS[type(fact.output)]


def _where(output: Output) -> str:
    told = [f"{field} {_shown(value)}" for field in _TELLING if (value := getattr(output, field, None)) is not None]
    return f"{_title(output)} ({', '.join(told)})" if told else _title(output)


def _title(output: Output) -> str:
    return re.sub(r"(?<!^)([A-Z])", r" \1", type(output).__name__).lower()


def _contrast(left: object, right: object) -> tuple[str, str]:
    """Two values as they are shown; of two lists only what the other lacks, unless they hold the same."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        one = tuple(part for part in left if part not in right)
        other = tuple(part for part in right if part not in left)
        if one or other:
            return _shown(one) or "nothing more", _shown(other) or "nothing more"
    return _shown(left), _shown(right)


def _shown(value: object) -> str:
    text = _text(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _text(value: object) -> str:
    match value:
        case Enum():
            return str(value.value)
        case Struct():
            return " ".join(_text(getattr(value, field)) for field in value.__struct_fields__)
        case tuple():
            return ", ".join(_text(part) for part in value)
        case bytes():
            return value.hex()
        case datetime():
            return value.isoformat()
        case None:
            return "none"
        case _:
            return str(value)
