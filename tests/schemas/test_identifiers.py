"""Identifiers and their checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identifiers import (
    LA_CODES,
    UPN_LETTERS,
    IdentifierError,
    check_nhs_number,
    check_upn,
    check_uprn,
    is_ukprn,
    is_urn,
)


def upn(code: str, rest: str) -> str:
    """A UPN with the check letter that DfE's rule gives: weights 2 to 13, modulo 23."""
    characters = code + rest
    values = [UPN_LETTERS.index(c) if c in UPN_LETTERS else int(c) for c in characters]
    total = sum(weight * value for weight, value in enumerate(values, 2))
    return UPN_LETTERS[total % 23] + characters


SERIALS = st.from_regex(rf"[0-9]{{8}}[0-9{UPN_LETTERS}]", fullmatch=True)


@given(st.sampled_from(sorted(LA_CODES)), SERIALS)
def test_a_upn_by_the_rule_is_taken(code: str, rest: str) -> None:
    number = upn(code, rest)
    assert check_upn(f" {number.lower()} ") == number


@given(st.sampled_from(sorted(LA_CODES)), SERIALS, st.sampled_from(UPN_LETTERS))
def test_no_other_check_letter_is_taken(code: str, rest: str, letter: str) -> None:
    number = upn(code, rest)
    if letter != number[0]:
        with pytest.raises(IdentifierError, match="check letter"):
            check_upn(letter + number[1:])


@pytest.mark.parametrize("code", ["838", "839", "940", "941", "942", "943", "820"])
def test_authorities_that_the_library_does_not_know(code: str) -> None:
    assert check_upn(upn(code, "400117001"))


def test_the_example_of_the_guidance() -> None:
    assert check_upn("H801200001001") == "H801200001001"


@pytest.mark.parametrize(
    "text", ["", "H80120000100", "H8012000010011", "I801200001001", "H80120000A001", "H80120000100I", "H８01200001001"]
)
def test_the_form_of_a_upn(text: str) -> None:
    with pytest.raises(IdentifierError, match="check letter, 11 digits"):
        check_upn(text)


def test_an_authority_that_never_was() -> None:
    with pytest.raises(IdentifierError, match="no local authority"):
        check_upn(upn("999", "400117001"))


@pytest.mark.parametrize("text", ["A801200001001", "H80120000100I", "9000000008", "900000000999999999999"])
def test_an_error_never_repeats_a_person(text: str) -> None:
    for check in (check_upn, check_uprn):
        with pytest.raises(IdentifierError) as caught:
            check(text + "x")
        assert text not in str(caught.value)


@pytest.mark.parametrize(("text", "taken"), [("109413", True), ("009413", False), ("10941", False), ("10941３", False)])
def test_urns(text: str, taken: bool) -> None:
    assert is_urn(text) is taken


@pytest.mark.parametrize(("text", "taken"), [("10034567", True), ("20034567", False), ("1003456", False)])
def test_ukprns(text: str, taken: bool) -> None:
    assert is_ukprn(text) is taken


@pytest.mark.parametrize(("text", "uprn"), [("100081200000", "100081200000"), ("000000000017", "17")])
def test_uprns(text: str, uprn: str) -> None:
    assert check_uprn(text) == uprn


@pytest.mark.parametrize("text", ["", "0", "1000812000001", "12a"])
def test_wrong_uprns(text: str) -> None:
    with pytest.raises(IdentifierError, match="uprn"):
        check_uprn(text)


@pytest.mark.parametrize("text", ["9990000026", "999 000 0026", "999-000-0026"])
def test_an_nhs_number_loses_its_spaces(text: str) -> None:
    assert check_nhs_number(text) == "9990000026"


@pytest.mark.parametrize(
    "text", ["9990000025", "999000002", "99900000266", "NHSNUMBERS", "0000000000", "9999999999", ""]
)
def test_what_is_no_nhs_number_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        check_nhs_number(text)
    assert not text or text not in str(caught.value)
