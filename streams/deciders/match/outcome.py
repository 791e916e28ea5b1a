"""What becomes of one child: matched to a pupil, referred to a person, or on no roll of the hub."""

from datetime import datetime
from typing import Final

from schemas.events.people import NO_SCHOOL, NamedSetting, Person, Registration
from schemas.records.evidence import Evidence
from schemas.records.match import Basis, NoRoll, RegisteredAt
from streams.deciders.match.placing import ChildAt, ToPerson, ToPupil, WithoutRoll
from streams.matching.decide import decide
from streams.matching.outcomes import Matched, NoRollReason, Referred, Thresholds
from streams.reference.facts import Reference

_ROLL: Final = Basis.ROLL
_REGISTERED_PUPIL: Final = Registration.REGISTERED_PUPIL
_NAMED_BY_PUBLISHER: Final = Basis.NAMED_BY_PUBLISHER

THRESHOLDS: Final = Thresholds()


def place_child(person: Person, evidence: Evidence, reference: Reference, at: datetime) -> ChildAt:
    """Where one child belongs, from the evidence and from the settings that the publisher named.

    A match on the rolls counts before the publisher's naming: the child may have moved on Friday. Where no roll
    holds the child, one school named without ambiguity that has no current roll gets the notification (Domestic
    Abuse Act 2021 s.49A, the minimum); all else is for a person.
    """
    outcome = decide(evidence, THRESHOLDS)
    named = _named(person, reference)
    if isinstance(outcome, Matched):
        return _at_schools(outcome, named, reference, at)
    urns = _urns(named)
    if isinstance(outcome, Referred):
        return ToPerson(outcome.reason.value, urns)
    return _without_pupil(named, urns, outcome.reason, reference, at)


def named_schools(person: Person, reference: Reference) -> tuple[str, ...]:
    """The schools that the publisher's naming could mean, each once."""
    return _urns(_named(person, reference))


def _named(person: Person, reference: Reference) -> list[tuple[NamedSetting, tuple[str, ...]]]:
    return [(setting, reference.settings.named(setting)) for setting in person.settings]


def _urns(named: list[tuple[NamedSetting, tuple[str, ...]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urn for _, found in named for urn in found))


def _at_schools(
    outcome: Matched, named: list[tuple[NamedSetting, tuple[str, ...]]], reference: Reference, at: datetime
) -> ChildAt:
    """The rolls that hold the pupil count while they are current; a stale one only where police name that school."""
    registrations = tuple(
        [
            RegisteredAt(r.urn, _ROLL, r.roll_version)
            for r in outcome.registrations
            if reference.roll_is_current(r.urn, at)
        ]
    )
    registrations += _named_besides(named, registrations, reference, at)
    if not registrations:
        return ToPerson("roll_not_current", tuple(r.urn for r in outcome.registrations))
    return ToPupil(outcome.candidate.pupil, registrations)


def _named_besides(
    named: list[tuple[NamedSetting, tuple[str, ...]]],
    on_rolls: tuple[RegisteredAt, ...],
    reference: Reference,
    at: datetime,
) -> tuple[RegisteredAt, ...]:
    """Schools named without ambiguity that have no current roll: the child may be registered there as well."""
    held = {registration.urn for registration in on_rolls}
    return tuple(
        RegisteredAt(found[0], _NAMED_BY_PUBLISHER, 0)
        for setting, found in named
        if setting.registration is _REGISTERED_PUPIL
        and len(found) == 1
        and found[0] not in held
        and not reference.roll_is_current(found[0], at)
    )


def _without_pupil(
    named: list[tuple[NamedSetting, tuple[str, ...]]],
    urns: tuple[str, ...],
    reason: NoRollReason,
    reference: Reference,
    at: datetime,
) -> ChildAt:
    at_none = [setting.registration for setting, _ in named if setting.registration in NO_SCHOOL]
    unclear = any(len(found) != 1 for setting, found in named if setting.registration not in NO_SCHOOL)
    if unclear:
        return ToPerson("setting_name_ambiguous" if urns else "setting_not_found", urns)
    if any(reference.roll_is_current(urn, at) for urn in urns):
        return ToPerson("not_on_the_named_roll", urns)
    if urns:
        registrations = tuple(RegisteredAt(urn, _NAMED_BY_PUBLISHER, 0) for urn in urns)
        return WithoutRoll(NoRoll.NAMED_SETTING_WITHOUT_ROLL, registrations)
    if Registration.HOME_EDUCATED in at_none:
        return WithoutRoll(NoRoll.HOME_EDUCATED, ())
    if at_none:
        return WithoutRoll(NoRoll.NO_PLACEMENT, ())
    return ToPerson(reason.value, ())
