"""Who is designated safeguarding lead, deputy, cover or head at which school, and from when to when."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from services.directory.faults import Fault, ValueRefused
from services.directory.tables import Cells, Row, Table, read_table
from services.directory.values import parse_date, parse_email, parse_postcode, parse_urn

USER: Final = "User id"
FAMILY_NAME: Final = "Surname"
GIVEN_NAMES: Final = "Forename(s)"
EMAIL: Final = "E-mail"
ROLE: Final = "Role"
URN: Final = "URN"
FROM: Final = "From"
UNTIL: Final = "Until"
TRAININGS: Final = "Trainings"
OTHER_SURNAMES: Final = "Other surnames"
KNOWN_AS: Final = "Known as"
HOME_POSTCODE: Final = "Home postcode"
NAMED_BESIDE: Final = (OTHER_SURNAMES, KNOWN_AS, HOME_POSTCODE)
"""By these it is found that a reader is close to an adult of an incident: maiden, former and married names, the names
they go by, several with ; between, and where they live. Cells may be empty; the columns may not be missing, or nobody
would be asked."""
REQUIRED: Final = (USER, FAMILY_NAME, GIVEN_NAMES, EMAIL, ROLE, URN, FROM, UNTIL, TRAININGS, *NAMED_BESIDE)
USER_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class StaffRole(StrEnum):
    """The roles of Keeping Children Safe in Education at a school; cover stands in for absent leads, and the holiday
    contact reads while the school is in its holidays.
    """

    DSL = "dsl"
    DEPUTY_DSL = "deputy_dsl"
    COVER_DSL = "cover_dsl"
    HEAD = "head"
    HOLIDAY_CONTACT = "holiday_contact"


class Appointment(Struct, frozen=True):
    """One person in one role at one school, `until` included; None while no end is known. `postcode` may be empty."""

    line: int
    user: str
    family_name: str
    given_names: str
    email: str
    role: StaffRole
    urn: str
    valid_from: date
    valid_until: date | None
    trainings: tuple[str, ...]
    other_surnames: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    postcode: str = ""


class StaffImport(Struct, frozen=True):
    """The rows that are right, and what is wrong with the others."""

    file: str
    encoding: str
    rows: int
    appointments: tuple[Appointment, ...]
    faults: tuple[Fault, ...]


def read_staff(data: bytes, file: str, *, schools: Collection[str]) -> StaffImport:
    """The staff of schools; `schools` are the URNs that the register has. FileRefused as `read_table`."""
    table = read_table(data, file, REQUIRED, ())
    faults = list(table.faults)
    read: list[tuple[Row, Appointment]] = []
    for row in table.rows:
        appointment = _appointment(table, row, schools, faults)
        if appointment is not None:
            read.append((row, appointment))
    taken = _consistent(table, read, faults)
    return StaffImport(
        table.file, table.encoding, len(table.rows) + len(table.faults), tuple(taken), tuple(sorted(faults))
    )


def _appointment(table: Table, row: Row, schools: Collection[str], faults: list[Fault]) -> Appointment | None:
    cells = Cells(table, row)
    user = cells.parsed(USER, _parse_user, required=True)
    family, given = cells.required(FAMILY_NAME), cells.required(GIVEN_NAMES)
    email = cells.parsed(EMAIL, parse_email, required=True)
    role = cells.parsed(ROLE, _parse_role, required=True)
    urn = cells.parsed(URN, parse_urn, required=True)
    valid_from = cells.parsed(FROM, parse_date, required=True)
    valid_until = cells.parsed(UNTIL, parse_date)
    trainings = cells.parsed(TRAININGS, _parse_trainings) or ()
    others, known = _listed(cells.text(OTHER_SURNAMES)), _listed(cells.text(KNOWN_AS))
    postcode = cells.parsed(HOME_POSTCODE, parse_postcode) or ""
    if urn is not None and urn not in schools:
        cells.refuse(URN, ValueRefused("the register has no school with this URN", "look the school up"))
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        cells.refuse(UNTIL, ValueRefused("the end is before the beginning", "correct one of the dates"))
    if cells.faults or user is None or email is None or role is None or urn is None or valid_from is None:
        faults.extend(cells.faults)
        return None
    return Appointment(
        row.line, user, family, given, email, role, urn, valid_from, valid_until, trainings, others, known, postcode
    )


def _consistent(table: Table, read: Sequence[tuple[Row, Appointment]], faults: list[Fault]) -> list[Appointment]:
    """Refuses a repeated appointment, and a user id that is given to two people: mailboxes are shared, people not."""
    people: dict[str, tuple[str, str]] = {}
    homes: dict[str, str] = {}
    seen: set[tuple[str, str, str, date]] = set()
    taken = []
    for row, appointment in read:
        person = (appointment.family_name, appointment.given_names)
        if people.setdefault(appointment.user, person) != person:
            faults.append(
                table.fault(
                    row, USER, ValueRefused("the user id belongs to somebody else above", "give each person one id")
                )
            )
            continue
        if appointment.postcode and homes.setdefault(appointment.user, appointment.postcode) != appointment.postcode:
            other = ValueRefused("another postcode stands above for this user id", "give each person one home")
            faults.append(table.fault(row, HOME_POSTCODE, other))
            continue
        key = (appointment.user, appointment.urn, appointment.role, appointment.valid_from)
        if key in seen:
            faults.append(table.fault(row, USER, ValueRefused("the appointment stands twice", "remove one row")))
            continue
        seen.add(key)
        taken.append(appointment)
    return taken


def _parse_user(value: str) -> str:
    if len(value) > 64 or not set(value) <= USER_CHARACTERS:
        raise ValueRefused("this is not a user id", "use small letters, digits and hyphens, without the person's name")
    return value


def _parse_role(value: str) -> StaffRole:
    try:
        return StaffRole(value.lower())
    except ValueError:
        roles = ", ".join(StaffRole)
        raise ValueRefused("this role is not known", f"use one of {roles}") from None


def _listed(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(";") if name.strip())


def _parse_trainings(value: str) -> tuple[str, ...]:
    names = _listed(value)
    if any(not set(name) <= USER_CHARACTERS | {"_"} for name in names):
        raise ValueRefused("a training is not a plain name", "write names like operation-encompass, with ; between")
    return names
