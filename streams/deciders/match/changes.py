"""What a revision changed for one child, as data items: only what changed is sent."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events.header import SectionKind
from schemas.events.people import NamedSetting, Person, Role, Scheme
from schemas.events.texts import Summary, Text
from schemas.items import ADDRESSES, Item
from schemas.items_of import ITEMS_OF
from streams.deciders.opened import OpenedEvent
from streams.disclosing.lines import FREE_TEXTS, readable, said_otherwise
from streams.reference.facts import Reference

_CHILD_FIELDS = {
    Item.CHILD_DATE_OF_BIRTH: ("date_of_birth",),
    Item.CHILD_NAME: ("given_names", "family_name", "other_names"),
    Item.CHILD_ADDRESS: ("address", "restricted"),
    Item.CHILD_PRESENCE: ("presence",),
    Item.CHILD_WHEREABOUTS: ("whereabouts",),
    Item.CHILD_SEEN_BY: ("seen_by",),
    Item.CHILD_SPOKEN_TO_BY: ("spoken_to_by",),
    Item.CHILD_SAFE_CONTACT: ("safe_contact",),
    Item.CHILD_NHS_NUMBER: ("nhs_number",),
}

_ADULT_FIELDS = {
    Role.VICTIM: {
        Item.VICTIM_NAME: ("given_names", "family_name", "other_names"),
        Item.VICTIM_DATE_OF_BIRTH: ("date_of_birth",),
        Item.VICTIM_ADDRESS: ("address", "restricted"),
        Item.VICTIM_SAFE_CONTACT: ("safe_contact",),
    },
    Role.ALLEGED_PERPETRATOR: {
        Item.PERPETRATOR_NAME: ("given_names", "family_name", "other_names"),
        Item.PERPETRATOR_DATE_OF_BIRTH: ("date_of_birth",),
        Item.PERPETRATOR_ADDRESS: ("address", "restricted"),
    },
}


_FOUND_ABOVE = frozenset(
    {
        *_CHILD_FIELDS,
        *(item for fields in _ADULT_FIELDS.values() for item in fields),
        Item.SCHOOL_SUMMARY,
        Item.CHILD_RELATIONSHIPS,
        Item.INCIDENT_FACT,
        Item.INCIDENT_REFERENCE,
        Item.INCIDENT_OCCURRED_AT,
        Item.INCIDENT_GRADE,
        Item.INCIDENT_LOCATION,
    }
)
"""Items that are compared field by field; all others are as they would be read."""


class Changed(Struct, frozen=True, gc=False):
    """Items of one child that read otherwise, in order.

    `of_several` are free texts about another child too that read otherwise to who is given the `household`, and not to
    the others, who may not read them.
    """

    items: tuple[Item, ...]
    of_several: tuple[Item, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything reads otherwise to anybody."""
        return bool(self.items or self.of_several)

    def among(self, items: tuple[Item, ...]) -> bool:
        """Whether any of these items, all that a recipient is given, reads otherwise to them."""
        return any(self.reads_otherwise(item, items) for item in items)

    def reads_otherwise(self, item: Item, given: tuple[Item, ...]) -> bool:
        """Whether one item reads otherwise to a recipient who is `given` these."""
        return item in self.items or (item in self.of_several and Item.HOUSEHOLD in given)


NOTHING_CHANGED: Final = Changed(())


def changed_items(before: OpenedEvent, old: int, after: OpenedEvent, new: int) -> Changed:
    """Items that differ between one child's section `old` of an event and `new` of its revision.

    Whatever can no longer be read counts as changed: better said twice than missed.
    """
    changed = {*_incident(before, after), *_adults(before, after)}
    if before.any_restricted != after.any_restricted:
        changed.update(ADDRESSES)  # one restricted person hides every address, whoever's section says so
        of_facts = ITEMS_OF[after.header.type] - {Item.SCHOOL_SUMMARY}
        changed.update(item for item in of_facts if said_otherwise(item, before, old, after, new))
    was, now = before.person(old), after.person(new)
    if was is None or now is None:
        changed.update(_CHILD_FIELDS)
    elif Role.CHILD in was.roles or Role.CHILD in now.roles:
        changed.update(_differing(was, now, _CHILD_FIELDS))
        if _relations(before, was) != _relations(after, now):
            changed.add(Item.CHILD_RELATIONSHIPS)
    changed.update(
        item for item in ITEMS_OF[after.header.type] - _FOUND_ABOVE if said_otherwise(item, before, old, after, new)
    )
    if _read(before, old) != _read(after, new):
        changed.add(Item.SCHOOL_SUMMARY)
    of_several = _of_several(before, old, after, new) - changed
    return Changed(
        tuple([item for item in Item if item in changed]), tuple([item for item in FREE_TEXTS if item in of_several])
    )


