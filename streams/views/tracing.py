"""What of the records of a case is about one event: the steps of its trace.

A record answers one input, or, where an operator had parked inputs tried again, several: each part is looked at as a
record of its own would be.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from schemas.records.decision import Decision, Output, Unparked
from schemas.records.inputs import Origin
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.notify import DeskItemRaised, DeskKind, NoticeIssued
from streams.deciders.places import RESOLVE, record_id
from streams.engines.contract import TraceStep
from streams.views.answers import outcome_of

Traced = tuple[Decision, int | None]
"""A record, and its place in the ledger once it has one."""


class _Part(Struct, frozen=True, gc=False):
    """The outputs from `first` to before `end`, which one input led to; `caused` by what hop 2 said of the event."""

    first: int
    end: int
    caused: bool


def trace_of(event: bytes, own: Sequence[Traced], others: Iterable[Traced], filed: set[str]) -> Sequence[TraceStep]:
    """The steps of an event, by time and then by stage.

    `own`: records that touch it; `others`: those that touch other events of its case; `filed`: its notices and items.
    """
    led_to = _led_to(own, event)
    found = {(one.source, one.number): (one, index) for one, index in (*own, *others)}
    records = sorted(found.values(), key=lambda each: _place(each[0]))
    parts = {(one.source, one.number): list(_parts(one, led_to)) for one, _ in records}
    mine = filed | {
        id for one, _ in records for part in parts[one.source, one.number] for id in _made(one, part, event)
    }
    touching = {(one.source, one.number) for one, _ in own}
    steps = []
    for one, index in records:
        place = one.source, one.number
        outputs = [
            (f"{record_id(*place)}-{ordinal}", output)
            for part in parts[place]
            for ordinal, output in _about(one, part, event, mine, alone=place in touching)
        ]
        steps.append(TraceStep(record_id(*place), one.at, one.decider, one.reference, tuple(outputs), index))
    return [step for step in steps if step.outputs]


def _parts(decision: Decision, led_to: Callable[[Origin], bool]) -> Iterator[_Part]:
    starts = [place for place, output in enumerate(decision.outputs) if isinstance(output, Unparked)]
    if not starts:
        yield _Part(0, len(decision.outputs), _caused(decision.source, decision.origin, led_to))
        return
    for start, end in zip(starts, [*starts[1:], len(decision.outputs)], strict=True):
        unparked = decision.outputs[start]
        assert isinstance(unparked, Unparked)
        yield _Part(start, end, _caused(decision.source, unparked.origin, led_to))


def _caused(source: str, origin: Origin | None, led_to: Callable[[Origin], bool]) -> bool:
    return origin is not None and source.startswith("person.") and led_to(origin)


def _led_to(records: Iterable[Traced], event: bytes) -> Callable[[Origin], bool]:
    """Whether an input of hop 3 is what hop 2 said of this event. A pattern travels with the event that showed it."""
    said = {
        (one.number, ordinal)
        for one, _ in records
        if one.source == RESOLVE
        for ordinal, output in enumerate(one.outputs)
        if getattr(output, "event", None) == event and not isinstance(output, PatternFound | RepeatAssessed)
    }
    return lambda origin: origin.source == RESOLVE and any((origin.decision, at) in said for at in origin.ordinals)


def _made(decision: Decision, part: _Part, event: bytes) -> Iterator[str]:
    """The notices and desk items that the event led to in a part."""
    for ordinal in range(part.first, part.end) if part.caused else ():
        output = decision.outputs[ordinal]
        if isinstance(output, NoticeIssued | DeskItemRaised) and not _of_another(output, event):
            yield f"{record_id(decision.source, decision.number)}-{ordinal}"


def _about(
    decision: Decision, part: _Part, event: bytes, mine: set[str], *, alone: bool
) -> Iterator[tuple[int, Output]]:
    """What of a part is about an event: all of it where that caused it. `alone`: so is what names nothing."""
    outputs = list(enumerate(decision.outputs))[part.first : part.end]
    named = any(_is_about(output, event, mine, alone=False) for _, output in outputs)
    for ordinal, output in outputs:
        if _of_another(output, event):
            continue
        if part.caused or (named if isinstance(output, Unparked) else _is_about(output, event, mine, alone=alone)):
            yield ordinal, output


def _of_another(output: Output, event: bytes) -> bool:
    """Whether it is a pattern that this event brought to light, and that stands at a later event of other cases."""
    return isinstance(output, DeskItemRaised) and output.kind is DeskKind.PATTERN and output.event != event


def _is_about(output: Output, event: bytes, mine: set[str], *, alone: bool) -> bool:
    """Whether an output is about this event, its notices or desk items: a tick's record is about many events."""
    named = getattr(output, "event", None)
    if named is not None:
        return event in (named, outcome_of(output))
    subject = getattr(output, "notice", None) or getattr(output, "item", None)
    return alone if subject is None else subject in mine


def _place(decision: Decision) -> tuple[datetime, int, str, int]:
    """Where a decision stands in a trace: no engine's order of writing, which the next engine would not have."""
    hop = 0 if decision.source.startswith("intake.") else 1 if decision.source == RESOLVE else 2
    return decision.at, hop, decision.source, decision.number
