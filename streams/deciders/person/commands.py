"""Decide what a reader's or coordinator's command leads to. An answer to what is no longer current is refused."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.inputs import (
    AcknowledgeNotice,
    NotOurs,
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    TellByTelephone,
)
from schemas.records.match import RegisteredAt
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, NoticeKind
from schemas.records.reference import RoleAppointed
from schemas.records.watch import (
    ChildMoved,
    CommandRefused,
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeOpened,
    NoticeToldByTelephone,
    OpeningRefused,
)
from streams.agreements.masks import items_of
from streams.agreements.verdict import Outcome
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.facts import NO_ROLLS, PersonFacts
from streams.deciders.person.moved import MovedOutput, now_elsewhere, pass_on
from streams.deciders.person.notify import PersonOutput, Subject, disclose, due_for, renew
from streams.deciders.person.recipients import Wanted, council
from streams.deciders.person.share import desk_area, verdict_for
from streams.deciders.person.state import HeldItem, HeldNotice, Matter, matter_key
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.reference.facts import Reference

NoticeCommand = OpenNotice | AcknowledgeNotice | NotOurs
ItemCommand = OpenDeskItem | TellByTelephone | SettleDeskItem | ReaderAppointed
PersonCommand = NoticeCommand | ItemCommand

CommandOutput = (
    PersonOutput
    | ChildMoved
    | DeskItemClosed
    | NoticeOpened
    | OpeningRefused
    | NoticeAcknowledged
    | NoticeDisowned
    | NoticeToldByTelephone
    | LateOpeningSettled
    | DeskItemOpened
    | CommandRefused
)

_NOT_SETTLED_BY_HAND: Final = frozenset({DeskKind.MATCH})
"""Kinds that only their own answer closes."""


def decide_notice_command(
    states: States, facts: PersonFacts, command: NoticeCommand, context: Context
) -> list[CommandOutput]:
    """A reader's command on a notice: eligibility, safety and the instruments are checked again, now."""
    matter = states.find(matter_key(command.case, command.person), Matter)
    held = matter.notice(command.notice) if matter is not None else None
    if matter is None or held is None:
        current = matter.current_for(command.notice) if matter is not None else None
        return [_refused(_name(command), command.notice, command.user, "no_longer_current", current)]
    reader = _reader(facts, held, command.user, command.role, context)
    if reader is None:
        return [OpeningRefused(command.case, command.person, held.notice, command.user, "not_a_reader_here")]
    registered = now_elsewhere(matter, held, facts, context.at)
    if registered is not None:
        refused = OpeningRefused(command.case, command.person, held.notice, command.user, "no_longer_on_roll_here")
        return [refused, *_passed_on(matter, held, registered, facts, command, context)]
    if command.user in facts.connected:
        return _connected(matter, held, facts, command, context)
    if held.held_until is not None and context.at < held.held_until:
        return [OpeningRefused(command.case, command.person, held.notice, command.user, "held_until_monday")]
    if isinstance(command, OpenNotice):
        return _open(matter, held, reader, facts, command, context)
    if isinstance(command, AcknowledgeNotice):
        return _acknowledge(held, facts, command, context)
    return _not_ours(matter, held, facts, command, context)


def decide_item_command(
    states: States, facts: PersonFacts, command: ItemCommand, context: Context
) -> list[CommandOutput]:
    """A coordinator's command on a desk item of their own area."""
    matter = states.find(matter_key(command.case, command.person), Matter)
    item = matter.item(command.item) if matter is not None else None
    if matter is None or item is None:
        return [_refused(_name(command), command.item, command.user, "no_longer_current", None)]
    held = facts.reference.roles_of(command.user, context.at)
    if not any((r.role, r.scheme, r.value) == (COUNCIL_DESK, "area", item.area) for r in held):
        return [_refused(_name(command), command.item, command.user, "not_your_area", None)]
    if command.user in facts.connected:
        return [_refused(_name(command), command.item, command.user, "may_be_connected", None)]
    if isinstance(command, OpenDeskItem | ReaderAppointed):
        registered = now_elsewhere(matter, item, facts, context.at)
        if registered is not None:
            refused = _refused(_name(command), command.item, command.user, "child_moved_school", None)
            return [refused, *_passed_on(matter, item, registered, facts, command, context)]
    if isinstance(command, OpenDeskItem) and item.kind is DeskKind.ID_CONFLICT:
        return [_refused(_name(command), command.item, command.user, "nothing_to_open", None)]
    if isinstance(command, OpenDeskItem):
        return [_open_item(item, facts, command, context)]
    if isinstance(command, TellByTelephone) and item.recipient is not None:
        return _told(item, command)
    if isinstance(command, ReaderAppointed):
        return _reader_appointed(matter, item, facts, command, context)
    if item.kind in _NOT_SETTLED_BY_HAND or isinstance(command, TellByTelephone):
        return [_refused(_name(command), command.item, command.user, "needs_its_own_answer", None)]
    return [DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SETTLED, command.user)]


