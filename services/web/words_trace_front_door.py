"""What a front door decides, here or in a system of its own, in the words of a trace."""

from schemas.records.answers import AnswerChange, ContactAnswered, ContactNamed, OutcomeNotTaken, TriageWithdrawn
from schemas.records.decision import Output
from schemas.records.triage import ContactPrioritised, ContactTriaged
from services.web import times
from services.web.words_outcomes import NOT_TAKEN
from services.web.words_trace_meetings import Told, by
from streams.disclosing.in_words import in_words

_ANSWERED = {
    AnswerChange.DECIDED: "A published outcome names this contact and child",
    AnswerChange.LEFT_OUT: "A published outcome names this contact, and not this child",
    AnswerChange.WITHDRAWN: "A published outcome that named this child does so no longer",
    AnswerChange.WRONG_PEOPLE: "A published outcome of this contact stands, which was about the wrong people",
}


def explain_front_door(output: Output) -> Told | None:
    """Stage, title and lines of one output; None for one that is nothing of a front door's."""
    match output:
        case ContactTriaged():
            return _triaged(output)
        case ContactPrioritised():
            lines = (("Priority", in_words(output.priority)), ("Reason", in_words(output.reason)))
            return "Watch", "A manager set the priority", (*lines, ("By", by(output.role, output.user)))
        case ContactNamed():
            if output.reason is None:
                return "Match", "The contact that the outcome names is on the hub, with this child", ()
            return "Match", "The outcome decides nothing of this child", (("Why", NOT_TAKEN[output.reason]),)
        case ContactAnswered():
            return "Match", _ANSWERED[output.change], ()
        case OutcomeNotTaken():
            return "Watch", "The published outcome was not taken", (("Why", NOT_TAKEN[output.reason]),)
        case TriageWithdrawn():
            return _withdrawn(output)
        case _:
            return None


def _withdrawn(output: TriageWithdrawn) -> Told:
    gone = "What the published outcome had decided stands no longer"
    if output.decided is None:
        return "Watch", f"{gone}: the contact waits again" if output.notices else gone, ()
    return "Watch", f"{gone}: another decision stands", (("Outcome", in_words(output.decided)),)


def _triaged(output: ContactTriaged) -> Told:
    lines = [("Outcome", in_words(output.outcome)), ("Consent", in_words(output.consent))]
    if output.reason is not None:
        lines.append(("Reason", in_words(output.reason)))
    if output.published is None:
        return "Watch", "Triaged by the front door", (*lines, ("By", by(output.role, output.user)))
    lines.append(("Decided at", times.full(output.decided_at)))
    title = "Decided by the front door in the council’s own system, which published it: nobody decided it here"
    return "Watch", title, tuple(lines)
