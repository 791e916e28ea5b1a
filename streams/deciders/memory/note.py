"""What of an event counts across events: for which children, between whom, since when, where, with whom."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeGuard, get_args

from schemas.doubts import Doubt
from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.people import Role
from schemas.records.accept import EventAccepted
from schemas.records.match import (
    AdultConcerned,
    ChildMatched,
    ChildNotOnRoll,
    MatchOutput,
    MatchReferred,
    PersonResolved,
)
from schemas.records.memory import OccurrenceNoted, Pair
from streams.deciders.memory.evolve import now_known_as
from streams.deciders.memory.facts import MemoryFacts
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.recipients import Staying, area_of
from streams.deciders.states import States

_VICTIM: Final = Role.VICTIM
_ALLEGED_PERPETRATOR: Final = Role.ALLEGED_PERPETRATOR

_SURELY_CRIMINAL: Final = frozenset({hospital.Sign.ASSAULT, hospital.Sign.STABBING, hospital.Sign.GUNSHOT})
_WORRIES_OF_CRIME: Final = frozenset({front_door.Worry.PHYSICAL_ABUSE, front_door.Worry.SEXUAL_ABUSE})

Subject = ChildMatched | MatchReferred | ChildNotOnRoll | AdultConcerned

_SUBJECTS: Final[frozenset[type]] = frozenset(get_args(Subject))


def note(
    states: States, facts: MemoryFacts, accepted: EventAccepted, decided: Sequence[MatchOutput], own_id: str
) -> OccurrenceNoted | None:
    """What counts of a case after this event, whose note stands at `own_id`; None where it counts for nobody.

    What a front door decided is an answer, and nothing that happened to a child.
    """
    if accepted.type == front_door.OUTCOME_TYPE:
        return None
    subjects: list[Subject] = [output for output in decided if _is_subject(output)]
    who = _who(states, subjects, decided)
    companions = _companions(facts.event, who)
    people = tuple(
        dict.fromkeys(
            who[one.section]
            for one in subjects
            if type(one) is not AdultConcerned and who[one.section] not in companions
        )
    )
    pairs = tuple(_pairs(facts.event, who)) if _is_abuse(facts.event) else ()
    if not people and not pairs:
        return None
    episode = facts.event.fact(missing.Episode)
    return OccurrenceNoted(
        event=accepted.event,
        case=accepted.case,
        section=subjects[0].section if subjects else 0,
        type=accepted.type,
        area=_area(subjects, facts),
        at=episode.missing_since if episode is not None else accepted.occurred_at,
        until=episode.returned_at if episode is not None else None,
        people=people,
        pairs=pairs,
        companions=tuple(sorted(companions)),
        place=_place(facts, own_id),
        criminal=_potentially_criminal(facts.event),
        taken_back=Doubt.RETURN_TAKEN_BACK in accepted.doubts,
    )


def _who(states: States, subjects: Sequence[Subject], decided: Sequence[MatchOutput]) -> dict[int, str]:
    """By section, the person of ours. Who was first met just now has turned out to be nobody else yet."""
    who = {subject.section: now_known_as(states, subject.person) for subject in subjects}
    for output in decided:
        if type(output) is PersonResolved and output.section not in who:
            who[output.section] = now_known_as(states, output.person) if output.known else output.person
    return who


def _is_subject(output: MatchOutput) -> TypeGuard[Subject]:
    return type(output) in _SUBJECTS


def _companions(event: OpenedEvent, who: Mapping[int, str]) -> set[str]:
    if event.header.type != missing.EVENT_TYPE:
        return set()
    return {who[number] for number, person in event.people() if Role.COMPANION in person.roles and number in who}


def _pairs(event: OpenedEvent, who: Mapping[int, str]) -> Iterator[Pair]:
    """Each victim with each alleged perpetrator; where each accuses the other, a pair each way."""
    victims = [who[number] for number, person in event.people() if _VICTIM in person.roles and number in who]
    others = [
        who[number] for number, person in event.people() if _ALLEGED_PERPETRATOR in person.roles and number in who
    ]
    yield from dict.fromkeys(Pair(victim, other) for victim in victims for other in others if victim != other)


def _is_abuse(event: OpenedEvent) -> bool:
    """Whether an event is about domestic abuse: by its type, or because its publisher says so."""
    if event.header.type in (encompass.EVENT_TYPE, marac.EVENT_TYPE):
        return True
    attendance, contact = event.fact(hospital.Attendance), event.fact(front_door.Contact)
    return (attendance is not None and hospital.Sign.DOMESTIC_ABUSE in attendance.signs) or (
        contact is not None and front_door.Worry.DOMESTIC_ABUSE in contact.worries
    )


def _potentially_criminal(event: OpenedEvent) -> bool:
    """Whether what happened could be a crime. What the police were called to, and what was brought to MARAC, could be;
    of a hospital's flag or a contact only violence and sexual abuse are known to be.
    """
    attendance, contact = event.fact(hospital.Attendance), event.fact(front_door.Contact)
    if attendance is not None:
        return not _SURELY_CRIMINAL.isdisjoint(attendance.signs)
    if contact is not None:
        return not _WORRIES_OF_CRIME.isdisjoint(contact.worries)
    return True


def _place(facts: MemoryFacts, own_id: str) -> str | None:
    """The same for every case of one child that ended at one place; the hub's own word for it, which says nothing."""
    if not facts.place_known:
        return None
    return min(facts.same_place, default=own_id)


def _area(subjects: Sequence[Staying], facts: MemoryFacts) -> str:
    """The area whose rules count: that of the first whom the event is about. Empty where none can be told."""
    for subject in subjects[:1]:
        try:
            return area_of(subject, facts.reference, facts.event)
        except ValueError:
            return ""
    return ""
