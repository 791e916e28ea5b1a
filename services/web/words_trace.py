"""A trace in words: for each output of a decision what happened, why, and under which instrument and clause.

Persons and pupils are not named here, not even by their opaque ids: a trace is about decisions.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from schemas.items import TITLES, Item
from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.decision import Output, Parked, Unparked
from schemas.records.hotspots import HotspotsPublished
from schemas.records.inputs import Channel
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
    DeskKind,
    MatterRevised,
    NoticeIssued,
    RecipientsNamed,
)
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
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
from services.web import times
from services.web.words import NOTICE_KINDS, role_title
from services.web.words_delivery import DELIVERY_REASONS
from services.web.words_desk import DESK_KINDS, OUTCOMES, REFERRAL_REASONS
from services.web.words_share import Sharing
from services.web.words_trace_front_door import explain_front_door
from services.web.words_trace_meetings import explain_meeting
from streams.disclosing.in_words import in_words
from streams.reference.facts import Reference


class Explained(Struct, frozen=True):
    """One output: its stage, what happened, and (title, text) lines of reasons, instruments and times."""

    id: str
    stage: str
    title: str
    lines: tuple[tuple[str, str], ...] = ()


_BY_CHANNEL: Final = {Channel.MAIL: "Mail that says to sign in", Channel.WEBHOOK: "Call to the receiver’s system"}

Told = tuple[str, str, tuple[tuple[str, str], ...]]


class Explainer:
    """Explains outputs, with names of schools, councils and instruments from the reference."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._sharing = Sharing(reference, self._recipient)

    def explain(self, id: str, output: Output) -> Explained:
        """One output in words."""
        told = self._accept(output) or self._match(output) or self._memory(output) or self._share(output)
        told = told or self._notify(output) or self._watch(output) or self._parked(output)
        told = told or explain_meeting(output, self._reference, self._recipient) or explain_front_door(output)
        if told is None:
            return Explained(id, "Other", in_words(type(output).__name__))
        return Explained(id, *told)

    def _accept(self, output: Output) -> Told | None:
        match output:
            case EventAccepted():
                lines = [("Publisher", output.publisher), ("Revision", str(output.revision))]
                lines.append(("Incident at", times.full(output.occurred_at)))
                lines.append(("Children", str(len(output.children))))
                if output.standing == "withdrawn":
                    lines.append(("Withdrawn", in_words(output.withdrawal)))
                return "Accept", "Signature checked and event accepted", tuple(lines)
            case EventRepeated():
                return "Accept", "Same event received again: nothing was done twice", ()
            case EventRejected():
                return "Accept", "Rejected", (("Reason", in_words(output.reason)), ("Where", output.place))
            case EventConflicted():
                return "Accept", "Other content under an id that was accepted: a desk asks which is right", ()
            case SequenceBroken():
                text = f"Expected number {output.expected}, received {output.received}"
                return "Accept", "The publisher’s numbering is broken", (("Found", text),)
        return None

    def _match(self, output: Output) -> Told | None:
        match output:
            case ChildMatched():
                lines = [("Schools", self._schools(output.registrations)), ("Change", in_words(output.change))]
                lines.append(
                    ("Candidates", f"{len(output.evidence.candidates)}, by weights {output.evidence.weights_version}")
                )
                return "Match", "Child matched to a pupil", tuple(lines)
            case MatchReferred():
                reason = REFERRAL_REASONS.get(output.reason, in_words(output.reason))
                return "Match", "Doubtful match: sent to a person", (("Reason", reason),)
            case ChildNotOnRoll():
                schools = self._schools(output.registrations) or "None"
                return "Match", "Went on without a roll", (("Reason", in_words(output.reason)), ("Schools", schools))
            case ChildLeft():
                return "Match", "A child is no longer named", (("Change", in_words(output.change)),)
            case AdultConcerned():
                return "Match", "An adult whom the event is about", (("Change", in_words(output.change)),)
            case PersonResolved():
                return "Resolve", "Person met before" if output.known else "Person met for the first time", ()
            case EventUntouched():
                return "Match", "Overtaken by a later revision: nothing was done", (("Reason", output.reason),)
        return None

    def _memory(self, output: Output) -> Told | None:
        match output:
            case OccurrenceNoted():
                lines = [("Happened at", times.full(output.at)), ("Children", str(len(output.people)))]
                lines.append(("Pairs of victim and alleged perpetrator", str(len(output.pairs))))
                return "Remember", "Counts across events from now on", tuple(lines)
            case OccurrenceForgotten():
                return "Remember", "Counts no more", ()
            case PersonsMerged():
                return "Resolve", "Two people met before are one: what was noted of both counts together", ()
            case PersonsSplit():
                return "Resolve", "In this case the person is somebody else: it counts for them", ()
            case PeopleNoted():
                lines = [("People", str(len(output.people))), ("Restricted by it", "Yes" if output.marked else "No")]
                return "Resolve", "Who is in the case, and whether their addresses are hidden", tuple(lines)
            case RestrictionCarried():
                if output.by:
                    return "Resolve", "Restricted by another event: addresses are hidden in this one too", ()
                return "Resolve", "No other event restricts anybody of this one any more", ()
            case PatternFound():
                when = ", ".join(times.full(case.at) for case in output.cases)
                lines = [("Rule", f"{output.rule}, version {output.version}"), ("Change", in_words(output.change))]
                lines += [("Counted", f"{output.count} in {output.window}"), ("On", when)]
                return "Remember", f"Pattern: {in_words(output.kind)}", tuple(lines)
            case RepeatAssessed():
                when = ", ".join(times.full(case.at) for case in output.counted)
                lines = [("Rule", f"{output.rule}, version {output.version}"), ("Within", output.window)]
                if output.last_referral is not None:
                    lines.append(("Last referral", times.full(output.last_referral.at)))
                answer = "a repeat" if output.repeat else "no repeat"
                return "Remember", f"The referral is {answer}", (*lines, ("Abuse since", when))
        return None

    def _share(self, output: Output) -> Told | None:
        match output:
            case DisclosurePermitted():
                return "Share", "Disclosure permitted", self._sharing.permitted(output)
            case DisclosureRefused():
                return "Share", "Disclosure refused", self._sharing.refused(output)
        return None

    def _notify(self, output: Output) -> Told | None:
        match output:
            case NoticeIssued():
                lines = [("To", self._recipient(output.recipient)), ("Items", _items(output.items))]
                lines.append(("Open by", f"{times.full(output.due.at)} ({in_words(output.due.rule)})"))
                if output.due.held_until is not None:
                    lines.append(("Held until", times.full(output.due.held_until)))
                return "Notify", f"Notice issued: {NOTICE_KINDS[output.kind]}", tuple(lines)
            case DeskItemRaised():
                lines = [("Reason", in_words(output.reason)), ("Council", self._reference.area_title(output.area))]
                lines.append(("Due", f"{times.full(output.due.at)} ({in_words(output.due.rule)})"))
                return "Notify", f"On the council’s desk: {DESK_KINDS[DeskKind(output.kind)].title}", tuple(lines)
            case DeskItemClosed():
                by = (("By", output.by),) if output.by else ()
                return "Watch", f"Desk item closed: {OUTCOMES[output.outcome]}", by
            case RecipientsNamed():
                lines = [(self._recipient(one.recipient), one.route or "by statute") for one in output.recipients]
                return "Notify", "Who ought to be told, and by which route", tuple(lines)
            case MatterRevised():
                stay = (("Desk items that stay as they stood", str(len(output.items))),) if output.items else ()
                return "Watch", "Readers are held against this revision from here on", stay
            case DeskItemOverdue():
                return "Watch", "Desk item overdue", (("Was due", times.full(output.due_at)),)
            case NoticeSent():
                return "Notify", f"{_BY_CHANNEL[output.channel]}: taken over", (("To", output.to),)
            case NoticeFailed():
                outcome = "not delivered" if output.final else "put off, and tried again"
                why = (("To", output.to), ("Reason", DELIVERY_REASONS[output.reason]))
                return "Notify", f"{_BY_CHANNEL[output.channel]}: {outcome}", why
        return None

    def _watch(self, output: Output) -> Told | None:
        match output:
            case NoticeOpened():
                when = "In time" if output.in_time else "Late"
                which = "first opening" if output.first else "opened again"
                return "Watch", "Notice opened", (("By", _who(output.role, output.user)), (when, which))
            case OpeningRefused():
                return "Watch", "Opening refused", (("Asked by", output.user), ("Reason", in_words(output.reason)))
            case ChildMoved():
                now = self._schools(output.registrations) or "On no roll of the hub"
                lines = (("Left the roll of", self._school(output.left)), ("Now at", now))
                return "Watch", "The child has moved: what was not opened moves too", lines
            case NoticeReminded():
                return "Watch", "School reminded", (("Open by", times.full(output.due_at)),)
            case NoticeAcknowledged():
                return "Watch", "Notice acknowledged", (("By", _who(output.role, output.user)),)
            case StepRecorded():
                who = (("Answered by", in_words(output.by)),) if output.by is not None else ()
                given = (("Reason", in_words(output.reason)),) if output.reason is not None else ()
                at = ("At", times.full(output.happened_at))
                lines = (at, *who, *given, ("By", _who(output.role, output.user)))
                return "Watch", f"{role_title(output.recipient.role)}: {in_words(output.step).lower()}", lines
            case NoticeDisowned():
                return "Watch", "The school says: not our pupil", (("By", _who(output.role, output.user)),)
            case NoticeOverdue():
                return "Watch", "Notice not opened in time", (("Was due", times.full(output.due_at)),)
            case NoticeEscalated():
                return "Watch", "Escalated", (("To the desk of", self._reference.area_title(output.area)),)
            case LateOpeningSettled():
                return "Watch", "It had been opened in time: the overdue mark was taken back", ()
            case NoticeToldByTelephone():
                return (
                    "Watch",
                    "Told by telephone",
                    (("Told", role_title(output.told_role)), ("By", output.user)),
                )
            case DeskItemOpened():
                return "Watch", "Desk item opened", (("By", _who(output.role, output.user)),)
            case HotspotsPublished():
                return "Watch", "Hotspots published", (("From", output.first_day.isoformat()),)
            case PatternDecided():
                lines = (("By", _who(output.role, output.user)), ("Reason", in_words(output.reason)))
                return "Watch", f"Pattern: {in_words(output.answer)}", lines
            case TraceViewed():
                return "Watch", "Trace viewed", (("By", _who(output.role, output.user)),)
            case CommandRefused():
                lines = (("Command", in_words(output.command)), ("Reason", in_words(output.reason)))
                return "Watch", "Command refused", (*lines, ("By", output.user))
        return None

    def _parked(self, output: Output) -> Told | None:
        match output:
            case Parked():
                return "Parked", "Could not be decided: waits, in order, for an operator", ()
            case Unparked():
                return "Parked", "Decided after all", ()
        return None

    def _recipient(self, recipient: Recipient) -> str:
        if recipient.scheme == "urn":
            return f"{role_title(recipient.role)}, {self._school(recipient.value)}"
        return f"{role_title(recipient.role)}, {self._reference.area_title(recipient.value)}"

    def _school(self, urn: str) -> str:
        setting = self._reference.setting(urn)
        return f"{setting.name} ({urn})" if setting is not None else urn

    def _schools(self, registrations: Iterable[RegisteredAt]) -> str:
        return "; ".join(f"{self._school(held.urn)}, {in_words(held.basis).lower()}" for held in registrations)


def _items(items: Iterable[Item]) -> str:
    return "; ".join(TITLES[item] for item in items) or "nothing"


def _who(role: str, user: str) -> str:
    return f"{role_title(role)} ({user})"
