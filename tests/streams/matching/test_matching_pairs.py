"""The same person met twice, and a member of staff who may be the adult of the event."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from streams.matching.compare import Sought
from streams.matching.levels import Connection, Likeness, NameLevel
from streams.matching.load import load_name_data
from streams.matching.pairs import compare_people, connected_with_any, may_be_connected, sought_staff
from streams.matching.people import Description, StaffNames, staff_names

DATA = load_name_data()
ADULT = Description(
    given_names="Robert",
    family_name="Smith",
    date_of_birth=date(1985, 6, 7),
    postcode="MK40 1AA",
    address_lines=("12 High Street",),
)


@pytest.mark.parametrize(
    ("changes", "likeness"),
    [
        ({}, Likeness.STRONG),
        ({"given_names": "Bob"}, Likeness.STRONG),
        ({"given_names": "Smith", "family_name": "Robert"}, Likeness.STRONG),
        ({"date_of_birth": date(1985, 7, 6)}, Likeness.STRONG),
        ({"date_of_birth": date(1985, 7, 6), "given_names": "Bob"}, Likeness.POSSIBLE),
        ({"postcode": None, "address_lines": ()}, Likeness.POSSIBLE),
        ({"given_names": "Rubert"}, Likeness.POSSIBLE),
        ({"date_of_birth": None}, Likeness.POSSIBLE),
        ({"given_names": "R"}, Likeness.POSSIBLE),
        ({"given_names": "Amelia", "date_of_birth": date(1991, 1, 30)}, Likeness.NONE),
        ({"date_of_birth": date(1961, 1, 30), "postcode": "LU1 2ZZ"}, Likeness.NONE),
    ],
)
def test_two_descriptions_are_of_one_person(changes: dict[str, str], likeness: Likeness) -> None:
    other = msgspec.structs.replace(ADULT, **changes)
    assert compare_people(ADULT, other, DATA).likeness is likeness


def test_a_rare_name_and_date_are_strong_without_an_address() -> None:
    rare = Description(given_names="Thaddea", family_name="Quillinan", date_of_birth=date(1985, 6, 7))
    assert compare_people(rare, rare, DATA).likeness is Likeness.STRONG


def test_an_alias_counts() -> None:
    other = msgspec.structs.replace(ADULT, family_name="Okafor", other_names=("Robert Smith",))
    found = compare_people(ADULT, other, DATA)
    assert (found.likeness, found.family_name) == (Likeness.STRONG, NameLevel.EXACT)


@pytest.mark.parametrize(
    ("given", "family", "postcode", "connection"),
    [
        ("Robert", "Smith", None, Connection.SAME_NAME),
        ("Bob", "SMITH", None, Connection.SAME_NAME),
        ("R", "Smith", None, Connection.SAME_NAME),
        ("Robret", "Smith", None, Connection.SAME_NAME),
        ("Robert", "Smyth-Smith", None, Connection.SAME_NAME),
        ("Smith", "Robert", None, Connection.SAME_NAME),
        ("Amelia", "Smith", "mk401aa", Connection.SAME_FAMILY_AND_POSTCODE),
        ("Amelia", "Smith", "LU1 2ZZ", Connection.NONE),
        ("Amelia", "Smith", None, Connection.SAME_FAMILY_AND_NO_POSTCODE),
        ("Robert", "Okafor", "MK40 1AA", Connection.SAME_POSTCODE),
        ("Amelia", "Okafor", "MK40 1AA", Connection.SAME_POSTCODE),
        ("Amelia", "Okafor", "LU1 2ZZ", Connection.NONE),
        ("Amelia", "Okafor", None, Connection.NONE),
    ],
)
def test_staff_who_may_be_the_adult(given: str, family: str, postcode: str | None, connection: Connection) -> None:
    staff = StaffNames(given_names=given, family_name=family, postcode=postcode)
    assert may_be_connected(staff, ADULT, DATA) is connection


def test_a_rare_family_name_alone_connects() -> None:
    adult = msgspec.structs.replace(ADULT, family_name="Quillinan")
    assert may_be_connected(StaffNames(given_names="Amelia", family_name="Quillinan"), adult, DATA) is (
        Connection.SAME_RARE_FAMILY
    )
    assert may_be_connected(StaffNames(given_names="Amelia", family_name="Smith-Quillinan"), adult, DATA) is (
        Connection.SAME_RARE_FAMILY
    )


def test_a_former_name_of_staff_connects() -> None:
    staff = StaffNames(given_names="Amelia", family_name="Okafor", other_names=("Bob Smith",))
    assert may_be_connected(staff, ADULT, DATA) is Connection.SAME_NAME


@pytest.mark.parametrize(
    ("surnames", "known_as"),
    [(("Smith",), ()), (("van Dyk", "Smith"), ()), ((), ("Rob Smith",)), (("Smith",), ("Bob",))],
)
def test_a_maiden_or_married_name_and_a_name_they_go_by_connect(
    surnames: tuple[str, ...], known_as: tuple[str, ...]
) -> None:
    staff = staff_names("Robert", "Okafor", other_surnames=surnames, known_as=known_as, postcode="LU1 2ZZ")
    assert may_be_connected(staff, ADULT, DATA) is Connection.SAME_NAME


def test_a_wifes_form_of_the_name_connects_as_her_husbands_does() -> None:
    adult = msgspec.structs.replace(ADULT, given_names="Piotr", family_name="Kowalski")
    staff = staff_names("Maria", "Kowalska")
    assert may_be_connected(staff, adult, DATA) is not Connection.NONE


@pytest.mark.parametrize("family", ["", "UNKNOWN", "N/K"])
@pytest.mark.parametrize(
    ("given", "postcode", "connection"),
    [
        ("Priscilla", "", Connection.SAME_GIVEN_AND_NO_FAMILY),
        ("Priscila", "", Connection.SAME_GIVEN_AND_NO_FAMILY),
        ("Priscilla", "LU1 2ZZ", Connection.NONE),
        ("Priscilla Oduya", "LU1 2ZZ", Connection.SAME_NAME),
        ("Mrs Oduya", "LU1 2ZZ", Connection.SAME_RARE_FAMILY),
        ("P", "", Connection.NONE),
        ("Amelia", "", Connection.NONE),
        ("Amelia", "MK40 1AA", Connection.SAME_POSTCODE),
    ],
)
def test_of_whom_no_family_name_is_known_the_given_name_decides(
    given: str, postcode: str, connection: Connection, family: str
) -> None:
    staff = StaffNames(given_names="Priscilla", family_name="Oduya", postcode="MK40 1AA")
    adult = Description(given_names=given, family_name=family, postcode=postcode)
    assert may_be_connected(staff, adult, DATA) is connection
    assert connected_with_any(sought_staff(staff), [Sought(adult)], DATA) is (connection is not Connection.NONE)


def test_an_alias_of_one_word_may_be_a_maiden_name() -> None:
    adult = msgspec.structs.replace(ADULT, other_names=("Quillinan",))
    staff = StaffNames(given_names="Amelia", family_name="Quillinan", postcode="LU1 2ZZ")
    assert may_be_connected(staff, adult, DATA) is Connection.SAME_RARE_FAMILY


def test_an_adult_without_a_name_connects_nobody() -> None:
    staff = StaffNames(given_names="Amelia", family_name="Smith")
    assert may_be_connected(staff, Description(), DATA) is Connection.NONE
