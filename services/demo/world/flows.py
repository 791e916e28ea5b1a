"""The other flows of the weekend: a child missing and back, a referral to MARAC, a night in hospital, a contact.

Each is an export of the agency that would have it, in the columns that its mapping reads (`ops/mappings`).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from services.demo.world import cast, incidents, schools
from services.demo.world.cells import PRACTICE, Row, by_council, by_trust, person, school

POLICE: Final = "bedfordshire-police"
HOSPITAL: Final = "bedfordshire-hospitals"
COUNCIL: Final = "bedford-borough-council"

MISSING: Final = "missing-20270501-2205.csv"
BACK: Final = "missing-20270502-0810.csv"
MARAC: Final = "marac-20270502-1010.csv"
CONCERN: Final = "concerns-20270503-2330.csv"
CONTACTS: Final = "contacts-20270504-0920.csv"

EPISODE: Final = "MP/27/00341"
REFERRAL: Final = "MR/27/0088"
FORM: Final = "SG-27-552"
ASKED: Final = "FD-27-1201"

MISSED: Final = cast.WRONA
HEARD: Final = cast.RUDKIN
HURT: Final = cast.VANCOURT
WORRIED: Final = cast.TILBROOK

READ: Final = (
    ("01 May 22:30", "emergency_duty_team"),
    ("01 May 22:50", "ifd"),
    ("02 May 08:30", "emergency_duty_team"),
    ("02 May 10:30", "idva"),
    ("02 May 10:40", "marac_coordinator"),
    ("02 May 11:00", "emergency_duty_team"),
    ("02 May 11:30", "return_interview_provider"),
    ("03 May 23:50", "emergency_duty_team"),
    ("03 May 23:55", "childrens_social_care"),
    ("04 May 08:50", "ifd"),
    ("04 May 09:00", "spoc_coordinator"),
    ("04 May 09:10", "school_nurse"),
    ("04 May 09:20", "youth_offending_service"),
    ("04 May 09:25", "syvp_coordinator"),
    ("04 May 09:40", "ifd"),
)
"""When each role of the area reads what waits for it."""
READ_AT_AGENCIES: Final = (
    ("03 May 23:40", "u-police-safeguarding", "police_safeguarding", POLICE),
    ("04 May 08:45", "u-hospital-safeguarding", "hospital_safeguarding", HOSPITAL),
    ("04 May 09:15", "u-gp-practice", "gp_practice", PRACTICE),
)

DECIDED: Final = {
    missing.EVENT_TYPE: (FrontDoorOutcome.ASSESSMENT, Consent.NOT_SOUGHT, ConsentReason.COULD_NOT_BE_ASKED),
    marac.EVENT_TYPE: (FrontDoorOutcome.ASSESSMENT, Consent.DISPENSED_WITH, ConsentReason.ASKING_RAISES_THE_RISK),
    hospital.EVENT_TYPE: (
        FrontDoorOutcome.STRATEGY_DISCUSSION,
        Consent.DISPENSED_WITH,
        ConsentReason.RISK_OF_SIGNIFICANT_HARM,
    ),
    front_door.CONTACT_TYPE: (FrontDoorOutcome.EARLY_HELP, Consent.GIVEN, None),
}
"""What the front door decides of each flow, and on what footing."""


class FlowExport(Struct, frozen=True):
    """One export: whose it is, the mapping that reads it, when it is brought, and its rows."""

    file: str
    agency: str
    mapping: str
    at: str
    rows: tuple[Row, ...]

    def data(self) -> bytes:
        """The file: a heading for every column that a row has, in the order of the first."""
        columns = list(dict.fromkeys(column for row in self.rows for column in row))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue().encode("utf-8-sig")


def exports() -> tuple[FlowExport, ...]:
    """All of them, in the order of their times."""
    return (
        FlowExport(MISSING, POLICE, "police-missing.yaml", "01 May 22:05", (_episode(back=False),)),
        FlowExport(BACK, POLICE, "police-missing.yaml", "02 May 08:10", (_episode(back=True),)),
        FlowExport(MARAC, POLICE, "police-marac.yaml", "02 May 10:10", tuple(_referral())),
        FlowExport(CONCERN, HOSPITAL, "hospital-concerns.yaml", "03 May 23:30", (_concern(),)),
        FlowExport(CONTACTS, COUNCIL, "council-contacts.yaml", "04 May 09:20", tuple(_contact())),
    )


def _episode(*, back: bool) -> Row:
    child = MISSED.children[0]
    return {
        "Misper Ref": EPISODE,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Missing Since": "01/05/2027 19:15",
        "Circumstances": "Left after an argument at home; his phone is off.",
        "Stage": "FOUND" if back else "REPORTED",
        "Risk": "MED",
        "Reported At": "01/05/2027 21:40",
        "Returned At": "02/05/2027 07:25" if back else "",
        "Missing From": "HOME",
        "Last Seen": "by the river, on foot",
        "Found Address 1": "",
        "Found Town": "",
        "Found Postcode": "",
        "Exploitation": "COUNTY LINES",
        "Placed By LA": "",
        "RHI": "",
        "School Summary": "He was away overnight and is safe. Tell us if he says where he was." if back else "",
        "Officer": "1204",
        **person(MISSED, child, MISSED.child_ref(), "MISPER"),
        **school(child),
    }


def _referral() -> Iterable[Row]:
    answers = ["Y"] * 15 + ["N"] * 8 + ["DK"]
    facts = {
        "Referral Ref": REFERRAL,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Referred At": "02/05/2027 10:05",
        "Background": "Three calls in one night. He has threatened to find her wherever she goes.",
        "Grounds": "SCORE/JUDGEMENT/ESCALATION",
        "Victim Knows": "Y",
        "Message Safe": "N",
        "Safe Times": "weekdays 10 to 2",
        "Safe To Talk To": "her sister",
        "Not Safe To Talk To": "anyone at his workplace",
        "Afraid Of": "her partner and his brother",
        "Consent": "GIVEN",
        "Consent Reason": "",
        "Referrer": "domestic abuse officer",
        "Earlier MARAC LA": "822",
        "Earlier MARAC Date": "10/11/2026",
        "Transferred From LA": "",
        **{f"Q{number}": answer for number, answer in enumerate(answers, 1)},
        "DASH Score": "15",
        "DASH Date": "02/05/2027",
    }
    mother, partner = HEARD.family.adults
    first, second = HEARD.ref(0), HEARD.ref(1)
    safe = {"Safe To Contact": "Y", "Contact Advice": "ring on weekdays between 10 and 2 only"}
    yield {**facts, **person(HEARD, mother, first, "VIC", f"{second}:PARTNER"), **safe}
    yield {**facts, **person(HEARD, partner, second, "PERP", f"{first}:PARTNER")}
    for place, child in enumerate(HEARD.children):
        yield {**facts, **person(HEARD, child, HEARD.child_ref(place), "CHILD", f"{first}:PARENT")}


def _concern() -> Row:
    young = HURT.children[0]
    return {
        "Form Ref": FORM,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Arrived At": "03/05/2027 22:50",
        "Trust": "RC9",
        "Site": "Bedford Hospital, South Wing",
        "Ward": "adult ward 4",
        "Left At": "",
        "Age": "17",
        "Injury": "cut to the forearm",
        "Signs": "STAB;ASSAULT",
        "Concern": "3",
        "CP-IS": "NO RECORD",
        "Consent": "NOT SOUGHT",
        "Consent Reason": "asking at the bedside would have put her at risk",
        **by_trust(person(HURT, young, HURT.child_ref(), "PATIENT/CHILD")),
        **school(young),
    }


def _contact() -> Iterable[Row]:
    child, (mother, _) = WORRIED.children[0], WORRIED.family.adults
    facts = {
        "Contact Ref": ASKED,
        "Status": "LIVE",
        "Cancelled Because": "",
        "Received At": "04/05/2027 09:05",
        "Worry In Words": "Comes to school hungry, and her mother has bruises.",
        "Worries": "NEGLECT;DA",
        "Urgency": "TODAY",
        "Consent": "NOT SOUGHT",
        "Consent Reason": "asking would put the mother at risk",
        "Referrer": "designated safeguarding lead",
        "Referrer URN": schools.CASTLE_NEWNHAM_PRIMARY,
        "Referrer Is": "SCHOOL ON ROLL",
    }
    parent = WORRIED.ref(0)
    yield {
        **facts,
        **by_council(person(WORRIED, child, WORRIED.child_ref(), "CHILD", f"{parent}:PARENT")),
        **school(child),
    }
    yield {**facts, **by_council(person(WORRIED, mother, parent, "ADULT/VICTIM"))}


def references(rows: Sequence[Row]) -> set[str]:
    """The references of an export's rows: the first column is the agency's own."""
    return {next(iter(row.values())) for row in rows}


TIMES: Final = {export.file: incidents.london(export.at) for export in exports()}
"""When each export is brought."""
