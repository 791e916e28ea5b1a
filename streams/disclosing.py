"""Turn opened sections into the lines of text that a reader sees: just the permitted items, and nothing else."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from schemas.events.encompass import Address, Grade, Person, Presence, Relation, Role
from schemas.events.header import SectionKind
from schemas.items import ADDRESSES, Item
from streams.deciders.opened import OpenedEvent, Shredded

_LONDON: Final = ZoneInfo("Europe/London")

Lines = tuple[str, ...]

_PRESENCE: Final = {
    Presence.NOT_KNOWN: "Not known",
    Presence.SAW: "Present: saw it",
    Presence.HEARD: "Present: heard it",
    Presence.IN_THE_HOME: "In the home",
    Presence.NOT_PRESENT: "Not present",
}

_GRADES: Final = {
    Grade.NOT_ASSESSED: "Not assessed",
    Grade.STANDARD: "Standard",
    Grade.MEDIUM: "Medium",
    Grade.HIGH: "High",
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

_ROLES: Final = {Role.VICTIM: "the victim", Role.ALLEGED_PERPETRATOR: "the alleged perpetrator"}

NOT_GIVEN: Final = ("Not given by the police",)


def lines_of(event: OpenedEvent, child: int, items: tuple[Item, ...]) -> tuple[dict[Item, Lines], tuple[Item, ...]]:
    """The text of each item about one child of an event, and the items that were erased since.

    No other child is ever named; a free text is shown only if it is about this child and no other. Where anyone of the
    event is restricted, or may be, no address is shown, whatever was permitted.
    """
    erased = isinstance(event.sections.get(child), Shredded)
    shown: dict[Item, Lines] = {}
    gone: list[Item] = []
    for item in items:
        if erased and item in _OF_CHILD:
            gone.append(item)
            continue
        if item in ADDRESSES and event.any_restricted is not False:
            shown[item] = NOT_GIVEN
            continue
        shown[item] = _RENDER[item](event, child) or NOT_GIVEN
    return shown, tuple(gone)


def day(value: date) -> str:
    """A date as people read it: 4 May 2027."""
    return f"{value.day} {value:%B %Y}"


def address_lines(address: Address | None) -> Lines:
    """An address, a line each."""
    if address is None:
        return ()
    return tuple(line for line in (*address.lines, address.postcode) if line)


def full_name(person: Person) -> str:
    """Given names and family name."""
    return f"{person.given_names} {person.family_name}".strip()


def _fact(_: OpenedEvent, __: int) -> Lines:
    return ("Police were called to a domestic abuse incident in which this child may be a victim.",)


def _reference(event: OpenedEvent, _: int) -> Lines:
    return (event.header.reference,)


def _occurred(event: OpenedEvent, _: int) -> Lines:
    at = event.header.occurred_at.astimezone(_LONDON)
    return (f"{at:%A} {day(at.date())} at {at:%H:%M}",)


def _location(event: OpenedEvent, _: int) -> Lines:
    incident = event.incident()
    return (incident.place, *address_lines(incident.location)) if incident is not None else ()


def _grade(event: OpenedEvent, _: int) -> Lines:
    return (_GRADES[event.notification.grade],)


def _of_person(get: Callable[[Person], Lines]) -> Callable[[OpenedEvent, int], Lines]:
    def render(event: OpenedEvent, child: int) -> Lines:
        person = event.person(child)
        return tuple(line for line in get(person) if line) if person is not None else ()

    return render


def _of_role(role: Role, get: Callable[[Person], Lines]) -> Callable[[OpenedEvent, int], Lines]:
    def render(event: OpenedEvent, _: int) -> Lines:
        return tuple(line for _, adult in event.adults() if role in adult.roles for line in get(adult) if line)

    return render


def _name(person: Person) -> Lines:
    also = (f"Also known as {', '.join(person.other_names)}",) if person.other_names else ()
    return (full_name(person), *also)


def _born(person: Person) -> Lines:
    return (day(person.date_of_birth),) if person.date_of_birth is not None else ()


def _address(person: Person) -> Lines:
    return () if person.restricted else address_lines(person.address)


def _safe_contact(person: Person) -> Lines:
    contact = person.safe_contact
    if contact is None:
        return ("Not given: do not contact home about this until you have advice",)
    first = "Safe to contact" if contact.safe_to_contact else "Do not contact until you have advice"
    return (first, contact.advice)


def _relationships(event: OpenedEvent, child: int) -> Lines:
    """How this child stands to the adults by their role in the incident; other children are not named."""
    person = event.person(child)
    lines = []
    for relationship in person.relationships if person is not None else ():
        other = event.person(relationship.to)
        if other is None or Role.CHILD in other.roles:
            continue
        for role, words in _ROLES.items():
            if role in other.roles:
                lines.append(f"{words.capitalize()} is the child's {_RELATIONS[relationship.relation]}")
    return tuple(lines)


def _texts(kind: SectionKind) -> Callable[[OpenedEvent, int], Lines]:
    def render(event: OpenedEvent, child: int) -> Lines:
        return tuple(line for text in event.texts_about(child, kind) for line in text.text.splitlines() if line.strip())

    return render


_OF_CHILD: Final = frozenset(
    {
        Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH,
        Item.CHILD_ADDRESS,
        Item.CHILD_PRESENCE,
        Item.CHILD_WHEREABOUTS,
        Item.CHILD_SEEN_BY,
        Item.CHILD_SPOKEN_TO_BY,
        Item.CHILD_RELATIONSHIPS,
        Item.CHILD_SAFE_CONTACT,
        Item.CHILD_VOICE,
        Item.SCHOOL_SUMMARY,
        Item.POLICE_NARRATIVE,
    }
)

_RENDER: Final[Mapping[Item, Callable[[OpenedEvent, int], Lines]]] = MappingProxyType(
    {
        Item.INCIDENT_FACT: _fact,
        Item.INCIDENT_REFERENCE: _reference,
        Item.INCIDENT_OCCURRED_AT: _occurred,
        Item.INCIDENT_LOCATION: _location,
        Item.INCIDENT_GRADE: _grade,
        Item.CHILD_NAME: _of_person(_name),
        Item.CHILD_DATE_OF_BIRTH: _of_person(_born),
        Item.CHILD_ADDRESS: _of_person(_address),
        Item.CHILD_PRESENCE: _of_person(lambda person: (_PRESENCE[person.presence],)),
        Item.CHILD_WHEREABOUTS: _of_person(lambda person: (person.whereabouts,)),
        Item.CHILD_SEEN_BY: _of_person(lambda person: (person.seen_by,)),
        Item.CHILD_SPOKEN_TO_BY: _of_person(lambda person: (person.spoken_to_by,)),
        Item.CHILD_VOICE: _texts(SectionKind.VOICE),
        Item.CHILD_RELATIONSHIPS: _relationships,
        Item.CHILD_SAFE_CONTACT: _of_person(_safe_contact),
        Item.SCHOOL_SUMMARY: _texts(SectionKind.SUMMARY),
        Item.POLICE_NARRATIVE: _texts(SectionKind.NARRATIVE),
        Item.VICTIM_NAME: _of_role(Role.VICTIM, _name),
        Item.VICTIM_DATE_OF_BIRTH: _of_role(Role.VICTIM, _born),
        Item.VICTIM_ADDRESS: _of_role(Role.VICTIM, _address),
        Item.VICTIM_SAFE_CONTACT: _of_role(Role.VICTIM, _safe_contact),
        Item.PERPETRATOR_NAME: _of_role(Role.ALLEGED_PERPETRATOR, _name),
        Item.PERPETRATOR_DATE_OF_BIRTH: _of_role(Role.ALLEGED_PERPETRATOR, _born),
        Item.PERPETRATOR_ADDRESS: _of_role(Role.ALLEGED_PERPETRATOR, _address),
    }
)
