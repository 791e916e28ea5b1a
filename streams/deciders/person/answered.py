"""Decide what a published outcome leads to for one child of the contact that it names: a triage, or a desk's work.

Source: flows.md, Contact and Outcome feedback. Only the council of the contact's area runs its front door, and nothing
is decided without the footing that a triage on the hub would need (ops/decisions/0131, 0157).
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from schemas.events.front_door import CONTACT_TYPE, Contact, Decided
from schemas.records.answers import (
    AnswerChange,
    ContactAnswered,
    ContactNamed,
    NotTaken,
    OutcomeNotTaken,
    TriageWithdrawn,
)
from schemas.records.inputs import Forwarded
from schemas.records.match import ChildOutcome
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, Due
from schemas.records.share import Recipient
from streams.deciders.areas import FRONT_DOOR, area_of_agency
from streams.deciders.keys import matter_key
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.commanded import CommandOutput
from streams.deciders.person.due import due_for
from streams.deciders.person.held_against import Answer, AnswerFacts, areas_run_by, contact_for
from streams.deciders.person.outcomes import Triage
from streams.deciders.person.recipients import council
from streams.deciders.person.state import HeldItem, Matter
from streams.deciders.person.taken_back import taken_back, waiting_again
from streams.deciders.person.triage import consent_problem, referrer_of, triaged
from streams.deciders.states import States
from streams.reference.facts import Reference

AnsweredOutput = CommandOutput | OutcomeNotTaken | TriageWithdrawn


def named_by(child: ChildOutcome, message: Forwarded) -> ContactNamed | None:
    """The contact that an outcome names for this child of it; None of every other event."""
    place = child.case, child.person
    found = (one for one in message.outputs if isinstance(one, ContactNamed))
    return next((one for one in found if (one.case, one.person) == place), None)


def subject_of(matter: Matter | None, told: ContactAnswered, reference: Reference, publisher: str) -> tuple[bytes, int]:
    """The event and section of the contact that an outcome of this publisher would decide."""
    held, _ = contact_for(matter, reference, publisher) if matter is not None else (None, False)
    return (held.event, held.section) if held is not None else (told.event, told.section)


def who_may_hear(event: OpenedEvent, reference: Reference) -> list[str]:
    """Whose connection with the contact's people matters: readers where the contact was made."""
    asked = referrer_of(event, reference)
    return [role.user for role in reference.staff_roles(asked.scheme, asked.value)] if asked is not None else []


def decide_answered(states: States, facts: AnswerFacts, told: ContactAnswered, at: datetime) -> list[AnsweredOutput]:
    """What a published outcome, of which the hub knows since `at`, leads to for one child of the contact that it names.

    It decides the contact as somebody of the front door would, read here or not; else a desk is told why it does not,
    and what an earlier revision of it had decided is taken back where it says otherwise.
    """
    matter = states.find(matter_key(told.case, told.person), Matter) or Matter(told.event, told.section)
    publisher = facts.events[told.outcome].header.publisher
    held, own = contact_for(matter, facts.person.reference, publisher)
    answer = Answer(told, matter, held, own, facts, at)
    if told.change is AnswerChange.WRONG_PEOPLE:
        return list(_found_wrong(answer))
    reason = _why_not(answer)
    if reason is None:
        return [*_decided(answer, _heard_of_it(states, told, standing=True))]
    return list(_not_taken(answer, reason, _heard_of_it(states, told, standing=False)))


def _decided(answer: Answer, heard: Collection[Recipient]) -> list[CommandOutput]:
    told, held, said, triage = answer.told, answer.held, answer.said, answer.triage
    if held is None or said is None:
        raise ValueError("an outcome that cannot be read, or names no contact, decides nothing")
    decision = Triage(
        case=told.case,
        person=told.person,
        outcome=said.outcome,
        consent=said.consent,
        reason=said.reason,
        decided_at=said.decided_at,
        previous=triage.triage if triage is not None else None,
        published=told.outcome,
    )
    said_by_another = triage is not None and answer.before is None and answer.all_decided()
    known = said_by_another and triage is not None and triage.outcome is said.outcome
    return triaged(answer.matter, held, answer.facts.person, decision, answer.at, heard, known=known)


def _why_not(answer: Answer) -> NotTaken | None:
    """Why an outcome decides nothing here; None where it decides the contact."""
    told, held, said = answer.told, answer.held, answer.said
    if told.change is AnswerChange.WITHDRAWN:
        return NotTaken.WITHDRAWN
    if held is None:
        return NotTaken.FRONT_DOOR_LEFT_OUT if _is_left_out(answer) else NotTaken.NOT_A_CONTACT
    if not answer.own:
        return NotTaken.NOT_ITS_FRONT_DOOR
    if told.change is AnswerChange.LEFT_OUT:
        decided = answer.triage is not None and answer.before is None
        return NotTaken.UNCHANGED if decided else NotTaken.CHILD_LEFT_OUT
    if said is None:
        return NotTaken.OUTCOME_ERASED
    if answer.all_decided() and (answer.stands or _is_said_by_the_hub(answer, said)):
        return NotTaken.UNCHANGED
    if _is_erased(answer.facts.person.event, held.section):
        return NotTaken.CONTACT_ERASED
    return _overtaken(answer, said) or _footing(said)


