"""One night at a hub, act by act: the same inputs at the same times for every engine that plays it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from schemas.events import missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.items import Item
from schemas.records.actions import ActionAnswer, AnswerAction, OpenAction
from schemas.records.conflicts import ConflictEndReason, EndConflict
from schemas.records.decision import Output
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import (
    AcknowledgeNotice,
    AnswerBasis,
    Channel,
    DeliveryReason,
    DeliveryReported,
    DeliveryResult,
    MatchDecided,
    NotOurs,
    OpenNotice,
    SettleDeskItem,
    SettledHow,
    TriageContact,
    ViewTrace,
)
from schemas.records.match import MatchReferred
from schemas.records.meetings import (
    ActionOutcome,
    ActionReason,
    ActionSet,
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
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.reference import InstrumentSuspended
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority, ContactTriaged, PrioritiseContact, PriorityReason
from schemas.records.work import AnsweredBy, RecordStep, Step, StepReason, StepRecorded
from schemas.wire import Submission
from streams.deciders.areas import COUNCIL_DESK
from streams.hotspots.decide import PUBLISHES, table_key
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.letters import Letters
from tests.support.flows import COUNCIL, flow_bodies, user
from tests.support.furnishing import AREA
from tests.support.world import COORDINATOR, FIRST, SECOND, START, WITHOUT_ROLL, dsl

OF_MISSING = "bedford-missing-children"
SEALED = SealedWords(bytes(8), bytes(16), b"words of a meeting")
"""Stands for words: no engine opens them to decide."""

T = TypeVar("T")
Act = Callable[[Engine], None]


def acts(sent: Letters) -> Iterator[Act]:
    """The acts in order; after each of them everything is decided."""
    bell = datetime(2026, 11, 10, 8, 40, tzinfo=START.tzinfo)
    damaged = Submission(sent.first[0].envelope[:-1] + bytes([sent.first[0].envelope[-1] ^ 1]), sent.first[0].keys)

    def the_evening(engine: Engine) -> None:
        for minutes, submission in enumerate((*sent.first, damaged, sent.first[0])):
            engine.submit(submission, START + timedelta(minutes=minutes))

    def the_outbox_reports(engine: Engine) -> None:
        at = START + timedelta(minutes=30)
        accepted, failed = DeliveryResult.ACCEPTED, DeliveryResult.FAILED
        for urn, result in ((FIRST, accepted), (SECOND, DeliveryResult.DEFERRED), (SECOND, failed)):
            place, issued = _first(engine, NoticeIssued, partial(_is_for, urn))
            engine.command(_report(place, issued, dsl(urn), result), f"outbox-{urn}-{result}", at)

    def somebody_reads(engine: Engine) -> None:
        at = START + timedelta(hours=1)
        for urn, hear in ((FIRST, AcknowledgeNotice), (WITHOUT_ROLL, NotOurs)):
            place, issued = _first(engine, NoticeIssued, partial(_is_for, urn))
            asked = OpenNotice(issued.case, issued.person, place, dsl(urn), "dsl")
            engine.command(asked, f"open-{urn}", at)
            engine.command(hear(issued.case, issued.person, place, dsl(urn), "dsl"), f"answer-{urn}", at)
            engine.command(ViewTrace(issued.event, "u-nobody", "auditor"), f"trace-{urn}", at)

    def the_bell_rings(engine: Engine) -> None:
        engine.tick(bell)

    def more_is_known(engine: Engine) -> None:
        engine.refer([InstrumentSuspended("bedford-operation-encompass", True, bell, "reviewed", "a council")], bell)
        for submission in sent.later:
            engine.submit(submission, bell + timedelta(minutes=10))

    def the_desk_works(engine: Engine) -> None:
        at = bell + timedelta(minutes=30)
        place, referred = _first(engine, MatchReferred, lambda o: o.reason == "name_doubtful")
        chosen = MatchDecided(
            referred.case, place, COORDINATOR, COUNCIL_DESK, "pupil-0", None, AnswerBasis.EVIDENCE_SHOWN
        )
        engine.command(chosen, "match", at)
        place, item = _first(engine, DeskItemRaised, lambda o: o.kind == "not_ours")
        settled = SettleDeskItem(item.case, item.person, place, COORDINATOR, COUNCIL_DESK, SettledHow.ALREADY_TOLD)
        engine.command(settled, "settle", at)
        engine.command(settled, "settle", at)

    def every_flow_is_on(engine: Engine) -> None:
        at = bell + timedelta(hours=1)
        engine.refer(flow_bodies(), at)
        for minutes, submission in enumerate(sent.flows):
            engine.submit(submission, at + timedelta(minutes=minutes))

    def the_front_door_reads(engine: Engine) -> None:
        at = bell + timedelta(hours=2)
        place, issued = _first(engine, NoticeIssued, lambda o: o.recipient.role == "ifd")
        engine.command(OpenNotice(issued.case, issued.person, place, user("ifd"), "ifd"), "open-ifd", at)
        place, contact = _first(engine, NoticeIssued, lambda o: Item.CONTACT_WORRIES in o.items)
        role = contact.recipient.role
        engine.command(OpenNotice(contact.case, contact.person, place, user(role), role), "open-contact", at)
        first = PrioritiseContact(
            contact.case,
            contact.person,
            place,
            user("front_door_manager"),
            "front_door_manager",
            ContactPriority.URGENT,
            PriorityReason.RISK_IS_HIGHER,
        )
        engine.command(first, "prioritise", at)
        decided = TriageContact(
            contact.case,
            contact.person,
            place,
            user(role),
            role,
            FrontDoorOutcome.EARLY_HELP,
            Consent.GIVEN,
            None,
            None,
        )
        engine.command(decided, "triage", at)

    def the_provider_holds_the_interview(engine: Engine) -> None:
        at, role = bell + timedelta(hours=3), "return_interview_provider"
        place, issued = _first(engine, NoticeIssued, lambda o: o.recipient.role == role)
        case, person = issued.case, issued.person
        engine.command(OpenNotice(case, person, place, user(role), role), "open-interview", at)
        offered = RecordStep(case, person, place, user(role), role, Step.OFFERED, None, None, at, None)
        engine.command(offered, "offer", at)

    def the_child_declines(engine: Engine) -> None:
        before, offered = _first(engine, StepRecorded, lambda _: True)
        by, why = AnsweredBy.CHILD, StepReason.DOES_NOT_WANT_ONE
        at, (case, person, place) = bell + timedelta(hours=4), (offered.case, offered.person, offered.notice)
        declined = RecordStep(case, person, place, offered.user, offered.role, Step.DECLINED, by, why, at, before)
        engine.command(declined, "decline", at)
        engine.command(replace(declined, step=Step.HELD), "late-answer", at)

    def the_front_door_thinks_again(engine: Engine) -> None:
        place, triaged = _first(engine, ContactTriaged, lambda _: True)
        decided = TriageContact(
            triaged.case,
            triaged.person,
            triaged.notice,
            triaged.user,
            triaged.role,
            FrontDoorOutcome.STRATEGY_DISCUSSION,
            Consent.DISPENSED_WITH,
            ConsentReason.RISK_OF_SIGNIFICANT_HARM,
            place,
        )
        engine.command(decided, "triage-again", bell + timedelta(hours=4))

    def the_council_publishes_outcomes(engine: Engine) -> None:
        for minutes, submission in enumerate((*sent.outcomes[:2], sent.outcomes[0], sent.outcomes[2])):
            engine.submit(submission, bell + timedelta(hours=4, minutes=5 + minutes), COUNCIL)

    def the_meetings_are_held(engine: Engine) -> None:
        at = bell + timedelta(hours=5)
        care = Recipient("childrens_social_care", "area", AREA)
        for role, meeting in (("spoc_coordinator", "spoc"), ("marac_coordinator", "marac")):
            replaced = {one.replaces for _, one in outputs(engine) if isinstance(one, NoticeIssued)}
            place, issued = next(
                (place, one)
                for place, one in outputs(engine)
                if isinstance(one, NoticeIssued) and one.recipient.role == role and place not in replaced
            )
            case, person, who = issued.case, issued.person, user(role)
            engine.command(OpenNotice(case, person, place, who, role), f"open-{role}", at)
            for due in (1, 60):
                owner, by = Owner(care, ""), at + timedelta(days=due)
                action = SetAction(case, person, place, who, role, meeting, owner, by, SEALED)
                engine.command(action, f"action-{due}-{role}", at)
            copied = PrintCopy(case, person, place, who, role, meeting, care, user("childrens_social_care"))
            engine.command(copied, f"copy-{role}", at)
            declared = DeclareConflict(case, person, place, who, role, care, ConflictReason.EMPLOYS)
            engine.command(declared, f"conflict-{role}", at)
            over = EndConflict(case, person, place, who, role, care, ConflictEndReason.ACTS_NO_LONGER)
            engine.command(over, f"conflict-ended-{role}", at)
            handed = TransferCase(case, person, place, who, role, "999", TransferReason.VICTIM_MOVED)
            engine.command(handed, f"transfer-{role}", at)

    def the_owners_read_and_answer(engine: Engine) -> None:
        """One agreement rests while they do."""
        at, role = bell + timedelta(hours=5, minutes=30), "childrens_social_care"
        engine.refer([InstrumentSuspended(OF_MISSING, True, at, "reviewed", "a council")], at)
        answers = (
            (ActionAnswer.CANNOT_BE_DONE, ActionReason.NO_CONTACT),
            (ActionAnswer.DONE, ActionReason.COMPLETED),
        )
        for number, (place, one) in enumerate([(p, o) for p, o in outputs(engine) if isinstance(o, ActionSet)]):
            said, why = answers[number % 2]
            asked = AnswerAction(one.case, one.person, place, user(role), role, said, why, SEALED)
            engine.command(asked, f"answer-early-{number}", at)
            engine.command(OpenAction(one.case, one.person, place, user(role), role), f"open-action-{number}", at)
            engine.command(asked, f"answer-{number}", at)

    def an_action_is_reported(engine: Engine) -> None:
        at = bell + timedelta(hours=6)
        engine.refer([InstrumentSuspended(OF_MISSING, False, at, "reviewed", "a council")], at)
        actions = [
            (place, one) for place, one in outputs(engine) if isinstance(one, ActionSet) and one.meeting == "spoc"
        ]
        outcomes = (
            (ActionOutcome.NOT_DONE, ActionReason.NO_CONTACT, at + timedelta(days=1)),
            (ActionOutcome.DONE, ActionReason.COMPLETED, None),
        )
        for (place, one), (outcome, reason, due) in zip(actions, outcomes, strict=True):
            report = ReportAction(one.case, one.person, place, one.user, one.role, outcome, reason, due)
            engine.command(report, f"report-{outcome}", at)

    def somebody_is_restricted(engine: Engine) -> None:
        engine.submit(sent.restricted[0], bell + timedelta(hours=7))

    def a_coordinator_reads_the_update(engine: Engine) -> None:
        referred = _first(engine, NoticeIssued, lambda o: o.recipient.role == "marac_coordinator")[1].case
        place, issued = [
            (place, one)
            for place, one in outputs(engine)
            if isinstance(one, NoticeIssued) and (one.recipient.role, one.case) == ("marac_coordinator", referred)
        ][-1]
        read = OpenNotice(issued.case, issued.person, place, user("marac_coordinator"), "marac_coordinator")
        engine.command(read, "open-restricted", bell + timedelta(hours=7, minutes=1))

    def the_mark_was_wrong(engine: Engine) -> None:
        engine.submit(sent.restricted[1], bell + timedelta(hours=8))

    def hotspots_are_published(engine: Engine) -> None:
        counts, monday = (3, 9, 0, 7, 12, 11, 10, 9, 8, 8, 8, 8), date(2026, 9, 28)
        asked = PublishHotspots(
            table_key(AREA, missing.EVENT_TYPE),
            AREA,
            missing.EVENT_TYPE,
            monday,
            ("MK40", "MK41", "MK42"),
            counts,
            (),
            user(PUBLISHES),
            PUBLISHES,
        )
        for again in ("first", "again"):
            engine.command(asked, f"hotspots-{again}", bell + timedelta(hours=6))

    def the_day_ends(engine: Engine) -> None:
        engine.tick(bell + timedelta(days=2))

    yield from (the_evening, the_outbox_reports, somebody_reads, the_bell_rings)
    yield from (more_is_known, the_desk_works, every_flow_is_on, the_front_door_reads)
    yield from (the_provider_holds_the_interview, the_child_declines)
    yield from (the_front_door_thinks_again, the_council_publishes_outcomes, the_meetings_are_held)
    yield from (the_owners_read_and_answer, an_action_is_reported)
    yield hotspots_are_published
    yield from (somebody_is_restricted, a_coordinator_reads_the_update, the_mark_was_wrong, the_day_ends)


def play(engine: Engine, sent: Letters, after: Callable[[Engine], object] = lambda engine: engine.decide()) -> None:
    """The whole night; `after` decides what each act put in."""
    for act in acts(sent):
        act(engine)
        after(engine)


def outputs(engine: Engine) -> Iterator[tuple[str, Output]]:
    """Every recorded output with its id."""
    for source in engine.sources():
        for decision in engine.decisions(source):
            for ordinal, output in enumerate(decision.outputs):
                yield f"{source}-{decision.number}-{ordinal}", output


def _report(place: str, issued: NoticeIssued, user: str, result: DeliveryResult) -> DeliveryReported:
    """What the outbox says came of the one message that a notice asked for."""
    reason = DeliveryReason.NONE if result is DeliveryResult.ACCEPTED else DeliveryReason.ADDRESS_REFUSED
    return DeliveryReported(issued.case, issued.person, place, place, Channel.MAIL, user, 1, 1, result, reason)


def _is_for(urn: str, notice: NoticeIssued) -> bool:
    return notice.recipient.value == urn


def _first(engine: Engine, kind: type[T], which: Callable[[T], bool]) -> tuple[str, T]:
    return next((place, output) for place, output in outputs(engine) if isinstance(output, kind) and which(output))
