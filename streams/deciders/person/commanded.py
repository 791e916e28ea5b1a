"""What commands of readers and coordinators have in common: what they are about, and how they are refused."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from schemas.records.actions import (
    ActionAnswered,
    ActionCommand,
    ActionOpened,
    ActionWithheld,
    AnswerAction,
    OpenAction,
)
from schemas.records.conflicts import ConflictEnded, EndConflict
from schemas.records.inputs import (
    AcknowledgeNotice,
    NotOurs,
    OpenDeskItem,
    OpenNotice,
    ReaderAppointed,
    SettleDeskItem,
    TellByTelephone,
    TriageContact,
    WithholdDeskItem,
    WithholdNotice,
)
from schemas.records.match import RegisteredAt
from schemas.records.meetings import (
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
    DeclareConflict,
    PrintCopy,
    ReportAction,
    SetAction,
    TransferCase,
)
from schemas.records.memory import DecidePattern
from schemas.records.notify import DeskItemClosed
from schemas.records.share import Recipient
from schemas.records.triage import ContactPrioritised, ContactTriaged, PrioritiseContact
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
    PatternDecided,
)
from schemas.records.work import RecordStep, StepRecorded
from streams.deciders.person.facts import PersonFacts, Subject
from streams.deciders.person.moved import MovedOutput, pass_on
from streams.deciders.person.notify import PersonOutput
from streams.deciders.person.state import HeldAction, HeldItem, HeldNotice, Matter
from streams.deciders.places import Context
from streams.reference.facts import Reference

MeetingCommand = SetAction | DeclareConflict | EndConflict | PrintCopy | TransferCase
NoticeCommand = (
    OpenNotice
    | AcknowledgeNotice
    | NotOurs
    | TriageContact
    | PrioritiseContact
    | RecordStep
    | WithholdNotice
    | MeetingCommand
)
ItemCommand = OpenDeskItem | TellByTelephone | SettleDeskItem | ReaderAppointed | WithholdDeskItem | DecidePattern
PersonCommand = NoticeCommand | ItemCommand | ReportAction | ActionCommand

CommandOutput = (
    PersonOutput
    | ChildMoved
    | ContactTriaged
    | StepRecorded
    | ContactPrioritised
    | DeskItemClosed
    | NoticeOpened
    | OpeningRefused
    | NoticeAcknowledged
    | NoticeDisowned
    | NoticeToldByTelephone
    | LateOpeningSettled
    | DeskItemOpened
    | PatternDecided
    | ActionSet
    | ActionOpened
    | ActionWithheld
    | ActionAnswered
    | ActionReported
    | ConflictDeclared
    | ConflictEnded
    | CopyPrinted
    | CopyWithheld
    | CaseTransferred
    | CommandRefused
)

_NAMES: Final[dict[type[PersonCommand], str]] = {
    OpenNotice: "open_notice",
    AcknowledgeNotice: "acknowledge_notice",
    NotOurs: "not_ours",
    TriageContact: "triage_contact",
    RecordStep: "record_step",
    PrioritiseContact: "prioritise_contact",
    WithholdNotice: "withhold_notice",
    OpenDeskItem: "open_desk_item",
    TellByTelephone: "tell_by_telephone",
    SettleDeskItem: "settle_desk_item",
    ReaderAppointed: "reader_appointed",
    WithholdDeskItem: "withhold_desk_item",
    DecidePattern: "decide_pattern",
    SetAction: "set_action",
    OpenAction: "open_action",
    AnswerAction: "answer_action",
    ReportAction: "report_action",
    DeclareConflict: "declare_conflict",
    EndConflict: "end_conflict",
    PrintCopy: "print_copy",
    TransferCase: "transfer_case",
}


def name_of(command: PersonCommand) -> str:
    """The command's name in records."""
    return _NAMES[type(command)]


def refused(command: PersonCommand, answers: str, reason: str, current: str | None = None) -> CommandRefused:
    """A refusal of a command, with what stands in the place of what it answers."""
    return CommandRefused(name_of(command), answers, command.user, reason, current)


def passed_on(
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


def subject_of(matter: Matter, command: PersonCommand) -> tuple[bytes, int] | None:
    """The event and the child's section that a command is about; None where what it names is no longer current."""
    about = _about(matter, command)
    return (about.event, about.section) if about is not None else None


def pupil_of(matter: Matter, command: PersonCommand) -> tuple[str, str]:
    """The pupil on whom rests what a command is about, and the school on whose roll they were; empty where none is."""
    about = _told(matter, command) if isinstance(command, ActionCommand) else _about(matter, command)
    if about is None or isinstance(about, HeldAction) or about.recipient is None or not about.pupil:
        return "", ""
    return about.pupil, about.recipient.value


def _about(matter: Matter, command: PersonCommand) -> HeldNotice | HeldItem | HeldAction | None:
    if isinstance(command, ReportAction):
        return matter.action(command.action)
    if isinstance(command, ActionCommand):
        action = matter.action(command.action)
        return (matter.of_coordinator(action) or action) if action is not None else None
    if isinstance(command, DeclareConflict):
        return matter.notice_by_now(command.notice)
    return matter.notice(command.notice) if isinstance(command, NoticeCommand) else matter.item(command.item)


def _told(matter: Matter, command: ActionCommand) -> HeldNotice | None:
    """The notice by which the owner of an action has the matter."""
    action = matter.action(command.action)
    return matter.standing_of(action.owner) if action is not None else None


def readers_of(
    matter: Matter,
    command: PersonCommand,
    reference: Reference,
    schools: Iterable[str] = (),
    others: Iterable[Recipient] = (),
) -> list[str]:
    """Whose connection with the event matters: the user's own, and where a notice may follow, every reader's; where
    a coordinator was told nothing, those of the whole desk.

    `schools` are those to which a notice may follow, for the child has moved there. `others` are those who may hear
    what came of an interview, or of a contact that they made.
    """
    users = [command.user]
    for urn in schools:
        users += [role.user for role in reference.staff_roles("urn", urn)]
    for other in others:
        users += [role.user for role in reference.staff_roles(other.scheme, other.value)]
    if isinstance(command, WithholdDeskItem):
        left_out = matter.item(command.item)
        return users + [role.user for role in reference.staff_roles("area", left_out.area)] if left_out else users
    if isinstance(command, SetAction):
        owner = command.owner
        whole = [role.user for role in reference.staff_roles(owner.recipient.scheme, owner.recipient.value)]
        users += [owner.user] if owner.user else whole
    if isinstance(command, PrintCopy):
        users.append(command.reader)
    if isinstance(command, EndConflict):
        users += [role.user for role in reference.staff_roles(command.recipient.scheme, command.recipient.value)]
    if isinstance(command, TransferCase):
        users += [role.user for role in reference.staff_roles("area", command.area)]
    if isinstance(command, AcknowledgeNotice):
        notice = matter.notice(command.notice)
        recipient = notice.recipient if notice is not None else None
    elif isinstance(command, ReaderAppointed):
        item = matter.item(command.item)
        recipient = item.recipient if item is not None else None
    else:
        recipient = None
    if recipient is not None:
        users += [role.user for role in reference.staff_roles(recipient.scheme, recipient.value)]
    return users
