"""What the outbox asks of a hub: each engine answers it."""

from collections.abc import Sequence
from typing import Protocol

from schemas.records.decision import Output
from schemas.records.inputs import Command
from streams.engines.contract import Settled, Views, Withheld
from streams.reference.facts import Reference
from streams.views.rows import Listed


class ReadChains(Protocol):
    """Decision records by place, as far as they are durable."""

    def after(self, source: str, number: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Number and body of a chain's records after one, in order."""

    def output(self, output_id: str) -> Output | None:
        """One recorded output; None where there is none of this id."""


class OutboxHub(Protocol):
    """One hub as its outbox uses it."""

    @property
    def views(self) -> Views:
        """What stands by now."""

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Have a command decided and recorded. Raises `Undecided`."""

    def withheld(self, user: str, rows: Sequence[Listed]) -> Withheld:
        """Those of these of which this user must not even learn that they exist, by what is known now."""

    def mail_address(self, user: str, place: str) -> str | None:
        """Where a member of staff gets mail at a place, from the sealed directory."""
