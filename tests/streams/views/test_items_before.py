"""What the notices before an update held, asked at once of many, as walking from each to the one before it gives it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events.people import Presence
from schemas.items import ADDRESSES, Item
from schemas.records.notify import NoticeKind
from streams.engines.local.queries import LocalViews
from streams.views.answering import Row, SqlViews
from streams.views.rows import NoticeRow
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World


def walked(rows: dict[str, NoticeRow], row: NoticeRow) -> frozenset[Item]:
    """One notice after the other, back to a recall."""
    had: set[Item] = set()
    before = rows.get(row.replaces or "")
    while before is not None and before.kind != NoticeKind.RECALL:
        had.update(before.items)
        before = rows.get(before.replaces or "")
    return frozenset(had)


def test_it_is_what_a_walk_from_each_update_finds(views: SqlViews) -> None:
    rows = {row.notice: row for row in views.notices()}
    updates = [row for row in rows.values() if row.kind == NoticeKind.UPDATE]
    assert updates
    found = views.items_before(rows)
    expected = {row.notice: walked(rows, row) for row in updates}
    assert found == {name: items for name, items in expected.items() if items}
    assert all(len(views.items_before([name])) <= 1 for name in rows)


def test_a_long_line_of_updates_is_asked_in_one_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path / "hub")
    for number, presence in enumerate((Presence.SAW, Presence.HEARD, Presence.SAW, Presence.HEARD), start=1):
        known = replace(child_of(pupil(0, FIRST)), presence=presence, restricted=number > 2)
        world.publish("long", [known], revision=number)
        world.run()
    views = LocalViews(world.home, lambda: world.engine.reference)
    rows = {row.notice: row for row in views.notices()}
    assert [row.kind for row in rows.values()] == ["first", "update", "update", "update"]
    asked: list[str] = []
    read = views._read

    def noting(statement: str, given: Sequence[object] = ()) -> list[Row]:
        asked.append(statement)
        return read(statement, given)

    monkeypatch.setattr(views, "_read", noting)
    found = views.items_before(rows)
    assert len(asked) == 1
    assert found == {name: walked(rows, row) for name, row in rows.items() if row.replaces}
    latest = list(rows.values())[-1]
    assert ADDRESSES & found[latest.notice] - set(latest.items), "what was shown before the mark"
    views.close()
    world.close()