def _passed_on(
    matter: Matter,
    held: HeldNotice | HeldItem,
    registered: tuple[RegisteredAt, ...],
    facts: PersonFacts,
    command: PersonCommand,
    context: Context,
) -> list[MovedOutput]:
    """The school where the child is now gets it under the latest that is known of the event."""
    subject = Subject(matter.event, command.case, command.person, matter.section, context.at)
    return pass_on(matter, held, registered, replace(facts, event=facts.latest or facts.event), subject)


def _open(
    matter: Matter, held: HeldNotice, reader: RoleAppointed, facts: PersonFacts, command: OpenNotice, context: Context
) -> list[CommandOutput]:
    items = _items_now(held, reader, facts, context)
    if not items:
        return [OpeningRefused(command.case, command.person, held.notice, command.user, "not_permitted_now")]
    in_time = context.at <= held.due
    first = not held.opened
    outputs: list[CommandOutput] = [
        NoticeOpened(command.case, command.person, held.notice, command.user, reader.role, items, first, in_time)
    ]
    if first and held.overdue:
        if in_time:
            outputs.append(LateOpeningSettled(command.case, command.person, held.notice))
        outputs += _watchers_closed(matter, held, command, DeskOutcome.OPENED)
    elif first:
        outputs += _watchers_closed(matter, held, command, DeskOutcome.OPENED, DeskKind.HOLIDAY)
    return outputs


def _items_now(held: HeldNotice, reader: RoleAppointed, facts: PersonFacts, context: Context) -> tuple[Item, ...]:
    """The notice's items, less what this reader may not see today. What a recall shows was settled with it."""
    if held.kind is NoticeKind.RECALL:
        return held.items
    if facts.event is None:
        raise ValueError("a notice is opened with its event at hand")
    trainings = frozenset(reader.trainings)
    verdict = verdict_for(
        facts.reference, facts.event, held.section, held.recipient, reader.role, context.at, trainings
    )
    if verdict.outcome is not Outcome.PERMITTED:
        return ()
    permitted = set(items_of(verdict.permitted))
    return tuple(item for item in held.items if item in permitted)


def _acknowledge(
    held: HeldNotice, facts: PersonFacts, command: AcknowledgeNotice, context: Context
) -> list[CommandOutput]:
    if not held.opened:
        return [_refused(_name(command), command.notice, command.user, "not_opened_yet", None)]
    outputs: list[CommandOutput] = [
        NoticeAcknowledged(command.case, command.person, held.notice, command.user, command.role)
    ]
    if held.named_only and held.kind is not NoticeKind.RECALL and not held.acknowledged:
        subject = Subject(held.event, command.case, command.person, held.section, context.at)
        outputs += renew(subject, facts, Wanted(held.recipient, False, held.pupil or None), held, ())
    return outputs


def _not_ours(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: NotOurs, context: Context
) -> list[CommandOutput]:
    if not held.opened:
        return [_refused(_name(command), command.notice, command.user, "not_opened_yet", None)]
    outputs: list[CommandOutput] = [
        NoticeDisowned(command.case, command.person, held.notice, command.user, command.role)
    ]
    outputs += _watchers_closed(matter, held, command, DeskOutcome.SUPERSEDED)
    if held.kind is not NoticeKind.RECALL:
        outputs.append(_raised(held, facts, command, DeskKind.NOT_OURS, "school_says_not_ours", context))
    return outputs


def _connected(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: NoticeCommand, context: Context
) -> list[CommandOutput]:
    """A reader who may be connected sees nothing, and the council's desk watches the notice from now on."""
    refused = OpeningRefused(command.case, command.person, held.notice, command.user, "may_be_connected")
    if any(item.kind is DeskKind.NO_SAFE_READER and item.notice == held.notice for item in matter.desk):
        return [refused]
    kind, reason = DeskKind.NO_SAFE_READER, "reader_may_be_connected"
    return [refused, _raised(held, facts, command, kind, reason, context, watched=held.notice)]


def _raised(
    held: HeldNotice,
    facts: PersonFacts,
    command: NoticeCommand,
    kind: DeskKind,
    reason: str,
    context: Context,
    watched: str | None = None,
) -> DeskItemRaised:
    return DeskItemRaised(
        kind=kind,
        area=desk_area(facts.reference, held.recipient),
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        due=due_for(facts.reference, held.recipient, context.at),
        reason=reason,
        notice=watched,
        referral=None,
        recipient=held.recipient,
        named_only=held.named_only,
        pupil=held.pupil or None,
    )


