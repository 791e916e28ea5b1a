"""What has a deadline and is not yet done: each tick must mark whatever it finds past its time."""

import heapq
from collections.abc import Iterator
from datetime import datetime

from streams.checks.findings import Finding, FindingKind
from streams.checks.records import Recorded


class Deadlines:
    """Notices not opened and desk items not closed, by partition. Memory grows with what is open alone."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[datetime, str]]] = {}
        self._open: dict[str, str] = {}

    def start(self, source: str, subject: str, due: datetime, record: str) -> None:
        """A notice or desk item of a partition falls due at a time."""
        self._open[subject] = record
        heapq.heappush(self._waiting.setdefault(source, []), (due, subject))

    def done(self, subject: str) -> None:
        """Its deadline does not matter any more, or was marked as past."""
        self._open.pop(subject, None)

    def passed(self, record: Recorded, tick: datetime) -> Iterator[Finding]:
        """What a tick ought to have marked and did not. What the tick's own record raised is for the next one."""
        waiting = self._waiting.get(record.decision.source, [])
        fresh = []
        while waiting and waiting[0][0] <= tick:
            due, subject = heapq.heappop(waiting)
            raised = self._open.get(subject)
            if raised == record.id:
                fresh.append((due, subject))
            elif raised is not None:
                del self._open[subject]
                yield Finding(
                    FindingKind.OVERDUE_UNMARKED,
                    subject,
                    f"it was due at {due:%Y-%m-%dT%H:%M:%SZ}, and the tick of record `{record.id}` did not mark it",
                )
        for entry in fresh:
            heapq.heappush(waiting, entry)
