"""Readers of single cells: dates, UPNs, postcodes, URNs. Each raises ValueRefused, without the value."""

import re
from datetime import date
from typing import Final

from schemas.identifiers import IdentifierError, check_upn, check_uprn, is_urn
from services.directory.faults import ValueRefused

POSTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}")
ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
SLASH_DATE: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
WRITE_DATE: Final = "write it day/month/year with four digits for the year, or as 2012-05-27"


def parse_date(value: str) -> date:
    """A date as 2012-05-27 or 27/05/2012, never month first, never with a short year."""
    if match := ISO_DATE.fullmatch(value):
        year, month, day = (int(part) for part in match.groups())
    elif match := SLASH_DATE.fullmatch(value):
        day, month, year = (int(part) for part in match.groups())
        if day <= 12 < month <= 31:
            raise ValueRefused("the date has the month before the day", WRITE_DATE)
    else:
        raise ValueRefused("this is not a date", WRITE_DATE)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueRefused("there is no such day", WRITE_DATE) from None


def is_month_first(value: str) -> bool:
    """Whether a date can only be read with the month before the day."""
    match = SLASH_DATE.fullmatch(value.strip())
    return match is not None and int(match[1]) <= 12 < int(match[2]) <= 31


def parse_upn(value: str) -> str:
    """A unique pupil number, permanent or temporary, with a right check letter and an LA code that exists."""
    try:
        return check_upn(value)
    except IdentifierError as error:
        raise ValueRefused(str(error), "copy it anew from the school's own system") from None


def parse_urn(value: str) -> str:
    """A school's unique reference number: six digits, no check digit."""
    if not is_urn(value):
        raise ValueRefused("this is not a URN of six digits", "look the school up in the register")
    return value


def parse_uprn(value: str) -> str:
    """A unique property reference number: up to 12 digits."""
    try:
        return check_uprn(value)
    except IdentifierError as error:
        raise ValueRefused(str(error), "leave it empty if it is not known") from None


def parse_postcode(value: str) -> str:
    """A postcode in capitals with one space; whether it is in use is not checked."""
    postcode = " ".join(value.upper().split())
    if POSTCODE.fullmatch(postcode) is None:
        raise ValueRefused("this is not a postcode", "write it like MK40 3EP, or leave it empty if it is not known")
    bare = postcode.replace(" ", "")
    return f"{bare[:-3]} {bare[-3:]}"


def parse_email(value: str) -> str:
    """An e-mail address, its domain in small letters."""
    if EMAIL.fullmatch(value) is None or len(value) > 254:
        raise ValueRefused("this is not an e-mail address", "write one address like a.name@school.example")
    local, _, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


def parse_whole(value: str) -> int:
    """A whole number of up to three digits, such as an age."""
    if re.fullmatch(r"[0-9]{1,3}", value) is None:
        raise ValueRefused("this is not a whole number", "write digits only")
    return int(value)
