"""How columns are made: text sorts by its bytes, whole numbers are wide, nothing is null unless it is said."""

from typing import Final

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Text

HUB: Final = MetaData()
"""The hub's database: every table of it."""


def words(name: str, *, key: bool = False, null: bool = False, default: str | None = None) -> "Column[str]":
    """Text that sorts by its bytes (collation C), as it does in SQLite."""
    return Column(name, Text(collation="C"), primary_key=key, nullable=null, server_default=default)


def number(name: str, *, key: bool = False, null: bool = False, default: str | None = None) -> "Column[int]":
    """Whole numbers: counts, times in microseconds since 1970 UTC, yes (1) or no (0)."""
    return Column(name, BigInteger, primary_key=key, nullable=null, server_default=default, autoincrement=False)


def octets(name: str, *, key: bool = False, null: bool = False) -> "Column[bytes]":
    """Bytes."""
    return Column(name, LargeBinary, primary_key=key, nullable=null)
