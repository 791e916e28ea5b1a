"""Turn opened sections into the lines of text that a reader sees: just the permitted items, and nothing else.

What was withheld because of this very event must not show by its absence (flows.md, what a notice may contain). So
every item that a reader's role can be given has its line, and where it says nothing the words are the same whether
nobody gave it or it was withheld.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from schemas.events.header import SectionKind
from schemas.events.people import NamedSetting, Role
from schemas.events.texts import Summary
from schemas.items import ADDRESSES, Item
from schemas.items_of import OF_ADULTS, OF_HEADER, OF_PATIENT
from streams.deciders.opened import OpenedEvent
from streams.deciders.shredded import Shredded
from streams.disclosing import facts, people
from streams.disclosing.addresses import without_addresses
from streams.disclosing.people import Lines, Render, of_child, of_role, written

NOT_GIVEN: Final = ("Not given",)
_NOT_GIVEN: Final[Mapping[Item, Lines]] = MappingProxyType(
    {
        Item.INCIDENT_GRADE: ("Not assessed or not given",),
        Item.CHILD_PRESENCE: ("Not known or not given",),
        Item.CHILD_SAFE_CONTACT: people.NO_SAFE_CONTACT,
        Item.VICTIM_SAFE_CONTACT: people.NO_SAFE_CONTACT,
        Item.CONSENT: ("Not stated by the sender, or not shown to you",),  # `not given` would be an answer
        **dict.fromkeys(ADDRESSES, ("Not given, or kept back because it may put somebody at risk",)),
    }
)


class Audience(Struct, frozen=True):
    """For whom lines are written: a school by its URN, or, with None, a desk of a council or an agency.

    `meant_by` gives the URNs that a publisher's naming of a setting stands for, `name_of` what a desk calls it,
    `agency_of` an agency's name by its id.
    """

    urn: str | None
    meant_by: Callable[[NamedSetting], tuple[str, ...]]
    name_of: Callable[[NamedSetting], str]
    agency_of: Callable[[str], str]


def not_given(item: Item) -> Lines:
    """What stands where an item says nothing: true, and the same, whether nobody gave it or it was withheld."""
    return _NOT_GIVEN.get(item, NOT_GIVEN)


def lines_of(
    event: OpenedEvent, child: int, given: Collection[Item], possible: Collection[Item], audience: Audience
) -> tuple[dict[Item, Lines], tuple[Item, ...]]:
    """The text of each item about one child or adult of an event, and the items that were erased since.

    `given` may be seen; `possible` is all that this reader's role can be given in any event, and each has its line. No
    other child is named but to who is given the `household`; to all others a free text is shown only if it is about
    this child and no other. A summary is shown to the school for which it was written, and to desks. Where anyone of
    the event is restricted, or may be, no address is shown, whatever was permitted, in no free text either.
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
            shown[item] = _said(item, event, child, audience, Item.HOUSEHOLD in given)
    if _lost_facts(event):
        unanswered = [item for item, lines in shown.items() if item in _OF_FACTS and lines == not_given(item)]
        gone += unanswered
        shown = {item: lines for item, lines in shown.items() if item not in unanswered}
    return shown, tuple(gone)


def _lost_facts(event: OpenedEvent) -> bool:
    """Whether a section that says what happened was erased: who reads of it must not take that for an answer."""
    lost = {sealed.kind for sealed in event.value.sections if isinstance(event.sections.get(sealed.number), Shredded)}
    return not lost <= _OF_PEOPLE


def _said(item: Item, event: OpenedEvent, child: int, audience: Audience, whole: bool) -> Lines:
    """What the event says. Two people of whom it says nothing are one line, as they are where it was withheld."""
    if item is Item.SCHOOL_SUMMARY:
        lines = _summary(event, child, audience)
    elif item is Item.REFERRER:
        lines = facts.referrer_of(event, audience.agency_of(event.header.publisher), audience.name_of)
    else:
        lines = _rendered(item, event, child, whole)
    lines = _readable(item, lines, event)
    nothing = not_given(item)
    return lines if any(line not in nothing for line in lines) else nothing


def _rendered(item: Item, event: OpenedEvent, subject: int, whole: bool) -> Lines:
    if item in FREE_TEXTS:
        return people.texts(event, subject, FREE_TEXTS[item], whole=whole)
    return _RENDER[item](event, subject)


def said_otherwise(
    item: Item, before: OpenedEvent, old: int, after: OpenedEvent, new: int, *, whole: bool = False
) -> bool:
    """Whether an item of a revision reads otherwise than in the event before, of the same subject; no school's summary.

    With `whole` as it reads to who is given the `household`, else to everybody else.
    """
    was, now = _rendered(item, before, old, whole), _rendered(item, after, new, whole)
    return _readable(item, was, before) != _readable(item, now, after)


def readable(text: str, event: OpenedEvent) -> Lines:
    """A free text of an event as it is read: without addresses where anybody of the event is restricted, or may be."""
    return _readable(Item.POLICE_NARRATIVE, written(text), event)


def _readable(item: Item, lines: Lines, event: OpenedEvent) -> Lines:
    if event.any_restricted is False or item is Item.INCIDENT_REFERENCE:
        return lines
    return without_addresses(lines, event)


