"""What outputs say, as short sentences for tests."""

from collections.abc import Iterable

from schemas.items import Item
from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.actions import ActionAnswered, ActionOpened, ActionWithheld
from schemas.records.answers import ContactAnswered, ContactNamed, OutcomeNotTaken, TriageWithdrawn
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import Output
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
    RegisteredAt,
)
from schemas.records.meetings import (
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
)
from schemas.records.memory import (
    OccurrenceForgotten,
    OccurrenceNoted,
    PatternFound,
    PersonsMerged,
    PersonsSplit,
    RepeatAssessed,
)
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    MatterRevised,
    NoticeIssued,
    RecipientsNamed,
)
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import (
    ChildMoved,
    CommandRefused,
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeFailed,
    NoticeOpened,
    NoticeOverdue,
    NoticeReminded,
    NoticeSent,
    NoticeToldByTelephone,
    OpeningRefused,
    PatternDecided,
    TraceViewed,
)
from schemas.records.work import StepRecorded
from streams.deciders.areas import COUNCIL_DESK

MINIMUM = frozenset(
    {
        Item.INCIDENT_FACT,
        Item.INCIDENT_REFERENCE,
        Item.INCIDENT_OCCURRED_AT,
        Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH,
    }
)
"""What Domestic Abuse Act 2021 s.49A asks for, as the project's duty lists it."""

_NOT_SAID = (
    PersonResolved,
    DisclosurePermitted,
    EventAccepted,
    EventConflicted,
    MatterRevised,
    RecipientsNamed,
    OccurrenceNoted,
    OccurrenceForgotten,
    PersonsMerged,
    PersonsSplit,
    PeopleNoted,
)


def sentences(outputs: Iterable[Output]) -> list[str]:
    """What each output says, in a few words; permissions and resolved adults are left out, refusals never."""
    return [sentence(output) for output in outputs if not isinstance(output, _NOT_SAID)]


def sentence(output: Output) -> str:
    """One output in a few words."""
    for say in (_accept, _match, _memory, _notify, _watch):
        said = say(output)
        if said:
            return said
    return type(output).__name__


def _accept(output: Output) -> str:
    match output:
        case EventRejected():
            return f"rejected: {output.reason}"
        case EventRepeated():
            return "had before"
        case SequenceBroken():
            return f"sequence {output.kind}: {output.received} where {output.expected} was expected"
        case _:
            return ""


def _match(output: Output) -> str:
    match output:
        case ChildMatched():
            return f"{output.change} child is {output.pupil} at {_schools(output.registrations)}"
        case MatchReferred():
            return f"{output.change} child is doubtful: {output.reason}"
        case ChildNotOnRoll():
            return f"{output.change} child on no roll: {output.reason} {_schools(output.registrations)}".rstrip()
        case ChildLeft():
            return f"child {output.change}"
        case AdultConcerned():
            return f"{output.change} adult"
        case EventUntouched():
            return f"untouched: {output.reason}"
        case _:
            return ""


def _memory(output: Output) -> str:
    match output:
        case ContactNamed():
            return f"outcome: {output.reason or 'of a contact'}"
        case ContactAnswered():
            return f"contact: {output.change}"
        case RestrictionCarried():
            return f"addresses hidden by {len(output.by)}" if output.by else "addresses hidden by nobody"
        case PatternFound():
            return f"pattern {output.change}: {output.rule}/{output.version} {output.count} in {output.window}"
        case RepeatAssessed():
            again = "otherwise than before " * (output.replaces is not None)
            return f"assessed {again}by {output.rule}/{output.version}: {'repeat' if output.repeat else 'no repeat'}"
        case _:
            return ""


