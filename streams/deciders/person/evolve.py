"""Fold the outputs of hop 3 into the state of their matter."""

from typing import Final, get_args

from msgspec.structs import replace

from schemas.records.actions import ActionAnswered, ActionOpened
from schemas.records.answers import TriageWithdrawn
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import Output
from schemas.records.meetings import ActionOverdue, ActionReported, ActionSet, CaseTransferred, ConflictDeclared
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    DeskKind,
    DeskOutcome,
    MatterRevised,
    NoticeIssued,
    NoticeKind,
)
from schemas.records.restriction import RestrictionCarried
from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import (
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeFailed,
    NoticeOpened,
    NoticeOverdue,
    NoticeReminded,
    NoticeSent,
    NoticeToldByTelephone,
)
from schemas.records.work import StepRecorded
from streams.agreements.masks import mask_of_items
from streams.deciders.keys import joining_key, matter_key
from streams.deciders.person.evolve_meetings import hold_for_joining, hold_no_longer, of_meeting, of_refusal
from streams.deciders.person.evolve_notices import marked
from streams.deciders.person.evolve_triage import of_priority, of_triage, still_triaged
from streams.deciders.person.kept_items import as_opened, as_revised, remembered_reason
from streams.deciders.person.proposals import hold_proposed, hold_proposed_no_longer
from streams.deciders.person.state import OUTCOME_KINDS, HeldItem, HeldNotice, Matter, Reached
from streams.deciders.person.watching import work_on
from streams.deciders.person.works import OF_THE_MATTER
from streams.deciders.states import States

_SAY_NOTHING_OF_WHO_WAS_REACHED: Final = OUTCOME_KINDS | {DeskKind.NOT_OURS}
_BY_HAND = frozenset({DeskOutcome.TOLD_BY_TELEPHONE, DeskOutcome.SETTLED})
_TELLS_OR_TAKES_BACK = frozenset({*OF_THE_MATTER, NoticeKind.RECALL})
"""Kinds of notice after which a recipient knows how the matter stands."""


def evolve(states: States, output: Output, output_id: str) -> str | None:
    """Fold one output, which stands at `output_id`; the state key that it touched, if any."""
    match output:
        case NoticeIssued():
            return _put(states, output, _with_notice(_matter(states, output), output, output_id))
        case DeskItemRaised():
            hold_proposed(states, output)
            return _put(states, output, _with_item(_matter(states, output), output, output_id))
        case DeskItemClosed():
            hold_proposed_no_longer(states, output)
            return _put(states, output, _without_item(_matter(states, output), output))
        case DeskItemOverdue():
            matter = _matter(states, output)
            desk = tuple(replace(i, overdue=True) if i.item == output.item else i for i in matter.desk)
            return _put(states, output, replace(matter, desk=desk))
        case NoticeDisowned():
            matter = _matter(states, output)
            return _put(states, output, _disowned(matter, output))
        case MatterRevised():
            return _put(states, output, as_revised(_matter(states, output), output))
        case DeskItemOpened():
            return _put(states, output, as_opened(_matter(states, output), output))
        case RestrictionCarried():
            return _put(states, output, replace(_matter(states, output), hidden_by=output.by))
        case (
            NoticeOpened()
            | NoticeAcknowledged()
            | NoticeOverdue()
            | LateOpeningSettled()
            | NoticeToldByTelephone()
            | NoticeReminded()
        ):
            matter = _matter(states, output)
            notices = tuple(marked(h, output) if h.notice == output.notice else h for h in matter.notices)
            return _put(states, output, replace(matter, notices=notices))
        case ContactPrioritised():
            return _put(states, output, of_priority(_matter(states, output), output, output_id))
        case ContactTriaged() | TriageWithdrawn():
            return _put(states, output, of_triage(_matter(states, output), output, output_id))
        case DisclosureRefused():
            return of_refusal(states, output)
        case ConflictDeclared():
            hold_for_joining(states, output)
            return _put(states, output, of_meeting(_matter(states, output), output, output_id))
        case ConflictEnded():
            hold_no_longer(states, output)
            return _put(states, output, of_meeting(_matter(states, output), output, output_id))
        case ActionSet() | ActionOpened() | ActionAnswered() | ActionReported() | ActionOverdue() | CaseTransferred():
            return _put(states, output, of_meeting(_matter(states, output), output, output_id))
        case StepRecorded():
            return _put(states, output, _stepped(_matter(states, output), output, output_id))
        case NoticeSent() | NoticeFailed():
            return _delivered(states, output)
        case _:
            return None


