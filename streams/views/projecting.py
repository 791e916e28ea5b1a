"""Fold decision records into view rows: pure, statement names and parameters only, the same for every database.

Inserts of one batch may go first and together, updates after them in order.
"""

from typing import Final

from msgspec.structs import replace

from schemas.records.accept import (
    EventAccepted,
    EventConflicted,
    EventRepeated,
)
from schemas.records.actions import ActionAnswered, ActionOpened, ActionWithheld
from schemas.records.answers import ContactAnswered, ContactNamed, OutcomeNotTaken, TriageWithdrawn
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import (
    Decision,
    Parked,
    Unparked,
)
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
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
from schemas.records.share import (
    DisclosurePermitted,
    DisclosureRefused,
)
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import (
    ChildMoved,
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
from streams.views.answers import outcome_of
from streams.views.changes import HANDLERS, Change, Row, micros

__all__ = ["Change", "Row", "project"]

_OF_EVENT: Final = frozenset(
    {
        EventRepeated,
        EventConflicted,
        ChildMatched,
        MatchReferred,
        ChildNotOnRoll,
        ChildLeft,
        AdultConcerned,
        RecipientsNamed,
        PersonResolved,
        EventUntouched,
        OccurrenceNoted,
        OccurrenceForgotten,
        PersonsMerged,
        PersonsSplit,
        PatternFound,
        RepeatAssessed,
        PeopleNoted,
        RestrictionCarried,
        DisclosurePermitted,
        DisclosureRefused,
        NoticeIssued,
        MatterRevised,
        ChildMoved,
        DeskItemRaised,
        TraceViewed,
        ContactTriaged,
        ContactNamed,
        ContactAnswered,
        OutcomeNotTaken,
        TriageWithdrawn,
        ActionSet,
        ActionOpened,
        ActionWithheld,
        ActionAnswered,
        ConflictDeclared,
        ConflictEnded,
        CopyPrinted,
        CopyWithheld,
        CaseTransferred,
        StepRecorded,
        ContactPrioritised,
    }
)
"""Outputs that name their event, but the one that accepts it."""

_OF_NOTICE: Final = frozenset(
    {
        NoticeOpened,
        OpeningRefused,
        NoticeAcknowledged,
        NoticeReminded,
        NoticeOverdue,
        NoticeEscalated,
        LateOpeningSettled,
        NoticeDisowned,
    }
)
"""Outputs that name a notice, and by it the notice's event."""

_OF_EITHER: Final = frozenset({NoticeSent, NoticeFailed})
"""Outputs that name a notice, a desk item or an action."""

_OF_ACTION: Final = frozenset({ActionReported, ActionOverdue})
"""Outputs that name an action, and by it the action's event."""

_OF_ITEM: Final = frozenset({NoticeToldByTelephone, DeskItemOpened, DeskItemClosed, DeskItemOverdue, PatternDecided})
"""Outputs that name a desk item, and by it the item's event."""


def project(decision: Decision) -> list[Change]:
    """The rows that one record adds and changes. Personal data is in none of them."""
    at = micros(decision.at)
    prefix = f"{decision.source}-{decision.number}-"
    events = set()
    changes: list[Change] = []
    for ordinal, output in enumerate(decision.outputs):
        kind = type(output)
        if kind is Unparked:
            decision = replace(decision, position=output.position)  # type: ignore[union-attr]  # its kind was asked
        elif kind is Parked:
            if output.event is not None:  # type: ignore[union-attr]  # its kind was asked
                events.add(output.event)  # type: ignore[union-attr]  # as above
        elif kind is EventAccepted:
            pass  # the event's own row names this record
        elif kind in _OF_EVENT:
            events.add(output.event)  # type: ignore[union-attr]  # every kind in `_OF_EVENT` names its event
            outcome = outcome_of(output)
            if outcome is not None:
                events.add(outcome)
        elif kind in _OF_NOTICE:
            changes.append(("trace_notice", (decision.source, decision.number, output.notice)))  # type: ignore[union-attr]  # as above
        elif kind in _OF_ITEM:
            changes.append(("trace_item", (decision.source, decision.number, output.item)))  # type: ignore[union-attr]  # as above
        elif kind in _OF_ACTION:
            changes.append(("trace_action", (decision.source, decision.number, output.action)))  # type: ignore[union-attr]  # as above
        elif kind in _OF_EITHER:
            place = (decision.source, decision.number, output.about)  # type: ignore[union-attr]  # as above
            changes += [("trace_notice", place), ("trace_item", place), ("trace_action", place)]
        handler = HANDLERS.get(kind)
        if handler is not None:
            changes += handler(output, f"{prefix}{ordinal}", at, decision)
    changes += [("trace", (event, decision.source, decision.number)) for event in events]
    return changes