def _notify(output: Output) -> str:
    match output:
        case DisclosureRefused():
            return f"refused to {_who(output.recipient)}: {output.reason}"
        case NoticeIssued():
            changed = f" changed {' '.join(output.changed)}" if output.changed else ""
            small = " minimum" if frozenset(output.items) <= MINIMUM and output.kind != "recall" else ""
            return f"{output.kind} notice to {_who(output.recipient)}{small}{changed}"
        case DeskItemRaised():
            where = f" for {_who(output.recipient)}" if output.recipient is not None else ""
            return f"desk {output.area}: {output.kind}{where} ({output.reason})"
        case DeskItemClosed():
            return f"desk item closed: {output.outcome}"
        case DeskItemOverdue():
            return "desk item overdue"
        case _:
            return ""


def _who(recipient: Recipient) -> str:
    """A school by its number; a desk of the council's education team by its area; any other role by its name."""
    if recipient.scheme == "urn" or recipient.role == COUNCIL_DESK:
        return recipient.value
    return f"{recipient.role} {recipient.value}"


def _watch(output: Output) -> str:
    match output:
        case NoticeOpened():
            return f"opened by {output.user}{' in time' if output.in_time else ' late'}{' first' * output.first}"
        case OpeningRefused():
            return f"not shown to {output.user}: {output.reason}"
        case NoticeAcknowledged():
            return f"acknowledged by {output.user}"
        case StepRecorded():
            return f"{output.step.value} by {output.role}{'' if output.in_time else ', late'}"
        case ContactTriaged():
            by = f"by {output.role}" if output.published is None else "elsewhere"
            return f"triaged {by}: {output.outcome}, consent {output.consent}"
        case TriageWithdrawn():
            return "triage withdrawn" if output.decided is None else f"triage withdrawn: {output.decided} stands"
        case OutcomeNotTaken():
            return f"outcome not taken: {output.reason}"
        case ContactPrioritised():
            return f"{output.priority} says {output.role}: {output.reason}"
        case NoticeDisowned():
            return "not ours"
        case ChildMoved():
            return f"moved from {output.left} to {_schools(output.registrations) or 'no roll'}"
        case NoticeSent():
            return f"{output.channel} to {output.to} sent"
        case NoticeFailed():
            return f"{output.channel} to {output.to} {'failed' if output.final else 'put off'}: {output.reason}"
        case NoticeReminded():
            return "reminded"
        case NoticeOverdue():
            return "overdue"
        case NoticeEscalated():
            return f"escalated to {output.area}"
        case LateOpeningSettled():
            return "was in time after all"
        case NoticeToldByTelephone():
            return f"told by telephone: {output.told_role}"
        case DeskItemOpened():
            return f"desk item shown to {output.user}"
        case PatternDecided():
            return f"pattern decided by {output.user}: {output.answer} ({output.reason})"
        case ActionSet():
            return f"action for {_who(output.owner.recipient)} by {output.due_at:%Y-%m-%d}"
        case ActionOpened():
            return f"action shown to {_who(output.recipient)}: {output.user}"
        case ActionWithheld():
            return f"action not shown to {_who(output.recipient)}: {output.reason}"
        case ActionAnswered():
            return f"action answered by {_who(output.recipient)}: {output.answer} ({output.reason})"
        case ActionReported():
            return f"action {output.outcome}: {output.reason}"
        case ActionOverdue():
            return "action overdue"
        case ConflictDeclared():
            return f"{_who(output.recipient)} left out: {output.reason}"
        case ConflictEnded():
            return f"{_who(output.recipient)} left out no longer: {output.reason}"
        case CopyPrinted():
            return f"copied for {_who(output.recipient)}"
        case CopyWithheld():
            return f"not copied for {_who(output.recipient)}: {output.reason}"
        case CaseTransferred():
            return f"transferred to {output.area}: {output.reason}"
        case TraceViewed():
            return f"trace shown to {output.user}"
        case CommandRefused():
            return f"refused: {output.reason}" + (f", now {output.current}" if output.current else "")
        case _:
            return ""


def _schools(registrations: tuple[RegisteredAt, ...]) -> str:
    return " ".join(f"{at.urn}/{at.basis}" for at in registrations)
