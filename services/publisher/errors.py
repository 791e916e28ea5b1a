"""The ways in which a publisher's store fails."""

from collections.abc import Iterator
from contextlib import contextmanager

from streams import sqlite


class StoreError(Exception):
    """The store cannot be used or written; the text says what to do. Nothing was sent because of it."""


@contextmanager
def writing() -> Iterator[None]:
    """Turns what SQLite says of a write into a `StoreError`."""
    try:
        yield
    except sqlite.Error as error:
        raise StoreError(
            f"the publisher's store cannot be written ({type(error).__name__}): free space on its disk, try again"
        ) from None
