"""What people at desks do in the story: the commands that they would give, on what they find there.

Nobody is random: what is decided of the first, second, third ... goes round a fixed list, so one seed tells one story.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from typing import Final

from msgspec import Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.hotspots import HotspotsPublished
from schemas.records.inputs import AnswerBasis, MatchDecided, SettleDeskItem, SettledHow
from schemas.records.match import ChildMatched, ChildNotOnRoll
from schemas.records.memory import DecidePattern, PatternAnswer, PatternReason
from schemas.records.notify import DeskItemClosed, DeskKind, NoticeKind
from schemas.records.share import Recipient
from schemas.records.triage import (
    ContactPrioritised,
    ContactPriority,
    PrioritiseContact,
    PriorityReason,
)
from schemas.records.watch import PatternDecided
from schemas.records.work import AnsweredBy, RecordStep, Step, StepReason, StepRecorded
from services.demo.giving import Footing, Giver, StoryHub
from services.demo.world.desk_days import (
    AnswerPatterns,
    ClearDesk,
    Prioritise,
    PublishTable,
    ReadAndDecide,
    TakeSteps,
)
from services.operator.clock import Clock
from streams.deciders.areas import COUNCIL_DESK, FRONT_DOOR, FRONT_DOOR_MANAGER
from streams.deciders.person.patterns import TELLS_OF_CHANGE
from streams.deciders.person.works import OF_THE_MATTER, Work, work_of
from streams.views.rows import DeskRow, NoticeRow, NoticeState

DECISIONS: Final[tuple[Footing, ...]] = (
    (FrontDoorOutcome.EARLY_HELP, Consent.GIVEN, None),
    (FrontDoorOutcome.ADVICE, Consent.GIVEN, None),
    (FrontDoorOutcome.ASSESSMENT, Consent.DISPENSED_WITH, ConsentReason.ASKING_RAISES_THE_RISK),
    (FrontDoorOutcome.NO_FURTHER_ACTION, Consent.REFUSED, ConsentReason.REFUSAL_STANDS),
    (FrontDoorOutcome.EARLY_HELP, Consent.GIVEN, None),
    (FrontDoorOutcome.STRATEGY_DISCUSSION, Consent.DISPENSED_WITH, ConsentReason.RISK_OF_SIGNIFICANT_HARM),
    (FrontDoorOutcome.NO_FURTHER_ACTION, Consent.GIVEN, None),
)
"""What the front door decides of one contact after another, and on what footing."""


class Said(Struct, frozen=True):
    """One step of somebody's work, and what it says."""

    step: Step
    by: AnsweredBy | None = None
    reason: StepReason | None = None


Plan = tuple[Said | None, ...]

LATE: Final[Plan] = (None,) * 7
"""So many turns nothing is done."""
INTERVIEWS: Final[tuple[Plan, ...]] = (
    (Said(Step.OFFERED), Said(Step.ACCEPTED, AnsweredBy.CHILD), Said(Step.HELD)),
    (Said(Step.OFFERED), Said(Step.DECLINED, AnsweredBy.CHILD, StepReason.DOES_NOT_WANT_ONE)),
    (Said(Step.HELD),),
    (Said(Step.OFFERED), Said(Step.ACCEPTED, AnsweredBy.PARENT_OR_CARER), Said(Step.HELD)),
    (Said(Step.OFFERED), *LATE, Said(Step.HELD)),
    (Said(Step.DECLINED, AnsweredBy.PROVIDER, StepReason.COULD_NOT_BE_REACHED),),
    (Said(Step.OFFERED), Said(Step.HELD)),
    (*LATE, Said(Step.DECLINED, AnsweredBy.SOCIAL_WORKER, StepReason.TALKS_TO_SOMEBODY_ELSE)),
)
"""How far one interview after another gets, a step at each turn; some come late."""
CONCERNS: Final[tuple[Plan, ...]] = (
    (Said(Step.PICKED_UP), Said(Step.CLOSED, None, StepReason.SHARED_WITH_OTHERS)),
    (Said(Step.PICKED_UP), None, Said(Step.CLOSED, None, StepReason.ALREADY_WORKED_WITH)),
    (Said(Step.PICKED_UP), Said(Step.CLOSED, None, StepReason.ADVICE_GIVEN)),
    (None, None, None, Said(Step.PICKED_UP), Said(Step.CLOSED, None, StepReason.NO_CAUSE_FOR_CONCERN)),
)
STEPS: Final = {Work.INTERVIEW: INTERVIEWS, Work.CONCERN: CONCERNS}
ANSWERS: Final = (
    (PatternAnswer.REFER, PatternReason.RISK_HAS_GROWN),
    (PatternAnswer.DECLINE, PatternReason.ALREADY_WORKED_WITH),
    (PatternAnswer.REFER, PatternReason.PROFESSIONAL_JUDGEMENT),
    (PatternAnswer.DECLINE, PatternReason.EXPLAINED),
)
NOTED: Final = (PatternAnswer.NOTED, PatternReason.NOTHING_TO_DECIDE)