_OfMatter = (
    NoticeIssued
    | DeskItemRaised
    | DeskItemClosed
    | DeskItemOverdue
    | DeskItemOpened
    | NoticeDisowned
    | ContactTriaged
    | ContactPrioritised
    | TriageWithdrawn
    | StepRecorded
    | MatterRevised
    | RestrictionCarried
    | NoticeOpened
    | NoticeAcknowledged
    | NoticeOverdue
    | LateOpeningSettled
    | NoticeToldByTelephone
    | NoticeReminded
    | NoticeSent
    | NoticeFailed
    | ActionSet
    | ActionOpened
    | ActionAnswered
    | ActionReported
    | ActionOverdue
    | ConflictDeclared
    | ConflictEnded
    | CaseTransferred
    | DisclosureRefused
)

FOLDED: Final[frozenset[type]] = frozenset(get_args(_OfMatter))
"""The outputs that change the state of a matter; all others leave it as it is."""


def _matter(states: States, output: _OfMatter) -> Matter:
    held = states.find(matter_key(output.case, output.person), Matter)
    if held is not None:
        return held
    joining = states.find(joining_key(output.case), Matter)
    return joining if joining is not None else Matter(event=b"", section=0)


def _put(states: States, output: _OfMatter, matter: Matter) -> str:
    key = matter_key(output.case, output.person)
    states.put(key, matter)
    return key


def _with_notice(matter: Matter, output: NoticeIssued, output_id: str) -> Matter:
    held = HeldNotice(
        notice=output_id,
        recipient=output.recipient,
        kind=output.kind,
        event=output.event,
        section=output.section,
        mask=mask_of_items(output.items),
        occurred_at=output.occurred_at,
        due=output.due.at,
        named_only=output.named_only,
        pupil=output.pupil or "",
        held_until=output.due.held_until,
        reminders=output.due.reminders,
        repeat=output.repeat or "",
        priority=output.priority,
        grounds=output.grounds,
        prioritised=output.prioritised or "",
        rule=output.due.rule,
        triaged=output.triage is not None,
    )
    replaced_one = matter.notice(output.replaces) if output.replaces is not None else None
    if replaced_one is not None and replaced_one.stepped and work_on(held) is not None:
        held = replace(held, step=replaced_one.step, stepped=replaced_one.stepped)
    others = tuple([n for n in matter.notices if n.notice != output.replaces])
    replaced = matter.replaced
    if output.replaces is not None:
        replaced = (*replaced, (output.replaces, output_id))
    reached = _others_reached(matter, output.recipient)
    event, section = _stands_at(matter, output)
    triages = still_triaged(matter, output, output_id)
    told = replace(matter, event=event, section=section, notices=(*others, held), replaced=replaced, triages=triages)
    if output.kind not in _TELLS_OR_TAKES_BACK:
        return told
    return replace(told, reached=reached, disowned=_others(matter, output.recipient))


