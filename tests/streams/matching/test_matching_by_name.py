"""Which forms of a name match, and how much else each needs."""

from __future__ import annotations

from datetime import date

import pytest

from streams.matching.levels import NameLevel
from streams.matching.outcomes import ReferralReason
from tests.streams.matching.asking import NOWHERE, asked, entry, evidence, match, named, referral


@pytest.mark.parametrize(
    ("roll", "police", "given", "family"),
    [
        (("Katherine", "Smith"), ("KATHERINE", "SMITH"), NameLevel.EXACT, NameLevel.EXACT),
        (("Katherine", "Smith"), ("Kate", "Smith"), NameLevel.NICKNAME, NameLevel.EXACT),
        (("Robert", "Smith"), ("Bob", "Smith"), NameLevel.NICKNAME, NameLevel.EXACT),
        (("Muhammad", "Khan"), ("Mohammed", "Khan"), NameLevel.NICKNAME, NameLevel.EXACT),
        (("Zuzanna", "Nowak"), ("Zuzia", "Nowak"), NameLevel.NICKNAME, NameLevel.EXACT),
        (("Aisha", "Hussain"), ("Ayesha", "Hussein"), NameLevel.NICKNAME, NameLevel.NICKNAME),
        (("Siobhán", "O'Brien"), ("SIOBHAN", "OBRIEN"), NameLevel.ACCENT_OR_CASE, NameLevel.ACCENT_OR_CASE),
        (("Siobhán", "O\u2019Brien"), ("Siobhan", "O Brien"), NameLevel.ACCENT_OR_CASE, NameLevel.ACCENT_OR_CASE),
        (("Łukasz", "Wójcik"), ("Lukasz", "Wojcik"), NameLevel.ACCENT_OR_CASE, NameLevel.ACCENT_OR_CASE),
        (("Bjørn", "Æsberg"), ("Bjorn", "Aesberg"), NameLevel.ACCENT_OR_CASE, NameLevel.ACCENT_OR_CASE),
        (("Mary-Kate", "Smith"), ("Mary Kate", "Smith"), NameLevel.ACCENT_OR_CASE, NameLevel.EXACT),
        (("Katherine", "Smith-Jones"), ("Katherine", "Jones"), NameLevel.EXACT, NameLevel.PART),
        (("Katherine", "Smith"), ("Katherine", "Smith Jones"), NameLevel.EXACT, NameLevel.PART),
        (("Katherine", "Jones-Smith"), ("Katherine", "Smith-Jones"), NameLevel.EXACT, NameLevel.PART),
        (("Omar", "Al-Hassan"), ("Omar", "Hassan"), NameLevel.EXACT, NameLevel.PART),
        (("Katherine", "Smith"), ("Smith", "Katherine"), NameLevel.SWAPPED, NameLevel.SWAPPED),
        (("Katherine", "Smith"), ("Kahterine", "Smith"), NameLevel.TRANSPOSED, NameLevel.EXACT),
        (("Katherine", "Smith"), ("Katherine", "Simth"), NameLevel.EXACT, NameLevel.TRANSPOSED),
        (("Katherine", "Smith"), ("Kathrrine", "Smith"), NameLevel.SIMILAR, NameLevel.EXACT),
        (("Muhammad Ali", "Khan"), ("Ali", "Khan"), NameLevel.OTHER_GIVEN, NameLevel.EXACT),
        (("Muhammad Ali", "Khan"), ("Muhammad", "Khan"), NameLevel.NICKNAME, NameLevel.EXACT),
        (("Anna", "Kowalska"), ("Anna", "Kowalski"), NameLevel.EXACT, NameLevel.NICKNAME),
        (("Katherine", "MacDonald"), ("Katherine", "McDonald"), NameLevel.EXACT, NameLevel.NICKNAME),
    ],
)
def test_forms_of_a_name_match(
    roll: tuple[str, str], police: tuple[str, str], given: NameLevel, family: NameLevel
) -> None:
    found = match(asked(**named(*police)), entry(**named(*roll))).candidate
    assert (found.given_name, found.family_name) == (given, family)


@pytest.mark.parametrize(
    ("police", "given"),
    [
        (("K", "Smith"), NameLevel.INITIAL),
        (("Amelia", "Smith"), NameLevel.DIFFERS),
        (("Katherine Rose", "Smith"), NameLevel.MIDDLE_DIFFERS),
        (("Katherine", "Okafor"), NameLevel.EXACT),
    ],
)
def test_a_name_that_does_not_settle_it_is_referred(police: tuple[str, str], given: NameLevel) -> None:
    assert referral(asked(**named(*police))) is ReferralReason.NAME_DOUBTFUL
    assert evidence(asked(**named(*police))).candidates[0].given_name is given


def test_a_misspelt_name_needs_more_than_the_school() -> None:
    assert referral(asked(given_names="Kathrrine", **NOWHERE)) is ReferralReason.NAME_DOUBTFUL
    assert match(asked(given_names="Kathrrine", address_lines=())).candidate.pupil == "a1"


def test_a_middle_name_needs_more_than_the_school() -> None:
    assert referral(asked(given_names="Jane", **NOWHERE)) is ReferralReason.NAME_DOUBTFUL
    assert match(asked(given_names="Jane")).candidate.given_name is NameLevel.OTHER_GIVEN
    assert evidence(asked(given_names="Jenny")).candidates[0].given_name is NameLevel.DIFFERS


def test_a_known_name_counts_like_the_name_on_the_roll() -> None:
    alias = entry(known_as=("Kitty Jones",))
    assert match(asked(**named("Kitty", "Jones")), alias).candidate.family_name is NameLevel.EXACT
    assert match(asked(**named("Leila", "Smith"), other_names=("Katherine",))).candidate.given_name is NameLevel.EXACT


def test_a_rare_name_corroborates_itself_unless_police_named_another_school() -> None:
    rare = entry(**named("Thaddea", "Quillinan"))
    same = named("Thaddea", "Quillinan")
    assert match(asked(settings=(), **NOWHERE, **same), rare).candidate.rare_name
    assert referral(asked(settings=(("urn", "1"),), **NOWHERE, **same), rare) is ReferralReason.SETTING_DISAGREES


def test_a_name_that_many_on_the_rolls_bear_is_not_rare_whatever_the_data_say() -> None:
    same = named("Thaddea", "Quillinan")
    cousins = [
        entry(
            pupil=f"c{month}", **named(f"Tuva{month}", "Quillinan"), date_of_birth=date(2014, month, 20), urn="109500"
        )
        for month in range(4, 8)
    ]
    assert referral(asked(settings=(), **NOWHERE, **same), entry(**same), *cousins) is ReferralReason.UNCORROBORATED
