"""What is near many notices is answered as what is near each, on both databases."""

from streams.views.answering import SqlViews
from streams.views.rows import NoticeRow


def test_many_at_once_are_answered_as_each_by_itself(views: SqlViews) -> None:
    places: dict[tuple[str, str, str], list[NoticeRow]] = {}
    for row in views.notices():
        places.setdefault((row.role, row.scheme, row.value), []).append(row)
    assert any(len(rows) > 1 for rows in places.values())
    for rows in places.values():
        assert views.beside_all(rows) == {row.notice: list(views.beside(row)) for row in rows}
        assert views.earlier_all(rows) == {row.notice: list(views.earlier(row)) for row in rows}
    assert views.beside_all([]) == {}
    assert views.earlier_all([]) == {}
