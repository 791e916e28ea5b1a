"""One row as a person of an incident."""

from datetime import date, datetime
from typing import Final, TypeVar

from schemas import identifiers
from schemas.events.people import (
    Address,
    NamedSetting,
    Person,
    Presence,
    Registration,
    Relation,
    Role,
    SafeContact,
    Scheme,
)
from services.directory.faults import ValueRefused
from services.directory.values import parse_uprn, parse_urn
from services.publisher.cells import ADVICE, CellReader
from services.publisher.codes import Linked, Listed
from services.publisher.columns import AddressColumns, PersonColumns, SafeContactColumns, SettingColumns
from services.publisher.incident import ReportedPerson, named_settings
from services.publisher.wall_times import LONDON, Times

REF: Final = 64  # characters of Person.ref
POSTCODE: Final = 10
LINKS: Final = 64
OTHER_NAMES: Final = 16
EARLIEST_BIRTH: Final = date(1900, 1, 1)

T = TypeVar("T")


def read_person(cells: CellReader, columns: PersonColumns, times: Times, now: datetime) -> ReportedPerson:
    """The person of a row. What is wrong stands in `cells.faults`; then the person must not be used."""
    settings = tuple(found for one in columns.settings if (found := read_setting(cells, one)) is not None)
    person = Person(
        ref=cells.required(columns.ref, REF),
        roles=_roles(cells, columns),
        given_names=cells.label(columns.given_names),
        family_name=cells.label(columns.family_name),
        other_names=_other_names(cells, columns.other_names),
        date_of_birth=cells.parsed(columns.date_of_birth, lambda text: _birth(text, times, now), None),
        address=read_address(cells, columns.address),
        resides_in_force_area=cells.coded(columns.resides_in_force_area) or False,
        presence=_presence(cells, columns),
        whereabouts=cells.label(columns.whereabouts),
        relationships=(),
        restricted=cells.coded(columns.restricted) or False,
        safe_contact=_safe_contact(cells, columns.safe_contact),
        settings=settings,
        seen_by=cells.label(columns.seen_by),
        spoken_to_by=cells.label(columns.spoken_to_by),
        nhs_number=_nhs_number(cells, columns.nhs_number),
        gp_practice=_gp_practice(cells, columns.gp_practice),
    )
    links = _links(cells, columns.relationships) if columns.relationships is not None else ()
    return ReportedPerson(person, links, cells.free_text(columns.voice), cells.free_text(columns.summary))


def may_wait(cells: CellReader, columns: PersonColumns) -> bool:
    """Whether an incident may go without this faulty row: a child and nothing else, and nobody with a hidden address.

    An adult is never left out: the hub must know who the alleged perpetrator is, so that no notice is opened by them.
    """
    sure = CellReader(cells.file, cells.row)
    sure.required(columns.ref, REF)
    roles, restricted = _roles(sure, columns), sure.coded(columns.restricted)
    return not sure.faults and roles == (Role.CHILD,) and restricted is False


def has_unsent_summary(reported: ReportedPerson) -> bool:
    """Whether the row has a summary for a school and names no school that it could be for."""
    return bool(reported.summary) and not named_settings(reported.person)


def read_address(cells: CellReader, columns: AddressColumns) -> Address | None:
    """An address, None where all of its cells are empty. The postcode is not checked: it may be a foreign one."""
    lines = tuple(line for column in columns.lines if (line := cells.label(column)))
    postcode = cells.label(columns.postcode, POSTCODE).upper()
    uprn = cells.parsed(columns.uprn, parse_uprn, "")
    return Address(lines, postcode, uprn) if lines or postcode or uprn else None


def _presence(cells: CellReader, columns: PersonColumns) -> Presence:
    found = cells.coded(columns.presence) if columns.presence is not None else None
    return found or Presence.NOT_KNOWN


def _roles(cells: CellReader, columns: PersonColumns) -> tuple[Role, ...]:
    if columns.roles is None:
        return (Role.CHILD,)
    if not cells.required(columns.roles.column):
        return ()
    return cells.parsed(columns.roles.column, columns.roles.read_all, ())


def _other_names(cells: CellReader, listed: Listed | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    return _at_most(cells, listed.column, cells.parsed(listed.column, listed.read, ()), OTHER_NAMES)


def _links(cells: CellReader, linked: Linked) -> tuple[tuple[str, Relation], ...]:
    return _at_most(cells, linked.column, cells.parsed(linked.column, linked.read_links, ()), LINKS)


def _at_most(cells: CellReader, column: str, found: tuple[T, ...], most: int) -> tuple[T, ...]:
    if len(found) > most:
        cells.refuse(column, f"the cell lists {len(found)} entries", f"list {most} at most")
    return found


def _birth(text: str, times: Times, now: datetime) -> date:
    born = times.read_date(text)
    if born < EARLIEST_BIRTH:
        raise ValueRefused("the date of birth lies before 1900", "correct the year")
    if born > now.astimezone(LONDON).date():
        raise ValueRefused("the date of birth lies in the future", "correct the date")
    return born


def _nhs_number(cells: CellReader, column: str | None) -> str | None:
    return (cells.parsed(column, _checked_nhs_number, "") or None) if column is not None else None


def _checked_nhs_number(text: str) -> str:
    try:
        return identifiers.check_nhs_number(text)
    except identifiers.IdentifierError as error:
        raise ValueRefused(str(error), "correct the number, or leave the cell empty") from None


def _gp_practice(cells: CellReader, column: str | None) -> str:
    return cells.parsed(column, _checked_gp_practice, "") or "" if column is not None else ""


def _checked_gp_practice(text: str) -> str:
    try:
        return identifiers.check_gp_practice(text)
    except identifiers.IdentifierError as error:
        raise ValueRefused(str(error), "correct the code, or leave the cell empty") from None


def _safe_contact(cells: CellReader, columns: SafeContactColumns | None) -> SafeContact | None:
    if columns is None or not (cells.raw(columns.safe.column) or cells.raw(columns.advice)):
        return None
    return SafeContact(cells.coded(columns.safe) or False, cells.free_text(columns.advice, ADVICE))


def read_setting(cells: CellReader, columns: SettingColumns) -> NamedSetting | None:
    """The setting of a row; None where all of its cells are empty."""
    named = [(scheme, column) for scheme, column in columns.identifiers() if cells.raw(column)]
    if not named and not cells.raw(columns.registration.column):
        return None
    registration = cells.coded(columns.registration) or Registration.NOT_KNOWN
    if not named:
        return NamedSetting(Scheme.NONE, "", registration)
    scheme, column = named[0]
    return NamedSetting(scheme, _identifier(cells, scheme, column), registration)


def _identifier(cells: CellReader, scheme: Scheme, column: str) -> str:
    if scheme is Scheme.URN:
        return cells.parsed(column, parse_urn, "")
    if scheme is Scheme.UKPRN:
        return cells.parsed(column, _ukprn, "")
    return cells.label(column)


def _ukprn(text: str) -> str:
    if not identifiers.is_ukprn(text):
        raise ValueRefused("this is not a UKPRN of eight digits that begins with 1", "look the provider up")
    return text
