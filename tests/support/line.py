"""Given these events, when this one, then those: the three hops run one after the other, read as short sentences."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.decision import Output
from schemas.records.inputs import Command, Forwarded, MatchDecided, Message, TimePassed, ViewTrace
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
    RegisteredAt,
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
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
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
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.state import HeldItem, HeldNotice, Matter
from streams.deciders.places import Context, intake_source
from tests.support.facts import MONDAY_EVENING, Facts, a_reference
from tests.support.hops import State, Submitted, decide, submitted

MINIMUM = frozenset(
    {
        Item.INCIDENT_FACT,
        Item.INCIDENT_REFERENCE,
        Item.INCIDENT_OCCURRED_AT,
        Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH,
    }
)
"""What Domestic Abuse Act 2021 s.49A asks for, as the project's duty lists it."""

_NOT_SAID = (
    PersonResolved,
    DisclosurePermitted,
    EventAccepted,
    EventConflicted,
    MatterRevised,
    RecipientsNamed,
    OccurrenceNoted,
    OccurrenceForgotten,
    PersonsMerged,
    PersonsSplit,
)


class Line:
    """All hops, one partition each, with the clock in the test's hands. Every `when` gives what it led to."""

    def __init__(self, facts: Facts | None = None) -> None:
        self.facts = facts or Facts(a_reference())
        self.now = MONDAY_EVENING
        self.recorded: dict[str, Output] = {}
        self._states: dict[str, State] = {}
        self._numbers: dict[str, int] = {}
        self._forwards: dict[str, int] = {}
        self._furthest: dict[str, tuple[int, bytes]] = {}

    def at(self, now: datetime) -> "Line":
        """Set the clock."""
        self.now = now
        return self

    def later(self, **by: float) -> "Line":
        """Let time pass."""
        return self.at(self.now + timedelta(**by))

    def publish(self, event: OpenedEvent, agency: str | None = None) -> list[str]:
        """Police publish an event that verifies, next in its instance's sequence."""
        sequence, previous = self._furthest.get(event.header.instance, (0, bytes(32)))
        header = replace(event.header, sequence=sequence + 1, previous=previous)
        stamped = OpenedEvent(replace(event.value, header=header), event.sections)
        self.facts.opened[header.event] = stamped
        input = submitted(stamped, agency)
        if isinstance(input.examined, Examined):
            self._furthest[header.instance] = (sequence + 1, input.examined.envelope)
        return self.submit(input)

    def refused(self, reason: str, place: str, agency: str, digest: bytes = bytes(32)) -> list[str]:
        """An agency sends what does not verify."""
        return self.submit(Submitted(Refused(reason, place), digest, agency))

    def submit(self, input: Submitted) -> list[str]:
        """A submission goes through all hops."""
        return sentences(self.outputs_of(intake_source(input.agency, 0), input))

    def perform(self, command: Command) -> list[str]:
        """A desk's command."""
        source = "resolve" if isinstance(command, MatchDecided | ViewTrace) else "person.0"
        return sentences(self.outputs_of(source, command))

    def tick(self) -> list[str]:
        """It is now at least the clock's time."""
        return sentences(self.outputs_of("person.0", TimePassed(self.now)))

    def outputs_of(self, source: str, input: Submitted | Message, accepted_at: datetime | None = None) -> list[Output]:
        """Decide one input and all that follows from it."""
        state = self._states.setdefault(source, State(self.facts))
        number = self._numbers[source] = self._numbers.get(source, 0) + 1
        at = accepted_at or self.now
        context = Context(source, number, at)
        outputs = decide(self.facts, state, input, context, self.recorded.get)
        self.recorded.update((context.output_id(n), output) for n, output in enumerate(outputs))
        return [*outputs, *self._forward(source, number, at, outputs)]

    def _forward(self, source: str, number: int, at: datetime, outputs: list[Output]) -> list[Output]:
        if source.startswith("person."):
            return []
        target = "resolve" if source.startswith("intake.") else "person.0"
        kinds = EventConflicted | (
            EventAccepted
            if target == "resolve"
            else ChildMatched
            | MatchReferred
            | ChildNotOnRoll
            | ChildLeft
            | AdultConcerned
            | PatternFound
            | RepeatAssessed
        )
        going = [(n, output) for n, output in enumerate(outputs) if isinstance(output, kinds)]
        if not going:
            return []
        count = self._forwards[source] = self._forwards.get(source, 0) + 1
        ordinals = tuple(n for n, _ in going)
        message = Forwarded(source, number, count, at, ordinals, tuple(o for _, o in going))
        return self.outputs_of(target, message, at)

    def matters(self) -> list[tuple[bytes, str, Matter]]:
        """Case, person and state of every matter."""
        found = []
        for key, matter in self._states.get("person.0", State(self.facts)).snapshot().items():
            if isinstance(matter, Matter):
                _, case, person = key.split(":", 2)
                found.append((bytes.fromhex(case), person, matter))
        return found

    def notice(self, urn: str) -> tuple[bytes, str, HeldNotice]:
        """Case, person and notice of the latest notice that a school holds."""
        held = [(c, p, n) for c, p, m in self.matters() for n in m.notices if n.recipient.value == urn]
        return held[-1]

    def notice_of(self, role: str) -> tuple[bytes, str, HeldNotice]:
        """Case, person and notice of the latest notice that a role holds."""
        return [(c, p, n) for c, p, m in self.matters() for n in m.notices if n.recipient.role == role][-1]

    def item(self, kind: str) -> tuple[bytes, str, HeldItem]:
        """Case, person and item of the latest open desk item of a kind."""
        return [(c, p, i) for c, p, m in self.matters() for i in m.desk if i.kind.value == kind][-1]


