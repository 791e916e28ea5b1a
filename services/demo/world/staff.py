"""Who reads at which school of the demo: invented people under opaque user ids."""

import base64
import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from services.demo.world import schools
from services.directory import staff as directory
from services.directory.staff import StaffRole

COLUMNS: Final = directory.REQUIRED
BOTH: Final = "operation_encompass;children_who_experience_domestic_abuse"
ONE: Final = "operation_encompass"
SINCE: Final = date(2025, 9, 1)


class Member(Struct, frozen=True):
    """One person in one role at one school."""

    urn: str
    role: StaffRole
    given: str
    family: str
    trainings: str = BOTH
    since: date = SINCE
    until: date | None = None
    other_surnames: str = ""
    postcode: str = ""

    def user(self, seed: int) -> str:
        """The user id: opaque, the same in every role."""
        digest = hashlib.sha256(f"{seed}/{self.given}/{self.family}".encode()).digest()
        return "u-" + base64.b32encode(digest).decode().lower()[:10]

    @property
    def email(self) -> str:
        """An address under a reserved domain (RFC 2606)."""
        bare = "".join(part for part in f"{self.given}.{self.family}".lower() if part.isascii() and part in ALLOWED)
        return f"{bare}@school{self.urn}.example"


ALLOWED: Final = "abcdefghijklmnopqrstuvwxyz.-"
DSL, DEPUTY, COVER, HEAD = StaffRole.DSL, StaffRole.DEPUTY_DSL, StaffRole.COVER_DSL, StaffRole.HEAD
CONTACT = StaffRole.HOLIDAY_CONTACT

