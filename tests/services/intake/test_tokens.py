"""Bearer tokens of agencies."""

import pytest

from services.intake.tokens import AgencyTokens, new_token, token_digest


def test_a_token_names_its_agency_and_only_its_digest_is_kept() -> None:
    police, next_police, hospital = new_token(), new_token(), new_token()
    tokens = AgencyTokens(
        {"police": [token_digest(police), token_digest(next_police)], "hospital": [token_digest(hospital)]}
    )
    assert [tokens.agency(f"Bearer {one}") for one in (police, next_police, hospital)] == [
        "police",
        "police",
        "hospital",
    ]
    assert tokens.agency(f"bearer {police}") == "police"
    assert police not in repr(vars(tokens))


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer", "Basic x", "Bearer é", "Bearer " + "x" * 1000])
def test_anything_else_names_nobody(header: str) -> None:
    assert AgencyTokens({"police": [token_digest(new_token())]}).agency(header) is None


def test_a_digest_is_no_token() -> None:
    digest = token_digest(new_token())
    assert AgencyTokens({"police": [digest]}).agency(f"Bearer {digest}") is None


@pytest.mark.parametrize("kept", ["a-token-in-the-clear", "", "00" * 31])
def test_what_is_no_digest_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match="a token of `police` is not kept as a SHA-256"):
        AgencyTokens({"police": [kept]})


def test_two_agencies_never_share_a_token() -> None:
    digest = token_digest(new_token())
    with pytest.raises(ValueError, match="another agency have the same token"):
        AgencyTokens({"police": [digest], "hospital": [digest]})


def test_tokens_are_random() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 43
