"""The rows of the flows table as scenarios: who publishes what of whom, who is told, and by which clock.

Each scenario is about a child of its own, so that all of them are decided in one run of an engine. It is 11:00 on a
Tuesday, unless a row speaks of the night.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.hospital import Sign
from schemas.events.missing import Stage
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, EPISODE, REFERRAL
from streams.matching.people import RollEntry
from tests.support.facts import Section
from tests.support.flows import HOSPITAL, PRACTICE
from tests.support.force import POLICE
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import FIRST, SECOND

MORNING: Final = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
EVENING: Final = datetime(2026, 11, 10, 21, 0, tzinfo=UTC)
EARLIER: Final = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
"""In the last four weeks whose table of hotspots can be published on that Tuesday."""
_EARLIER: Final = EARLIER - timedelta(hours=4)
AWAY: Final = "825"
"""Another council's area."""


ASKED_IN_HOURS: Final = "Contact, in office hours: front door within a working day"
ASKED_AT_NIGHT: Final = "Contact, out of hours: duty team within the hour too"


class Scenario(Struct, frozen=True):
    """One row: what is published of a child, and all who are told of it, with the rule of their clock.

    `told` are roles in the area, agencies' own teams by role, and schools by URN; nobody else may be. `desks` are kinds
    of items that a council's desk gets.
    """

    row: str
    publisher: str
    type: str
    says: tuple[Section, ...]
    told: Mapping[str, str]
    desks: tuple[str, ...] = ()
    at: datetime = MORNING

    @property
    def reference(self) -> str:
        """The publisher's reference."""
        return sha256(self.row.encode()).hexdigest()[:12]


class Roll:
    """Children that no other scenario is about, on the rolls of schools."""

    def __init__(self) -> None:
        self.entries: dict[str, list[RollEntry]] = {FIRST: [], SECOND: []}
        self._number = 100

    def at(self, *urns: str) -> Person:
        """A child on the rolls of these schools, as publishers describe them."""
        self._number += 1
        for urn in urns:
            self.entries[urn].append(pupil(self._number, urn))
        return child_of(pupil(self._number, urns[0]))


def _dated(person: Person, *roles: Role) -> Person:
    return replace(person, roles=(*person.roles, *roles))


def _patient(person: Person) -> Person:
    return replace(_dated(person, Role.PATIENT), gp_practice=PRACTICE.upper())


def _flag(*signs: Sign, age: int | None = None) -> hospital.Attendance:
    return replace(ATTENDANCE, arrived_at=MORNING - timedelta(hours=1), age=age, signs=signs, ward="adult ward 4")


