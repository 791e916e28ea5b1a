"""More children who go missing than the demo's story tells of, so that a queue and a table have something to show.

They are pupils of the demo's invented rolls, in the columns of the force's export (`ops/mappings/police-missing.yaml`).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Final

from msgspec import Struct

from schemas.records.hotspots import WEEKS
from services.demo.world.flows import FlowExport

Row = Mapping[str, str]
FORM: Final = "%d/%m/%Y %H:%M"
AGENCY: Final = "bedfordshire-police"
MAPPING: Final = "police-missing.yaml"
EACH_WEEK: Final = {"MK40": (7, 5, 9, 6), "MK41": (8, 12, 6, 3), "MK42": (11, 9, 7, 13)}
"""How many children are found in each district in each week; one number is too small to be shown."""


class Gone(Struct, frozen=True):
    """One episode of a pupil. Without `hours` the child is still missing."""

    pupil: Row
    since: datetime
    hours: int | None = None
    risk: str = "MED"
    exploitation: str = ""


def pupils(world: Path) -> Iterator[Row]:
    """The rows of every roll of the area's schools, each with its school's URN, in the order of the files."""
    for path in sorted((world / "rolls").glob("??????.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from ({**row, "URN": path.stem} for row in csv.DictReader(file))


def living_in(rows: Iterable[Row], district: str) -> Iterator[Row]:
    """Those whose home is in a postcode district."""
    return (row for row in rows if row["Postcode"].startswith(f"{district} "))


def a_night(world: Path, at: datetime) -> list[Gone]:
    """One child for the third time, another one back, and one who is missing now and at high risk."""
    often, feared, away = islice(living_in(pupils(world), "MK41"), 100, 400, 100)
    return [
        Gone(often, at - timedelta(days=34), 9),
        Gone(often, at - timedelta(days=15), 14),
        Gone(often, at - timedelta(hours=20), 11, "HIGH", "COUNTY LINES"),
        Gone(feared, at - timedelta(hours=18), 8, "MED", "CSE"),
        Gone(away, at - timedelta(hours=12), None, "HIGH"),
    ]


def four_weeks(world: Path, first_day: date) -> list[Gone]:
    """Children who were missing in four weeks and are back, as many a district and week as `EACH_WEEK` says."""
    every = list(pupils(world))
    start = datetime(first_day.year, first_day.month, first_day.day, 17, 30)
    return [
        Gone(pupil, start + timedelta(weeks=week, days=number % 5, minutes=7 * number), 3 + number % 9)
        for district, numbers in EACH_WEEK.items()
        for week in range(WEEKS)
        for number, pupil in enumerate(islice(living_in(every, district), 40 * week, 40 * week + numbers[week]))
    ]


def export(file: str, at: str, gone: Iterable[Gone], first_number: int) -> FlowExport:
    """The episodes as the force exports them; `at` is when it is brought."""
    rows = tuple(_row(one, number) for one, number in zip(gone, count(first_number), strict=False))
    return FlowExport(file, AGENCY, MAPPING, at, rows)


def _row(one: Gone, number: int) -> Row:
    pupil = one.pupil
    returned = one.since + timedelta(hours=one.hours) if one.hours is not None else None
    return {
        "Misper Ref": f"MP/27/{number:05d}",
        "Status": "LIVE",
        "Cancelled Because": "",
        "Missing Since": one.since.strftime(FORM),
        "Circumstances": "Did not come home when expected.",
        "Stage": "REPORTED" if returned is None else "FOUND",
        "Risk": one.risk,
        "Reported At": (one.since + timedelta(hours=2)).strftime(FORM),
        "Returned At": "" if returned is None else returned.strftime(FORM),
        "Missing From": "HOME",
        "Last Seen": "in the park, with friends",
        "Found Address 1": "" if returned is None else "near the shops",
        "Found Town": "" if returned is None else pupil["Town"],
        "Found Postcode": "" if returned is None else pupil["Postcode"],
        "Exploitation": one.exploitation,
        "Placed By LA": "",
        "RHI": "",
        "School Summary": "",
        "Officer": "1204",
        "Nominal Ref": f"N46{number:05d}",
        "Role": "MISPER",
        "Forenames": pupil["Legal forename(s)"],
        "Surname": pupil["Legal surname"],
        "DOB": pupil["Date of birth"],
        "Address 1": pupil["Address line 1"],
        "Address 2": pupil["Address line 2"],
        "Town": pupil["Town"],
        "Postcode": pupil["Postcode"],
        "Lives In Area": "Y",
        "Do Not Disclose": "",
        "Linked To": "",
        "School URN": pupil["URN"],
        "School": "",
        "School Status": "ON ROLL",
    }
