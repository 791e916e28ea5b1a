"""Several local practices at once on one hub, each from its own agreement (flows.md, what a notice contains)."""

from typing import cast

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
WHO = {Item.INCIDENT_REFERENCE, Item.INCIDENT_OCCURRED_AT, Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH}
MUST = {
    "missing-school": WHO | {Item.EPISODE_STAGE, Item.EPISODE_TIMES},
    "missing-spoc-meeting": WHO | {Item.EPISODE_RISK, Item.EXPLOITATION_CONCERNS, Item.RETURN_INTERVIEW},
    "missing-return-interview": WHO | {Item.CHILD_ADDRESS, Item.EXPLOITATION_CONCERNS},
    "missing-home-authority": WHO | {Item.PLACING_AUTHORITY, Item.RETURN_INTERVIEW, Item.EXPLOITATION_CONCERNS},
    "marac-coordinator": {Item.VICTIM_CONTACT_RULES, Item.REFERRAL_GROUNDS, Item.DASH_SCORE, Item.VICTIM_NAME},
    "marac-moved-to-central-bedfordshire": {
        Item.VICTIM_CONTACT_RULES, Item.REFERRAL_GROUNDS, Item.DASH_SCORE, Item.VICTIM_NAME, Item.EARLIER_MARACS,
    },
    "marac-front-door": WHO | {Item.VICTIM_CONTACT_RULES},
    "hospital-school": WHO | {Item.SIGNS},
    "hospital-practice": WHO | {Item.SIGNS, Item.INJURY, Item.ATTENDANCE, Item.CHILD_NHS_NUMBER},
    "hospital-health-visitor": WHO | {Item.SIGNS, Item.CONCERN_LEVEL, Item.CHILD_ADDRESS, Item.CHILD_SAFE_CONTACT},
    "hospital-front-door": WHO | {Item.CP_IS_ANSWER, Item.CONCERN_LEVEL, Item.CONSENT},
    "contact-front-door": WHO | {Item.CONTACT_WORRIES, Item.CONSENT},
    "outcome-school": WHO | {Item.FRONT_DOOR_OUTCOME},
}  # fmt: skip
"""What each recipient of the other flows must have to do their part (flows.md)."""
MUST_NOT = {
    "missing-school": {Item.CHILD_ADDRESS, Item.EPISODE_LAST_SEEN, Item.EXPLOITATION_CONCERNS, Item.HOUSEHOLD},
    "missing-spoc-meeting": set[Item](),
    "missing-return-interview": {Item.POLICE_NARRATIVE, Item.HOUSEHOLD},
    "missing-home-authority": {Item.HOUSEHOLD, Item.SCHOOL_SUMMARY},
    "marac-coordinator": {Item.CHILD_VOICE},
    "marac-moved-to-central-bedfordshire": {
        Item.VICTIM_ADDRESS, Item.PERPETRATOR_ADDRESS, Item.CHILD_ADDRESS, Item.INCIDENT_LOCATION,
    },
    "marac-front-door": {Item.DASH_ANSWERS, Item.DASH_SCORE, Item.REFERRAL_GROUNDS, Item.VICTIM_ADDRESS},
    "hospital-school": {
        Item.INJURY, Item.ATTENDANCE, Item.CONSENT, Item.CP_IS_ANSWER, Item.CHILD_ADDRESS, Item.CHILD_NHS_NUMBER,
    },
    "hospital-practice": {Item.CHILD_ADDRESS, Item.POLICE_NARRATIVE, Item.HOUSEHOLD, Item.PATIENT_NHS_NUMBER},
    "hospital-health-visitor": {
        Item.POLICE_NARRATIVE, Item.HOUSEHOLD, Item.PATIENT_NAME, Item.PATIENT_ADDRESS, Item.CP_IS_ANSWER, Item.CONSENT,
    },
    "hospital-front-door": {Item.PATIENT_ADDRESS, Item.PATIENT_DATE_OF_BIRTH},
    "contact-front-door": set[Item](),
    "outcome-school": {Item.CONTACT_WORRIES, Item.REFERRER, Item.HOUSEHOLD},
}  # fmt: skip
"""What each does without."""


@pytest.mark.parametrize("practice", sorted(expected.ALL))
def test_the_notice_of_a_practice_is_the_expected_one(practice: str) -> None:
    committed = expected.path_of(practice).read_text(encoding="utf-8")
    assert committed == written(expected.notice(practice)), "see ops/agreements/README.md"


@pytest.mark.parametrize("practice", sorted(expected.TO))
def test_the_agreement_gives_what_the_practice_does(practice: str) -> None:
    assert set(expected.notice(practice)["agreement_gives"]) == GIVEN[practice]


@pytest.mark.parametrize("flow", sorted(expected.FLOWS))
def test_a_recipient_has_what_its_part_needs_and_no_more(flow: str) -> None:
    shown = {Item(item) for item in cast(dict[str, str], expected.notice(flow)["notice_shows"])}
    assert MUST[flow] <= shown
    assert MUST_NOT[flow].isdisjoint(shown)
    assert expected.notice(flow)["read_first"]


def test_every_expected_notice_belongs_to_a_practice_or_a_flow() -> None:
    assert {path.stem for path in expected.FOLDER.iterdir()} == set(expected.ALL)
    assert set(GIVEN) == set(expected.TO)
    assert set(MUST) == set(MUST_NOT) == set(expected.FLOWS)
