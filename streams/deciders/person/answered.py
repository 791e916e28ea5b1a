"""Decide what a published outcome leads to for one child of the contact that it names: a triage, or a desk's work.

Source: flows.md, Contact and Outcome feedback. Only the council of the contact's area runs its front door, and nothing
is decided without the footing that a triage on the hub would need (ops/decisions/0131, 0157).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

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
from schemas.records.reference import AgencyKind
from schemas.records.share import Recipient
from streams.deciders.areas import FRONT_DOOR, area_of_agency
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.commanded import CommandOutput
from streams.deciders.person.due import due_for
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.outcomes import OF_TRIAGE, OfMatter, Triage
from streams.deciders.person.recipients import council
from streams.deciders.person.state import HeldItem, HeldNotice, HeldTriage, Matter, matter_key
from streams.deciders.person.triage import consent_problem, feedback, referrer_of, triaged
from streams.deciders.states import States
from streams.reference.facts import Reference

AnsweredOutput = CommandOutput | OutcomeNotTaken | TriageWithdrawn


class AnswerFacts(Struct, frozen=True, gc=False):
    """Facts for one published outcome and one child of the contact: those of the contact's own event, and by id the
    other events that the matter or the outcome speaks of.
    """

    person: PersonFacts
    events: Mapping[bytes, OpenedEvent]


class _Answer(Struct, frozen=True, gc=False):
    """One outcome held against one matter. `held` is the contact that it would decide, the publisher's own if any."""

    told: ContactAnswered
    matter: Matter
    held: HeldNotice | None
    own: bool
    facts: AnswerFacts
    at: datetime

    @property
    def said(self) -> Decided | None:
        """What the outcome says, as far as it can be read."""
        return self.facts.events[self.told.outcome].fact(Decided)

    @property
    def triage(self) -> HeldTriage | None:
        """What the front door decided last."""
        return self.matter.triage_at(self.held.recipient.value) if self.held is not None else None

    @property
    def before(self) -> OpenedEvent | None:
        """The earlier revision of this very outcome by which the contact stands decided; None where it does not."""
        triage = self.triage if self.own else None
        event = self.facts.events.get(triage.published) if triage is not None else None
        return event if event is not None and event.header.case == self.told.outcome_case else None

    def contacts(self) -> list[HeldNotice]:
        """The contacts of this front door: its own notice, and the duty team's."""
        area = self.held.recipient.value if self.held is not None else ""
        return [one for one in _contacts(self.matter) if one.recipient.value == area]


def named_by(child: ChildOutcome, message: Forwarded) -> ContactNamed | None:
    """The contact that an outcome names for this child of it; None of every other event."""
    place = child.case, child.person
    found = (one for one in message.outputs if isinstance(one, ContactNamed))
    return next((one for one in found if (one.case, one.person) == place), None)


def subject_of(matter: Matter | None, told: ContactAnswered, reference: Reference, publisher: str) -> tuple[bytes, int]:
    """The event and section of the contact that an outcome of this publisher would decide."""
    held, _ = _contact_of(matter, reference, publisher) if matter is not None else (None, False)
    return (held.event, held.section) if held is not None else (told.event, told.section)


def who_may_hear(event: OpenedEvent, reference: Reference) -> list[str]:
    """Whose connection with the contact's people matters: readers where the contact was made."""
    asked = referrer_of(event, reference)
    return [role.user for role in reference.staff_roles(asked.scheme, asked.value)] if asked is not None else []


def events_of(matter: Matter | None, told: ContactAnswered) -> Collection[bytes]:
    """The events that deciding asks about."""
    found = dict.fromkeys((told.outcome, told.contact, told.event))
    if matter is not None:
        found.update(dict.fromkeys(one.event for one in _contacts(matter)))
        found.update(dict.fromkeys(one.published for one in matter.triages if one.published))
        found.update(dict.fromkeys(item.event for item in matter.desk if item.kind is DeskKind.OUTCOME))
    return found


def decide_answered(states: States, facts: AnswerFacts, told: ContactAnswered, at: datetime) -> list[AnsweredOutput]:
    """What a published outcome, of which the hub knows since `at`, leads to for one child of the contact that it names.

    It decides the contact as somebody of the front door would, read here or not; else a desk is told why it does not,
    and what an earlier revision of it had decided is taken back where it says otherwise.
    """
    matter = states.find(matter_key(told.case, told.person), Matter) or Matter(told.event, told.section)
    publisher = facts.events[told.outcome].header.publisher
    held, own = _contact_of(matter, facts.person.reference, publisher)
    answer = _Answer(told, matter, held, own, facts, at)
    reason = _why_not(answer)
    if reason is None:
        return [*_decided(answer, _heard_of_it(states, told, standing=True))]
    return list(_not_taken(answer, reason, _heard_of_it(states, told, standing=False)))


def _decided(answer: _Answer, heard: Collection[Recipient]) -> list[CommandOutput]:
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
    return triaged(answer.matter, held, answer.facts.person, decision, answer.at, heard)


def _why_not(answer: _Answer) -> NotTaken | None:
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
    if _stands(answer) and all(one.triaged for one in answer.contacts()):
        return NotTaken.UNCHANGED
    if _is_erased(answer.facts.person.event, held.section):
        return NotTaken.CONTACT_ERASED
    return _overtaken(answer, said) or _footing(said)


