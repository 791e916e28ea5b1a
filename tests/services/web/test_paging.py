"""Lists a page at a time: every row stands on just one page, whatever is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.web.governance.paging import ROWS, paged, ways


@given(count=st.integers(0, 4 * ROWS))
def test_every_row_stands_on_one_page(count: int) -> None:
    rows = list(range(count))
    pages = [paged(rows, str(number)) for number in range(1, paged(rows, "").pages + 1)]
    assert [row for page in pages for row in page.rows] == rows
    assert [page.first for page in pages if page.rows] == [page.rows[0] + 1 for page in pages if page.rows]


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("0", 1), ("-1", 1), ("2", 2), ("9", 3), ("x", 1), ("\u0662", 1), ("9" * 5000, 1)]
)
def test_what_is_no_page_is_the_nearest_there_is(asked: str, number: int) -> None:
    assert paged(list(range(2 * ROWS + 1)), asked).number == number


def test_the_way_to_other_pages_keeps_what_was_asked() -> None:
    rows = list(range(2 * ROWS + 1))
    assert ways("/here", paged(rows, "1"), state="draft") == {"next": {"href": "/here?state=draft&page=2"}}
    assert ways("/here", paged(rows, "2"), state="") == {
        "previous": {"href": "/here?page=1"},
        "next": {"href": "/here?page=3"},
    }
    assert ways("/here", paged(rows[:ROWS], "")) == {}