def sentences(outputs: Iterable[Output]) -> list[str]:
    """What each output says, in a few words; permissions and resolved adults are left out, refusals never."""
    return [sentence(output) for output in outputs if not isinstance(output, _NOT_SAID)]


def sentence(output: Output) -> str:
    """One output in a few words."""
    for say in (_accept, _match, _memory, _notify, _watch):
        said = say(output)
        if said:
            return said
    return type(output).__name__


def _accept(output: Output) -> str:
    match output:
        case EventRejected():
            return f"rejected: {output.reason}"
        case EventRepeated():
            return "had before"
        case SequenceBroken():
            return f"sequence {output.kind}: {output.received} where {output.expected} was expected"
        case _:
            return ""


def _match(output: Output) -> str:
    match output:
        case ChildMatched():
            return f"{output.change} child is {output.pupil} at {_schools(output.registrations)}"
        case MatchReferred():
            return f"{output.change} child is doubtful: {output.reason}"
        case ChildNotOnRoll():
            return f"{output.change} child on no roll: {output.reason} {_schools(output.registrations)}".rstrip()
        case ChildLeft():
            return f"child {output.change}"
        case AdultConcerned():
            return f"{output.change} adult"
        case EventUntouched():
            return f"untouched: {output.reason}"
        case _:
            return ""


def _memory(output: Output) -> str:
    match output:
        case PatternFound():
            return f"pattern {output.change}: {output.rule}/{output.version} {output.count} in {output.window}"
        case RepeatAssessed():
            again = "otherwise than before " * (output.replaces is not None)
            return f"assessed {again}by {output.rule}/{output.version}: {'repeat' if output.repeat else 'no repeat'}"
        case _:
            return ""


def _notify(output: Output) -> str:
    match output:
        case DisclosureRefused():
            return f"refused to {_who(output.recipient)}: {output.reason}"
        case NoticeIssued():
            changed = f" changed {' '.join(output.changed)}" if output.changed else ""
            small = " minimum" if frozenset(output.items) <= MINIMUM and output.kind != "recall" else ""
            return f"{output.kind} notice to {_who(output.recipient)}{small}{changed}"
        case DeskItemRaised():
            where = f" for {_who(output.recipient)}" if output.recipient is not None else ""
            return f"desk {output.area}: {output.kind}{where} ({output.reason})"
        case DeskItemClosed():
            return f"desk item closed: {output.outcome}"
        case DeskItemOverdue():
            return "desk item overdue"
        case _:
            return ""


def _who(recipient: Recipient) -> str:
    """A school by its number; a desk of the council's education team by its area; any other role by its name."""
    if recipient.scheme == "urn" or recipient.role == COUNCIL_DESK:
        return recipient.value
    return f"{recipient.role} {recipient.value}"


def _watch(output: Output) -> str:
    match output:
        case NoticeOpened():
            return f"opened by {output.user}{' in time' if output.in_time else ' late'}{' first' * output.first}"
        case OpeningRefused():
            return f"not shown to {output.user}: {output.reason}"
        case NoticeAcknowledged():
            return f"acknowledged by {output.user}"
        case StepRecorded():
            return f"{output.step.value} by {output.role}{'' if output.in_time else ', late'}"
        case ContactTriaged():
            return f"triaged by {output.role}: {output.outcome}, consent {output.consent}"
        case ContactPrioritised():
            return f"{output.priority} says {output.role}: {output.reason}"
        case NoticeDisowned():
            return "not ours"
        case ChildMoved():
            return f"moved from {output.left} to {_schools(output.registrations) or 'no roll'}"
        case NoticeSent():
            return f"{output.channel} to {output.to} sent"
        case NoticeFailed():
            return f"{output.channel} to {output.to} {'failed' if output.final else 'put off'}: {output.reason}"
        case NoticeReminded():
            return "reminded"
        case NoticeOverdue():
            return "overdue"
        case NoticeEscalated():
            return f"escalated to {output.area}"
        case LateOpeningSettled():
            return "was in time after all"
        case NoticeToldByTelephone():
            return f"told by telephone: {output.told_role}"
        case DeskItemOpened():
            return f"desk item shown to {output.user}"
        case PatternDecided():
            return f"pattern decided by {output.user}: {output.answer} ({output.reason})"
        case ActionSet():
            return f"action for {_who(output.owner.recipient)} by {output.due_at:%Y-%m-%d}"
        case ActionReported():
            return f"action {output.outcome}: {output.reason}"
        case ActionOverdue():
            return "action overdue"
        case ConflictDeclared():
            return f"{_who(output.recipient)} left out: {output.reason}"
        case CopyPrinted():
            return f"copied for {_who(output.recipient)}"
        case CopyWithheld():
            return f"not copied for {_who(output.recipient)}: {output.reason}"
        case CaseTransferred():
            return f"transferred to {output.area}: {output.reason}"
        case TraceViewed():
            return f"trace shown to {output.user}"
        case CommandRefused():
            return f"refused: {output.reason}" + (f", now {output.current}" if output.current else "")
        case _:
            return ""


def _schools(registrations: tuple[RegisteredAt, ...]) -> str:
    return " ".join(f"{at.urn}/{at.basis}" for at in registrations)