def _with_item(matter: Matter, output: DeskItemRaised, output_id: str) -> Matter:
    item = HeldItem(
        item=output_id,
        kind=output.kind,
        area=output.area,
        event=output.event,
        section=output.section,
        due=output.due.at,
        notice=_watched(matter, output),
        referral=output.referral or "",
        recipient=output.recipient,
        named_only=output.named_only,
        pupil=output.pupil or "",
        reason=remembered_reason(output),
        counts=output.counts,
    )
    # An item that only watches a notice says nothing of who was reached by hand.
    only_watches = item.notice or output.kind in _SAY_NOTHING_OF_WHO_WAS_REACHED
    reached = matter.reached if only_watches else _others_reached(matter, output.recipient)
    event, section = _stands_at(matter, output)
    return replace(matter, event=event, section=section, desk=(*matter.desk, item), reached=reached)


def _stands_at(matter: Matter, output: NoticeIssued | DeskItemRaised) -> tuple[bytes, int]:
    """The event and section at which a matter stands: only `MatterRevised` moves it on, for a tick or command that
    speaks of an earlier notice must not take back that readers are held against a later revision.
    """
    return (matter.event, matter.section) if matter.event else (output.event, output.section)


def _watched(matter: Matter, output: DeskItemRaised) -> str:
    """The notice that an item watches: for a school in its holidays the one that was issued with it."""
    if output.notice is not None or output.kind is not DeskKind.HOLIDAY:
        return output.notice or ""
    return next((held.notice for held in reversed(matter.notices) if held.recipient == output.recipient), "")


def _without_item(matter: Matter, output: DeskItemClosed) -> Matter:
    left = tuple(item for item in matter.desk if item.item != output.item)
    item = matter.item(output.item)
    if item is None or item.recipient is None or item.notice or output.outcome not in _BY_HAND:
        return replace(matter, desk=left)
    if item.kind in OUTCOME_KINDS:
        return replace(matter, desk=left)
    if item.kind is DeskKind.RECALL_UNREAD:
        return replace(matter, desk=left, reached=_others_reached(matter, item.recipient))
    reached = Reached(item.recipient, item.event, item.section, item.named_only)
    return replace(matter, desk=left, reached=(*_others_reached(matter, item.recipient), reached))


def _disowned(matter: Matter, output: NoticeDisowned) -> Matter:
    """The school holds the notice no longer; having read it, it must hear of a withdrawal all the same.

    Having read a recall it has heard of it: nothing is left that it would have to be told of.
    """
    held = matter.notice(output.notice)
    if held is None:
        return matter
    reached = Reached(held.recipient, held.event, held.section, held.named_only)
    heard = () if held.kind is NoticeKind.RECALL else (reached,)
    return replace(
        matter,
        notices=tuple([other for other in matter.notices if other.notice != output.notice]),
        reached=(*_others_reached(matter, held.recipient), *heard),
        disowned=(*_others(matter, held.recipient), held.recipient),
    )


def _stepped(matter: Matter, output: StepRecorded, output_id: str) -> Matter:
    """How far the work on a notice has got."""
    notices = [
        replace(h, step=output.step, stepped=output_id) if h.notice == output.notice else h for h in matter.notices
    ]
    return replace(matter, notices=tuple(notices))


def _delivered(states: States, output: NoticeSent | NoticeFailed) -> str | None:
    """Of a notice that stands: whether somebody was told of it, or how many messages of its own came to nothing."""
    matter = _matter(states, output)
    held = matter.notice(output.about)
    if held is None or (isinstance(output, NoticeFailed) and not (output.final and output.asked == output.about)):
        return None
    if isinstance(output, NoticeSent):
        marked = replace(held, sent=True)
    else:
        marked = replace(held, undelivered=held.undelivered + 1)
    notices = tuple([marked if other is held else other for other in matter.notices])
    return _put(states, output, replace(matter, notices=notices))


def _others(matter: Matter, recipient: Recipient) -> tuple[Recipient, ...]:
    return tuple([other for other in matter.disowned if other != recipient])


def _others_reached(matter: Matter, recipient: Recipient | None) -> tuple[Reached, ...]:
    return tuple([reached for reached in matter.reached if reached.recipient != recipient])
