"""Bank holidays of England as reference data, built when reference data is loaded. Not for use by deciders.

The dates come from the kept `holidays` library, whose name and version go with the list, so that a deadline can be
explained later. A bank holiday proclaimed after that version is missing until the library, and the list, are renewed.
Source of the days: Banking and Financial Dealings Act 1971, schedule 1, royal proclamations and common law.
"""

from importlib.metadata import version

import holidays

from streams.calendar.area import BankHoliday, BankHolidays


def bank_holidays_of_england(first_year: int, last_year: int) -> BankHolidays:
    """All bank holidays of England in whole years, substitute days included, with the library and its version.

    ValueError if the years are in the wrong order.
    """
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return BankHolidays(
        days=tuple(BankHoliday(day, name) for day, name in sorted(found.items())),
        first_year=first_year,
        last_year=last_year,
        library="holidays",
        library_version=version("holidays"),
    )
