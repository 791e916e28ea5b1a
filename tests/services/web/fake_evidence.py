"""The evidence of a doubtful match, as a fake hub has it."""

from schemas.records.evidence import (
    AddressLevel,
    Candidate,
    DateLevel,
    Evidence,
    NameLevel,
    OnRoll,
    SettingLevel,
)
from tests.services.web import world

EVIDENCE = Evidence(
    candidates=tuple(
        Candidate(
            pupil=pupil,
            registrations=(OnRoll(urn=world.SCHOOL, roll_version=1),),
            date_of_birth=DateLevel.EXACT,
            given_name=given,
            family_name=NameLevel.EXACT,
            address=AddressLevel.POSTCODE_AND_LINE,
            setting=SettingLevel.NOT_NAMED,
            rare_name=False,
            total=total,
        )
        for pupil, given, total in (("p-1", NameLevel.SIMILAR, 2810), ("p-2", NameLevel.DIFFERS, 1990))
    ),
    candidates_left_off=0,
    name_given=True,
    date_of_birth_given=True,
    address_given=True,
    setting_named=False,
    named_without_roll=(),
    rolls=2,
    weights_version="v1",
)
