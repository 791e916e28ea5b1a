"""Under which name each kind of output is counted; any other under its own."""

from typing import Final

from schemas.records.accept import EventAccepted, EventRejected, EventRepeated
from schemas.records.actions import ActionAnswered
from schemas.records.answers import OutcomeNotTaken, TriageWithdrawn
from schemas.records.match import AdultConcerned, ChildLeft, ChildMatched, ChildNotOnRoll, MatchReferred
from schemas.records.meetings import ActionOverdue, ActionReported, ActionSet, CaseTransferred
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    NoticeIssued,
)
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from schemas.records.triage import ContactTriaged
from schemas.records.watch import (
    ChildMoved,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeFailed,
    NoticeOverdue,
    NoticeReminded,
    NoticeSent,
    NoticeToldByTelephone,
)
from schemas.records.work import StepRecorded

NAMES: Final[dict[type, str]] = {
    EventAccepted: "events",
    EventRepeated: "repeated",
    EventRejected: "rejected",
    ChildMatched: "matched",
    MatchReferred: "referred",
    ChildNotOnRoll: "not_on_roll",
    ChildLeft: "left",
    AdultConcerned: "adults",
    DisclosurePermitted: "permitted",
    DisclosureRefused: "refused",
    NoticeIssued: "notices",
    DeskItemRaised: "desk_items",
    DeskItemClosed: "desk_items_closed",
    ContactTriaged: "triaged",
    OutcomeNotTaken: "outcomes_not_taken",
    TriageWithdrawn: "triages_withdrawn",
    StepRecorded: "steps",
    DeskItemOverdue: "desk_items_overdue",
    NoticeAcknowledged: "notices_acknowledged",
    NoticeOverdue: "notices_overdue",
    NoticeEscalated: "notices_escalated",
    NoticeToldByTelephone: "told_by_telephone",
    NoticeDisowned: "disowned",
    NoticeReminded: "reminded",
    NoticeSent: "sent",
    NoticeFailed: "not_sent",
    ChildMoved: "moved",
    ActionSet: "actions",
    ActionAnswered: "actions_answered",
    ActionReported: "actions_reported",
    ActionOverdue: "actions_overdue",
    CaseTransferred: "cases_transferred",
}
