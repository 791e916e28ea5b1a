"""Tell each recipient of a child or adult what is new to it, and let nobody go untold."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.answers import ContactNamed
from schemas.records.match import Basis, Change, ChildMatched, ChildNotOnRoll, ChildOutcome
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from streams.deciders.match.changes import Changed
from streams.deciders.person.due import due_for
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.left_out import left_out
from streams.deciders.person.notify import PersonOutput, desk_item, disclose, renew, unsafe_to_tell
from streams.deciders.person.recipients import Staying, area_of, council, registrations_of
from streams.deciders.person.share import desk_area
from streams.deciders.person.state import OUTCOME_KINDS, HeldNotice, Matter

_RECALL: Final = NoticeKind.RECALL
_UNCHANGED: Final = Change.UNCHANGED
_NO_SAFE_READER: Final = DeskKind.NO_SAFE_READER

OF_WHO_WAS_TOLD: Final = OUTCOME_KINDS | {DeskKind.RECALL_UNREAD}
"""Kinds that tell a recipient something else by hand, and not of the matter."""


def tell(
    matter: Matter | None,
    facts: PersonFacts,
    child: Staying,
    known_at: datetime,
    recipients: list[Wanted],
    kept: Mapping[Recipient, HeldNotice],
    barred: Collection[Recipient],
) -> list[PersonOutput]:
    """Tell each recipient what is new to it; what stands unchanged is left alone. Nothing goes to who is barred."""
    subject = Subject(child.event, child.case, child.person, child.section, known_at)
    outputs: list[PersonOutput] = []
    for want in recipients:
        if is_disowned(matter, child, want.recipient):
            if not _stands(matter, want.recipient):
                outputs.append(_not_ours_again(subject, facts, want))
            continue
        if want.recipient in barred:
            if child.change is not _UNCHANGED or not _stands(matter, want.recipient):
                due = want.due or due_for(facts.reference, want.recipient, known_at)
                outputs += left_out(subject, facts, want, due)
            continue
        held = kept.get(want.recipient)
        unsafe = held is not None and unsafe_to_tell(facts, want.recipient, known_at) is _NO_SAFE_READER
        if child.change is _UNCHANGED and _stands(matter, want.recipient) and not unsafe:
            continue
        if held is None:
            outputs += disclose(subject, facts, want, None, matter.recall_of(want.recipient) if matter else None)
        else:
            want = replace(want, named_only=want.named_only and held.named_only, pupil=want.pupil or held.pupil or None)
            outputs += renew(subject, facts, want, held, _changed_for(want.recipient, child))
    return outputs


def _not_ours_again(subject: Subject, facts: PersonFacts, want: Wanted) -> DeskItemRaised:
    """The school said that the child is not its pupil, and is named again, and nobody has it: the item ended with the
    event's withdrawal, or the school said so of a recall.
    """
    due = due_for(facts.reference, want.recipient, subject.known_at)
    return desk_item(subject, facts, want, DeskKind.NOT_OURS, due, "school_says_not_ours")


def nobody_told(
    matter: Matter | None,
    facts: PersonFacts,
    child: Staying,
    known_at: datetime,
    recipients: list[Wanted],
    decided: Sequence[object],
) -> list[PersonOutput]:
    """Where nobody has, gets or works on it: the council's desk says who ought to be told, within its usual time.

    Either the area routes events of this type to nobody, or everyone to whom it does was refused. A recall tells
    nobody of the matter, and what it takes back stands no longer, nor what watched that. An outcome that answers a
    contact is told of there; one that answers none has the desk say so, whoever else is told.
    """
    recalled = {o.recipient for o in decided if type(o) is NoticeIssued and o.kind is _RECALL}
    disposed = any(type(o) is DeskItemRaised or (type(o) is NoticeIssued and o.kind is not _RECALL) for o in decided)
    if facts.event is None:
        return []
    desk = council(area_of(child, facts.reference, facts.event))
    why = facts.answers.reason if facts.answers is not None else None
    if facts.answers is not None and why is None and not recipients:
        return []
    closed = {output.item for output in decided if type(output) is DeskItemClosed}
    gone = {output.replaces for output in decided if type(output) is NoticeIssued}
    stands = matter is not None and (
        any(_stands(matter, want.recipient) for want in recipients if want.recipient not in recalled)
        or (child.change is _UNCHANGED and any(held.recipient == desk for held in matter.reached))
        or any(item.item not in closed and item.notice not in gone for item in matter.desk)
    )
    subject = Subject(child.event, child.case, child.person, child.section, known_at)
    done = (child.change is _UNCHANGED and stands) if why is not None else (disposed or stands)
    if done:
        return []
    due = due_for(facts.reference, desk, known_at)
    if why is not None:
        return [desk_item(subject, facts, Wanted(desk, False), DeskKind.OUTCOME, due, why.value)]
    reason = "nobody_may_be_told" if recipients else "no_route"
    return [desk_item(subject, facts, Wanted(desk, False), DeskKind.NO_ROUTE, due, reason)]


def standing_in(
    matter: Matter, facts: PersonFacts, child: Staying, recipients: list[Wanted], told: Sequence[PersonOutput]
) -> frozenset[Recipient]:
    """The council's desk, where nobody else has or gets the matter: what it did by hand before holds still."""
    elsewhere = any(isinstance(output, NoticeIssued | DeskItemRaised) for output in told)
    if facts.event is None or elsewhere or any(_stands(matter, want.recipient) for want in recipients):
        return frozenset()
    return frozenset({council(area_of(child, facts.reference, facts.event))})


def _changed_for(recipient: Recipient, child: Staying) -> Changed:
    """What a revision changed that may concern a recipient: another school's summary is none of a school's business."""
    summaries = child.summaries_of if isinstance(child, ChildMatched | ChildNotOnRoll) else ()
    items = child.changed
    if recipient.scheme == "urn" and recipient.value not in summaries:
        items = tuple([item for item in items if item is not Item.SCHOOL_SUMMARY])
    return Changed(items, child.changed_of_several)


def is_disowned(matter: Matter | None, child: Staying, recipient: Recipient) -> bool:
    """Whether the school said that the child is not its pupil, and no coordinator has said otherwise since."""
    if matter is None or recipient not in matter.disowned:
        return False
    return not any(r.basis is Basis.DESK and r.urn == recipient.value for r in registrations_of(child))


def _stands(matter: Matter | None, recipient: Recipient) -> bool:
    if matter is None:
        return False
    return (
        any(held.recipient == recipient and held.stands for held in matter.notices)
        or any(item.recipient == recipient and item.kind not in OF_WHO_WAS_TOLD for item in matter.desk)
        or any(reached.recipient == recipient for reached in matter.reached)
    )


def untold(
    matter: Matter,
    facts: PersonFacts,
    child: ChildOutcome | ContactNamed,
    known_at: datetime,
    staying: Collection[Recipient],
) -> list[DeskItemRaised]:
    """Who was reached by hand has no notice to take back: a coordinator tells them that it no longer holds."""
    return [
        DeskItemRaised(
            kind=DeskKind.RECALL_UNREAD,
            area=desk_area(facts.reference, reached.recipient),
            event=reached.event,
            case=child.case,
            person=child.person,
            section=reached.section,
            due=due_for(facts.reference, reached.recipient, known_at),
            reason="was_told_by_hand",
            notice=None,
            referral=None,
            recipient=reached.recipient,
            named_only=reached.named_only,
            pupil=None,
        )
        for reached in matter.reached
        if reached.recipient not in staying
    ]
