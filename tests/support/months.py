"""Random things that happen in a month of an area with every flow on, each from two small numbers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import encompass, missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.actions import ActionAnswer, AnswerAction, OpenAction
from schemas.records.hotspots import WEEKS, PublishHotspots
from schemas.records.inputs import AcknowledgeNotice, OpenNotice, SettleDeskItem, SettledHow, TriageContact
from schemas.records.meetings import (
    ActionOutcome,
    ActionReason,
    ConflictReason,
    DeclareConflict,
    Owner,
    PrintCopy,
    ReportAction,
    SealedWords,
    SetAction,
    TransferCase,
    TransferReason,
)
from schemas.records.memory import DecidePattern, PatternAnswer, PatternReason
from schemas.records.reference import InstrumentSuspended
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority, PrioritiseContact, PriorityReason
from schemas.records.work import AnsweredBy, RecordStep, Step, StepReason
from streams.deciders.areas import COUNCIL_DESK, FRONT_DOOR_MANAGER
from streams.hotspots.decide import table_key
from streams.vault.names import event_owner
from tests.support.flows import FLOWS, user
from tests.support.furnishing import AREA
from tests.support.month_events import HAPPENINGS, Month
from tests.support.world import COORDINATOR, dsl

SUSPENDED: Final = tuple(path.stem for path in FLOWS)
WORDS: Final = SealedWords(bytes(8), bytes(16), bytes(32))
"""Nobody reads them: what is checked is what is recorded."""


def _wait(month: Month, number: int, variant: int) -> None:
    month.world.clock.forward(timedelta(hours=(1, 9, 26, 24 * 8)[number]))
    month.world.tick()


def _who(role: str, scheme: str, value: str) -> str:
    return dsl(value) if scheme == "urn" else COORDINATOR if role == COUNCIL_DESK else user(role)


def _read(month: Month, number: int, variant: int) -> None:
    """Somebody opens a notice, and says that they have read it."""
    if rows := month.notices():
        notice, case, person, role, scheme, value = rows[(7 * number + variant) % len(rows)]
        who = _who(role, scheme, value)
        month.perform(OpenNotice(case, person, notice, who, role))
        if variant % 2:
            month.perform(AcknowledgeNotice(case, person, notice, who, role))


def _front_door(month: Month, number: int, variant: int) -> None:
    """A contact is decided, on a footing that holds or not, over what was decided before or not; or moved up."""
    rows = [row for row in month.notices() if row[3] in ("ifd", "emergency_duty_team")]
    if not rows:
        return
    notice, case, person, role, scheme, value = rows[(7 * number + variant) % len(rows)]
    if variant % 4 == 3:
        month.perform(
            PrioritiseContact(
                case,
                person,
                notice,
                user(FRONT_DOOR_MANAGER),
                FRONT_DOOR_MANAGER,
                (ContactPriority.URGENT, ContactPriority.STANDARD)[number % 2],
                PriorityReason.NEW_INFORMATION,
            )
        )
        return
    who = _who(role, scheme, value)
    month.perform(OpenNotice(case, person, notice, who, role))
    month.world.run()
    before = month.rows(
        "SELECT triage FROM triage_view WHERE cased = ? AND person = ? AND area = ? ORDER BY at DESC, triage DESC",
        *(case, person, AREA),
    )
    footings: tuple[tuple[Consent, ConsentReason | None], ...] = (
        (Consent.GIVEN, None),
        (Consent.REFUSED, ConsentReason.REFUSAL_STANDS),
        (Consent.DISPENSED_WITH, ConsentReason.RISK_OF_SIGNIFICANT_HARM),
    )
    consent, reason = footings[number % len(footings)]
    month.perform(
        TriageContact(
            case,
            person,
            notice,
            who,
            role,
            sorted(FrontDoorOutcome)[variant % len(FrontDoorOutcome)],
            consent,
            reason,
            before[0][0] if before else None,
        )
    )


def _step(month: Month, number: int, variant: int) -> None:
    """A step of an interview or a hospital's concern, in or out of order."""
    rows = [row for row in month.notices() if row[3] in ("return_interview_provider", "hospital_safeguarding")]
    if not rows:
        return
    notice, case, person, role, _, _ = rows[(7 * number + variant) % len(rows)]
    month.perform(OpenNotice(case, person, notice, user(role), role))
    previous = month.rows(
        "SELECT step_id FROM step_view WHERE cased = ? AND person = ? ORDER BY at DESC, step_id DESC", case, person
    )
    step = sorted(Step)[variant % len(Step)]
    by = AnsweredBy.CHILD if step in (Step.ACCEPTED, Step.DECLINED) else None
    reason = {Step.DECLINED: StepReason.DOES_NOT_WANT_ONE, Step.CLOSED: StepReason.ADVICE_GIVEN}.get(step)
    last = previous[0][0] if previous else None
    now = month.world.clock.now
    month.perform(RecordStep(case, person, notice, user(role), role, step, by, reason, now, last))


