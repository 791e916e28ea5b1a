"""What an event says of its people and where it was, as lines of text."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.encompass import Grade
from schemas.events.header import SectionKind
from schemas.events.people import Address, Person, Presence, Relation, Role
from streams.calendar.wall_clock import LONDON, day
from streams.deciders.opened import OpenedEvent

Lines = tuple[str, ...]
Render = Callable[[OpenedEvent, int], Lines]
"""Of an event and the number of its subject's section, the lines of one item."""

NO_SAFE_CONTACT: Final = ("Not given: do not contact home about this until you have advice",)

PRESENCE: Final = {
    Presence.SAW: ("Present: saw it",),
    Presence.HEARD: ("Present: heard it",),
    Presence.IN_THE_HOME: ("In the home",),
    Presence.NOT_PRESENT: ("Not present",),
}

_GRADES: Final = {
    Grade.STANDARD: ("Standard",),
    Grade.MEDIUM: ("Medium",),
    Grade.HIGH: ("High",),
}

_RELATIONS: Final = {
    Relation.PARENT: "parent",
    Relation.STEP_PARENT: "step-parent",
    Relation.PARENTS_PARTNER: "parent's partner",
    Relation.GRANDPARENT: "grandparent",
    Relation.SIBLING: "brother or sister",
    Relation.OTHER_RELATIVE: "other relative",
    Relation.CARER: "carer",
    Relation.PARTNER: "partner",
    Relation.FORMER_PARTNER: "former partner",
    Relation.OTHER: "other",
}

_NAMED: Final = frozenset({Role.VICTIM, Role.ALLEGED_PERPETRATOR, Role.PATIENT})

_ROLES: Final = {Role.VICTIM: "the victim", Role.ALLEGED_PERPETRATOR: "the alleged perpetrator"}


def moment(at: datetime) -> str:
    """Day and time, in London."""
    local = at.astimezone(LONDON)
    return f"{local:%A} {day(local.date())} at {local:%H:%M}"


def address_lines(address: Address | None) -> Lines:
    """An address, a line each."""
    if address is None:
        return ()
    return tuple(line for line in (*address.lines, address.postcode) if line)


def full_name(person: Person) -> str:
    """Given names and family name."""
    return f"{person.given_names} {person.family_name}".strip()


_FACT: Final = {
    encompass.EVENT_TYPE: "Police were called to a domestic abuse incident in which this child may be a victim.",
    missing.EVENT_TYPE: "This child was reported missing to police.",
    marac.EVENT_TYPE: "A victim of domestic abuse was referred to MARAC.",
    hospital.EVENT_TYPE: "A hospital is concerned after an attendance.",
    front_door.CONTACT_TYPE: "An agency asked the council's front door about this child.",
    front_door.OUTCOME_TYPE: "The council's front door has decided about a contact.",
}


def fact(event: OpenedEvent, _: int) -> Lines:
    """What happened, in words that name nobody."""
    return (_FACT[event.header.type],)


def reference(event: OpenedEvent, _: int) -> Lines:
    """The publisher's own reference."""
    return (event.header.reference,)


def occurred(event: OpenedEvent, _: int) -> Lines:
    """Day and time, in London."""
    return (moment(event.header.occurred_at),)


def location(event: OpenedEvent, _: int) -> Lines:
    """Where it was."""
    incident = event.incident()
    if incident is None:
        return ()
    return tuple(line for line in (incident.place, *address_lines(incident.location)) if line)


def grade(event: OpenedEvent, _: int) -> Lines:
    """The risk that the officer assessed."""
    return _GRADES.get(event.grade, ()) if event.grade is not None else ()


def of_child(get: Callable[[Person], Lines]) -> Render:
    """Of the child whom the notice is about; nothing where it is about a grown person."""

    def render(event: OpenedEvent, child: int) -> Lines:
        person = event.person(child)
        if person is None or Role.CHILD not in person.roles:
            return ()
        return tuple(line for line in get(person) if line)

    return render


def of_role(role: Role, get: Callable[[Person], Lines]) -> Render:
    """Of every grown person in a role."""

    def render(event: OpenedEvent, _: int) -> Lines:
        return tuple(line for _, adult in event.adults() if role in adult.roles for line in get(adult) if line)

    return render


def name(person: Person) -> Lines:
    """Name, and other names."""
    also = (f"Also known as {', '.join(person.other_names)}",) if person.other_names else ()
    return (full_name(person), *also)


def born(person: Person) -> Lines:
    """Date of birth."""
    return (day(person.date_of_birth),) if person.date_of_birth is not None else ()


def address(person: Person) -> Lines:
    """Address, unless it is to be suppressed everywhere."""
    return () if person.restricted else address_lines(person.address)


def nhs_number(person: Person) -> Lines:
    """NHS number, in the groups that it is read out in; nothing where none was said."""
    number = person.nhs_number
    return (f"{number[:3]} {number[3:6]} {number[6:]}",) if number is not None else ()


def safe_contact(person: Person) -> Lines:
    """Whether and how somebody may be contacted."""
    contact = person.safe_contact
    if contact is None:
        return NO_SAFE_CONTACT
    first = "Safe to contact" if contact.safe_to_contact else "Do not contact until you have advice"
    return (first, contact.advice)


def relationships(event: OpenedEvent, child: int) -> Lines:
    """How this child stands to the adults by their role in the incident; other children are not named.

    Nothing where the subject is grown up: a victim's partner is no child's.
    """
    person = event.person(child)
    lines = []
    for relationship in person.relationships if person is not None and Role.CHILD in person.roles else ():
        other = event.person(relationship.to)
        if other is None or Role.CHILD in other.roles:
            continue
        for role, words in _ROLES.items():
            if role in other.roles:
                lines.append(f"{words.capitalize()} is the child's {_RELATIONS[relationship.relation]}")
    return tuple(lines)


def household(event: OpenedEvent, subject: int) -> Lines:
    """Everyone else of the event whom no other item names, by name, age group and date of birth."""
    lines = []
    for number, person in event.people():
        if number != subject and (Role.CHILD in person.roles or _NAMED.isdisjoint(person.roles)):
            words = [full_name(person) or "Name not known", *born(person)]
            lines.append(", ".join((*words, "a child" if Role.CHILD in person.roles else "an adult")))
    return tuple(lines)


def texts(event: OpenedEvent, subject: int, kind: SectionKind, *, whole: bool = False) -> Lines:
    """Free texts about this subject and no other child, or, where the reader may know of everyone, of others too."""
    found = dict.fromkeys(text.text for text in event.texts_about(subject, kind, others=whole))
    return tuple(line for text in found for line in written(text))


def written(text: str) -> Lines:
    """A free text, a line each."""
    return tuple(line for line in text.splitlines() if line.strip())
