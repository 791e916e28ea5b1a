"""What hops 2 and 3 are told of an outcome that a council published, and of people who may be connected, in tests."""

from schemas.events.event import Withdrawal
from schemas.events.front_door import Decided
from schemas.events.header import Header
from schemas.records.answers import ContactAnswered
from schemas.records.decision import Output
from schemas.records.inputs import Message
from streams.deciders.answers.decide import answer_contact, answered_case, case_named
from streams.deciders.answers.state import Named
from streams.deciders.answers.wrong_people import found_wrong
from streams.deciders.keys import case_key, matter_key
from streams.deciders.match import compare
from streams.deciders.match.state import MatchCase
from streams.deciders.opened import OpenedEvent
from streams.deciders.person import answered, contact_named, held_against, restriction
from streams.deciders.person.connections import connected_staff
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.state import Matter
from streams.deciders.states import States
from tests.support.facts import Facts


def answers(facts: Facts, states: States, message: Message, decided: list[Output]) -> list[Output]:
    """Which contact an outcome answers, once what hop 2 decided of its own children is folded."""
    wrong = found_wrong(states, message, decided)
    if wrong:
        return list(wrong)
    case = answered_case(states, message)
    held = states.find(case_key(case), MatchCase) if case is not None else None
    if held is None:
        return []
    event = facts.opened[held.event]
    said = event.fact(Decided)
    contact = facts.opened.get(said.contact) if said is not None else None
    of = case_named(states, contact.header) if contact is not None else None
    named = None
    if contact is not None and of is not None:
        latest = facts.opened[of.event].value
        named = Named(contact.header, latest.header, wrong_people=latest.withdrawal is Withdrawal.WRONG_PEOPLE)
    return list(answer_contact(states, event, named, decided))


def answered_facts(facts: Facts, states: States, told: ContactAnswered) -> held_against.AnswerFacts:
    """What hop 3 is told of an outcome and one child of the contact that it names."""
    matter = states.find(matter_key(told.case, told.person), Matter)
    publisher = facts.opened[told.outcome].header.publisher
    event, own = answered.subject_of(matter, told, facts.reference, publisher)
    opened = facts.opened[event]
    close = connected(facts, opened, own, answered.who_may_hear(opened, facts.reference))
    by = restriction.hidden_by(states, told.case, told.person)
    person = PersonFacts(facts.reference, marked(facts, event, by), close, hidden_by=by)
    return held_against.AnswerFacts(person, {one: facts.opened[one] for one in held_against.events_of(matter, told)})


def marked(facts: Facts, event: bytes, by: tuple[bytes, ...]) -> OpenedEvent:
    """An event as other events have it shown that mark its people as restricted."""
    return facts.opened[event].marked_by(tuple([facts.opened[one] for one in by]))


def connected(facts: Facts, event: OpenedEvent, own: int, users: list[str]) -> frozenset[str]:
    """Who of these may be connected with an adult of the event."""
    folded = compare.fold_people(event, facts.reference)
    return connected_staff(event, own, folded, users, facts.staff, facts.data)


def beside(facts: Facts, states: States, event: OpenedEvent, person: str, *, known: bool) -> list[OpenedEvent]:
    """The contact that an outcome names, by which its readers are held as well."""

    def header_of(event: bytes) -> Header | None:
        return facts.opened[event].header if event in facts.opened else None

    found = contact_named.rests_on(states, event, person, header_of, known=known)
    return [facts.opened[one] for one in found]
