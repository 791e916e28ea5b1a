"""Twins, siblings, namesakes, and one child on two rolls."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from streams.matching.outcomes import ReferralReason
from tests.streams.matching.asking import (
    ASKED,
    KATE,
    NOWHERE,
    asked,
    entry,
    evidence,
    match,
    referral,
)


def test_dual_registration_is_one_candidate_on_two_rolls() -> None:
    second = entry(urn="109500", address_lines=("somewhere else",), postcode="MK42 9ZZ")
    found = match(ASKED, KATE, second)
    assert [registration.urn for registration in found.registrations] == ["109413", "109500"]
    assert len(evidence(ASKED, KATE, second).candidates) == 1


def test_dual_registration_holds_when_one_roll_has_the_date_wrong() -> None:
    found = match(ASKED, KATE, entry(urn="109500", date_of_birth=date(2001, 1, 1), family_name="Jones"))
    assert [registration.urn for registration in found.registrations] == ["109413", "109500"]


@pytest.mark.parametrize("other_home", [{}, {"postcode": "LU1 2ZZ", "uprn": None}])
def test_one_name_and_date_under_two_pupil_ids_is_referred(other_home: dict[str, Any]) -> None:
    second = entry(pupil="b2", urn="109500", **other_home)
    assert referral(ASKED, KATE, second) is ReferralReason.SEVERAL_ALIKE


def test_twins_are_told_apart_by_their_given_names() -> None:
    twin = entry(pupil="b2", given_names="Leila")
    assert match(ASKED, KATE, twin).candidate.pupil == "a1"
    assert match(asked(given_names="Kate"), KATE, twin).candidate.pupil == "a1"
    assert match(asked(given_names="Layla"), KATE, twin).candidate.pupil == "b2"


@pytest.mark.parametrize(
    ("ours", "theirs", "police"),
    [
        ("Alexander", "Alexandra", "Alex"),
        ("Muhammad Ali", "Muhammad Hassan", "Muhammad"),
        ("Jayden", "Hayden", "Jayden"),
        ("Aila", "Alia", "Aila"),
        ("Ella", "Ellie", "Ella"),
        ("Katherine", "Kirsty", "K"),
    ],
)
def test_twins_with_names_alike_are_referred(ours: str, theirs: str, police: str) -> None:
    rolls = (entry(given_names=ours), entry(pupil="b2", given_names=theirs))
    assert referral(asked(given_names=police), *rolls) is ReferralReason.SEVERAL_ALIKE


def test_a_sibling_with_a_name_alike_and_a_date_one_digit_off_does_not_hide_the_child() -> None:
    older = entry(pupil="b2", given_names="Kathleen", date_of_birth=date(2012, 3, 9))
    assert match(ASKED, KATE, older).candidate.pupil == "a1"


def test_name_of_one_sibling_and_date_of_the_other_is_referred() -> None:
    older = entry(pupil="b2", given_names="Leila", date_of_birth=date(2012, 3, 9))
    assert referral(asked(given_names="Leila"), KATE, older) is ReferralReason.SEVERAL_ALIKE


def test_the_address_separates_namesakes_born_days_apart_only_when_it_fits_the_exact_date() -> None:
    namesake = entry(pupil="b2", urn="109500", date_of_birth=date(2014, 3, 8), postcode="LU1 2ZZ", uprn=None)
    assert match(ASKED, KATE, namesake).candidate.pupil == "a1"
    assert referral(asked(postcode="LU1 2ZZ"), KATE, namesake) is ReferralReason.SEVERAL_ALIKE


def test_a_namesake_born_nearly_then_is_meant_where_police_name_their_school() -> None:
    namesake = entry(pupil="b2", urn="109999", date_of_birth=date(2014, 9, 3), postcode="MK41 9ZZ", uprn=None)
    assert match(asked(), KATE, namesake).candidate.pupil == "a1"
    assert referral(asked(settings=(("urn", "109999"),)), KATE, namesake) is ReferralReason.SEVERAL_ALIKE


def test_the_same_given_name_and_birthday_in_another_family_is_another_child() -> None:
    other = entry(pupil="b2", family_name="Okonkwo", postcode="MK41 9ZZ", uprn=None)
    assert match(asked(**NOWHERE), KATE, other).candidate.pupil == "a1"
