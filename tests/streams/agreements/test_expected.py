"""Several local practices at once on one hub, each from its own agreement (flows.md, what a notice contains)."""

import pytest

from schemas.items import Item
from tests.streams.agreements import expected
from tests.streams.agreements.decisions import written

GIVEN = {
    "minimal": {Item.INCIDENT_FACT, Item.CHILD_NAME, Item.CHILD_SAFE_CONTACT},
    "lincolnshire": {
        Item.INCIDENT_FACT, Item.INCIDENT_OCCURRED_AT, Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH, Item.CHILD_PRESENCE,
        Item.CHILD_SEEN_BY,
    },
    "cleveland": {
        Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT, Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH, Item.SCHOOL_SUMMARY, Item.CHILD_SAFE_CONTACT,
    },
    "statutory-guidance": {
        Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT, Item.INCIDENT_LOCATION,
        Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH, Item.CHILD_PRESENCE, Item.CHILD_WHEREABOUTS, Item.CHILD_SEEN_BY,
        Item.CHILD_SPOKEN_TO_BY, Item.CHILD_VOICE, Item.CHILD_RELATIONSHIPS, Item.CHILD_SAFE_CONTACT,
        Item.SCHOOL_SUMMARY,
    },
}  # fmt: skip
"""What the practice gives, from the source; the safe contact goes with each that does not exclude it."""


@pytest.mark.parametrize("practice", sorted(expected.TO))
def test_the_notice_of_a_practice_is_the_expected_one(practice: str) -> None:
    committed = expected.path_of(practice).read_text(encoding="utf-8")
    assert committed == written(expected.notice(practice)), "see ops/agreements/README.md"


@pytest.mark.parametrize("practice", sorted(expected.TO))
def test_the_agreement_gives_what_the_practice_does(practice: str) -> None:
    assert set(expected.notice(practice)["agreement_gives"]) == GIVEN[practice]


def test_every_expected_notice_belongs_to_a_practice() -> None:
    assert {path.stem for path in expected.FOLDER.iterdir()} == set(expected.TO) == set(GIVEN)
