"""Cases that a coordinator has read, and what is recorded on them."""

from datetime import datetime, timedelta

from schemas.records.inputs import OpenNotice
from schemas.records.meetings import (
    ActionOutcome,
    ActionReason,
    ActionSet,
    ConflictReason,
    CopyPrinted,
    DeclareConflict,
    Owner,
    PrintCopy,
    ReportAction,
    SealedWords,
    SetAction,
)
from schemas.records.reference import InstrumentSuspended
from schemas.records.share import Recipient
from streams.deciders.person.state import Matter
from tests.streams.deciders.test_memory import episode, referral
from tests.support.facts import MONDAY_EVENING, apply
from tests.support.flows import a_flow_line, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.line import Line

NEXT_WEEK = MONDAY_EVENING + timedelta(days=7)
WORDS = SealedWords(bytes(8), bytes(16), b"sealed")
SPOC, MARAC = "spoc_coordinator", "marac_coordinator"
SOCIAL_CARE = Recipient("childrens_social_care", "area", AREA)
POLICE_DESK = Recipient("police_safeguarding", "agency", POLICE)
IDVA = Recipient("idva", "area", AREA)
ELSEWHERE = "823"
OTHER_MARAC = "u-other-marac"


def read(line: Line, role: str, who: str = "") -> tuple[bytes, str, str]:
    """Whoever holds a role opens its latest notice."""
    case, person, held = line.notice_of(role)
    line.perform(OpenNotice(case, person, held.notice, who or user(role), role))
    return case, person, held.notice


def set_action(
    line: Line,
    role: str = SPOC,
    meeting: str = "spoc",
    owner: Owner = Owner(SOCIAL_CARE, ""),  # noqa: B008 - a frozen record
    due: datetime = NEXT_WEEK,
    *,
    by_hand: bool = False,
) -> list[str]:
    """The coordinator records an action on the latest notice."""
    case, person, held = line.notice_of(role)
    return line.perform(SetAction(case, person, held.notice, user(role), role, meeting, owner, due, WORDS, by_hand))


def suspend(line: Line, agreement: str = "bedford-missing-children") -> None:
    """An agreement rests from now on."""
    apply(line.facts.reference, InstrumentSuspended(agreement, True, line.now, "reviewed", "a council"))


def report(
    line: Line, outcome: ActionOutcome, reason: ActionReason, due: datetime | None = None, who: str = user(SPOC)
) -> list[str]:
    """The coordinator says what became of the latest action."""
    id, action = [(id, one) for id, one in line.recorded.items() if isinstance(one, ActionSet)][-1]
    return line.perform(ReportAction(action.case, action.person, id, who, action.role, outcome, reason, due))


def a_missing_child() -> Line:
    """A child was reported missing, and the SPOC coordinator has read it."""
    line = a_flow_line()
    line.publish(episode("m-1", 0))
    read(line, SPOC)
    return line


def a_marac_case() -> Line:
    """A referral of the adult victim, which the MARAC coordinator has read."""
    line = a_flow_line()
    line.publish(referral("r-1", 0))
    read(line, MARAC)
    return line


def leave_out(line: Line, member: Recipient, role: str = MARAC) -> list[str]:
    """The coordinator leaves a member out of the latest case."""
    case, person, held = line.notice_of(role)
    return line.perform(DeclareConflict(case, person, held.notice, user(role), role, member, ConflictReason.EMPLOYS))


def recipients(line: Line) -> set[str]:
    """Roles that have a current notice."""
    return {held.recipient.role for _, _, matter in line.matters() for held in matter.notices}


def held(line: Line) -> list[Matter]:
    """Matters with an action that is not done."""
    return [matter for _, _, matter in line.matters() if matter.actions]


def copy(line: Line, recipient: Recipient, reader: str, role: str = MARAC, meeting: str = "marac") -> list[str]:
    """The coordinator prints the latest case for somebody."""
    case, person, notice = line.notice_of(role)
    command = PrintCopy(case, person, notice.notice, user(role), role, meeting, recipient, reader)
    return line.perform(command)


def copies(line: Line) -> list[CopyPrinted]:
    """Everything that was printed."""
    return [one for one in line.recorded.values() if isinstance(one, CopyPrinted)]
