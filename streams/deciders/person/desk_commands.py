"""Decide what a coordinator's command on a desk item leads to. An answer to what is no longer open is refused."""

from typing import Final

from msgspec.structs import replace

from schemas.items import ADDRESSES
from schemas.records.answers import OF_WRONG_PEOPLE
from schemas.records.inputs import (
    OpenDeskItem,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    TellByTelephone,
    WithholdDeskItem,
)
from schemas.records.memory import DecidePattern
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome
from schemas.records.share import Recipient
from schemas.records.watch import DeskItemOpened, NoticeToldByTelephone
from streams.agreements.masks import items_of
from streams.agreements.verdict import Outcome
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.keys import matter_key
from streams.deciders.person.by_hand import may_settle, told_roles
from streams.deciders.person.commanded import CommandOutput, ItemCommand, passed_on, refused
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.moved import now_elsewhere
from streams.deciders.person.notify import disclose, renew
from streams.deciders.person.patterns import decide_pattern
from streams.deciders.person.recipients import council
from streams.deciders.person.share import UNKNOWN_READER, verdict_for
from streams.deciders.person.state import HeldItem, HeldNotice, Matter
from streams.deciders.places import Context
from streams.deciders.states import States

_NOT_SETTLED_BY_HAND: Final = frozenset({DeskKind.MATCH})
"""Kinds that only their own answer closes, while what was sent can be read."""


def decide_item_command(
    states: States, facts: PersonFacts, command: ItemCommand, context: Context
) -> list[CommandOutput]:
    """A coordinator's command on a desk item of their own area.

    What shows nothing (it was told by telephone, it is settled) needs nothing of the event to be readable: after an
    erasure whoever is not known to be connected may close what stands. Who read an item that has been revised since
    reads it again first: what they told or know is not what it says.
    """
    matter = states.find(matter_key(command.case, command.person), Matter)
    item = matter.item(command.item) if matter is not None else None
    if matter is None or item is None:
        return [refused(command, command.item, "no_longer_current")]
    held = facts.reference.roles_of(command.user, context.at)
    if not any((r.role, r.scheme, r.value) == (_worked_by(item), "area", item.area) for r in held):
        return [refused(command, command.item, "not_your_area")]
    if isinstance(command, WithholdDeskItem):
        return [refused(command, command.item, _why_left_out(item, facts, command.user, context))]
    by_hand = isinstance(command, TellByTelephone | SettleDeskItem | DecidePattern)
    if command.user in (facts.named if by_hand else facts.connected):
        return [refused(command, command.item, "may_be_connected")]
    if isinstance(command, DecidePattern) or item.kind is DeskKind.PATTERN:
        return decide_pattern(item, facts.unreadable, command)
    if isinstance(command, OpenDeskItem | ReaderAppointed):
        registered = now_elsewhere(matter, item, facts, context.at)
        if registered is not None:
            moved = refused(command, command.item, "child_moved_school")
            return [moved, *passed_on(matter, item, registered, facts, command, context)]
    if isinstance(command, OpenDeskItem) and item.kind is DeskKind.ID_CONFLICT:
        return [refused(command, command.item, "nothing_to_open")]
    if isinstance(command, OpenDeskItem) and item.reason in OF_WRONG_PEOPLE:
        return [refused(command, command.item, "about_wrong_people")]
    if isinstance(command, OpenDeskItem):
        return [_open_item(item, facts, command, context)]
    if item.revised and isinstance(command, TellByTelephone | SettleDeskItem) and not _can_be_read_no_more(facts):
        return [refused(command, command.item, "revised_since_read")]
    if isinstance(command, TellByTelephone) and item.recipient is not None:
        return _told(item, command)
    if isinstance(command, ReaderAppointed):
        return _reader_appointed(matter, item, facts, command, context)
    if isinstance(command, TellByTelephone):
        return [refused(command, command.item, "needs_its_own_answer")]
    if command.reason is SettledHow.ERASED and not _can_be_read_no_more(facts):
        return [refused(command, command.item, "not_erased")]
    ends_by_itself = item.kind in _NOT_SETTLED_BY_HAND or item.reason in OF_WRONG_PEOPLE
    if ends_by_itself and command.reason is not SettledHow.ERASED:
        return [refused(command, command.item, "needs_its_own_answer")]
    if not may_settle(item.kind, item.recipient, command.reason):
        return [refused(command, command.item, "told_somebody_else")]
    return [DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SETTLED, command.user)]


