"""Whether a route's conditions hold of an event and one child or adult of it."""

from datetime import datetime, timedelta

from schemas.doubts import years_between
from schemas.events.hospital import Attendance
from schemas.events.marac import Referral
from schemas.events.missing import Episode
from schemas.events.people import NO_SCHOOL, Role
from streams.calendar.wall_clock import LONDON
from streams.deciders.ages import may_be_a_child
from streams.deciders.opened import OpenedEvent
from streams.routing.when import SubjectIs, When


def holds(when: When, event: OpenedEvent, section: int, known_at: datetime) -> bool:
    """Whether everything that `when` asks holds at the time at which the hub knew."""
    return (
        _of_subject(when, event, section, known_at)
        and _of_episode(when, event.fact(Episode), known_at)
        and _of_attendance(when, event.fact(Attendance))
        and _of_referral(when, event.fact(Referral))
    )


def _of_subject(when: When, event: OpenedEvent, section: int, known_at: datetime) -> bool:
    person = event.person(section)
    if person is None:
        return when.subject is SubjectIs.ANYONE and not when.without_school
    child, patient = Role.CHILD in person.roles, Role.PATIENT in person.roles
    if when.subject is SubjectIs.CHILD and not child:
        return False
    if when.subject is SubjectIs.ADULT and child:
        return False
    if when.subject is SubjectIs.VICTIM and Role.VICTIM not in person.roles:
        return False
    if when.subject is SubjectIs.PATIENT_CHILD and not (patient and (child or may_be_a_child(event, person))):
        return False
    if when.subject is SubjectIs.PATIENTS_CHILD and (patient or not child):
        return False
    if when.without_school and not any(one.registration in NO_SCHOOL for one in person.settings):
        return False
    born = person.date_of_birth
    return when.under is None or born is None or years_between(born, known_at.astimezone(LONDON).date()) < when.under


def _of_episode(when: When, episode: Episode | None, known_at: datetime) -> bool:
    if episode is None:
        return not (when.stages or when.risks or when.placed_here or when.exploitation or when.within_hours)
    return (
        (not when.stages or episode.stage in when.stages)
        and (not when.risks or episode.risk in when.risks)
        and (not when.placed_here or bool(episode.placed_by))
        and (not when.exploitation or bool(episode.exploitation))
        and (when.within_hours is None or _missing_within(episode, timedelta(hours=when.within_hours), known_at))
    )


def _missing_within(episode: Episode, hours: timedelta, known_at: datetime) -> bool:
    """Whether the child was missing at any time of the hours before the hub knew; missing still counts."""
    return episode.returned_at is None or known_at - episode.returned_at <= hours


def _of_attendance(when: When, attendance: Attendance | None) -> bool:
    if attendance is None:
        return not (when.signs or when.levels or when.cp_is)
    return (
        (not when.signs or not set(when.signs).isdisjoint(attendance.signs))
        and (not when.levels or attendance.level in when.levels)
        and (not when.cp_is or attendance.cp_is in when.cp_is)
    )


def _of_referral(when: When, referral: Referral | None) -> bool:
    return not when.grounds or (referral is not None and not set(when.grounds).isdisjoint(referral.grounds))
