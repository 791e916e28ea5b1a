"""The invented calendars of the demo's schools for two school years, 2026-27 and 2027-28, as a school sends them."""

from collections.abc import Sequence
from typing import Final

import yaml

from services.demo.world.schools import BEDFORD_COLLEGE, SCHOOLS, WATLING, WITHOUT_ROLL, School

HEADER: Final = "# Invented: bells and holidays of the demo, not those of the real schools.\n"
TERMS: Final = {"first": "2026-09-01", "last": "2028-07-31"}
NEXT_YEAR: Final = (
    ("2027-10-25", "2027-10-29", "holiday"),
    ("2027-12-20", "2028-01-03", "holiday"),
    ("2028-02-14", "2028-02-18", "holiday"),
    ("2028-04-03", "2028-04-17", "holiday"),
    ("2028-05-29", "2028-06-02", "holiday"),
    ("2028-07-20", "2028-07-31", "holiday"),
)
HOLIDAYS: Final = (
    ("2026-10-26", "2026-10-30", "holiday"),
    ("2026-12-21", "2027-01-01", "holiday"),
    ("2027-02-15", "2027-02-19", "holiday"),
    ("2027-03-26", "2027-04-09", "holiday"),
    ("2027-05-31", "2027-06-04", "holiday"),
    ("2027-07-22", "2027-08-31", "holiday"),
    *NEXT_YEAR,
)
WATLING_HOLIDAYS: Final = (
    ("2026-10-19", "2026-10-30", "holiday"),
    ("2026-12-21", "2027-01-01", "holiday"),
    ("2027-02-15", "2027-02-19", "holiday"),
    ("2027-03-26", "2027-04-09", "holiday"),
    ("2027-05-03", "2027-05-07", "holiday"),
    ("2027-05-31", "2027-06-04", "holiday"),
    ("2027-07-23", "2027-08-31", "holiday"),
    *NEXT_YEAR,
)
INSET_DAYS: Final = (
    *("2026-09-01", "2026-09-02", "2027-01-04", "2027-04-12", "2027-07-21"),
    *("2027-09-01", "2027-09-02", "2028-01-04", "2028-04-18", "2028-07-19"),
)


def write_calendars(schools: Sequence[School] = (*SCHOOLS, WITHOUT_ROLL)) -> bytes:
    """The calendars as YAML in UTF-8."""
    entries = {"calendars": [_calendar(school) for school in schools]}
    return (HEADER + yaml.safe_dump(entries, sort_keys=False, width=120)).encode()


def _calendar(school: School) -> dict[str, object]:
    bell, _, end = school.hours.partition("-")
    entry: dict[str, object] = {"urn": school.urn, "hours": {"first_bell": bell, "end_of_day": end}}
    if school.last_year >= 7 and school.urn != BEDFORD_COLLEGE:
        entry["other_hours"] = {"friday": {"first_bell": bell, "end_of_day": _half_hour_before(end)}}
    holidays = WATLING_HOLIDAYS if school.urn == WATLING else HOLIDAYS
    entry["terms"] = dict(TERMS)
    entry["closures"] = [
        *({"first": first, "last": last, "kind": kind} for first, last, kind in holidays),
        *({"first": day, "last": day, "kind": "inset"} for day in INSET_DAYS),
    ]
    return entry


def _half_hour_before(end: str) -> str:
    hour, minute = (int(part) for part in end.split(":"))
    minutes = hour * 60 + minute - 30
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