def _meeting(month: Month, number: int, variant: int) -> None:
    """A coordinator sets an action, prints a case for a member, leaves one out or hands it on; an owner reads an action
    and answers, and mostly the coordinator reports it.
    """
    rows = [row for row in month.notices() if row[3] in ("spoc_coordinator", "marac_coordinator")]
    if not rows:
        return
    notice, case, person, role, _, _ = rows[(7 * number + variant) % len(rows)]
    who, now = user(role), month.world.clock.now
    month.perform(OpenNotice(case, person, notice, who, role))
    meeting, member = ("spoc" if role == "spoc_coordinator" else "marac"), Recipient("ifd", "area", AREA)
    actions = month.rows("SELECT action, cased, person, role FROM action_view ORDER BY action")
    match variant % 5:
        case 0:
            due = now + timedelta(days=1 + variant)
            month.perform(SetAction(case, person, notice, who, role, meeting, Owner(member, ""), due, WORDS))
        case 1:
            month.perform(PrintCopy(case, person, notice, who, role, meeting, member, user("ifd")))
        case 2:
            month.perform(DeclareConflict(case, person, notice, who, role, member, ConflictReason.EMPLOYS))
        case 3:
            month.perform(TransferCase(case, person, notice, who, role, "823", TransferReason.VICTIM_MOVED))
        case _ if actions:
            action, case, person, role = actions[number % len(actions)][:4]
            outcome, why = (
                (ActionOutcome.DONE, ActionReason.COMPLETED),
                (ActionOutcome.NOT_DONE, ActionReason.NOT_STARTED),
            )[number % 2]
            month.perform(OpenAction(case, person, action, user(member.role), member.role))
            said, because = (
                (ActionAnswer.DONE, ActionReason.COMPLETED),
                (ActionAnswer.CANNOT_BE_DONE, ActionReason.NO_CONTACT),
            )[number % 3 % 2]
            month.perform(AnswerAction(case, person, action, user(member.role), member.role, said, because, WORDS))
            if number % 5 == 0:
                return
            later = now + timedelta(days=7) if outcome is ActionOutcome.NOT_DONE else None
            month.perform(ReportAction(case, person, action, user(role), role, outcome, why, later))


def _desk(month: Month, number: int, variant: int) -> None:
    """A pattern is referred or declined by its role; any other item is settled."""
    rows = month.rows(
        "SELECT item, cased, person, kind, COALESCE(recipient_role, ''), area FROM desk_view"
        " WHERE closed_at IS NULL ORDER BY item"
    )
    if not rows:
        return
    item, case, person, kind, role, _ = rows[(7 * number + variant) % len(rows)]
    if kind == "pattern":
        answer, reason = (
            (PatternAnswer.REFER, PatternReason.RISK_HAS_GROWN),
            (PatternAnswer.DECLINE, PatternReason.EXPLAINED),
            (PatternAnswer.NOTED, PatternReason.NOTHING_TO_DECIDE),
        )[variant % 3]
        month.perform(DecidePattern(case, person, item, user(role), role, answer, reason))
    else:
        month.perform(SettleDeskItem(case, person, item, COORDINATOR, COUNCIL_DESK, SettledHow.SOCIAL_CARE_HAS_IT))


def _table(month: Month, number: int, variant: int) -> None:
    """A table of hotspots, over or not over yet, of any numbers."""
    now = month.world.clock.now.date()
    monday = now - timedelta(days=now.weekday(), weeks=number + 3)
    type = (missing.EVENT_TYPE, encompass.EVENT_TYPE)[variant % 2]
    counts = tuple((variant + 3 * cell) % 11 for cell in range(2 * WEEKS))
    who = user("spoc_coordinator")
    case = table_key(AREA, type)
    first = date(monday.year, monday.month, monday.day)
    month.perform(PublishHotspots(case, AREA, type, first, ("MK40", "MK42"), counts, (), who, "spoc_coordinator"))


def _suspend(month: Month, number: int, variant: int) -> None:
    month.world.run()
    suspended = InstrumentSuspended(SUSPENDED[number % len(SUSPENDED)], variant % 2 == 0, month.world.clock.now, "", "")
    month.world.refer(replace(suspended, reason="reviewed", asked_by="a council"))


def _erase(month: Month, number: int, variant: int) -> None:
    """One section of an event is destroyed for good, and nothing of it stays in memory."""
    rows = month.rows("SELECT event FROM event_view ORDER BY source, position")
    if not rows:
        return
    owner = event_owner(rows[(7 * number + variant) % len(rows)][0])  # type: ignore[arg-type]  # a column of bytes
    slots = len(month.world.engine.vault.get(owner))
    if slots:
        month.world.engine.vault.erase(owner, month.world.clock.now, "erased", slots=[variant % slots])
        month.world.reopen()


def _restart(month: Month, number: int, variant: int) -> None:
    month.world.reopen()


_KINDS: Final[dict[str, Callable[[Month, int, int], None]]] = {
    **HAPPENINGS,
    "wait": _wait,
    "wait more": _wait,
    "read": _read,
    "front door": _front_door,
    "front door more": _front_door,
    "step": _step,
    "meeting": _meeting,
    "meeting more": _meeting,
    "desk": _desk,
    "table": _table,
    "suspend": _suspend,
    "erase": _erase,
    "restart": _restart,
}

DAYS_OF_A_MONTH = st.tuples(st.sampled_from(sorted(_KINDS)), st.integers(0, 3), st.integers(0, 34))


def pass_by(month: Month, happening: tuple[str, int, int]) -> None:
    """Let one thing happen; what it leads to is decided at once, or with the next."""
    kind, number, variant = happening
    _KINDS[kind](month, number, variant)
    if variant % 2:
        month.world.run()
