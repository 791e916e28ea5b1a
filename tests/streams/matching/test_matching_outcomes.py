"""Given these rolls, when this child is described, then this is the outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from streams.matching.compare import compare
from streams.matching.decide import (
    Matched,
    MatchNote,
    NoRollReason,
    NotOnAnyRoll,
    Outcome,
    ReferralReason,
    Referred,
    Thresholds,
    decide,
)
from streams.matching.evidence import Evidence
from streams.matching.index import RollIndex
from streams.matching.levels import AddressLevel, DateLevel, NameLevel, SettingLevel
from streams.matching.load import load_name_data
from streams.matching.people import Description, RollEntry
from tests.streams.matching.invented_pupils import index_of

DATA = load_name_data()
KATE = RollEntry(
    pupil="a1",
    urn="109413",
    given_names="Katherine Jane",
    family_name="Smith",
    date_of_birth=date(2014, 3, 9),
    postcode="MK40 1AA",
    address_lines=("12 High Street", "Bedford"),
    uprn="100080012345",
)
ASKED = Description(
    given_names="Katherine",
    family_name="SMITH",
    date_of_birth=date(2014, 3, 9),
    postcode="mk401aa",
    address_lines=("12 High St",),
    settings=(("urn", "109413"),),
)
NOWHERE: dict[str, Any] = {"postcode": None, "address_lines": ()}


def entry(**changes: Any) -> RollEntry:  # noqa: ANN401 - any field of a roll entry
    return msgspec.structs.replace(KATE, **changes)


def asked(**changes: Any) -> Description:  # noqa: ANN401 - any field of a description
    return msgspec.structs.replace(ASKED, **changes)


def evidence(description: Description, *entries: RollEntry) -> Evidence:
    return compare(description, index_of(list(entries or (KATE,))), DATA)


def outcome(description: Description, *entries: RollEntry) -> Outcome:
    return decide(evidence(description, *entries), Thresholds())


def referral(description: Description, *entries: RollEntry) -> ReferralReason:
    found = outcome(description, *entries)
    assert isinstance(found, Referred)
    return found.reason


def match(description: Description, *entries: RollEntry) -> Matched:
    found = outcome(description, *entries)
    assert isinstance(found, Matched)
    return found


def named(given: str, family: str) -> dict[str, str]:
    return {"given_names": given, "family_name": family}


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
        (("Muhammad Ali", "Khan"), ("Muhammad", "Khan"), NameLevel.SHARED_FIRST, NameLevel.EXACT),
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
