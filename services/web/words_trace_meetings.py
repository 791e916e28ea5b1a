"""What meetings decide, in the words of a trace."""

from collections.abc import Callable

from schemas.items import TITLES
from schemas.records.actions import ActionAnswered, ActionOpened, ActionWithheld
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import Output
from schemas.records.meetings import (
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
)
from schemas.records.share import Recipient
from services.web import times
from services.web.words import role_title
from services.web.words_meetings import meeting_title
from streams.disclosing.in_words import in_words
from streams.reference.facts import Reference

Told = tuple[str, str, tuple[tuple[str, str], ...]]


def explain_meeting(output: Output, reference: Reference, recipient: Callable[[Recipient], str]) -> Told | None:
    """Stage, title and lines of one output; None for one of no meeting. `recipient` names a role at its place."""
    match output:
        case ActionSet():
            lines = (("For", recipient(output.owner.recipient)), ("By", times.full(output.due_at)))
            told = (("Told", "by its coordinator, for it could not be read here"),) if output.by_hand else ()
            title = f"Action set at a meeting: {meeting_title(output.meeting)}"
            return "Convene", title, (*lines, *told, ("Recorded by", by(output.role, output.user)))
        case ActionOpened():
            lines = (
                ("Owner", recipient(output.recipient)),
                ("Items", "; ".join(TITLES[item] for item in output.items)),
            )
            return "Convene", "Action read by its owner", (*lines, ("By", by(output.role, output.user)))
        case ActionWithheld():
            lines = (("Owner", recipient(output.recipient)), ("Reason", in_words(output.reason)))
            return "Convene", "Action not shown to its owner", (*lines, ("Asked by", by(output.role, output.user)))
        case ActionAnswered():
            lines = (("Owner", recipient(output.recipient)), ("Reason", in_words(output.reason)))
            title = f"The owner of an action says: {in_words(output.answer).lower()}"
            return "Convene", title, (*lines, ("By", by(output.role, output.user)))
        case ActionReported():
            lines = (("Reason", in_words(output.reason)), ("Recorded by", by(output.role, output.user)))
            return "Convene", f"Action: {in_words(output.outcome).lower()}", lines
        case ActionOverdue():
            return "Convene", "Action not done in time", (("Was due", times.full(output.due_at)),)
        case ConflictDeclared():
            lines = (("Who", recipient(output.recipient)), ("Reason", in_words(output.reason)))
            return "Convene", "Left out of this case", (*lines, ("By", by(output.role, output.user)))
        case ConflictEnded():
            lines = (("Who", recipient(output.recipient)), ("Reason", in_words(output.reason)))
            return "Convene", "Left out of this case no longer", (*lines, ("By", by(output.role, output.user)))
        case CopyPrinted():
            lines = (
                ("For", f"{recipient(output.recipient)} ({output.reader})"),
                ("Items", "; ".join(TITLES[item] for item in output.items)),
            )
            return "Convene", "Copy printed for a member", (*lines, ("By", by(output.role, output.user)))
        case CopyWithheld():
            lines = (
                ("For", f"{recipient(output.recipient)} ({output.reader})"),
                ("Reason", in_words(output.reason)),
            )
            return "Convene", "Not in a member’s copy", (*lines, ("By", by(output.role, output.user)))
        case CaseTransferred():
            lines = (("To", reference.area_title(output.area)), ("Reason", in_words(output.reason)))
            return "Convene", "Case transferred to another MARAC", (*lines, ("By", by(output.role, output.user)))
    return None


def by(role: str, user: str) -> str:
    """Who did something."""
    return f"{role_title(role)} ({user})"
