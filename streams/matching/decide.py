"""*Decide*: evidence and thresholds give the outcome. Pure and total; when in doubt, a person decides."""

from __future__ import annotations

from typing import Final

from streams.matching.evidence import Candidate, Evidence
from streams.matching.levels import (
    AGREEING_ADDRESS,
    NAME_DOUBT,
    NEAR_DATE,
    SAME_OR_NEAR_DATE,
    SAME_SPELLING,
    AddressLevel,
    DateLevel,
    NameLevel,
    SettingLevel,
    name_doubt,
)
from streams.matching.outcomes import (
    Matched,
    MatchNote,
    NoRollReason,
    NotOnAnyRoll,
    Outcome,
    ReferralReason,
    Referred,
    Thresholds,
)

_NAMED_OTHER: Final = SettingLevel.NAMED_OTHER
_NAMED: Final = SettingLevel.NAMED
_EXACT_DATE: Final = DateLevel.EXACT
_SAME_POSTCODE: Final = AddressLevel.POSTCODE

_SAME_NAME: Final = 1
_LIKELY_ERROR: Final = 2
_UNSETTLED: Final = 4
_ADDRESS_RANK: Final = {
    AddressLevel.DIFFERS: 0,
    AddressLevel.ABSENT: 1,
    AddressLevel.POSTCODE: 2,
    AddressLevel.POSTCODE_AND_LINE: 3,
    AddressLevel.UPRN: 3,
}


def decide(evidence: Evidence, thresholds: Thresholds) -> Outcome:
    """The outcome for one child.

    A match needs the date of birth, the name, and a third that corroborates (address, setting, or a rare name), and
    nobody else who could be meant; what falls short of it and is not plainly another child is referred.
    """
    plausible = tuple([candidate for candidate in evidence.candidates if _is_plausible(candidate, thresholds)])
    if not (evidence.name_given and evidence.date_of_birth_given):
        return Referred(reason=ReferralReason.TOO_LITTLE_GIVEN, candidates=plausible)
    if not plausible:
        return NotOnAnyRoll(reason=NoRollReason.NOBODY_ALIKE if evidence.rolls else NoRollReason.NO_ROLLS)
    top = plausible[0]
    reason = _doubt(top, thresholds)
    if _too_many(top, evidence) or any(_could_be_meant(other, top) for other in evidence.candidates[1:]):
        reason = ReferralReason.SEVERAL_ALIKE
    if reason is not None:
        return Referred(reason=reason, candidates=plausible)
    return Matched(candidate=top, registrations=top.registrations, notes=_notes(top, evidence))


def _is_plausible(candidate: Candidate, thresholds: Thresholds) -> bool:
    """Whether a person should see the candidate: not a brother or sister, nor a namesake of another family."""
    if candidate.total < thresholds.refer:
        return False
    if candidate.date_of_birth in SAME_OR_NEAR_DATE:
        return True
    if candidate.given_name is NameLevel.DIFFERS:
        return False
    return candidate.date_of_birth is DateLevel.ABSENT or candidate.family_name is not NameLevel.DIFFERS


def _doubt(top: Candidate, thresholds: Thresholds) -> ReferralReason | None:
    """Why the candidate, taken alone, is no match; None when it is one."""
    doubt = name_doubt(top.given_name, top.family_name)
    if top.date_of_birth is _EXACT_DATE:
        reason = _doubt_of_name(top, doubt)
    elif top.date_of_birth in NEAR_DATE:
        reason = _doubt_of_near_date(top, doubt)
    else:
        reason = ReferralReason.DATE_OF_BIRTH_DOUBTFUL
    if reason is None and top.total < thresholds.match:
        return ReferralReason.UNCORROBORATED
    return reason


