"""Actions of meetings as conservation sees them: each stands until it is reported, and is marked past its date unless
its owner said before that it is done.
"""

from schemas.records.actions import ActionAnswer, ActionAnswered
from schemas.records.meetings import ActionOutcome, ActionOverdue, ActionReported, ActionSet
from streams.checks.deadlines import Deadlines
from streams.checks.findings import Finding, FindingKind
from streams.checks.records import Recorded

ActionOutput = ActionSet | ActionAnswered | ActionReported | ActionOverdue


class Actions:
    """Actions that are not done, and under what their date is watched: another date is another one."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._watched: dict[str, str] = {}

    def __len__(self) -> int:
        """How many are not done."""
        return len(self._watched)

    def take(self, record: Recorded, place: str, output: ActionOutput) -> list[Finding]:
        """Fold one output, which stands at `place`; what is wrong with it."""
        if isinstance(output, ActionSet):
            self._watched[place] = place
            self._deadlines.start(record.decision.source, place, output.due_at, record.id)
            return []
        watched = self._watched.get(output.action)
        if watched is None:
            return [Finding(FindingKind.NOT_CURRENT, place, f"action `{output.action}` does not stand")]
        if isinstance(output, ActionAnswered) and output.answer is not ActionAnswer.DONE:
            return []
        self._deadlines.done(watched)
        if isinstance(output, ActionReported):
            if output.outcome is ActionOutcome.NOT_DONE and output.due_at is not None:
                self._watched[output.action] = place
                self._deadlines.start(record.decision.source, place, output.due_at, record.id)
            else:
                del self._watched[output.action]
        return []
