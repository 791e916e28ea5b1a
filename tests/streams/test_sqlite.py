"""What SQLite is given comes back as it was: the adapters change nothing but what binding costs."""

from contextlib import closing

import pytest

from streams import sqlite


@pytest.mark.parametrize(
    ("given", "kind", "back"),
    [
        (b"", "blob", b""),
        (b"\x00\xff'", "blob", b"\x00\xff'"),
        (None, "null", None),
        (True, "integer", 1),
        (False, "integer", 0),
    ],
)
def test_values_are_bound_as_they_stand(given: object, kind: str, back: object) -> None:
    with closing(sqlite.connect(":memory:")) as database:
        assert database.execute("SELECT typeof(?), ?", (given, given)).fetchone() == (kind, back)