def _of_several(before: OpenedEvent, old: int, after: OpenedEvent, new: int) -> set[Item]:
    """Free texts that read otherwise to who is given the `household`, where anybody can be given it."""
    if Item.HOUSEHOLD not in ITEMS_OF[after.header.type]:
        return set()
    return {item for item in FREE_TEXTS if said_otherwise(item, before, old, after, new, whole=True)}


def summaries_changed(
    before: OpenedEvent, old: int, after: OpenedEvent, new: int, reference: Reference
) -> tuple[str, ...]:
    """URNs of the schools for which a revision brought another summary."""
    was, now = _summaries(before, old, reference), _summaries(after, new, reference)
    return tuple(sorted(urn for urn in was.keys() | now.keys() if was.get(urn) != now.get(urn)))


def written_for(setting: NamedSetting, reference: Reference) -> tuple[str, ...]:
    """The schools that a summary is written for: the one named by its URN, and those that stand for the one named."""
    own = (setting.value,) if setting.scheme is Scheme.URN else ()
    return tuple(dict.fromkeys(own + reference.settings.named(setting)))


def registration_changed(before: OpenedEvent, old: int, after: OpenedEvent, new: int) -> bool:
    """Whether the publisher now names other settings for the child."""
    was, now = before.person(old), after.person(new)
    return was is None or now is None or was.settings != now.settings


_MATCHED_ON = ("given_names", "family_name", "other_names", "date_of_birth", "address", "settings")
"""What comparing with the rolls rests on. A restriction is none of it: it hides an address, and says no other. Nor is
an NHS number, which no roll holds: it is no evidence of who a pupil is."""


def described_otherwise(before: OpenedEvent, old: int, after: OpenedEvent, new: int) -> bool:
    """Whether a child is described otherwise than before in what matching rests on."""
    was, now = before.person(old), after.person(new)
    return was is None or now is None or any(getattr(was, name) != getattr(now, name) for name in _MATCHED_ON)


def residence_changed(before: OpenedEvent, old: int, after: OpenedEvent, new: int) -> bool:
    """Whether the child is now said to live in the force's area, or outside it: s.49A binds a force for its own."""
    was, now = before.person(old), after.person(new)
    return was is None or now is None or was.resides_in_force_area != now.resides_in_force_area


def _incident(before: OpenedEvent, after: OpenedEvent) -> Iterator[Item]:
    if before.header.occurred_at != after.header.occurred_at:
        yield Item.INCIDENT_OCCURRED_AT
    if before.grade is not after.grade:
        yield Item.INCIDENT_GRADE
    if before.incident() != after.incident():
        yield Item.INCIDENT_LOCATION


def _adults(before: OpenedEvent, after: OpenedEvent) -> Iterator[Item]:
    for role, fields in _ADULT_FIELDS.items():
        was = {person.ref: person for _, person in before.adults() if role in person.roles}
        now = {person.ref: person for _, person in after.adults() if role in person.roles}
        if was.keys() != now.keys():
            yield from fields
        else:
            for ref, person in was.items():
                yield from _differing(person, now[ref], fields)


def _differing(was: Person, now: Person, fields: dict[Item, tuple[str, ...]]) -> Iterator[Item]:
    for item, names in fields.items():
        if any(getattr(was, name) != getattr(now, name) for name in names):
            yield item


def _relations(event: OpenedEvent, person: Person) -> set[tuple[str, str]]:
    """Relations by the other person's reference, for section numbers may differ between revisions."""
    found = set()
    for relation in person.relationships:
        other = event.person(relation.to)
        found.add((other.ref if other else "", relation.relation.value))
    return found


def _summaries(event: OpenedEvent, child: int, reference: Reference) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for summary in event.texts_about(child, SectionKind.SUMMARY):
        if isinstance(summary, Summary):
            for urn in written_for(summary.setting, reference):
                found.setdefault(urn, []).append("\n".join(readable(summary.text, event)))
    return found


def _read(event: OpenedEvent, child: int) -> list[Text | Summary]:
    """Summaries as they are read: one of which only an address is hidden now has changed."""
    found = event.texts_about(child, SectionKind.SUMMARY)
    return [replace(text, text="\n".join(readable(text.text, event))) for text in found]