def scenarios(roll: Roll) -> tuple[Scenario, ...]:
    """Every row."""
    gone = MORNING - timedelta(hours=4)
    episode = replace(EPISODE, missing_since=gone, reported_at=gone, placed_by="")
    back = replace(episode, stage=Stage.RETURNED, returned_at=MORNING - timedelta(hours=1))
    asked = replace(CONTACT, referrer_setting=NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL))

    def victim(number: int) -> Person:
        return replace(adult("Tess", f"Harbinger{number}", Role.VICTIM), ref=f"v{number}")

    taught_at_home = replace(
        stranger("Wilhelmina", NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED)),
        date_of_birth=date(2015, 3, 3),
    )
    return (
        Scenario(
            "Operation Encompass, a child on one roll",
            POLICE,
            encompass.EVENT_TYPE,
            (roll.at(FIRST),),
            {FIRST: "end_of_day"},
        ),
        Scenario(
            "Operation Encompass, dual registration: every school",
            POLICE,
            encompass.EVENT_TYPE,
            (roll.at(FIRST, SECOND),),
            {FIRST: "end_of_day", SECOND: "end_of_day"},
        ),
        Scenario(
            "Operation Encompass, home educated: the council",
            POLICE,
            encompass.EVENT_TYPE,
            (taught_at_home,),
            {},
            desks=("no_setting",),
        ),
        Scenario(
            "Missing, reported: school, front door, weekly SPOC meeting",
            POLICE,
            missing.EVENT_TYPE,
            (episode, roll.at(FIRST)),
            {FIRST: "end_of_day", "ifd": "working_days_1", "spoc_coordinator": "meeting_spoc"},
        ),
        Scenario(
            "Missing, three weeks ago: counted for the CEM group",
            POLICE,
            missing.EVENT_TYPE,
            (replace(episode, missing_since=_EARLIER, reported_at=_EARLIER), roll.at(FIRST)),
            {FIRST: "end_of_day", "ifd": "working_days_1", "spoc_coordinator": "meeting_spoc"},
            at=EARLIER,
        ),
        Scenario(
            "Missing, returned: return home interview within 72 hours",
            POLICE,
            missing.EVENT_TYPE,
            (back, roll.at(FIRST)),
            {
                FIRST: "end_of_day",
                "ifd": "working_days_1",
                "spoc_coordinator": "meeting_spoc",
                "return_interview_provider": "minutes_4320",
            },
        ),
        Scenario(
            "Missing, placed here by another authority: a desk tells the home authority",
            POLICE,
            missing.EVENT_TYPE,
            (replace(episode, placed_by=AWAY), roll.at(FIRST)),
            {FIRST: "end_of_day", "ifd": "working_days_1", "spoc_coordinator": "meeting_spoc"},
            desks=("refused_duty",),
        ),
        Scenario(
            "MARAC referral: coordinator's next meeting, IDVA at once",
            POLICE,
            marac.EVENT_TYPE,
            (REFERRAL, DASH, victim(1)),
            {"marac_coordinator": "meeting_marac", "idva": "minutes_60"},
        ),
        Scenario(
            "MARAC referral, a child in the household: front door, no school",
            POLICE,
            marac.EVENT_TYPE,
            (REFERRAL, DASH, victim(2), roll.at(FIRST)),
            {"marac_coordinator": "meeting_marac", "idva": "minutes_60", "ifd": "working_days_1"},
        ),
        Scenario(
            "A&E flag, a child assaulted: nurse, school, youth offending, GP",
            HOSPITAL,
            hospital.EVENT_TYPE,
            (_flag(Sign.ASSAULT), _patient(roll.at(FIRST))),
            {
                "hospital_safeguarding": "working_days_1",
                FIRST: "end_of_day",
                "school_nurse": "working_days_1",
                "youth_offending_service": "working_days_1",
                "gp_practice": "working_days_1",
                "ifd": "working_days_1",
            },
        ),
        Scenario(
            "Hospital concern form, a child under five: the health visitor and the front door",
            HOSPITAL,
            hospital.EVENT_TYPE,
            (_flag(Sign.OTHER), _patient(replace(stranger("Wren"), date_of_birth=date(2024, 9, 14)))),
            {
                "hospital_safeguarding": "working_days_1",
                "health_visitor": "working_days_1",
                "ifd": "working_days_1",
            },
        ),
        Scenario(
            "A&E flag, a child stabbed: police and social care within the hour, the violence panel",
            HOSPITAL,
            hospital.EVENT_TYPE,
            (_flag(Sign.STABBING), _patient(roll.at(SECOND))),
            {
                "hospital_safeguarding": "working_days_1",
                SECOND: "end_of_day",
                "school_nurse": "working_days_1",
                "youth_offending_service": "working_days_1",
                "gp_practice": "working_days_1",
                "ifd": "working_days_1",
                "childrens_social_care": "minutes_60",
                "police_safeguarding": "minutes_60",
                "syvp_coordinator": "meeting_syvp",
            },
        ),
        Scenario(
            "A&E flag, signs of exploitation: police and social care",
            HOSPITAL,
            hospital.EVENT_TYPE,
            (_flag(Sign.EXPLOITATION), _patient(roll.at(FIRST))),
            {
                "hospital_safeguarding": "working_days_1",
                "ifd": "working_days_1",
                "childrens_social_care": "minutes_60",
                "police_safeguarding": "minutes_60",
            },
        ),
        Scenario(
            "Hospital concern form, any level: the trust's own team and front door",
            HOSPITAL,
            hospital.EVENT_TYPE,
            (_flag(), _patient(roll.at(FIRST))),
            {"hospital_safeguarding": "working_days_1", "ifd": "working_days_1"},
        ),
        Scenario(
            "Think Family, an adult patient's child: front door, no school",
            HOSPITAL,
            hospital.EVENT_TYPE,
            (
                _flag(Sign.MENTAL_HEALTH_CRISIS),
                replace(adult("Nerissa", "Quenby", Role.PATIENT), ref="mother", roles=(Role.PATIENT,)),
                roll.at(FIRST),
            ),
            {"hospital_safeguarding": "working_days_1", "ifd": "working_days_1"},
        ),
        Scenario(
            ASKED_IN_HOURS,
            POLICE,
            front_door.CONTACT_TYPE,
            (asked, roll.at(FIRST)),
            {"ifd": "working_days_1"},
        ),
        Scenario(
            ASKED_AT_NIGHT,
            POLICE,
            front_door.CONTACT_TYPE,
            (asked, roll.at(FIRST)),
            {"ifd": "working_days_1", "emergency_duty_team": "minutes_60"},
            at=EVENING,
        ),
    )
