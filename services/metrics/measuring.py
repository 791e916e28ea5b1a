"""Turns what an engine tells of its work into metrics and health. It never raises into the engine."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from schemas.records.accept import EventAccepted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.decision import Decision, Parked
from schemas.records.inputs import InputKind
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.share import DisclosureRefused
from schemas.records.watch import CommandRefused, OpeningRefused
from services.health.standing import Health
from services.logs.decided import log_decided
from services.metrics import catalogue
from services.metrics.catalogue import Metric
from services.metrics.meters import Meters
from streams.engines.observing import Condition, Sink, Stage

Counts = Counter[tuple[Metric, tuple[str, ...]]]

CONFLICT: Final = "conflict"
_SUBMISSION, _FORWARDED = InputKind.SUBMISSION, InputKind.FORWARDED  # through the class they cost ten times as much
_SHOWN: Final = (NoticeIssued, DeskItemRaised)
_COUNTED: Final = frozenset(
    {
        EventAccepted,
        EventRepeated,
        EventRejected,
        SequenceBroken,
        DisclosureRefused,
        OpeningRefused,
        CommandRefused,
        NoticeIssued,
        DeskItemRaised,
        Parked,
    }
)
"""Outputs that are counted as more than that: the others pass by without being asked what they are."""


class Measuring:
    """An `Observer` (streams/engines/observing.py) of one process."""

    def __init__(self, meters: Meters, health: Health, clock: Callable[[], datetime]) -> None:
        self._meters = meters
        self._health = health
        self._clock = clock
        self._waiting: dict[str, int] = {}
        self._stands_since: dict[str, datetime] = {}
        self._last_tick: datetime | None = None
        meters.before_each_look(self._show_waiting)
        meters.before_each_look(self._show_standstill)
        meters.before_each_look(self._show_tick)

    def decided(self, stage: Stage, decisions: Sequence[Decision], seconds: float) -> None:
        """One batch of one source is decided and durable."""
        now, counts = self._clock(), _counted(stage, decisions)
        log_decided(stage, decisions)
        if decisions:
            self._stands_since[decisions[0].source] = now
        for (metric, labels), by in counts.items():
            self._meters.add(metric, *labels, by=by)
        self._meters.observe(catalogue.BATCH_INPUTS, len(decisions), stage)
        self._meters.observe(catalogue.BATCH_SECONDS, seconds, stage)
        of_events = [_since(one.at, now) for one in decisions if one.kind is _SUBMISSION or one.kind is _FORWARDED]
        self._meters.observe_each(catalogue.STAGE_SECONDS, of_events, stage)
        ticks = [decision.at for decision in decisions if decision.kind is InputKind.TICK]
        if ticks:
            self._last_tick = max(ticks) if self._last_tick is None else max(self._last_tick, *ticks)

    def written(self, sink: Sink, records: int, decisions: Sequence[Decision]) -> None:
        """A sink has committed the effect of these records."""
        now = self._clock()
        self._meters.add(catalogue.WRITTEN, sink, by=records)
        if sink == "views":
            shown = [_since(one.at, now) for one in decisions if one.kind is _FORWARDED and _shows_something(one)]
            self._meters.observe_each(catalogue.VISIBLE_SECONDS, shown)

    def not_counted(self, source: str) -> None:
        """A record of this source did not extend its chain."""
        self._meters.add(catalogue.NOT_COUNTED, chain_of(source))

    def waits(self, source: str, inputs: int) -> None:
        """How many inputs of a partition of this process wait."""
        if not inputs or not self._waiting.get(source):
            self._stands_since[source] = self._clock()
        self._waiting[source] = inputs

    def let_go(self, source: str) -> None:
        """A partition is no longer this process's own."""
        self._waiting.pop(source, None)
        self._stands_since.pop(source, None)

    def stands(self, condition: Condition, holds: bool) -> None:
        """A condition of being ready holds, or holds no more."""
        self._health.stands(condition, holds)

    def turned(self) -> None:
        """The loop has made a turn."""
        self._health.turned()

    def _show_tick(self) -> None:
        if self._meters.has(catalogue.TICK_AGE):
            last = self._last_tick
            self._meters.put(catalogue.TICK_AGE, float("nan") if last is None else _since(last, self._clock()))

    def _show_waiting(self) -> None:
        if not self._meters.has(catalogue.WAITING):
            return
        known = self._meters.known
        sums: Counter[tuple[str, str]] = Counter()
        for source, inputs in list(self._waiting.items()):
            agency = known.value(catalogue.AGENCY, agency_of(source))
            sums[chain_of(source), agency] += inputs
        self._meters.clear(catalogue.WAITING)
        for labels, inputs in sums.items():
            self._meters.put(catalogue.WAITING, inputs, *labels)

    def _show_standstill(self) -> None:
        if not self._meters.has(catalogue.STANDS_STILL):
            return
        now, longest = self._clock(), dict[str, float]()
        for source, inputs in list(self._waiting.items()):
            named = self._meters.known.value(catalogue.SOURCE, source)
            seconds = _since(self._stands_since.get(source, now), now) if inputs else 0.0
            longest[named] = max(seconds, longest.get(named, 0.0))
        self._meters.clear(catalogue.STANDS_STILL)
        for named, seconds in longest.items():
            self._meters.put(catalogue.STANDS_STILL, seconds, named)


def chain_of(source: str) -> str:
    """The hop whose inputs a source is."""
    return source.partition(".")[0]


def agency_of(source: str) -> str:
    """The agency of an intake partition; empty for any other source."""
    return source.removeprefix("intake.").rsplit(".", 1)[0] if source.startswith("intake.") else ""


def _since(at: datetime, now: datetime) -> float:
    """Seconds, never below none: the broker's clock may be ahead of this machine's."""
    return max(0.0, (now - at).total_seconds())


def _shows_something(decision: Decision) -> bool:
    return any(type(output) in _SHOWN for output in decision.outputs)


def _counted(stage: Stage, decisions: Sequence[Decision]) -> Counts:
    counts: Counts = Counter({(catalogue.DECISIONS, (stage,)): len(decisions)})
    for kind, by in Counter([type(output) for decision in decisions for output in decision.outputs]).items():
        counts[catalogue.OUTPUTS, (kind.__name__,)] = by
    for decision in decisions:
        for output in decision.outputs:
            if type(output) not in _COUNTED:
                continue
            match output:
                case EventAccepted():
                    counts[catalogue.EVENTS, (output.publisher, output.type, "accepted")] += 1
                case EventRepeated():
                    counts[catalogue.EVENTS, (agency_of(decision.source), "", "repeated")] += 1
                case EventRejected():
                    counts[catalogue.EVENTS, (output.publisher, "", "rejected")] += 1
                    counts[catalogue.REFUSALS, ("event", output.reason)] += 1
                    counts[catalogue.ID_CONFLICTS, (output.publisher,)] += output.reason == CONFLICT
                case SequenceBroken():
                    counts[catalogue.BREAKS, (output.publisher, output.kind)] += 1
                case DisclosureRefused():
                    counts[catalogue.REFUSALS, ("disclosure", output.reason)] += 1
                case OpeningRefused():
                    counts[catalogue.REFUSALS, ("opening", output.reason)] += 1
                case CommandRefused():
                    counts[catalogue.REFUSALS, ("command", output.reason)] += 1
                case NoticeIssued():
                    counts[catalogue.NOTICES, (output.kind,)] += 1
                case DeskItemRaised():
                    counts[catalogue.DESK_RAISED, (output.kind,)] += 1
                case Parked():
                    counts[catalogue.PARKED_INPUTS, (stage,)] += 1
    return counts
