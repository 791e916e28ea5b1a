"""Decide what a step of a recipient's own work leads to: the record of it, and who hears what came of an interview.

Source: DfE statutory guidance on children who run away or go missing from home or care (2014): the interview is held
within 72 hours of the return, and police and council hear of it. Who hears it is the area's routing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from schemas.events.missing import Episode
from schemas.records.notify import DeskItemClosed, DeskKind, DeskOutcome, NoticeKind
from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.watch import LateOpeningSettled
from schemas.records.work import RecordStep, StepRecorded
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.due import due_for, due_of_notice, for_a_desk
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.notify import desk_item, unsafe_to_tell
from streams.deciders.person.outcomes import OF_INTERVIEW, noticed, permitted_to
from streams.deciders.person.recipients import due_by, places
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.watching import is_met, work_on
from streams.deciders.person.works import DONE, ENDS, Work, step_problem
from streams.deciders.places import Context
from streams.reference.facts import Reference
from streams.routing.holding import holds
from streams.routing.routes import INTERVIEW, NOWHERE, Route

_ENDED_BY_STEP: Final = frozenset({DeskKind.INTERVIEW_OVERDUE, DeskKind.NOT_PICKED_UP, DeskKind.UNDELIVERED})


def decide_step(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: RecordStep, context: Context
) -> list[CommandOutput]:
    """A step is recorded after the one that it names; whoever is owed the outcome of an interview hears it."""
    work = work_on(held)
    if work is None:
        return [refused(command, command.notice, "no_steps_here")]
    if command.previous != (held.stepped or None):
        return [refused(command, command.notice, "step_recorded_since", held.stepped)]
    if not held.opened and not (work is Work.CONCERN and command.step in ENDS[work] - DONE):
        return [refused(command, command.notice, "not_opened_yet")]
    problem = step_problem(
        work,
        command.step,
        command.by,
        command.reason,
        command.happened_at,
        not_before=_begins(held, facts.event),
        now=context.at,
    )
    if problem is not None:
        return [refused(command, command.notice, problem)]
    outputs: list[CommandOutput] = [_recorded(held, command, min(command.happened_at, context.at))]
    if command.step in ENDS[work]:
        if held.overdue and not is_met(held) and context.at <= held.due:
            outputs.append(LateOpeningSettled(command.case, command.person, held.notice))
        outputs += [
            DeskItemClosed(command.case, command.person, item.item, DeskOutcome.DEALT_WITH, command.user)
            for item in matter.desk
            if item.notice == held.notice and item.kind in _ENDED_BY_STEP
        ]
    if work is Work.INTERVIEW and facts.event is not None:
        for route, recipient in interview_told(facts.reference, held.recipient.value, facts.event, held.section):
            if command.step in DONE or matter.told_to(recipient, NoticeKind.INTERVIEW) is not None:
                outputs += _told(matter, held, facts, command, route, recipient, context)
    return outputs


def interview_told(reference: Reference, area: str, event: OpenedEvent, section: int) -> list[tuple[Route, Recipient]]:
    """Who hears what came of an interview, by the area's routing: each recipient once, by its first route."""
    routing = reference.routing.get(area, NOWHERE)
    found: dict[Recipient, Route] = {}
    for route in routing.of(INTERVIEW):
        if holds(route.when, event, section, event.header.occurred_at):
            for recipient in places(route, area, event, section, reference):
                found.setdefault(recipient, route)
    return [(route, recipient) for recipient, route in found.items()]


def hearing_of(matter: Matter, command: object, reference: Reference, event: OpenedEvent | None) -> Iterable[Recipient]:
    """Whose readers are held against the people of the event: an outcome may follow for them."""
    held = matter.notice(command.notice) if isinstance(command, RecordStep) else None
    if held is None or event is None or work_on(held) is not Work.INTERVIEW:
        return ()
    told = interview_told(reference, held.recipient.value, event, held.section)
    return [recipient for _, recipient in told]


def _begins(held: HeldNotice, event: OpenedEvent | None) -> datetime:
    """Before which no step can have happened: the child's return, or when the event happened."""
    episode = event.fact(Episode) if event is not None else None
    return episode.returned_at if episode is not None and episode.returned_at is not None else held.occurred_at


def _recorded(held: HeldNotice, command: RecordStep, happened_at: datetime) -> StepRecorded:
    return StepRecorded(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        notice=held.notice,
        recipient=held.recipient,
        step=command.step,
        by=command.by,
        reason=command.reason,
        happened_at=happened_at,
        in_time=happened_at <= held.due,
        user=command.user,
        role=command.role,
        previous=command.previous,
    )


def _told(
    matter: Matter,
    held: HeldNotice,
    facts: PersonFacts,
    command: RecordStep,
    route: Route,
    recipient: Recipient,
    context: Context,
) -> list[CommandOutput]:
    """One recipient hears what came of it, if an agreement lets it; where nobody there may read, a desk tells them."""
    subject = Subject(held.event, command.case, command.person, held.section, context.at)
    permitted = permitted_to(OF_INTERVIEW, subject, facts, recipient)
    if isinstance(permitted, DisclosureRefused):
        return [permitted]
    unsafe = unsafe_to_tell(facts, recipient, context.at)
    if unsafe is not None:
        due = for_a_desk(due_for(facts.reference, recipient, context.at))
        want = Wanted(recipient, False, must=route.must, route=route.id)
        return [permitted.record, desk_item(subject, facts, want, DeskKind.INTERVIEW_OUTCOME, due, unsafe.value)]
    area = held.recipient.value
    due = due_by(
        route.clock, facts.reference.routing[area], facts.reference, area, permitted.event, context.at
    ) or due_of_notice(facts.reference, recipient, context.at)
    return noticed(OF_INTERVIEW, matter, held, command, permitted, due)