def _summary(event: OpenedEvent, child: int, audience: Audience) -> Lines:
    """Summaries for this school; at a council's desk all, under the names of the schools. The same text stands once."""
    schools: dict[str, dict[str, None]] = {}
    for text in event.texts_about(child, SectionKind.SUMMARY):
        if isinstance(text, Summary) and (audience.urn is None or audience.urn in audience.meant_by(text.setting)):
            schools.setdefault(text.text, {})[audience.name_of(text.setting)] = None
    lines: list[str] = []
    for words, names in schools.items():
        summary = written(words)
        if summary and audience.urn is None:
            lines.append(f"For {', '.join(names)}:")
        lines += summary
    return tuple(lines)


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
        Item.CHILD_NHS_NUMBER,
        Item.CHILD_VOICE,
        Item.SCHOOL_SUMMARY,
        Item.POLICE_NARRATIVE,
    }
)

_OF_PEOPLE: Final = frozenset({SectionKind.PERSON, SectionKind.SUMMARY, SectionKind.VOICE, SectionKind.NARRATIVE})
"""Kinds of sections that are of people, and of what was said of them."""

FREE_TEXTS: Final[Mapping[Item, SectionKind]] = MappingProxyType(
    {Item.CHILD_VOICE: SectionKind.VOICE, Item.POLICE_NARRATIVE: SectionKind.NARRATIVE}
)
"""Items that are free texts, of which who is given the `household` reads also those about another child."""

_RENDER: Final[Mapping[Item, Render]] = MappingProxyType(
    {
        Item.INCIDENT_FACT: people.fact,
        Item.INCIDENT_REFERENCE: people.reference,
        Item.INCIDENT_OCCURRED_AT: people.occurred,
        Item.INCIDENT_LOCATION: people.location,
        Item.INCIDENT_GRADE: people.grade,
        Item.CHILD_NAME: of_child(people.name),
        Item.CHILD_DATE_OF_BIRTH: of_child(people.born),
        Item.CHILD_ADDRESS: of_child(people.address),
        Item.CHILD_PRESENCE: of_child(lambda person: people.PRESENCE.get(person.presence, ())),
        Item.CHILD_WHEREABOUTS: of_child(lambda person: (person.whereabouts,)),
        Item.CHILD_SEEN_BY: of_child(lambda person: (person.seen_by,)),
        Item.CHILD_SPOKEN_TO_BY: of_child(lambda person: (person.spoken_to_by,)),
        Item.CHILD_RELATIONSHIPS: people.relationships,
        Item.CHILD_SAFE_CONTACT: of_child(people.safe_contact),
        Item.VICTIM_NAME: of_role(Role.VICTIM, people.name),
        Item.VICTIM_DATE_OF_BIRTH: of_role(Role.VICTIM, people.born),
        Item.VICTIM_ADDRESS: of_role(Role.VICTIM, people.address),
        Item.VICTIM_SAFE_CONTACT: of_role(Role.VICTIM, people.safe_contact),
        Item.PERPETRATOR_NAME: of_role(Role.ALLEGED_PERPETRATOR, people.name),
        Item.PERPETRATOR_DATE_OF_BIRTH: of_role(Role.ALLEGED_PERPETRATOR, people.born),
        Item.PERPETRATOR_ADDRESS: of_role(Role.ALLEGED_PERPETRATOR, people.address),
        Item.EPISODE_STAGE: facts.EPISODE["stage"],
        Item.EPISODE_RISK: facts.EPISODE["risk"],
        Item.EPISODE_TIMES: facts.EPISODE["times"],
        Item.EPISODE_MISSING_FROM: facts.EPISODE["missing_from"],
        Item.EPISODE_LAST_SEEN: facts.EPISODE["last_seen"],
        Item.EPISODE_FOUND_AT: facts.EPISODE["found_at"],
        Item.EXPLOITATION_CONCERNS: facts.EPISODE["exploitation"],
        Item.PLACING_AUTHORITY: facts.EPISODE["placed_by"],
        Item.RETURN_INTERVIEW: facts.EPISODE["interview"],
        Item.REFERRAL_GROUNDS: facts.REFERRAL["grounds"],
        Item.VICTIM_CONTACT_RULES: facts.REFERRAL["contact"],
        Item.DASH_SCORE: facts.REFERRAL["score"],
        Item.DASH_ANSWERS: facts.REFERRAL["answers"],
        Item.EARLIER_MARACS: facts.REFERRAL["earlier"],
        Item.CONSENT: facts.consent,
        Item.REFERRER: facts.referrer,
        Item.PATIENT_NAME: of_role(Role.PATIENT, people.name),
        Item.PATIENT_DATE_OF_BIRTH: of_role(Role.PATIENT, people.born),
        Item.PATIENT_ADDRESS: of_role(Role.PATIENT, people.address),
        Item.ATTENDANCE: facts.ATTENDANCE["attendance"],
        Item.INJURY: facts.ATTENDANCE["injury"],
        Item.SIGNS: facts.ATTENDANCE["signs"],
        Item.CONCERN_LEVEL: facts.ATTENDANCE["level"],
        Item.CP_IS_ANSWER: facts.ATTENDANCE["cp_is"],
        Item.CONTACT_WORRIES: facts.CONTACT["worries"],
        Item.CONTACT_URGENCY: facts.CONTACT["urgency"],
        Item.FRONT_DOOR_OUTCOME: facts.CONTACT["outcome"],
        Item.HOUSEHOLD: people.household,
        Item.CHILD_NHS_NUMBER: of_child(people.nhs_number),
        Item.PATIENT_NHS_NUMBER: of_role(Role.PATIENT, people.nhs_number),
    }
)

_OF_FACTS: Final = _RENDER.keys() - _OF_CHILD - OF_HEADER - OF_ADULTS - OF_PATIENT - {Item.HOUSEHOLD}
"""What an event's facts say, and nothing of who somebody is."""
