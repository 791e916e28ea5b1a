"""Given these rolls, when this child is described, then this is the outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from streams.matching.compare import compare
from streams.matching.decide import decide
from streams.matching.index import RollIndex
from streams.matching.levels import AddressLevel, DateLevel, NameLevel, SettingLevel
from streams.matching.outcomes import (
    Matched,
    MatchNote,
    NoRollReason,
    NotOnAnyRoll,
    ReferralReason,
    Referred,
    Thresholds,
)
from streams.matching.people import Description
from tests.streams.matching.asking import (
    ASKED,
    DATA,
    KATE,
    NOWHERE,
    asked,
    entry,
    evidence,
    match,
    named,
    outcome,
    referral,
)


def test_name_date_address_and_school_match() -> None:
    found = match(ASKED).candidate
    assert (found.pupil, found.date_of_birth, found.setting) == ("a1", DateLevel.EXACT, SettingLevel.NAMED)
    assert found.address is AddressLevel.POSTCODE_AND_LINE


def test_a_match_names_the_version_of_the_roll() -> None:
    rolls = RollIndex()
    rolls.put_roll("109413", 7, b"\x02" * 32, [KATE])
    found = decide(compare(ASKED, rolls, DATA), Thresholds())
    assert isinstance(found, Matched)
    assert [(registration.urn, registration.roll_version) for registration in found.registrations] == [("109413", 7)]


@pytest.mark.parametrize(
    ("born", "level"),
    [
        (date(2014, 9, 3), DateLevel.SWAPPED),
        (date(2014, 3, 8), DateLevel.ONE_DIGIT),
        (date(2015, 3, 9), DateLevel.ONE_DIGIT),
    ],
)
def test_a_slip_in_the_date_is_made_good_only_by_name_and_home(born: date, level: DateLevel) -> None:
    found = match(asked(date_of_birth=born))
    assert (found.candidate.date_of_birth, found.notes) == (level, (MatchNote.DATE_OF_BIRTH_CORRECTED,))
    assert referral(asked(date_of_birth=born, **NOWHERE)) is ReferralReason.DATE_OF_BIRTH_DOUBTFUL
    assert referral(asked(date_of_birth=born, given_names="Kathrrine")) is ReferralReason.DATE_OF_BIRTH_DOUBTFUL
    assert referral(asked(date_of_birth=born, settings=(("urn", "1"),))) is ReferralReason.DATE_OF_BIRTH_DOUBTFUL


def test_a_slip_in_the_date_beside_a_nickname_is_made_good_only_at_the_school_named_too() -> None:
    kate = asked(date_of_birth=date(2014, 9, 3), given_names="Kate")
    assert match(kate).candidate.given_name is NameLevel.NICKNAME
    assert referral(msgspec.structs.replace(kate, settings=())) is ReferralReason.DATE_OF_BIRTH_DOUBTFUL


def test_another_date_of_birth_is_referred_even_at_home() -> None:
    assert referral(asked(date_of_birth=date(2014, 3, 21))) is ReferralReason.DATE_OF_BIRTH_DOUBTFUL
    assert referral(asked(date_of_birth=date(2011, 12, 27))) is ReferralReason.DATE_OF_BIRTH_DOUBTFUL


def test_a_missing_date_or_name_is_too_little() -> None:
    assert referral(asked(date_of_birth=None)) is ReferralReason.TOO_LITTLE_GIVEN
    assert referral(asked(given_names="")) is ReferralReason.TOO_LITTLE_GIVEN
    assert referral(asked(family_name=" ")) is ReferralReason.TOO_LITTLE_GIVEN
    assert referral(Description()) is ReferralReason.TOO_LITTLE_GIVEN


def test_too_little_given_still_ranks_who_it_may_be() -> None:
    found = outcome(asked(date_of_birth=None))
    assert isinstance(found, Referred)
    assert [candidate.pupil for candidate in found.candidates] == ["a1"]


def test_name_and_date_alone_are_uncorroborated() -> None:
    assert referral(asked(settings=(), **NOWHERE)) is ReferralReason.UNCORROBORATED
    assert referral(asked(settings=(), postcode="LU1 2ZZ")) is ReferralReason.UNCORROBORATED


def test_the_school_alone_corroborates_a_family_that_fled() -> None:
    assert match(asked(postcode="LU1 2ZZ")).candidate.address is AddressLevel.DIFFERS


def test_a_uprn_corroborates_without_a_postcode() -> None:
    found = match(asked(settings=(), postcode=None, address_lines=(), uprn="100080012345"))
    assert found.candidate.address is AddressLevel.UPRN


def test_a_neighbour_in_the_postcode_is_not_at_home() -> None:
    assert match(asked(address_lines=("14 High St",))).candidate.address is AddressLevel.POSTCODE


def test_a_child_who_moved_school_on_friday_is_matched_where_the_roll_has_them() -> None:
    other = entry(pupil="b2", urn="109500", given_names="Leila", family_name="Khan", date_of_birth=date(2013, 1, 1))
    found = match(asked(settings=(("urn", "109500"),)), KATE, other)
    assert [registration.urn for registration in found.registrations] == ["109413"]
    assert found.notes == (MatchNote.NAMED_ANOTHER_SCHOOL,)


def test_a_named_school_without_a_roll_is_noted() -> None:
    found = match(asked(settings=(("urn", "999999"),)))
    assert set(found.notes) == {MatchNote.NAMED_ANOTHER_SCHOOL, MatchNote.NAMED_SCHOOL_HAS_NO_ROLL}


@pytest.mark.parametrize("home", [NOWHERE, {"address_lines": ()}])
def test_another_school_than_the_named_one_needs_the_home(home: dict[str, Any]) -> None:
    assert referral(asked(settings=(("urn", "109500"),), **home)) is ReferralReason.SETTING_DISAGREES


def test_a_brother_or_sister_alone_on_the_roll_is_no_candidate() -> None:
    found = outcome(asked(given_names="Leila", date_of_birth=date(2010, 11, 30)))
    assert found == NotOnAnyRoll(reason=NoRollReason.NOBODY_ALIKE)


def test_nobody_alike_and_no_rolls_are_told_apart() -> None:
    stranger = asked(**named("Tendai", "Moyo"), date_of_birth=date(2009, 1, 30), postcode="LU1 2ZZ")
    assert outcome(stranger) == NotOnAnyRoll(reason=NoRollReason.NOBODY_ALIKE)
    assert decide(compare(ASKED, RollIndex(), DATA), Thresholds()) == NotOnAnyRoll(reason=NoRollReason.NO_ROLLS)


def test_more_alike_than_the_evidence_lists_are_referred() -> None:
    crowd = [entry(pupil=f"c{number:02}", uprn=None, given_names=f"K{chr(97 + number)}ra") for number in range(20)]
    gathered = evidence(asked(given_names="Leila"), *crowd)
    assert gathered.candidates_left_off == 4
    found = decide(gathered, Thresholds())
    assert isinstance(found, Referred)
    assert found.reason is ReferralReason.SEVERAL_ALIKE


def test_thresholds_are_the_callers() -> None:
    strict = Thresholds(version="strict", match=99_999)
    found = decide(evidence(ASKED), strict)
    assert isinstance(found, Referred)
    assert found.reason is ReferralReason.UNCORROBORATED