class DeskWork:
    """The turns of those who read, decide, and work in steps."""

    def __init__(self, hub: StoryHub, giver: Giver, clock: Clock) -> None:
        self._hub = hub
        self._giver = giver
        self._clock = clock
        self._decisions = cycle(DECISIONS)
        self._answers = cycle(ANSWERS)
        self._plans = {work: cycle(plans) for work, plans in STEPS.items()}
        self._planned: dict[tuple[bytes, str, str], Iterator[Said | None]] = {}

    def read(self, turn: ReadAndDecide) -> None:
        """Holders of roles read what waits; a front door decides each contact."""
        for user, recipient in turn.readers:
            for row in self._waiting(recipient):
                self._giver.open(row, user, recipient.role)
                if row.role in FRONT_DOOR and NoticeKind(row.kind) in OF_THE_MATTER:
                    self._giver.triage(row, user, next(self._decisions))
                else:
                    self._giver.acknowledge(row, user, recipient.role)

    def take_steps(self, turn: TakeSteps) -> None:
        """Each piece of open work gets one step further, as far as its plan goes."""
        work = work_of(turn.recipient)
        if work is None:
            raise LookupError(f"`{turn.recipient.role}` works in no steps")
        for row in self._hub.views.inbox_of(turn.recipient):
            if NoticeKind(row.kind) not in OF_THE_MATTER:
                continue
            plan = self._planned.setdefault((row.case, row.person, row.role), iter(next(self._plans[work])))
            said = next(plan, None)
            if said is not None:
                self._step(row, turn, said)

    def answer_patterns(self, turn: AnswerPatterns) -> None:
        """What was proposed to a role is referred or declined; that one changed is noted."""
        for item in self._hub.views.patterns((turn.recipient.value,), turn.recipient.role):
            answer, reason = NOTED if item.reason in TELLS_OF_CHANGE else next(self._answers)
            command = DecidePattern(item.case, item.person, item.item, turn.user, turn.recipient.role, answer, reason)
            self._giver.give(command, PatternDecided)

    def prioritise(self, turn: Prioritise) -> None:
        """The contact that waits last is looked at first."""
        waiting = [row for row in self._hub.views.contacts(turn.area) if NoticeKind(row.kind) in OF_THE_MATTER]
        for row in waiting[-1:]:
            command = PrioritiseContact(
                row.case,
                row.person,
                row.notice,
                turn.user,
                FRONT_DOOR_MANAGER,
                ContactPriority.URGENT,
                PriorityReason.NEW_INFORMATION,
            )
            self._giver.give(command, ContactPrioritised)

    def clear_desk(self, turn: ClearDesk) -> None:
        """A council's desk tells by hand what it has to, and says so."""
        for item in self._hub.views.desk((turn.area,)):
            if DeskKind(item.kind) is DeskKind.MATCH:
                self._match(item, turn.user)
            elif DeskKind(item.kind) is not DeskKind.PATTERN:
                rung = item.notice is not None and item.recipient_scheme == "urn"
                reason = SettledHow.SCHOOL_TOLD_IN_PERSON if rung else SettledHow.SOCIAL_CARE_HAS_IT
                command = SettleDeskItem(item.case, item.person, item.item, turn.user, COUNCIL_DESK, reason)
                self._giver.give(command, DeskItemClosed)

    def publish(self, turn: PublishTable) -> None:
        """A table of hotspots is counted and published."""
        counted = self._hub.count_hotspots((turn.area, turn.event_type, turn.first_day), turn.user)
        self._giver.give(counted, HotspotsPublished)

    def _match(self, item: DeskRow, user: str) -> None:
        """The school was asked, and it is the likeliest candidate; without any, nobody of the rolls."""
        referral = self._hub.views.referral(item.referral or "")
        if referral is None:
            raise LookupError(f"the desk item `{item.item}` of the story names no doubtful match")
        likeliest = next((candidate.pupil for candidate in referral.evidence.candidates), None)
        command = MatchDecided(
            item.case, referral.referral, user, COUNCIL_DESK, likeliest, None, AnswerBasis.SCHOOL_CONFIRMED
        )
        self._giver.give(command, DeskItemClosed, ChildMatched, ChildNotOnRoll)

    def _waiting(self, recipient: Recipient) -> list[NoticeRow]:
        return [row for row in self._hub.views.inbox_of(recipient) if row.state is NoticeState.WAITING]

    def _step(self, row: NoticeRow, turn: TakeSteps, said: Said) -> None:
        if row.state is NoticeState.WAITING:
            self._giver.open(row, turn.user, turn.recipient.role)
        steps = self._hub.views.steps_of(turn.recipient, cases=[row.case])
        previous = next((one.step_id for one in steps if one.person == row.person), None)
        command = RecordStep(
            row.case,
            row.person,
            row.notice,
            turn.user,
            turn.recipient.role,
            said.step,
            said.by,
            said.reason,
            self._now(),
            previous,
        )
        self._giver.give(command, StepRecorded)

    def _now(self) -> datetime:
        return self._clock()
