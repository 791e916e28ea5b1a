"""What a council sees of an outcome that it published: whether its front door's contact was decided by it.

It hears nothing of a contact that its own front door does not have, nor that somebody is left out of one: whoever may
publish outcomes could otherwise ask, contact by contact and child by child, what others told the hub.
"""

from collections.abc import Iterator, Sequence

from schemas.events.front_door import OUTCOME_TYPE
from schemas.records.accept import EventAccepted
from schemas.records.answers import (
    AnswerChange,
    ContactAnswered,
    ContactNamed,
    NotTaken,
    OutcomeNotTaken,
    TriageWithdrawn,
)
from schemas.records.decision import Output
from schemas.records.triage import ContactTriaged
from services.web import times
from services.web.words_outcomes import OF_NO_CONTACT, TOLD_ITS_SENDER
from services.web.words_trace import Explained
from services.web.words_triage import OUTCOMES
from streams.engines.contract import TraceStep
from streams.views.answers import outcome_of
from streams.views.rows import EventRow

_NOT_TAKEN = "The contact is not decided by this outcome"


class Published:
    """Puts into words what became of one event of an agency, if that is an outcome. Of any other event it says nothing:
    what was decided of a contact is told to whoever made it by feedback.
    """

    def __init__(self, row: EventRow, steps: Sequence[TraceStep]) -> None:
        self._event = row.event if row.type == OUTCOME_TYPE else None
        self._outputs = [each for step in steps for each in step.outputs]
        outputs = [output for _, output in self._outputs]
        answers = [one for one in outputs if isinstance(one, ContactAnswered) and one.outcome == row.event]
        self._left_out = {(one.case, one.person) for one in answers if one.change is AnswerChange.LEFT_OUT}
        self._named = {(one.case, one.person): one.child.section for one in answers if one.child is not None}
        accepted = (one.children for one in outputs if isinstance(one, EventAccepted) and one.event == row.event)
        self._children = next(accepted, ())

    def told(self, id: str, output: Output) -> Explained | None:
        """One output; None where its sender is told nothing of it."""
        if self._event is None or self._event not in (outcome_of(output), _names(output)):
            return None
        match output:
            case ContactTriaged():
                lines = (("Decision", OUTCOMES[output.outcome]), ("Decided at", times.full(output.decided_at)))
                return Explained(id, "Watch", "The contact is decided by this outcome", (*lines, *self._child(output)))
            case TriageWithdrawn():
                return _taken_back(id, output)
            case ContactNamed() | OutcomeNotTaken():
                return self._refused(id, output, alike=False)
            case _:
                return None

    def of_no_contact(self) -> list[Explained]:
        """For which children its front door has no contact: said with the event's acceptance, for by the record in
        which it was found could be told whether there is one elsewhere.
        """
        if self._event is None:
            return []
        found = [self._refused(id, output, alike=True) for id, output in self._outputs]
        once = {one.lines: one for one in reversed(found) if one is not None}
        return sorted(once.values(), key=lambda one: one.lines)

    def _refused(self, id: str, output: Output, *, alike: bool) -> Explained | None:
        if self._event not in (outcome_of(output), _names(output)):
            return None
        match output:
            case ContactNamed() if output.reason is not None and output.reason is not NotTaken.FOUND_WRONG_PEOPLE:
                reason: NotTaken = output.reason
            case OutcomeNotTaken() if self._may_be_told(output):
                reason = output.reason
            case _:
                return None
        return self._not_taken(id, output, reason) if (reason in OF_NO_CONTACT) is alike else None

    def _not_taken(self, id: str, output: ContactNamed | OutcomeNotTaken, reason: NotTaken) -> Explained:
        return Explained(id, "Watch", _NOT_TAKEN, (("Why", TOLD_ITS_SENDER[reason]), *self._child(output)))

    def _child(self, output: ContactNamed | OutcomeNotTaken | ContactTriaged) -> Iterator[tuple[str, str]]:
        """Which child of an outcome about several."""
        own = isinstance(output, ContactNamed)
        section = output.section if own else self._named.get((output.case, output.person))
        if len(self._children) > 1 and section in self._children:
            place = sorted(self._children).index(section) + 1
            yield "Child", f"{place} of {len(self._children)}, in the order in which they were sent"

    def _may_be_told(self, output: OutcomeNotTaken) -> bool:
        """Not of a child whom the outcome does not name and its front door was not told of, nor that a withdrawal took
        nothing back.
        """
        if output.reason is NotTaken.WITHDRAWN:
            return False
        return output.reason is NotTaken.CHILD_LEFT_OUT or (output.case, output.person) not in self._left_out


def _taken_back(id: str, output: TriageWithdrawn) -> Explained:
    gone = "What this outcome had decided stands no longer"
    if output.decided is not None:
        return Explained(id, "Watch", f"{gone}: another decision stands", (("Decision", OUTCOMES[output.decided]),))
    return Explained(id, "Watch", f"{gone}: the contact waits again" if output.notices else gone)


def _names(output: Output) -> bytes | None:
    return output.event if isinstance(output, ContactNamed) else None