def _is_erased(event: OpenedEvent | None, section: int) -> bool:
    """Whether nothing is left of the child, or of who is to hear what was decided."""
    if event is None or event.person(section) is None:
        return True
    return event.header.type == CONTACT_TYPE and event.fact(Contact) is None


def _is_left_out(answer: _Answer) -> bool:
    """Whether a front door was left out of the case for a conflict: what it decided may not count."""
    return any(one.role in FRONT_DOOR for one in answer.matter.conflicts)


def _overtaken(answer: _Answer, said: Decided) -> NotTaken | None:
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


def _stands(answer: _Answer) -> bool:
    """Whether this revision says what an earlier one decided; which revision of the contact it names is no matter."""
    before = answer.before.fact(Decided) if answer.before is not None else None
    if before is None or answer.said is None or answer.told.change is not AnswerChange.DECIDED:
        return False
    return replace(before, contact=answer.told.contact) == replace(answer.said, contact=answer.told.contact)


def _not_taken(answer: _Answer, reason: NotTaken, heard: Collection[Recipient]) -> Iterator[AnsweredOutput]:
    told, held = answer.told, answer.held
    area = held.recipient.value if held is not None else _area_of_publisher(answer)
    taken_back = answer.before is not None and not _stands(answer)
    yield OutcomeNotTaken(told.event, told.case, told.person, told.section, area, told.outcome, reason)
    if reason is NotTaken.UNCHANGED:
        return
    outcome = DeskOutcome.WITHDRAWN if reason is NotTaken.WITHDRAWN else DeskOutcome.SUPERSEDED
    for item in _items_of(answer):
        yield DeskItemClosed(told.case, told.person, item.item, outcome, "")
    if taken_back and held is not None:
        yield from _taken_back(answer, held, heard)
    if reason is not NotTaken.WITHDRAWN or taken_back:
        yield _on_the_desk(answer, area, reason)


def _taken_back(answer: _Answer, held: HeldNotice, heard: Collection[Recipient]) -> Iterator[AnsweredOutput]:
    """The contact waits again by its own time, and whoever heard of the decision hears that it stands no longer."""
    told, triage = answer.told, answer.triage
    if triage is None:
        return
    yield TriageWithdrawn(
        event=held.event,
        case=told.case,
        person=told.person,
        section=held.section,
        area=triage.area,
        triage=triage.triage,
        notices=tuple([one.notice for one in answer.contacts() if one.triaged]),
        outcome=told.outcome,
    )
    yield from _untold(answer, held, heard)


def _untold(answer: _Answer, held: HeldNotice, heard: Collection[Recipient]) -> Iterator[AnsweredOutput]:
    """What waits to be told by hand need not be; who heard of a decision hears that nothing is decided."""
    told = answer.told
    waiting = [item for item in answer.matter.desk if item.kind is DeskKind.FEEDBACK]
    for item in waiting:
        yield DeskItemClosed(told.case, told.person, item.item, DeskOutcome.WITHDRAWN, "")
    heard_before = any(one.kind is OF_TRIAGE.kind for one in answer.matter.notices)
    if heard_before or not waiting:
        said = OfMatter(told.case, told.person)
        yield from feedback(answer.matter, held, answer.facts.person, said, answer.at, heard, "outcome_withdrawn")


def _items_of(answer: _Answer) -> list[HeldItem]:
    """What stands on the desk because of this outcome: the item is of its own event, or names no child of it."""
    cases = {answer.told.outcome_case, answer.told.case}
    items = (item for item in answer.matter.desk if item.kind is DeskKind.OUTCOME)
    return [item for item in items if answer.facts.events[item.event].header.case in cases]


def _on_the_desk(answer: _Answer, area: str, reason: NotTaken) -> DeskItemRaised:
    """The council's desk has the front door decide, by the contact's own time, and reads what was published."""
    told, held, child = answer.told, answer.held, answer.told.child
    event, section = (told.event, told.section) if held is None else (held.event, held.section)
    if child is not None and held is not None:
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


def _due(answer: _Answer, area: str) -> Due:
    """The contact's own latest time while it has not passed; else that of the desk."""
    held = answer.held
    if held is not None and held.due > answer.at:
        return Due(at=held.due, rule=held.rule, holiday=False, bell_known=True, held_until=None, reminders=())
    return due_for(answer.facts.person.reference, council(area), answer.at)


def _contacts(matter: Matter) -> list[HeldNotice]:
    return [held for held in matter.notices if held.is_contact]


def _contact_of(matter: Matter, reference: Reference, publisher: str) -> tuple[HeldNotice | None, bool]:
    """A contact of a front door that this agency runs, and True; else the first of another's, if there is any."""
    agency = reference.agencies.get(publisher)
    runs = agency.areas if agency is not None and agency.kind is AgencyKind.COUNCIL else ()
    contacts = _contacts(matter)
    own = next((held for held in contacts if held.recipient.value in runs), None)
    return (own, True) if own is not None else (next(iter(contacts), None), False)


def _area_of_publisher(answer: _Answer) -> str:
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
