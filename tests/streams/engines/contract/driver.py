"""What the contract suite needs of an engine: put inputs in at a given time, decide, stop and start, read back."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.records.decision import Decision
from schemas.records.inputs import Command
from schemas.records.reference import Body
from schemas.wire import Submission
from streams.deciders.opened import OpenedEvent
from streams.matching.people import RollEntry
from tests.support.force import POLICE
from tests.support.world import World

VIEWS: Final = (
    "event_view",
    "outcome_view",
    "notice_view",
    "triage_view",
    "action_view",
    "step_view",
    "priority_view",
    "hotspot_view",
    "identity_view",
    "restriction_view",
    "desk_view",
    "access_view",
    "delivery_view",
    "trace_view",
    "alarm_view",
)


class Place(Struct, frozen=True):
    """Where an input waits, and the time at which it was accepted."""

    source: str
    position: int


class Engine(ABC):
    """One hub of one engine. Each method returns once what it does is durable.

    `world` holds its keys, its reference as the operator keeps it, and the police.
    """

    world: World

    @abstractmethod
    def submit(self, submission: Submission, at: datetime, agency: str = POLICE) -> Place:
        """Hand in a submission of an agency, accepted at this time."""

    @abstractmethod
    def command(self, command: Command, command_id: str, at: datetime) -> None:
        """Append a desk's command."""

    @abstractmethod
    def tick(self, at: datetime) -> None:
        """Tell every partition that has deadlines the time."""

    @abstractmethod
    def refer(self, bodies: Sequence[Body], at: datetime) -> int:
        """Append reference records; the number of the last."""

    @abstractmethod
    def put_roll(self, urn: str, entries: Sequence[RollEntry], at: datetime) -> None:
        """Put a school's roll in place."""

    @abstractmethod
    def decide(self, at_most: int | None = None) -> int:
        """Decide what waits, or at most so many batches of it; how many records that made."""

    @abstractmethod
    def restart(self) -> None:
        """End without ceremony, as kill -9 would, and start again on what is durable."""

    @abstractmethod
    def sources(self) -> list[str]:
        """Every source partition."""

    @abstractmethod
    def records(self, source: str) -> list[bytes]:
        """The bytes of the records that count, in order."""

    @abstractmethod
    def inputs(self, source: str) -> int:
        """How many inputs stand in a source partition."""

    @abstractmethod
    def state(self, source: str) -> dict[str, bytes]:
        """The state kept of a source partition, by key, encoded."""

    @abstractmethod
    def effects(self) -> dict[str, list[tuple[object, ...]]]:
        """Rows of the views, by view, in a settled order."""

    @abstractmethod
    def decisions(self, source: str) -> list[Decision]:
        """The records that count, decoded."""

    @abstractmethod
    def opened(self, event: bytes) -> OpenedEvent:
        """An accepted event, opened from what is durable or was kept."""

    @abstractmethod
    def limit(self, inputs: int) -> None:
        """Decide at most so many inputs of a partition in a batch from now on."""

    @abstractmethod
    def close(self) -> None:
        """Let go of every file and connection."""