MEMBERS: Final = (
    # one lead for both schools of that name, each with a deputy of its own
    Member(schools.CASTLE_NEWNHAM_PRIMARY, DSL, "Priscilla", "Oduya"),
    Member(schools.CASTLE_NEWNHAM_SECONDARY, DSL, "Priscilla", "Oduya"),
    Member(schools.CASTLE_NEWNHAM_PRIMARY, DEPUTY, "Tom", "Ackerley"),
    Member(schools.CASTLE_NEWNHAM_SECONDARY, DEPUTY, "Ruksana", "Tarafdar", ONE),
    Member(schools.CASTLE_NEWNHAM_PRIMARY, HEAD, "Margaret", "Quennell", ""),
    Member(schools.CASTLE_NEWNHAM_SECONDARY, HEAD, "Margaret", "Quennell", ""),
    Member(schools.BEDFORD_ACADEMY, DSL, "Denise", "Wetherall"),
    Member(schools.BEDFORD_ACADEMY, DEPUTY, "Callum", "Strachan", ONE),
    Member(schools.BEDFORD_ACADEMY, HEAD, "Anthony", "Bellweather", ""),
    Member(schools.MARK_RUTHERFORD, DSL, "Helena", "Szabo", other_surnames="Kovacs-Thirlby", postcode="MK45 9ZZ"),
    Member(schools.MARK_RUTHERFORD, DEPUTY, "Ian", "Poulter", ONE),
    Member(schools.MARK_RUTHERFORD, HEAD, "Judith", "Ravenscroft", ""),
    Member(schools.GOLDINGTON_ACADEMY, DSL, "Farah", "Daneshvar"),
    Member(schools.GOLDINGTON_ACADEMY, COVER, "Bethany", "Colclough", ONE, date(2027, 4, 19), date(2027, 5, 28)),
    Member(schools.GOLDINGTON_ACADEMY, HEAD, "Francis", "Illingworth", ""),
    Member(schools.CAULDWELL, DSL, "Natasha", "Brankovic"),
    Member(schools.CAULDWELL, DEPUTY, "Gurinder", "Matharu", ONE),
    Member(schools.CAULDWELL, HEAD, "Peter", "Lanyon", ""),
    # the lead left in the Easter holidays, and nobody has followed: the head reads
    Member(schools.BRICKHILL, DSL, "Carol", "Eastaugh", BOTH, SINCE, date(2027, 4, 9)),
    Member(schools.BRICKHILL, HEAD, "Simon", "Verity", ""),
    # head and lead in one, and nobody beside: when he is the one complained of, nobody there may read
    Member(schools.QUEENS_PARK, DSL, "Adrian", "Thistlewood"),
    Member(schools.QUEENS_PARK, HEAD, "Adrian", "Thistlewood", ""),
    Member(schools.KEMPSTON_ACADEMY, DSL, "Yvonne", "Sillitoe"),
    Member(schools.KEMPSTON_ACADEMY, DEPUTY, "Marek", "Hlavacek", ONE),
    Member(schools.KEMPSTON_ACADEMY, HEAD, "Deirdre", "Cusack", ""),
    Member(schools.BEDFORD_COLLEGE, DSL, "Rosalind", "Amoah-Finch"),
    Member(schools.BEDFORD_COLLEGE, DEPUTY, "Hugh", "Tregenza", ONE),
    Member(schools.BEDFORD_COLLEGE, HEAD, "Lorraine", "Upjohn", ""),
    Member(schools.DENBIGH_HIGH, DSL, "Shabana", "Tufail"),
    Member(schools.DENBIGH_HIGH, DEPUTY, "Owain", "Probert", ONE),
    Member(schools.DENBIGH_HIGH, HEAD, "Ursula", "Kerridge", ""),
    # all have left, and the next head comes in June: nobody there may read
    Member(schools.ROBERT_BLOOMFIELD, DSL, "Elaine", "Purbrick", BOTH, SINCE, date(2027, 4, 9)),
    Member(schools.ROBERT_BLOOMFIELD, DEPUTY, "Vikram", "Sarabhai", ONE, SINCE, date(2026, 12, 18)),
    Member(schools.ROBERT_BLOOMFIELD, HEAD, "Nigel", "Osgood", "", SINCE, date(2027, 4, 9)),
    Member(schools.ROBERT_BLOOMFIELD, HEAD, "Teresa", "Aldous", "", date(2027, 6, 7)),
    Member(schools.WATLING, DSL, "Benedict", "Achebe-Lund"),
    Member(schools.WATLING, DEPUTY, "Sally", "Mortlock", ONE),
    Member(schools.WATLING, HEAD, "Geraldine", "Pym", ""),
    # the school has a week of holidays from the bank holiday on, and has named who reads then
    Member(schools.WATLING, CONTACT, "Imogen", "Fairweather", ONE),
    Member(schools.BEDFORD_MODERN, DSL, "Lucinda", "Farquharson"),
    Member(schools.BEDFORD_MODERN, HEAD, "Miles", "Hetherington", ""),
)


def lead_of(urn: str, day: date, seed: int) -> str:
    """The user id of the school's lead on a day, else of its head. LookupError where it has neither."""
    return _holder(urn, day, seed, DSL, HEAD)


def holiday_contact_of(urn: str, day: date, seed: int) -> str:
    """The user id of the school's holiday contact on a day. LookupError where it has named none."""
    return _holder(urn, day, seed, CONTACT)


def _holder(urn: str, day: date, seed: int, *roles: StaffRole) -> str:
    for role in roles:
        for member in MEMBERS:
            if member.urn == urn and member.role is role and member.since <= day <= (member.until or day):
                return member.user(seed)
    raise LookupError(f"the school `{urn}` has no reader on {day}")


def write_staff(members: Sequence[Member], seed: int) -> bytes:
    """CSV in UTF-8 with CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for member in members:
        writer.writerow(
            (
                member.user(seed), member.family, member.given, member.email, member.role, member.urn,
                member.since.isoformat(), member.until.isoformat() if member.until else "", member.trainings,
                member.other_surnames, "", member.postcode,
            )
        )  # fmt: skip
    return text.getvalue().encode()
