"""What an operator's work needs of a hub, whichever engine it has: what stands in its reference, and to add to it."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from schemas.records.reference import Body
from streams.matching.people import RollEntry, StaffNames
from streams.reference.facts import Reference


class Registering(Protocol):
    """Adds to a hub's reference log, its rolls and its staff directory."""

    def refer(self, bodies: Iterable[Body], at: datetime) -> int:
        """Append reference records, signed; the number of the last."""

    def put_roll(
        self, urn: str, entries: Sequence[RollEntry], taken_at: datetime, stale_after: datetime, at: datetime
    ) -> int:
        """Put a school's roll in place, sealed pupil by pupil; the version."""

    def put_staff(self, staff: Iterable[tuple[str, StaffNames]], at: datetime) -> int:
        """Put members of staff into the sealed directory; how many changed."""


class Operated(Protocol):
    """A hub as its operator sees it."""

    @property
    def pupil_tokens(self) -> bytes:
        """The key under which pupils get the names that the rolls know them by. HomeError where it is missing."""

    @property
    def registry(self) -> Registering:
        """What is added goes through it, within `locked`."""

    @property
    def locked(self) -> AbstractContextManager[object]:
        """Holds what decides still, where it is in this process."""

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""
