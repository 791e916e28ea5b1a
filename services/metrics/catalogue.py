"""Every metric of every process: its name, what it says, its labels. Rules and dashboards rest on these names."""

import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, get_args

from msgspec import Struct

from schemas.catalogue import EVENTS as EVENT_TYPES
from schemas.records.accept import Break
from schemas.records.decision import Output
from schemas.records.inputs import Channel
from schemas.records.notify import DeskKind, NoticeKind
from services.metrics.labels import NONE, Label, Listed, Referred
from services.metrics.reasons import EVERY, NO_SAFE_COORDINATOR
from streams.agreements.life import State
from streams.engines.kafka.topics import publishers, sources
from streams.engines.observing import Condition, Sink, Stage
from streams.outbox.message import State as MessageState
from streams.reference.facts import Reference

PREFIX: Final = "firstbell_"


class Kind(StrEnum):
    """What sort of metric."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Metric(Struct, frozen=True):
    """One metric. `buckets` are the upper bounds of a histogram, in its unit."""

    kind: Kind
    name: str
    says: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()

    @property
    def exposed(self) -> str:
        """The name of its samples; of a histogram, without `_bucket`, `_sum` and `_count`."""
        return PREFIX + self.name


def _sources(reference: Reference) -> list[str]:
    """Every source partition: the hop, the agency where it is an intake's, and a number."""
    hub = reference.hub
    return [] if hub is None else sources(publishers(reference), hub.intake_partitions, hub.person_partitions)


STAGE: Final = Listed("stage", frozenset(get_args(Stage)))
WHAT: Final = Listed(
    "what",
    frozenset({"skipped", "ahead", "unreadable", "collisions", "sent_again", "gaps", "lost", "retries", "folded"}),
)
SINK: Final = Listed("sink", frozenset(get_args(Sink)))
CHAIN: Final = Listed("chain", frozenset({"intake", "resolve", "person", "reference"}))
RECORDED: Final = Listed("chain", CHAIN.values | {"ledger-entries"})
CONDITION: Final = Listed("condition", frozenset(get_args(Condition)))
AGENCY: Final = Referred("agency", 400, lambda reference: reference.agencies)
SOURCE: Final = Referred("source", 400, _sources)
AREA: Final = Referred("area", 200, lambda reference: reference.areas)
TYPE: Final = Listed("type", frozenset(EVENT_TYPES))
OUTCOME: Final = Listed("outcome", frozenset({"accepted", "rejected", "repeated"}))
REFUSED_WHAT: Final = Listed("refused", frozenset({"event", "disclosure", "opening", "command"}))
REASON: Final = Listed("reason", EVERY)
OUTPUT: Final = Listed("output", frozenset(kind.__name__ for kind in get_args(Output)))
NOTICE: Final = Listed("kind", frozenset(NoticeKind))
DESK: Final = Listed("kind", frozenset(DeskKind))
BREAK: Final = Listed("kind", frozenset(Break))
LEFT: Final = Listed("left", frozenset({"overdue", "15m", "1h", "4h", "longer"}))
LEVEL: Final = Listed("level", frozenset(logging.getLevelName(n).lower() for n in (10, 20, 30, 40, 50)))
UNREADABLE: Final = "unreadable"
AGREEMENT_STATE: Final = Listed("state", frozenset({*State, UNREADABLE}))
CHANNEL: Final = Listed("channel", frozenset(Channel))
MESSAGE: Final = Listed("state", frozenset(MessageState))
OPEN: Final = Listed("state", frozenset({"waits_for_mending", "waits_for_the_hub", "rejected"}))
FORM: Final = Listed("form", frozenset({"hl7", "fhir"}))
TAKEN: Final = Listed("taken", frozenset({"yes", "no"}))
METHOD: Final = Listed("method", frozenset({"GET", "HEAD", "POST"}))
STATUS: Final = Listed("status", frozenset({"1xx", "2xx", "3xx", "4xx", "5xx"}))

_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
_INPUTS: Final = (1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 256.0, 500.0, 1000.0, 5000.0)


def _counter(name: str, says: str, *labels: Label) -> Metric:
    return Metric(Kind.COUNTER, f"{name}_total", says, labels)


def _gauge(name: str, says: str, *labels: Label) -> Metric:
    return Metric(Kind.GAUGE, name, says, labels)


def _histogram(name: str, says: str, buckets: tuple[float, ...], *labels: Label) -> Metric:
    return Metric(Kind.HISTOGRAM, name, says, labels, buckets)


