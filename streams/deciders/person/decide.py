"""Decide what one forwarded child outcome leads to: new notices, updates, recalls, desk items opened and closed."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.records.answers import NotTaken
from schemas.records.match import (
    AdultConcerned,
    Change,
    ChildLeft,
    ChildOutcome,
    MatchReferred,
    PlacedChild,
)
from schemas.records.meetings import ActionOverdue
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    DeskKind,
    DeskOutcome,
    MatterRevised,
    RecipientsNamed,
)
from schemas.records.share import Recipient
from schemas.records.watch import NoticeEscalated, NoticeOverdue, NoticeReminded
from streams.deciders.areas import child_area
from streams.deciders.keys import matter_key
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.due import due_for
from streams.deciders.person.ended import all_closed, decide_left, no_longer_awaited
from streams.deciders.person.facts import PersonFacts, Wanted
from streams.deciders.person.kept_items import as_they_stood
from streams.deciders.person.left_out import barred, carried_over
from streams.deciders.person.meetings import handed_on
from streams.deciders.person.notify import (
    PersonOutput,
    recall,
)
from streams.deciders.person.recipients import (
    NOBODY,
    Had,
    Staying,
    council,
    named,
    needs_a_school,
    wanted,
)
from streams.deciders.person.state import OUTCOME_KINDS, HeldItem, HeldNotice, Matter
from streams.deciders.person.telling import OF_WHO_WAS_TOLD, is_disowned, nobody_told, standing_in, tell, untold
from streams.deciders.person.triage import told_in_error
from streams.deciders.person.works import Work, work_of
from streams.deciders.states import States

VERSION: Final = "person/1"

FlowOutput = (
    PersonOutput
    | RecipientsNamed
    | MatterRevised
    | DeskItemClosed
    | DeskItemOverdue
    | NoticeOverdue
    | NoticeEscalated
    | NoticeReminded
    | ActionOverdue
)


def decide_child(
    states: States, facts: PersonFacts, child: ChildOutcome, origin: str, known_at: datetime
) -> list[FlowOutput]:
    """What one child outcome of hop 2, which stands at `origin`, leads to.

    `known_at` is when the hub had the event, or the desk's answer.
    """
    matter = states.find(matter_key(child.case, child.person), Matter)
    outputs: list[FlowOutput]
    if isinstance(child, ChildLeft):
        outputs = [*decide_left(matter, facts, child, known_at)] if matter is not None else []
    else:
        members = barred(states, facts, child, matter)
        if isinstance(child, MatchReferred):
            outputs = _referred(matter, facts, child, origin, known_at, members)
        else:
            outputs = _placed(matter, facts, child, known_at, members)
        if matter is None and members:
            outputs = [*carried_over(states, child, members, outputs, known_at), *outputs]
    outputs += no_longer_awaited(matter, outputs)
    if isinstance(child, ChildLeft):
        return outputs
    outputs, kept = as_they_stood(matter, outputs)
    if matter is not None and child.event != matter.event:
        outputs.append(MatterRevised(child.event, child.case, child.person, child.section, kept))
    return outputs


def _recipients(
    matter: Matter | None, facts: PersonFacts, event: OpenedEvent, child: Staying, known_at: datetime
) -> list[Wanted]:
    """Who ought to be told; nobody, where the contact that an outcome names was about the wrong people."""
    if facts.answers is not None and facts.answers.reason is NotTaken.CONTACT_WRONG_PEOPLE:
        return []
    routed = wanted(child, facts.reference, event, known_at, _having(matter))
    return [*routed, *handed_on(matter, facts.reference, known_at)]


def _having(matter: Matter | None) -> Had:
    """Who has a notice of the matter that stands, and by when; of a return home interview also whom the council's desk
    told, or is to tell.
    """
    if matter is None:
        return NOBODY
    had: dict[Recipient, datetime | None] = {}
    for reached in matter.reached:
        if work_of(reached.recipient) is Work.INTERVIEW:
            had[reached.recipient] = None
    for item in matter.desk:
        if (
            item.recipient is not None
            and item.kind not in OF_WHO_WAS_TOLD
            and work_of(item.recipient) is Work.INTERVIEW
        ):
            had[item.recipient] = item.due
    for held in matter.notices:
        if held.stands:
            had[held.recipient] = held.due
    return had


def _placed(
    matter: Matter | None,
    facts: PersonFacts,
    child: PlacedChild | AdultConcerned,
    known_at: datetime,
    barred: Collection[Recipient],
) -> list[FlowOutput]:
    if facts.event is None:
        raise ValueError("a child outcome is decided with its event at hand")
    recipients = _recipients(matter, facts, facts.event, child, known_at)
    outputs: list[FlowOutput] = []
    gone, kept = _split(matter, [w.recipient for w in recipients])
    for left in (*gone, *told_in_error(matter, facts)):
        outputs += recall(child.case, child.person, left, facts.reference, known_at)
    told = tell(matter, facts, child, known_at, recipients, kept, barred)
    if matter is not None:
        staying = standing_in(matter, facts, child, recipients, told).union(want.recipient for want in recipients)
        outputs += _closed(matter, child, recipients)
        outputs += untold(matter, facts, child, known_at, staying)
    outputs += named(child, facts.event, recipients, facts.answers, awaits_match=False)
    return [*outputs, *told, *nobody_told(matter, facts, child, known_at, recipients, [*outputs, *told])]


def _referred(
    matter: Matter | None,
    facts: PersonFacts,
    child: MatchReferred,
    origin: str,
    known_at: datetime,
    barred: Collection[Recipient],
) -> list[FlowOutput]:
    if facts.event is None:
        raise ValueError("a doubtful match is decided with its event at hand")
    recipients = _recipients(matter, facts, facts.event, child, known_at)
    outputs: list[FlowOutput] = []
    gone, kept = _split(matter, [w.recipient for w in recipients])
    told = tell(matter, facts, child, known_at, recipients, kept, barred)
    if matter is not None:
        for left in (*gone, *told_in_error(matter, facts)):
            outputs += recall(child.case, child.person, left, facts.reference, known_at)
        staying = standing_in(matter, facts, child, recipients, told).union(want.recipient for want in recipients)
        outputs += untold(matter, facts, child, known_at, staying)
        again = child.change is Change.UNCHANGED  # what stands at whoever is told whatever the match stays there
        outputs += _closed(matter, child, recipients) if again else all_closed(matter, child, DeskOutcome.SUPERSEDED)
    awaits = needs_a_school(child, facts.reference, facts.event, known_at) or _decides_once_matched(facts)
    outputs += named(child, facts.event, recipients, facts.answers, awaits_match=awaits)
    outputs += told
    if awaits:
        outputs.append(_doubtful(matter, facts, child, origin, known_at))
    else:
        outputs += nobody_told(matter, facts, child, known_at, recipients, outputs)
    return outputs


def _decides_once_matched(facts: PersonFacts) -> bool:
    """Whether an outcome that names a contact waits only for somebody to say which child it is about."""
    return facts.answers is not None and facts.answers.reason is NotTaken.CHILD_IN_DOUBT


def _doubtful(
    matter: Matter | None, facts: PersonFacts, child: MatchReferred, origin: str, known_at: datetime
) -> DeskItemRaised:
    """Which child this is: a person says, by the earliest bell of the schools that it may concern, or by the desk's own
    time where a contact waits for it.

    An answer is to the referral of the newest revision, so each has an item of its own; sent again, it is due no later.
    """
    candidates = [r.urn for c in child.evidence.candidates for r in c.registrations]
    area = child_area(facts.reference, facts.event, child.section, child.named, candidates)
    schools = [Recipient("dsl", "urn", urn) for urn in (*child.named, *candidates)]
    places = schools if schools and not _decides_once_matched(facts) else [*schools, council(area)]
    due = min((due_for(facts.reference, place, known_at) for place in places), key=lambda due: due.at)
    for item in matter.desk if matter is not None else ():
        if item.kind is DeskKind.MATCH and known_at < item.due < due.at:
            due = replace(due, at=item.due)
    return DeskItemRaised(
        kind=DeskKind.MATCH,
        area=area,
        event=child.event,
        case=child.case,
        person=child.person,
        section=child.section,
        due=due,
        reason=child.reason,
        notice=None,
        referral=origin,
        recipient=None,
        named_only=False,
        pupil=None,
    )


def _split(matter: Matter | None, recipients: list[Recipient]) -> tuple[list[HeldNotice], dict[Recipient, HeldNotice]]:
    """Notices of recipients who ought no longer to have one, and those that stay, by recipient."""
    if matter is None:
        return [], {}
    current = [held for held in matter.notices if held.stands]
    gone = [held for held in current if held.recipient not in recipients]
    return gone, {held.recipient: held for held in current if held.recipient in recipients}


def _closed(
    matter: Matter, child: PlacedChild | AdultConcerned | MatchReferred, recipients: list[Wanted]
) -> list[FlowOutput]:
    """Desk items that this outcome answers or overtakes; what stands unchanged at its recipient stays."""
    staying = {want.recipient for want in recipients}
    disowned = {recipient for recipient in staying if is_disowned(matter, child, recipient)}
    items = [item for item in matter.desk if not item.notice and _overtaken(item, child.change, staying, disowned)]
    closed: list[FlowOutput] = []
    for item in items:
        answered = item.kind is DeskKind.MATCH and not isinstance(child, MatchReferred)
        outcome = DeskOutcome.MATCHED if answered else DeskOutcome.SUPERSEDED
        closed.append(DeskItemClosed(child.case, child.person, item.item, outcome, ""))
    return closed


def _overtaken(item: HeldItem, change: Change, staying: Collection[Recipient], disowned: Collection[Recipient]) -> bool:
    """`disowned` are those of `staying` of whom no coordinator has said since that the child is theirs after all."""
    if item.kind is DeskKind.RECALL_UNREAD:
        return item.recipient in staying
    if item.kind in OUTCOME_KINDS:
        return False
    if item.kind is DeskKind.NOT_OURS and item.recipient in staying:
        return item.recipient not in disowned
    return change is not Change.UNCHANGED or item.kind is DeskKind.MATCH or item.recipient not in staying
