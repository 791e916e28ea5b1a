"""A published outcome about a doubtful child: a desk is asked who it is, and then the contact is decided by it."""

import pytest
from msgspec.structs import replace

from schemas.events import front_door
from schemas.records.answers import NotTaken
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.match import MatchReferred
from streams.deciders.areas import COUNCIL_DESK
from tests.streams.deciders.outcomes import an_outcome, contact, decided, still_waits
from tests.streams.deciders.test_triage import ASKED
from tests.support.facts import an_event
from tests.support.flows import BEN, a_flow_line
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import COORDINATOR


@pytest.mark.parametrize("who_it_is", [True, False])
def test_a_doubtful_child_waits_until_a_person_has_said_who_it_is(who_it_is: bool) -> None:
    line = a_flow_line()
    asked = contact(line)
    doubtful = replace(child_of(BEN), given_names="Othername")
    assert decided(line, an_outcome(asked, doubtful)) == [f"desk {AREA}: match (name_doubtful)"]
    assert still_waits(line)
    case, _, item = line.item("match")
    (referred,) = [one for place, one in line.recorded.items() if place == item.referral]
    assert isinstance(referred, MatchReferred)
    pupil = referred.evidence.candidates[0].pupil if who_it_is else None
    said = line.perform(
        MatchDecided(case, item.referral, COORDINATOR, COUNCIL_DESK, pupil, None, AnswerBasis.EVIDENCE_SHOWN)
    )
    assert any(one.startswith("desk item closed") for one in said)
    assert ("triaged elsewhere: early_help, consent given" in said) is who_it_is
    assert still_waits(line) is not who_it_is
    left = [one for *_, matter in line.matters() for one in matter.desk]
    assert [one.kind for one in left] == ([] if who_it_is else ["outcome"])


def test_nobody_is_asked_who_a_child_is_for_a_contact_that_has_not_come() -> None:
    line = a_flow_line()
    coming = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE, reference="c-1")
    said = decided(line, an_outcome(coming, replace(child_of(BEN), given_names="Othername")))
    assert said == [f"desk {AREA}: outcome for {AREA} ({NotTaken.CONTACT_NOT_KNOWN})"]
