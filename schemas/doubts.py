"""What is doubtful in an event that is taken all the same: each doubt is recorded, and shown to whoever gets the event.

A contradiction that a publisher can mend at once is refused (`schemas.checks`, `schemas.fact_checks`). What stands here
must not stop a child's event on its way: people decide, with the doubt before them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from schemas.events import hospital, marac, missing
from schemas.events.dash import ticks
from schemas.events.event import Event, Standing
from schemas.events.people import Person, Role
from schemas.identifiers import LA_CODES

ADULT_AT_MARAC: Final = 16
"""Years from which somebody can be a victim of domestic abuse as the Domestic Abuse Act 2021 s.1 has it."""


class Doubt(StrEnum):
    """One thing that does not fit. The values are stable: decision records carry them."""

    CHILD_WITHOUT_NAME = "child_without_name"
    RETURNED_BEFORE_MISSING = "returned_before_missing"
    REPORTED_BEFORE_MISSING = "reported_before_missing"
    RETURNED_WITHOUT_TIME = "returned_without_time"
    TIME_WITHOUT_RETURN = "time_without_return"
    RETURN_TAKEN_BACK = "return_taken_back"
    """An earlier revision said that the child had returned, and this one does not: accept alone can say it."""
    INTERVIEW_BEFORE_RETURN = "interview_before_return"
    SCORE_DISAGREES_WITH_ANSWERS = "score_disagrees_with_answers"
    SCORE_WITHOUT_CHECKLIST = "score_without_checklist"
    VICTIM_UNDER_16 = "victim_under_16"
    NO_ALLEGED_PERPETRATOR = "no_alleged_perpetrator"
    AGE_DISAGREES_WITH_DATE_OF_BIRTH = "age_disagrees_with_date_of_birth"
    AGE_NOT_KNOWN = "age_not_known"
    LEFT_BEFORE_ARRIVAL = "left_before_arrival"
    AUTHORITY_NOT_KNOWN = "authority_not_known"


def doubts_of(value: Event, sections: Sequence[Struct]) -> tuple[Doubt, ...]:
    """The doubts of a verified event, each once, in the order of `Doubt`. A withdrawn event is not doubted."""
    if value.standing is Standing.WITHDRAWN:
        return ()
    people = [content for content in sections if type(content) is Person]
    found = set(_of_people(people))
    of_type = _OF_TYPE.get(value.header.type)
    if of_type is not None:
        found.update(of_type(value, sections, people))
    return tuple([doubt for doubt in Doubt if doubt in found]) if found else ()


def with_doubt(found: Sequence[Doubt], more: Doubt) -> tuple[Doubt, ...]:
    """The doubts of an event and one more, in the order of `Doubt`."""
    return tuple([doubt for doubt in Doubt if doubt in found or doubt is more])


def years_between(born: date, day: date) -> int:
    """Whole years from a date of birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _of_people(people: Iterable[Person]) -> Iterator[Doubt]:
    for person in people:
        if Role.CHILD in person.roles and not person.given_names and not person.family_name:
            yield Doubt.CHILD_WITHOUT_NAME


def _of_missing(_: Event, sections: Sequence[Struct], __: Sequence[Person]) -> Iterator[Doubt]:
    for episode in sections:
        if type(episode) is missing.Episode:
            returned, since = episode.returned_at, episode.missing_since
            if returned is not None and returned < since:
                yield Doubt.RETURNED_BEFORE_MISSING
            if episode.reported_at < since:
                yield Doubt.REPORTED_BEFORE_MISSING
            if episode.stage is missing.Stage.RETURNED and returned is None:
                yield Doubt.RETURNED_WITHOUT_TIME
            if episode.stage is not missing.Stage.RETURNED and returned is not None:
                yield Doubt.TIME_WITHOUT_RETURN
            if episode.interview is missing.ReturnInterview.HELD and not _was_back(episode):
                yield Doubt.INTERVIEW_BEFORE_RETURN
            yield from _of_authorities(episode.placed_by)


def _was_back(episode: missing.Episode) -> bool:
    """Whether the child can have come back from where they went, by what an episode says of it."""
    if episode.stage is not missing.Stage.RETURNED:
        return False
    return episode.returned_at is None or episode.returned_at >= episode.missing_since


def _of_marac(value: Event, sections: Sequence[Struct], people: Sequence[Person]) -> Iterator[Doubt]:
    scored = False
    for content in sections:
        if type(content) is marac.Dash:
            scored = True
            if ticks(content.answers) != content.score:
                yield Doubt.SCORE_DISAGREES_WITH_ANSWERS
    for content in sections:
        if type(content) is not marac.Referral:
            continue
        if marac.ReferralGround.DASH_SCORE in content.grounds and not scored:
            yield Doubt.SCORE_WITHOUT_CHECKLIST
        yield from _of_authorities(content.transferred_from, *[earlier.area for earlier in content.earlier])
    for person in people:
        if Role.VICTIM in person.roles and _younger(person, ADULT_AT_MARAC, value.header.sent_at):
            yield Doubt.VICTIM_UNDER_16
    if not any(Role.ALLEGED_PERPETRATOR in person.roles for person in people):
        yield Doubt.NO_ALLEGED_PERPETRATOR


def _of_authorities(*codes: str) -> Iterator[Doubt]:
    """A code that none is known to have: mistyped, or of an authority that is newer than this list of them."""
    if any(code and code not in LA_CODES for code in codes):
        yield Doubt.AUTHORITY_NOT_KNOWN


def _younger(person: Person, years: int, at: datetime) -> bool:
    born = person.date_of_birth
    return born is not None and years_between(born, at.date()) < years


def _of_hospital(_: Event, sections: Sequence[Struct], people: Sequence[Person]) -> Iterator[Doubt]:
    for content in sections:
        if type(content) is not hospital.Attendance:
            continue
        if content.left_at is not None and content.left_at < content.arrived_at:
            yield Doubt.LEFT_BEFORE_ARRIVAL
        for person in people:
            if Role.PATIENT in person.roles:
                yield from _of_age(person.date_of_birth, content)


def _of_age(born: date | None, attendance: hospital.Attendance) -> Iterator[Doubt]:
    if born is None:
        if attendance.age is None:
            yield Doubt.AGE_NOT_KNOWN
    elif attendance.age is not None and years_between(born, attendance.arrived_at.date()) != attendance.age:
        yield Doubt.AGE_DISAGREES_WITH_DATE_OF_BIRTH


_OF_TYPE: Final[dict[str, Callable[[Event, Sequence[Struct], Sequence[Person]], Iterator[Doubt]]]] = {
    missing.EVENT_TYPE: _of_missing,
    marac.EVENT_TYPE: _of_marac,
    hospital.EVENT_TYPE: _of_hospital,
}
