"""Compare the people of an event with the rolls, and with people met before: evidence for `decide`."""

from collections.abc import Iterator

from schemas.events.encompass import NamedSetting, Person, Role
from schemas.records.evidence import Evidence
from streams.deciders.match.known import KnownPeople
from streams.deciders.opened import OpenedEvent
from streams.matching.compare import compare
from streams.matching.index import RollIndex
from streams.matching.namedata import NameData
from streams.matching.people import Description
from streams.reference.facts import Reference


def describe(person: Person, reference: Reference) -> Description:
    """A person of an event as matching takes them; a closed school stands for those that took its place."""
    address = person.address
    return Description(
        given_names=person.given_names,
        family_name=person.family_name,
        other_names=person.other_names,
        date_of_birth=person.date_of_birth,
        postcode=address.postcode if address is not None else None,
        address_lines=address.lines if address is not None else (),
        uprn=address.uprn if address is not None else None,
        settings=tuple(_settings(person.settings, reference)),
    )


def compare_children(event: OpenedEvent, reference: Reference, rolls: RollIndex, data: NameData) -> dict[int, Evidence]:
    """The evidence for each child of an event that can be read, by section."""
    return {
        number: compare(describe(person, reference), rolls, data)
        for number, person in event.people()
        if Role.CHILD in person.roles
    }


def known_people(event: OpenedEvent, reference: Reference, known: KnownPeople) -> dict[int, str]:
    """Who of an event's people was met before, by section."""
    found = {}
    for number, person in event.people():
        met = known.find(describe(person, reference))
        if met is not None:
            found[number] = met
    return found


def _settings(named: tuple[NamedSetting, ...], reference: Reference) -> Iterator[tuple[str, str]]:
    for setting in named:
        for urn in reference.settings.named(setting):
            yield "urn", urn
