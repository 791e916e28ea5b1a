"""Compare the people of an event with the rolls, and with people met before: evidence for `decide`."""

from collections.abc import Iterator, Mapping
from typing import Final

from schemas.events.people import NamedSetting, Person, Role
from schemas.records.evidence import Evidence
from streams.deciders.match.known import KnownPeople
from streams.deciders.opened import OpenedEvent
from streams.matching.compare import Sought, compare_sought
from streams.matching.index import RollIndex
from streams.matching.namedata import NameData
from streams.matching.people import Description
from streams.reference.facts import Reference

_CHILD: Final = Role.CHILD

Folded = Mapping[int, Sought]
"""The people of one event by section, folded once for every comparison."""


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
        settings=tuple(_settings(person.settings, reference)) if person.settings else (),
    )


def fold_people(event: OpenedEvent, reference: Reference) -> Folded:
    """Every person of an event whose section can be read, folded for comparison."""
    return {number: Sought(describe(person, reference)) for number, person in event.people()}


def compare_children(event: OpenedEvent, folded: Folded, rolls: RollIndex, data: NameData) -> dict[int, Evidence]:
    """The evidence for each child of an event that can be read, by section."""
    return {
        number: compare_sought(folded[number], rolls, data)
        for number, person in event.people()
        if _CHILD in person.roles
    }


def known_people(folded: Folded, evidence: Mapping[int, Evidence], known: KnownPeople) -> dict[int, str]:
    """Who of an event's people was met before, by section; a child whom some roll may hold is not asked for.

    Where several children are like one person, that person is the one who is described just as then, else none.
    """
    found: dict[int, str] = {}
    for number, sought in _without_roll(folded, evidence):
        met = known.find(sought)
        if met is not None:
            found[number] = met
    children = [number for number in found if number in evidence]
    if len(children) > len({found[number] for number in children}):
        for number in _not_told_apart(children, found, folded, known):
            del found[number]
    return found


def likely_people(folded: Folded, evidence: Mapping[int, Evidence], known: KnownPeople) -> list[str]:
    """Everyone whom `known_people` may name, now or after others were met: none is compared for it."""
    return [person for _, sought in _without_roll(folded, evidence) for person in known.alike(sought)]


def _without_roll(folded: Folded, evidence: Mapping[int, Evidence]) -> Iterator[tuple[int, Sought]]:
    for number, sought in folded.items():
        if number not in evidence or not evidence[number].candidates:
            yield number, sought


def _not_told_apart(children: list[int], found: Mapping[int, str], folded: Folded, known: KnownPeople) -> list[int]:
    """Children who are like a person that another child of the event is like too, and are not that person."""
    alike: dict[str, list[int]] = {}
    for number in children:
        alike.setdefault(found[number], []).append(number)
    left: list[int] = []
    for person, numbers in alike.items():
        if len(numbers) > 1:
            same = [number for number in numbers if known.described(person, folded[number])]
            left += [number for number in numbers if [number] != same]
    return left


def _settings(named: tuple[NamedSetting, ...], reference: Reference) -> Iterator[tuple[str, str]]:
    for setting in named:
        for urn in reference.settings.named(setting):
            yield "urn", urn
