"""Signing and taking in: what a clock that was never set does, and who must be registered."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.agreement_signature import open_signature
from services.operator.signatures import made_signature, take_signatures
from services.publisher.identity import Identity
from streams.agreements.document import Agreement
from streams.agreements.signing import SignatureRefused
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from tests.support.furnishing import (
    AGREEMENT_KEY,
    INSTRUMENTS,
    LONG_AGO,
    document_of,
    key_of,
    registered,
    signed_instruments,
)

HUB = "test-hub"
SIXTY_NINE = datetime(1969, 12, 31, 12, 0, tzinfo=UTC)


def bedford() -> Agreement:
    """Bedford's agreement."""
    document = document_of(INSTRUMENTS[0])
    assert isinstance(document, Agreement)
    return document


def signature(at: datetime = LONG_AGO) -> bytes:
    """A party's signature, made at this time."""
    party = bedford().signatories[0]
    return made_signature(bedford(), HUB, Identity(party, AGREEMENT_KEY, key_of(party)), "An officer", at)


def test_the_day_is_londons() -> None:
    _, said = open_signature(signature(datetime(2026, 8, 31, 23, 30, tzinfo=UTC)))
    assert said.signed_on.isoformat() == "2026-09-01"


def test_a_clock_before_the_epoch_signs_nothing() -> None:
    with pytest.raises(SignatureRefused, match="clock shows `1969-12-31`: set it"):
        signature(SIXTY_NINE)


def test_a_party_with_a_look_alike_in_its_name_is_named_by_its_code(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    declare_hub(home, HUB, "A hub", LONG_AGO)
    hub = LocalHub(home, lambda: LONG_AGO)
    party = "bedfordsh\u0456re-police"
    alike = bedford().model_copy(update={"signatories": (party,)})
    data = made_signature(alike, HUB, Identity(party, AGREEMENT_KEY, key_of(party)), "An officer", LONG_AGO)
    with pytest.raises(SignatureRefused, match=r"no agency `bedfordsh\\u0456re-police` is registered"):
        take_signatures(hub, [("a", data)], LONG_AGO)
    hub.close()


def test_a_hub_whose_clock_stands_before_the_epoch_takes_nothing_in(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    declare_hub(home, HUB, "A hub", LONG_AGO)
    hub = LocalHub(home, lambda: LONG_AGO)
    hub.registry.refer([registered(bedford())], LONG_AGO)
    with pytest.raises(SignatureRefused, match="hub's clock shows `1969-12-31`"):
        take_signatures(hub, [("a", signature())], SIXTY_NINE)
    with pytest.raises(SignatureRefused, match="a: no agency `bedfordshire-police` is registered"):
        take_signatures(hub, [("a", signature())], LONG_AGO)
    agencies = [body for body in signed_instruments(HUB, INSTRUMENTS[:1]) if not hasattr(body, "version")]
    hub.registry.refer(agencies, LONG_AGO)
    assert [body.party for body in take_signatures(hub, [("a", signature())], LONG_AGO)] == [bedford().signatories[0]]
    hub.close()


def test_a_signature_over_another_version_is_refused_with_its_file(tmp_path: Path) -> None:
    hub = furnished(tmp_path)
    raised = bedford().model_copy(update={"version": 2})
    party = bedford().signatories[0]
    data = made_signature(raised, HUB, Identity(party, AGREEMENT_KEY, key_of(party)), "An officer", LONG_AGO)
    with pytest.raises(SignatureRefused, match=r"b\.sig: `bedfordshire-police` signed .* version `2`, which is not"):
        take_signatures(hub, [("b.sig", data)], LONG_AGO)
    assert hub.reference().instruments.missing(bedford().id, 1) == bedford().signatories
    hub.close()


def test_a_signature_over_other_contents_of_the_version_is_refused_with_its_file(tmp_path: Path) -> None:
    hub = furnished(tmp_path)
    other = bedford().model_copy(update={"title": "Something else"})
    party = bedford().signatories[0]
    data = made_signature(other, HUB, Identity(party, AGREEMENT_KEY, key_of(party)), "An officer", LONG_AGO)
    with pytest.raises(SignatureRefused, match=r"b\.sig: `bedfordshire-police` signed other contents"):
        take_signatures(hub, [("b.sig", data)], LONG_AGO)
    hub.close()


def test_a_party_that_signs_twice_is_refused_with_its_file(tmp_path: Path) -> None:
    hub = furnished(tmp_path)
    take_signatures(hub, [("first.sig", signature())], LONG_AGO)
    with pytest.raises(SignatureRefused, match=r"again\.sig: .*bedfordshire-police.*signed"):
        take_signatures(hub, [("again.sig", signature())], LONG_AGO)
    hub.close()


def test_two_signatures_of_one_party_at_once_are_refused_with_the_second_file(tmp_path: Path) -> None:
    hub = furnished(tmp_path)
    with pytest.raises(SignatureRefused, match=r"twice\.sig: .*signs the same version twice"):
        take_signatures(hub, [("once.sig", signature()), ("twice.sig", signature())], LONG_AGO)
    assert hub.reference().instruments.missing(bedford().id, 1) == bedford().signatories
    hub.close()


def furnished(folder: Path) -> LocalHub:
    """A hub with Bedford's agreement, and its signatories as agencies."""
    home = Home(folder / "home")
    declare_hub(home, HUB, "A hub", LONG_AGO)
    hub = LocalHub(home, lambda: LONG_AGO)
    agencies = [body for body in signed_instruments(HUB, INSTRUMENTS[:1]) if not hasattr(body, "version")]
    hub.registry.refer([registered(bedford()), *agencies], LONG_AGO)
    return hub
