"""The police exports of the demo's world: what the story says is in them, and two bad cells."""

from datetime import datetime

from services.demo.world import evening, flows
from services.demo.world.build import World
from services.demo.world.story import CaseName, Publish, RowRefused
from services.directory.faults import ValueRefused
from services.directory.tables import Table, dangerous
from services.publisher.mapping import ExportMapping


def test_there_are_sixty_callouts_and_every_named_case(world: World, exports: dict[str, Table]) -> None:
    weekend = [table for name, table in exports.items() if name != evening.EXPORT]
    references = {row.cells["OIC Ref"] for table in weekend for row in table.rows}
    assert len(references) == world.story.callouts == 60
    assert {case.name for case in world.story.cases} == set(CaseName)
    of_flows = {reference for export in flows.exports() for reference in flows.references(export.rows)}
    assert {reference for case in world.story.cases for reference in case.references} <= references | of_flows


def test_the_evening_begins_after_the_story_with_incidents_of_its_own(world: World, exports: dict[str, Table]) -> None:
    assert world.story.ends < evening.AT
    told = {row.cells["OIC Ref"] for name, table in exports.items() if name != evening.EXPORT for row in table.rows}
    new = {row.cells["OIC Ref"] for row in exports[evening.EXPORT].rows}
    assert len(new) == 4
    assert not new & told


def test_every_person_of_an_expectation_is_in_an_export(world: World, exports: dict[str, Table]) -> None:
    nominals = {(row.cells["OIC Ref"], row.cells["Nominal Ref"]) for table in exports.values() for row in table.rows}
    for export in flows.exports():
        for row in export.rows:
            ref = next(row[name] for name in ("Nominal Ref", "Local Id", "Person Id") if name in row)
            nominals.add((next(iter(row.values())), ref))
    for case in world.story.cases:
        for expected in case.expect:
            child = getattr(expected, "child", None) or getattr(expected, "person", None)
            if child is not None:
                assert any((reference, child) in nominals for reference in case.references), case.name


def test_only_the_two_bad_cells_fail_and_they_stand_where_the_story_says(
    world: World, exports: dict[str, Table], mapping: ExportMapping
) -> None:
    person, incident = mapping.person, mapping.incident
    assert incident.grade is not None
    assert person.roles is not None
    assert person.presence is not None
    assert person.relationships is not None
    readers = {
        incident.standing.column: incident.standing.read,
        incident.withdrawal.column: incident.withdrawal.read,
        incident.occurred_at: mapping.times.read_time,
        incident.grade.column: incident.grade.read,
        person.roles.column: person.roles.read_all,
        person.date_of_birth: mapping.times.read_date,
        person.presence.column: person.presence.read,
        person.relationships.column: person.relationships.read_links,
        person.restricted.column: person.restricted.read,
        person.resides_in_force_area.column: person.resides_in_force_area.read,
        person.settings[0].registration.column: person.settings[0].registration.read,
    }
    found = set()
    for table in exports.values():
        assert table.faults == ()
        for row in table.rows:
            for column, cell in row.cells.items():
                if dangerous(cell):
                    found.add((table.file, row.line, table.columns[column]))
                elif column in readers:
                    try:
                        readers[column](cell)
                    except ValueRefused:
                        found.add((table.file, row.line, table.columns[column]))
    expected = {
        (one.file, one.line, one.column)
        for case in world.story.cases
        for one in case.expect
        if isinstance(one, RowRefused)
    }
    assert len(expected) == 2
    assert found == expected


def test_an_incident_has_the_same_cells_on_all_of_its_rows(exports: dict[str, Table], mapping: ExportMapping) -> None:
    shared = mapping.columns()[: mapping.columns().index(mapping.person.ref)]
    for table in exports.values():
        incidents: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for row in table.rows:
            key = (row.cells["OIC Ref"], row.cells["Rev"])
            incidents.setdefault(key, set()).add(tuple(row.cells[column] for column in shared))
        assert {key for key, variants in incidents.items() if len(variants) > 1} == set()


def test_every_incident_is_before_its_export_and_has_a_child(exports: dict[str, Table], world: World) -> None:
    published = {action.file: action.at for action in reversed(world.story.actions) if isinstance(action, Publish)}
    published[evening.EXPORT] = evening.AT
    for name, table in exports.items():
        children: dict[str, int] = {}
        for row in table.rows:
            at = datetime.strptime(row.cells["Incident Date/Time"], "%d/%m/%Y %H:%M")
            assert at < published[name].replace(tzinfo=None)
            reference = row.cells["OIC Ref"]
            children[reference] = children.get(reference, 0) + ("CHILD" in row.cells["Nominal Role"])
        assert min(children.values()) >= 1


def test_nobody_hears_a_child_who_was_away_or_asleep(exports: dict[str, Table]) -> None:
    children = [row.cells for table in exports.values() for row in table.rows if "CHILD" in row.cells["Nominal Role"]]
    assert [
        one["Nominal Ref"] for one in children if one["Voice of Child"] and one["Child Present"] == "NOT PRESENT"
    ] == []
    assert any(one["Voice of Child"] for one in children)


def test_police_write_cp1252_with_crlf(world: World) -> None:
    for path in world.directory.glob("callouts-*.csv"):
        data = path.read_bytes()
        assert data.decode("cp1252").startswith("OIC Ref,Rev,")
        assert data.count(b"\n") == data.count(b"\r\n")
