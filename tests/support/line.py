"""Given these events, when this one, then those: the three hops run one after the other, read as short sentences."""

from datetime import datetime, timedelta
from typing import cast

from msgspec.structs import replace

from schemas.records.decision import Output
from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import Command, Forwarded, MatchDecided, Message, TimePassed, ViewTrace
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.state import HeldItem, HeldNotice, Matter
from streams.deciders.places import Context, intake_source
from streams.engines.line.routes import routes
from tests.support.facts import MONDAY_EVENING, Facts, a_reference
from tests.support.hops import State, Submitted, decide, submitted
from tests.support.sentences import sentences


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
        told: list[Output] = []
        for _, sent in routes(source, tuple(outputs), 0, len(outputs), 1):
            count = self._forwards[source] = self._forwards.get(source, 0) + 1
            forwarded = tuple([cast(ForwardedOutput, output) for _, output in sent])
            message = Forwarded(source, number, count, at, tuple([n for n, _ in sent]), forwarded)
            told += self.outputs_of(target, message, at)
        return told

    def matters(self) -> list[tuple[bytes, str, Matter]]:
        """Case, person and state of every matter."""
        found = []
        for key, matter in self._states.get("person.0", State(self.facts)).snapshot().items():
            if isinstance(matter, Matter):
                _, case, person = key.split(":", 2)
                found.append((bytes.fromhex(case), person, matter))
        return found

    def put(self, key: str, matter: Matter) -> None:
        """Put a matter in place as if records had led to it."""
        self._states["person.0"].states.put(key, matter)

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
