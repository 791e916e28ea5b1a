"""Consent of which a sender says nothing reads as just that."""

from msgspec.structs import replace

from schemas.events.consent import Consent
from schemas.events.front_door import CONTACT_TYPE
from schemas.items import Item
from schemas.vectors.flows import CONTACT
from streams.disclosing.lines import not_given
from tests.streams.test_disclosing import shown_of
from tests.support.facts import an_event
from tests.support.people import child_of, pupil
from tests.support.world import FIRST


def test_consent_of_which_nothing_was_said_does_not_read_as_consent_that_was_not_given() -> None:
    unsaid = an_event(
        replace(CONTACT, consent=Consent.NOT_STATED, consent_reason=""),
        child_of(pupil(0, FIRST)),
        type=CONTACT_TYPE,
    )
    (line,) = shown_of(unsaid, 1, (Item.CONSENT,))[0][Item.CONSENT]
    assert line == not_given(Item.CONSENT)[0]
    assert line.startswith("Not stated by the sender")
    assert "given" not in line.lower()