EVENTS: Final = _counter(
    "events", "Submissions decided, by what they claim to be and what became of them.", AGENCY, TYPE, OUTCOME
)
REFUSALS: Final = _counter("refusals", "What was refused, and why.", REFUSED_WHAT, REASON)
ID_CONFLICTS: Final = _counter("id_conflicts", "Submissions with the id of an event and other content.", AGENCY)
BREAKS: Final = _counter(
    "sequence_breaks", "Counters of a publisher's installation that did not follow on.", AGENCY, BREAK
)
OUTPUTS: Final = _counter("outputs", "Outputs of decisions.", OUTPUT)
NOTICES: Final = _counter("notices_issued", "Notices issued.", NOTICE)
DESK_RAISED: Final = _counter("desk_items_raised", "Items put on a council's desk.", DESK)
PARKED_INPUTS: Final = _counter("parked_inputs", "Inputs that were parked.", STAGE)
DECISIONS: Final = _counter("decisions", "Decision records made.", STAGE)
BATCH_INPUTS: Final = _histogram("batch_inputs", "Inputs decided together.", _INPUTS, STAGE)
BATCH_SECONDS: Final = _histogram(
    "batch_seconds", "Seconds that a batch took, from first look to durable.", _SECONDS, STAGE
)
STAGE_SECONDS: Final = _histogram(
    "stage_seconds", "Seconds from the intake's append of an event to its decision in a stage.", _SECONDS, STAGE
)

WORKER_COUNTS: Final = _counter(
    "worker_counts",
    "What a worker met: redelivered inputs, missing or repeated forwards, gone inputs, other writers, failures.",
    WHAT,
)
STANDS_STILL: Final = _gauge(
    "partition_stands_still_seconds",
    "For how long inputs of a partition of this process have waited and none was decided; 0 where none waits.",
    SOURCE,
)
TICK_AGE: Final = _gauge(
    "tick_age_seconds", "Seconds since the time that the last tick told this process's partitions."
)

WRITTEN: Final = _counter("records_written", "Decision records whose effect a sink has committed.", SINK)
VISIBLE_SECONDS: Final = _histogram(
    "visible_seconds", "Seconds from the intake's append of an event until a reader can see its notice.", _SECONDS
)
NOT_COUNTED: Final = _counter("records_not_counted", "Records that did not extend their chain.", RECORDED)
WAITING: Final = _gauge("inputs_waiting", "Inputs of this process's partitions that wait for it.", CHAIN, AGENCY)

DESK_ITEMS: Final = _gauge("desk_items", "Items on a council's desk that are not closed.", AREA, DESK)
DESK_OVERDUE: Final = _gauge("desk_items_overdue", "Items on a council's desk past their deadline.", AREA)
DESK_OLDEST: Final = _gauge(
    "desk_oldest_seconds", "Age of the oldest item on a council's desk; 0 where it is empty.", AREA
)
UNOPENED: Final = _gauge(
    "notices_unopened", "Current notices that nobody has opened, by the time left to open them.", LEFT
)
OVERDUE: Final = _gauge("notices_overdue", "Current notices that nobody opened in time.", AREA)
NOT_ESCALATED: Final = _gauge(
    "notices_late_not_escalated", "Current notices past their time by over a minute, and on no desk."
)
FIRST_BELL: Final = _gauge(
    "first_bell_seconds", "Least time left to open a current notice; absent where none is unopened."
)
LEDGER_ENTRIES: Final = _gauge("ledger_entries", "Entries of the ledger.")
CHECKPOINT_ENTRIES: Final = _gauge("checkpoint_entries", "Entries that the last signed checkpoint covers.")
CHECKPOINT_AGE: Final = _gauge("checkpoint_age_seconds", "Age of the last signed checkpoint.")
UNSIGNED: Final = _gauge(
    "unsigned_seconds", "For how long entries have waited for a checkpoint; 0 where all are covered."
)
PARKED_KEYS: Final = _gauge("parked_keys", "Keys that are parked.", CHAIN)
PARKED_WAITING: Final = _gauge("parked_waiting", "Inputs that are parked, or wait behind one.", CHAIN)
PARKED_OLDEST: Final = _gauge("parked_oldest_seconds", "Age of what was parked first; 0 where nothing is.", CHAIN)
ROLLS_STALE: Final = _gauge("rolls_stale", "Schools' rolls that no longer count.")
AGREEMENTS: Final = _gauge(
    "agreements", "Registered versions of agreements, by state; one that this program cannot read stops its id.",
    AGREEMENT_STATE,
)  # fmt: skip
STANDING_AGE: Final = _gauge("standing_age_seconds", "Age of what the gauges of the hub's standing say.")