def _doubt_of_name(top: Candidate, doubt: int) -> ReferralReason | None:
    at_home = top.address in AGREEING_ADDRESS
    in_postcode = top.address is _SAME_POSTCODE
    at_named_school = top.setting is _NAMED
    if doubt > _LIKELY_ERROR:
        return ReferralReason.NAME_DOUBTFUL
    if at_home or (in_postcode and at_named_school):
        return None
    if doubt > _SAME_NAME:
        return ReferralReason.NAME_DOUBTFUL
    if at_named_school:
        return None
    if top.setting is _NAMED_OTHER:
        return ReferralReason.SETTING_DISAGREES
    return None if in_postcode or top.rare_name else ReferralReason.UNCORROBORATED


def _doubt_of_near_date(top: Candidate, doubt: int) -> ReferralReason | None:
    """A date that is one slip away counts only beside the same name and the same home."""
    certain_name = doubt == 0 or (doubt == _SAME_NAME and top.setting is _NAMED)
    if certain_name and top.address in AGREEING_ADDRESS and top.setting is not _NAMED_OTHER:
        return None
    return ReferralReason.DATE_OF_BIRTH_DOUBTFUL


def _too_many(top: Candidate, evidence: Evidence) -> bool:
    """Whether candidates were left off the list among whom another child could be meant."""
    return evidence.candidates_left_off > 0 and not (
        top.date_of_birth is _EXACT_DATE
        and top.given_name in SAME_SPELLING
        and top.family_name in SAME_SPELLING
        and top.address in AGREEING_ADDRESS
    )


def _could_be_meant(other: Candidate, top: Candidate) -> bool:
    """Whether the description may mean the other pupil: a twin, a namesake, or one child under two pupil ids."""
    if _at_home_and_nearer(other, top):
        return True
    if NAME_DOUBT[other.family_name] > _UNSETTLED or NAME_DOUBT[other.given_name] > _UNSETTLED:
        return False
    if other.date_of_birth is _EXACT_DATE:
        return _alike_born_the_same_day(other, top)
    if other.date_of_birth in NEAR_DATE:
        return not _outdone(other, top)
    return False


def _at_home_and_nearer(other: Candidate, top: Candidate) -> bool:
    """Whether one of the household has the very date of birth or name that the found pupil has with a slip."""
    if _ADDRESS_RANK[other.address] < _ADDRESS_RANK[_SAME_POSTCODE]:
        return False
    if other.date_of_birth is _EXACT_DATE and top.date_of_birth is not _EXACT_DATE:
        return other.family_name is not NameLevel.DIFFERS
    return name_doubt(other.given_name, other.family_name) < name_doubt(top.given_name, top.family_name)


def _alike_born_the_same_day(other: Candidate, top: Candidate) -> bool:
    """True unless the other has merely a similar name and lives elsewhere, while the name and home found are exact."""
    if name_doubt(other.given_name, other.family_name) <= _SAME_NAME:
        return True
    elsewhere = other.address is AddressLevel.DIFFERS and other.setting is not _NAMED
    same_name = name_doubt(top.given_name, top.family_name) <= _SAME_NAME
    return not (elsewhere and same_name and top.address in AGREEING_ADDRESS)


def _outdone(other: Candidate, top: Candidate) -> bool:
    """Whether the found pupil agrees at least as well in every field, and better in the date and one field more."""
    if top.date_of_birth is not _EXACT_DATE:
        return False
    our_name, their_name = name_doubt(top.given_name, top.family_name), name_doubt(other.given_name, other.family_name)
    our_home, their_home = _ADDRESS_RANK[top.address], _ADDRESS_RANK[other.address]
    school_holds = top.setting is _NAMED or other.setting is not _NAMED
    if our_name > their_name or our_home < their_home or not school_holds:
        return False
    return our_name < their_name or our_home > their_home


def _notes(top: Candidate, evidence: Evidence) -> tuple[MatchNote, ...]:
    notes = []
    if top.setting is _NAMED_OTHER:
        notes.append(MatchNote.NAMED_ANOTHER_SCHOOL)
    if evidence.named_without_roll:
        notes.append(MatchNote.NAMED_SCHOOL_HAS_NO_ROLL)
    if top.date_of_birth in NEAR_DATE:
        notes.append(MatchNote.DATE_OF_BIRTH_CORRECTED)
    return tuple(notes)
