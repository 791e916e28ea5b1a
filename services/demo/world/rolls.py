"""The rolls of the demo's schools, as their management information systems export them."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from msgspec import Struct
from stdnum.gb.upn import calc_check_digit

from services.demo.world.people import Address, Child, Family
from services.demo.world.schools import BY_URN, SCHOOL_YEAR, School, year_group
from services.directory import rolls

COLUMNS: Final = (
    rolls.UPN, rolls.FAMILY_NAME, rolls.GIVEN_NAMES, rolls.KNOWN_AS, rolls.BIRTH, rolls.ADDRESS_1, rolls.ADDRESS_2,
    rolls.TOWN, rolls.POSTCODE, rolls.UPRN, rolls.ENTRY, rolls.LEAVING, rolls.ENROLMENT,
)  # fmt: skip
TEMPORARY_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


class RollRow(Struct, frozen=True):
    """One pupil as one school has it."""

    upn: str
    child: Child
    address: Address
    entry: date
    leaving: date | None = None


class Upns:
    """Gives out UPNs with a right check letter and an establishment number that no real school has."""

    def __init__(self) -> None:
        self._given: Counter[tuple[int, int]] = Counter()

    def permanent(self, school: School, issued: int) -> str:
        """A UPN issued in a year by a school: LA code, establishment number, year, serial of three digits."""
        return self._checked(f"{school.area}{school.number}{issued % 100:02d}{self._serial(school, issued):03d}")

    def temporary(self, school: School, issued: int) -> str:
        """A UPN for a pupil whose permanent one is not known yet: it ends in a letter."""
        serial = self._serial(school, issued)
        return self._checked(
            f"{school.area}{school.number}{issued % 100:02d}{serial % 100:02d}{TEMPORARY_LETTERS[serial % 23]}"
        )

    def _serial(self, school: School, issued: int) -> int:
        self._given[school.number, issued] += 1
        return self._given[school.number, issued]

    @staticmethod
    def _checked(body: str) -> str:
        return calc_check_digit(body) + body


def make_rolls(families: Iterable[Family], random: Random) -> dict[str, list[RollRow]]:
    """The rows of every school's roll, by URN, in the order of names."""
    upns = Upns()
    found: dict[str, list[RollRow]] = {urn: [] for urn in BY_URN}
    for family in families:
        for child in family.children:
            if child.urn:
                found[child.urn].append(_row(child, family.address, BY_URN[child.urn], upns, random))
    return {urn: sorted(rows, key=_name_order) for urn, rows in found.items()}


def moved(
    found: Mapping[str, Sequence[RollRow]], child: Child, to: str, day: date
) -> tuple[list[RollRow], list[RollRow]]:
    """The rolls of the old and the new school after a move: the last day here is the day before the first there."""
    row = next(row for row in found[child.urn] if row.child == child)
    left = RollRow(row.upn, row.child, row.address, row.entry, day - timedelta(days=1))
    joined = RollRow(row.upn, row.child, row.address, day)
    old = [left if one == row else one for one in found[child.urn]]
    return old, sorted([*found[to], joined], key=_name_order)


def write_roll(rows: Sequence[RollRow]) -> bytes:
    """CSV with CRLF: cp1252 where all letters are in it, else UTF-8 with its mark, as such systems choose."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        child, address = row.child, row.address
        writer.writerow(
            (
                row.upn, child.family, child.given, child.known_as, _day(child.born), address.line, "", address.town,
                address.postcode, address.uprn, _day(row.entry), _day(row.leaving), "C",
            )
        )  # fmt: skip
    try:
        return text.getvalue().encode("cp1252")
    except UnicodeEncodeError:
        return text.getvalue().encode("utf-8-sig")


def _row(child: Child, address: Address, school: School, upns: Upns, random: Random) -> RollRow:
    started = SCHOOL_YEAR - (year_group(child.born) - school.first_year)
    entry = date(started, 9, 4)
    if random.random() < 0.06:
        entry = min(entry + timedelta(days=random.randrange(40, 250)), date(2027, 4, 20))
    issued = SCHOOL_YEAR - year_group(child.born)
    chance = random.random()
    if chance < 0.008:
        upn = upns.temporary(school, SCHOOL_YEAR)
    elif chance < 0.012 or school.first_year >= 12:
        upn = ""
    else:
        upn = upns.permanent(school, issued)
    known = address
    if address.uprn.startswith("99900") and random.random() < 0.01:
        known = Address(random.choice(("Temporary accommodation", "c/o grandmother")), address.town, "", "")
    elif random.random() < 0.3:
        known = Address(address.line, address.town, address.postcode, "")
    return RollRow(upn, child, known, entry)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _name_order(row: RollRow) -> tuple[str, str, date]:
    return row.child.family, row.child.given, row.child.born