OUTBOX_MESSAGES: Final = _gauge("outbox_messages", "Messages of the outbox, by channel and state.", CHANNEL, MESSAGE)
OUTBOX_OLDEST: Final = _gauge(
    "outbox_oldest_seconds", "For how long the oldest message that waits has been due; 0 where none waits.", CHANNEL
)

PUBLISHER_OPEN: Final = _gauge(
    "publisher_open", "Of an agency: incidents that wait to be mended or sent, or were rejected.", OPEN
)
PUBLISHER_OLDEST: Final = _gauge(
    "publisher_oldest_timestamp_seconds", "Since when the oldest of them stands so; not told where there is none.", OPEN
)
HOSPITAL_MESSAGES: Final = _counter("hospital_messages", "Messages of a trust's systems.", FORM, TAKEN)

REQUESTS: Final = _counter("requests", "Requests answered.", METHOD, STATUS)
REQUEST_SECONDS: Final = _histogram("request_seconds", "Seconds that a request took.", _SECONDS, METHOD)

READY: Final = _gauge("ready", "1 while the process can do its work.")
STANDS: Final = _gauge("condition", "1 while a condition of being ready holds.", CONDITION)
TURN_AGE: Final = _gauge("turn_age_seconds", "Seconds since the loop of the process last turned.")
LOG_LINES: Final = _counter("log_lines", "Lines logged.", LEVEL)

OF_EVERY_PROCESS: Final = (READY, STANDS, TURN_AGE, LOG_LINES)
OF_LINE: Final = (
    EVENTS,
    REFUSALS,
    ID_CONFLICTS,
    BREAKS,
    OUTPUTS,
    NOTICES,
    DESK_RAISED,
    PARKED_INPUTS,
    DECISIONS,
    BATCH_INPUTS,
    BATCH_SECONDS,
    STAGE_SECONDS,
    NOT_COUNTED,
    WAITING,
    TICK_AGE,
)
OF_SINKS: Final = (WRITTEN, VISIBLE_SECONDS, NOT_COUNTED, WAITING)
OF_STANDING: Final = (
    DESK_ITEMS,
    DESK_OVERDUE,
    DESK_OLDEST,
    UNOPENED,
    OVERDUE,
    NOT_ESCALATED,
    FIRST_BELL,
    LEDGER_ENTRIES,
    CHECKPOINT_ENTRIES,
    CHECKPOINT_AGE,
    UNSIGNED,
    PARKED_KEYS,
    PARKED_WAITING,
    PARKED_OLDEST,
    ROLLS_STALE,
    AGREEMENTS,
    STANDING_AGE,
)
OF_WORKERS: Final = (*OF_LINE, WORKER_COUNTS, STANDS_STILL)
OF_SERVERS: Final = (REQUESTS, REQUEST_SECONDS)
OF_OUTBOX: Final = (OUTBOX_MESSAGES, OUTBOX_OLDEST)
OF_PUBLISHER: Final = (PUBLISHER_OPEN, PUBLISHER_OLDEST)
OF_HOSPITAL: Final = (*OF_PUBLISHER, HOSPITAL_MESSAGES)
EVERY_METRIC: Final = tuple(
    dict.fromkeys((*OF_EVERY_PROCESS, *OF_WORKERS, *OF_SINKS, *OF_STANDING, *OF_SERVERS, *OF_OUTBOX, *OF_HOSPITAL))
)

FROM_ZERO: Final[Mapping[Metric, Mapping[str, frozenset[str]]]] = {
    EVENTS: {"type": frozenset({NONE}), "outcome": frozenset({"rejected"})},
    REFUSALS: {"refused": frozenset({"command"}), "reason": frozenset({NO_SAFE_COORDINATOR})},
    ID_CONFLICTS: {},
    BREAKS: {},
    NOT_COUNTED: {},
    LOG_LINES: {},
    REQUESTS: {"status": frozenset({"5xx"})},
    HOSPITAL_MESSAGES: {},
}
"""Counters by whose growth an alert fires, with values of labels; a label that is not named has all of its own.

They are told from the beginning: Prometheus takes a counter that appears at 1 for one that never grew, and an alert
that waits for the first of something would miss it.
"""