def _open_item(item: HeldItem, facts: PersonFacts, command: OpenDeskItem, context: Context) -> CommandOutput:
    if facts.event is None:
        raise ValueError("a desk item is opened with its event at hand")
    verdict = verdict_for(
        facts.reference, facts.event, item.section, council(item.area), COUNCIL_DESK, context.at, frozenset()
    )
    if verdict.outcome is not Outcome.PERMITTED:
        return _refused(_name(command), command.item, command.user, "not_permitted_now", None)
    items = items_of(verdict.permitted)
    return DeskItemOpened(command.case, command.person, item.item, command.user, COUNCIL_DESK, items)


def _told(item: HeldItem, command: TellByTelephone) -> list[CommandOutput]:
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
        return [_refused(_name(command), command.item, command.user, "not_about_a_reader", None)]
    if not facts.reference.readers(item.recipient.value, context.at):
        return [_refused(_name(command), command.item, command.user, "still_no_reader", None)]
    subject = Subject(item.event, command.case, command.person, item.section, context.at)
    want = Wanted(item.recipient, item.named_only, item.pupil or None)
    held = matter.notice(item.notice)
    decided = disclose(subject, facts, want, None) if held is None else renew(subject, facts, want, held, ())
    if any(isinstance(output, DeskItemRaised) and output.kind is DeskKind.NO_SAFE_READER for output in decided):
        return [_refused(_name(command), command.item, command.user, "still_no_safe_reader", None)]
    closed = DeskItemClosed(command.case, command.person, item.item, DeskOutcome.READER_APPOINTED, command.user)
    return [*decided, closed]


def _reader(facts: PersonFacts, held: HeldNotice, user: str, role: str, context: Context) -> RoleAppointed | None:
    readers = facts.reference.readers(held.recipient.value, context.at)
    return next((r for r in readers if r.user == user and r.role == role), None)


def _watchers_closed(
    matter: Matter, held: HeldNotice, command: NoticeCommand, outcome: DeskOutcome, kind: DeskKind | None = None
) -> list[CommandOutput]:
    watching = (item for item in matter.desk if item.notice == held.notice and kind in (None, item.kind))
    return [DeskItemClosed(command.case, command.person, item.item, outcome, command.user) for item in watching]


_NAMES: Final[dict[type[PersonCommand], str]] = {
    OpenNotice: "open_notice",
    AcknowledgeNotice: "acknowledge_notice",
    NotOurs: "not_ours",
    OpenDeskItem: "open_desk_item",
    TellByTelephone: "tell_by_telephone",
    SettleDeskItem: "settle_desk_item",
    ReaderAppointed: "reader_appointed",
}


def _name(command: PersonCommand) -> str:
    return _NAMES[type(command)]


def _refused(name: str, answers: str, user: str, reason: str, current: str | None) -> CommandRefused:
    return CommandRefused(name, answers, user, reason, current)


def subject_of(matter: Matter, command: PersonCommand) -> tuple[bytes, int] | None:
    """The event and the child's section that a command is about; None where what it names is no longer current."""
    about = matter.notice(command.notice) if isinstance(command, NoticeCommand) else matter.item(command.item)
    return (about.event, about.section) if about is not None else None


def pupil_of(matter: Matter, command: PersonCommand) -> tuple[str, str]:
    """The pupil on whom rests what a command is about, and the school on whose roll they were; empty where none is."""
    about = matter.notice(command.notice) if isinstance(command, NoticeCommand) else matter.item(command.item)
    if about is None or about.recipient is None or not about.pupil:
        return "", ""
    return about.pupil, about.recipient.value


def readers_of(
    matter: Matter, command: PersonCommand, reference: Reference, rolls: Mapping[str, int] = NO_ROLLS
) -> list[str]:
    """Whose connection with the event matters: the user's own, and where a notice may follow, every reader's.

    `rolls` names the schools to which a notice follows if the child has moved there.
    """
    users = [command.user]
    for urn in rolls:
        users += [role.user for role in reference.staff_roles(urn)]
    if isinstance(command, AcknowledgeNotice):
        notice = matter.notice(command.notice)
        recipient = notice.recipient if notice is not None else None
    elif isinstance(command, ReaderAppointed):
        item = matter.item(command.item)
        recipient = item.recipient if item is not None else None
    else:
        recipient = None
    if recipient is not None and recipient.scheme == "urn":
        users += [role.user for role in reference.staff_roles(recipient.value)]
    return users
