"""Turn opened sections into the lines of text that a reader sees: just the permitted items, and nothing else.

What was withheld because of this very event must not show by its absence (flows.md, what a notice may contain). So
every item that a reader's role can be given has its line, and where it says nothing the words are the same whether
nobody gave it or it was withheld.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from schemas.events.encompass import Grade
from schemas.events.header import SectionKind
from schemas.events.people import Address, NamedSetting, Person, Presence, Relation, Role
from schemas.events.texts import Summary
from schemas.items import ADDRESSES, Item
from streams.calendar.wall_clock import LONDON, day
from streams.deciders.opened import OpenedEvent, Shredded

Lines = tuple[str, ...]

_PRESENCE: Final = {
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

_ROLES: Final = {Role.VICTIM: "the victim", Role.ALLEGED_PERPETRATOR: "the alleged perpetrator"}

NOT_GIVEN: Final = ("Not given",)
_NO_SAFE_CONTACT: Final = ("Not given: do not contact home about this until you have advice",)
_NOT_GIVEN: Final[Mapping[Item, Lines]] = MappingProxyType(
    {
        Item.INCIDENT_GRADE: ("Not assessed or not given",),
        Item.CHILD_PRESENCE: ("Not known or not given",),
        Item.CHILD_SAFE_CONTACT: _NO_SAFE_CONTACT,
        Item.VICTIM_SAFE_CONTACT: _NO_SAFE_CONTACT,
    }
)


class Audience(Struct, frozen=True):
    """For whom lines are written: a school by its URN, or, with None, a council's desk.

    `meant_by` gives the URNs that a publisher's naming of a setting stands for, `name_of` what a desk calls it.
    """

    urn: str | None
    meant_by: Callable[[NamedSetting], tuple[str, ...]]
    name_of: Callable[[NamedSetting], str]


def not_given(item: Item) -> Lines:
    """What stands where an item says nothing: true, and the same, whether nobody gave it or it was withheld."""
    return _NOT_GIVEN.get(item, NOT_GIVEN)


def lines_of(
    event: OpenedEvent, child: int, given: Collection[Item], possible: Collection[Item], audience: Audience
) -> tuple[dict[Item, Lines], tuple[Item, ...]]:
    """The text of each item about one child of an event, and the items that were erased since.

    `given` may be seen; `possible` is all that this reader's role can be given in any event, and each has its line. No
    other child is ever named; a free text is shown only if it is about this child and no other, a summary only to the
    school for which it was written and to a council's desk. Where anyone of the event is restricted, or may be, no
    address is shown, whatever was permitted.
    """
    erased = isinstance(event.sections.get(child), Shredded)
    shown: dict[Item, Lines] = {}
    gone: list[Item] = []
    for item in Item:
        if item not in given and item not in possible:
            continue
        if erased and item in _OF_CHILD:
            gone.append(item)
        elif item not in given or (item in ADDRESSES and event.any_restricted is not False):
            shown[item] = not_given(item)
        else:
            shown[item] = _said(item, event, child, audience)
    return shown, tuple(gone)


def _said(item: Item, event: OpenedEvent, child: int, audience: Audience) -> Lines:
    """What the event says. Two people of whom it says nothing are one line, as they are where it was withheld."""
    lines = _summary(event, child, audience) if item is Item.SCHOOL_SUMMARY else _RENDER[item](event, child)
    nothing = not_given(item)
    return lines if any(line not in nothing for line in lines) else nothing


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
    at = event.header.occurred_at.astimezone(LONDON)
    return (f"{at:%A} {day(at.date())} at {at:%H:%M}",)


def _location(event: OpenedEvent, _: int) -> Lines:
    incident = event.incident()
    if incident is None:
        return ()
    return tuple(line for line in (incident.place, *address_lines(incident.location)) if line)


def _grade(event: OpenedEvent, _: int) -> Lines:
    return _GRADES.get(event.grade, ()) if event.grade is not None else ()


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
        return _NO_SAFE_CONTACT
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
        texts = dict.fromkeys(text.text for text in event.texts_about(child, kind))
        return tuple(line for text in texts for line in _written(text))

    return render


def _summary(event: OpenedEvent, child: int, audience: Audience) -> Lines:
    """Summaries for this school; at a council's desk all, under the names of the schools. The same text stands once."""
    schools: dict[str, dict[str, None]] = {}
    for text in event.texts_about(child, SectionKind.SUMMARY):
        if isinstance(text, Summary) and (audience.urn is None or audience.urn in audience.meant_by(text.setting)):
            schools.setdefault(text.text, {})[audience.name_of(text.setting)] = None
    lines: list[str] = []
    for words, names in schools.items():
        written = _written(words)
        if written and audience.urn is None:
            lines.append(f"For {', '.join(names)}:")
        lines += written
    return tuple(lines)


def _written(text: str) -> Lines:
    return tuple(line for line in text.splitlines() if line.strip())


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
        Item.CHILD_PRESENCE: _of_person(lambda person: _PRESENCE.get(person.presence, ())),
        Item.CHILD_WHEREABOUTS: _of_person(lambda person: (person.whereabouts,)),
        Item.CHILD_SEEN_BY: _of_person(lambda person: (person.seen_by,)),
        Item.CHILD_SPOKEN_TO_BY: _of_person(lambda person: (person.spoken_to_by,)),
        Item.CHILD_VOICE: _texts(SectionKind.VOICE),
        Item.CHILD_RELATIONSHIPS: _relationships,
        Item.CHILD_SAFE_CONTACT: _of_person(_safe_contact),
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