def _is_said_by_the_hub(answer: Answer, said: Decided) -> bool:
    """Whether somebody decided the same on the hub, on the same footing: a council's system may only say it again."""
    triage = answer.triage
    if triage is None or triage.published:
        return False
    return (triage.outcome, triage.consent, triage.reason) == (said.outcome, said.consent, said.reason)


def _is_erased(event: OpenedEvent | None, section: int) -> bool:
    """Whether nothing is left of the child, or of who is to hear what was decided."""
    if event is None or event.person(section) is None:
        return True
    return event.header.type == CONTACT_TYPE and event.fact(Contact) is None


def _is_left_out(answer: Answer) -> bool:
    """Whether a front door was left out of the case for a conflict: what it decided may not count."""
    return any(one.role in FRONT_DOOR for one in answer.matter.conflicts)


def _overtaken(answer: Answer, said: Decided) -> NotTaken | None:
    """Whether the front door knows, or has decided, something later than what the outcome speaks of, or the outcome
    speaks of a time before the contact.
    """
    contact = answer.facts.events[answer.told.contact].header
    if said.decided_at < contact.occurred_at:
        return NotTaken.DECIDED_BEFORE
    if any(answer.facts.events[one.event].header.revision > contact.revision for one in answer.contacts()):
        return NotTaken.CONTACT_REVISED
    triage = answer.triage
    since = triage is not None and answer.before is None and said.decided_at <= triage.decided_at
    return NotTaken.DECIDED_SINCE if since else None


def _footing(said: Decided) -> NotTaken | None:
    problem = consent_problem(said.consent, said.reason, said.outcome)
    return NotTaken(problem) if problem is not None else None


def _not_taken(answer: Answer, reason: NotTaken, heard: Collection[Recipient]) -> Iterator[AnsweredOutput]:
    told, held = answer.told, answer.held
    area = held.recipient.value if held is not None else _area_of_publisher(answer)
    yield OutcomeNotTaken(told.event, told.case, told.person, told.section, area, told.outcome, reason)
    if reason is not NotTaken.UNCHANGED:
        outcome = DeskOutcome.WITHDRAWN if reason is NotTaken.WITHDRAWN else DeskOutcome.SUPERSEDED
        for item in _items_of(answer):
            yield DeskItemClosed(told.case, told.person, item.item, outcome, "")
    yield from taken_back(answer, heard)
    waits = reason is not NotTaken.WITHDRAWN or waiting_again(answer)
    if reason is not NotTaken.UNCHANGED and waits:
        yield _on_the_desk(answer, area, reason)


def _found_wrong(answer: Answer) -> Iterator[AnsweredOutput]:
    """The desk of the front door that had the contact has the outcome withdrawn. Whoever runs no front door that had
    it is not told that there was one.
    """
    told, areas = answer.told, answer.areas
    publisher = answer.facts.events[told.outcome].header.publisher
    own = [area for area in areas_run_by(answer.facts.person.reference, publisher) if area in areas]
    area = next(iter((*own, *areas)), None) or _area_of_publisher(answer)
    reason = NotTaken.FOUND_WRONG_PEOPLE if own else NotTaken.NOT_ITS_FRONT_DOOR
    yield OutcomeNotTaken(told.event, told.case, told.person, told.section, area, told.outcome, reason)
    yield _on_the_desk(answer, area, NotTaken.FOUND_WRONG_PEOPLE)


def _items_of(answer: Answer) -> list[HeldItem]:
    """What stands on the desk because of this outcome: the item is of its own event, or names no child of it."""
    cases = {answer.told.outcome_case, answer.told.case}
    items = (item for item in answer.matter.desk if item.kind is DeskKind.OUTCOME)
    return [item for item in items if answer.facts.events[item.event].header.case in cases]


def _on_the_desk(answer: Answer, area: str, reason: NotTaken) -> DeskItemRaised:
    """The council's desk has the front door decide, by the contact's own time, and reads what was published."""
    told, held, child = answer.told, answer.held, answer.told.child
    event, section = (told.event, told.section) if held is None else (held.event, held.section)
    if child is not None and (held is not None or reason is NotTaken.FOUND_WRONG_PEOPLE):
        event, section = told.outcome, child.section
    return DeskItemRaised(
        kind=DeskKind.OUTCOME,
        area=area,
        event=event,
        case=told.case,
        person=told.person,
        section=section,
        due=_due(answer, area),
        reason=reason.value,
        notice=held.notice if held is not None else None,
        referral=None,
        recipient=None,
        named_only=False,
        pupil=None,
    )


def _due(answer: Answer, area: str) -> Due:
    """The contact's own latest time while it has not passed; else that of the desk."""
    held = answer.held
    if held is not None and held.due > answer.at:
        return Due(at=held.due, rule=held.rule, holiday=False, bell_known=True, held_until=None, reminders=())
    return due_for(answer.facts.person.reference, council(area), answer.at)


def _area_of_publisher(answer: Answer) -> str:
    publisher = answer.facts.events[answer.told.outcome].header.publisher
    return area_of_agency(answer.facts.person.reference, publisher)


def _heard_of_it(states: States, told: ContactAnswered, *, standing: bool) -> Collection[Recipient]:
    """Who has a notice of the outcome's own event for this child, by the area's routing of such events; unless it must
    be `standing`, one that was recalled too.
    """
    whom = told.child.person if told.child is not None else told.person
    own = states.find(matter_key(told.outcome_case, whom), Matter)
    notices = own.notices if own is not None else ()
    return {held.recipient for held in notices if held.stands or not standing}