def _can_be_read_no_more(facts: PersonFacts) -> bool:
    """Whether somebody of the event was erased, be it the child alone."""
    return facts.unreadable or (facts.event is not None and bool(facts.event.lost_people))


def _why_left_out(item: HeldItem, facts: PersonFacts, user: str, context: Context) -> str:
    """For the auditor; where nobody of the desk may know of the item, the operator is alarmed by the reason.

    The page holds who asked against all that a pattern counts, of which this decision has the last event alone.
    """
    unsafe = {user, *facts.connected}
    desk = facts.reference.holders("area", item.area, context.at)
    safe = [held for held in desk if held.role == _worked_by(item) and held.user not in unsafe]
    return "may_be_connected" if safe else "no_safe_coordinator"


def _worked_by(item: HeldItem) -> str:
    """The role that works on an item: a pattern's is the one that the area's rule names."""
    return item.recipient.role if item.kind is DeskKind.PATTERN and item.recipient is not None else COUNCIL_DESK


def _open_item(item: HeldItem, facts: PersonFacts, command: OpenDeskItem, context: Context) -> CommandOutput:
    if facts.event is None:
        raise ValueError("a desk item is opened with its event at hand")
    verdict = verdict_for(
        facts.reference,
        facts.event,
        item.section,
        council(item.area),
        COUNCIL_DESK,
        context.at,
        UNKNOWN_READER,
        on_roll=bool(item.pupil),
    )
    if verdict.outcome is not Outcome.PERMITTED:
        return refused(command, command.item, "not_permitted_now")
    items = items_of(verdict.permitted)
    if facts.addresses_hidden:
        items = tuple(item for item in items if item not in ADDRESSES)
    return DeskItemOpened(
        case=command.case,
        person=command.person,
        item=item.item,
        user=command.user,
        role=COUNCIL_DESK,
        items=items,
        hidden_by=facts.hidden_by,
        shows=item.event,
        shows_section=item.section,
    )


def _told(item: HeldItem, command: TellByTelephone) -> list[CommandOutput]:
    """Whoever was to be told was, or it is refused: what was said to somebody else ends nothing."""
    if command.told_role not in told_roles(item.recipient):
        return [refused(command, command.item, "told_somebody_else")]
    told = NoticeToldByTelephone(
        case=command.case,
        person=command.person,
        item=item.item,
        notice=item.notice or None,
        user=command.user,
        told=command.told,
        told_role=command.told_role,
    )
    return [told, DeskItemClosed(command.case, command.person, item.item, DeskOutcome.TOLD_BY_TELEPHONE, command.user)]


def _reader_appointed(
    matter: Matter, item: HeldItem, facts: PersonFacts, command: ReaderAppointed, context: Context
) -> list[CommandOutput]:
    if item.kind not in (DeskKind.NO_READER, DeskKind.NO_SAFE_READER) or item.recipient is None:
        return [refused(command, command.item, "not_about_a_reader")]
    if facts.unreadable:
        return [refused(command, command.item, "event_erased")]
    if not facts.reference.readers_of(item.recipient, context.at):
        return [refused(command, command.item, "still_no_reader")]
    if matter.leaves_out(item.recipient):
        return [refused(command, command.item, "still_no_safe_reader")]
    held = _live(matter, item.recipient)
    subject = Subject(matter.event, command.case, command.person, matter.section, context.at)
    want = Wanted(item.recipient, item.named_only, item.pupil or None)
    latest = replace(facts, event=facts.latest or facts.event)
    if held is None:
        decided = disclose(subject, latest, want, None, matter.recall_of(item.recipient))
    else:
        decided = renew(subject, latest, want, held)
    if any(isinstance(output, DeskItemRaised) and output.kind is DeskKind.NO_SAFE_READER for output in decided):
        return [refused(command, command.item, "still_no_safe_reader")]
    closed: list[CommandOutput] = [
        DeskItemClosed(command.case, command.person, item.item, DeskOutcome.READER_APPOINTED, command.user)
    ]
    if held is not None and decided:
        closed += [
            DeskItemClosed(command.case, command.person, other.item, DeskOutcome.SUPERSEDED, command.user)
            for other in matter.desk
            if other.notice == held.notice and other.item != item.item
        ]
    return [*decided, *closed]


def _live(matter: Matter, recipient: Recipient) -> HeldNotice | None:
    """The notice that stands for a recipient. A recall is none: it is never renewed, nor told a second time."""
    of_recipient = (held for held in matter.notices if held.recipient == recipient)
    return next((held for held in of_recipient if held.stands), None)
