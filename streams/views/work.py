"""Questions about desks that record their work in steps."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from schemas.records.share import Recipient
from streams.engines.line.times import micros
from streams.views.from_rows import Row, step_row
from streams.views.rows import StepRow

_AT_ONCE: Final = 500
"""Cases that one statement is given at most: databases have a limit."""


class WorkViews(ABC):
    """Answers from rows, as `streams.engines.contract.Views` asks."""

    @abstractmethod
    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        """The rows that a statement finds."""

    def steps_of(
        self,
        recipient: Recipient,
        *,
        cases: Collection[bytes] | None = None,
        start: datetime | None = None,
    ) -> Sequence[StepRow]:
        """Steps of a recipient's own work, newest first: of some cases, and what was recorded at or after `start`."""
        where = "scheme = ? AND value = ? AND recipient_role = ?"
        given: list[object] = [recipient.scheme, recipient.value, recipient.role]
        if start is not None:
            where = f"{where} AND at >= ?"
            given.append(micros(start))
        order = "ORDER BY at DESC, step_id DESC"
        if cases is None:
            return [step_row(row) for row in self._read(f"SELECT * FROM step_view WHERE {where} {order}", given)]
        asked, found = sorted(set(cases)), list[Row]()
        for first in range(0, len(asked), _AT_ONCE):
            some = asked[first : first + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found += self._read(
                f"SELECT * FROM step_view WHERE {where} AND cased IN ({marks}) {order}", (*given, *some)
            )
        return [step_row(row) for row in found]
