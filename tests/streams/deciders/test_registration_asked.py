"""The registration that instruments are asked about: the roll's, else what police say of this very setting."""

import pytest
from msgspec.structs import replace

from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.share import Recipient
from streams.deciders.person.recipients import council, school
from streams.deciders.person.share import registration_at
from tests.support.facts import a_reference
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, SECOND

REFERENCE = a_reference()
DUAL = replace(
    child_of(pupil(0, FIRST)),
    settings=(
        NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL),
        NamedSetting(Scheme.URN, SECOND, Registration.EDUCATED_THERE),
        NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED),
    ),
)


@pytest.mark.parametrize(
    ("recipient", "on_roll", "registration"),
    [
        (school(FIRST), False, Registration.REGISTERED_PUPIL),
        (school(SECOND), False, Registration.EDUCATED_THERE),
        (school(SECOND), True, Registration.REGISTERED_PUPIL),
        (school("999999"), False, Registration.NOT_KNOWN),
        (council("822"), False, Registration.HOME_EDUCATED),
    ],
)
def test_each_recipient_is_asked_about_with_its_own_registration(
    recipient: Recipient, on_roll: bool, registration: Registration
) -> None:
    assert registration_at(REFERENCE, DUAL, recipient, on_roll=on_roll) is registration


def test_what_is_erased_is_not_known_where_no_roll_speaks() -> None:
    assert registration_at(REFERENCE, None, school(FIRST), on_roll=False) is Registration.NOT_KNOWN
