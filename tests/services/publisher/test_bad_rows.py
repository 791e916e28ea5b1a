"""Rows at fault: each with its exact line and column; its incident waits, the others go."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from schemas import limits
from schemas.events.event import Standing
from schemas.events.people import Presence, Role, Scheme
from services.demo.world.callouts import COLUMNS
from services.directory.faults import Fault
from services.publisher.reading import Reading, read_incidents
from services.publisher.rows import read_export
from services.publisher.wall_times import RepeatedHour
from tests.services.publisher.support import NOW, adult, changed, child, column, mapping, of, reading, table

OTHER = of("BEDS-OE-27-0002", adult(), child())
GONE = {"Status": "CANX", "Canx Reason": "ERROR"}


def only_held(found: Reading) -> tuple[Fault, ...]:
    """The faults of the one incident that waits, beside one that goes."""
    assert [incident.reference for incident in found.incidents] == ["BEDS-OE-27-0002"]
    assert [held.reference for held in found.held] == ["BEDS-OE-27-0001"]
    assert found.strays == ()
    return found.held[0].faults


@pytest.mark.parametrize(
    ("heading", "value", "reason"),
    [
        ("DOB", "05/27/2015", "the date has the month before the day"),
        ("DOB", "27/05/15", "this is no date in the mapping's form, day before month"),
        ("DOB", "2015-05-27", "this is no date in the mapping's form, day before month"),
        ("DOB", "31/02/2015", "this is no date in the mapping's form, day before month"),
        ("DOB", "27/05/2030", "the date of birth lies in the future"),
        ("DOB", "27/05/1815", "the date of birth lies before 1900"),
        ("Surname", "=HYPERLINK(1)", "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)"),
        ("Surname", " =1+1", "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)"),
        ("AKA", "@SUM(A1)", "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)"),
        ("Voice of Child", "=cmd|' /C calc'!A0", "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)"),
        (
            "Safe Contact Advice",
            "+cmd|' /C calc'!A0",
            "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)",
        ),
        ("Forename(s)", "Zo\x07", "the cell holds control characters"),
        ("School URN", "10966", "this is not a URN of six digits"),
        ("School URN", "UNKNOWN", "this is not a URN of six digits"),
        ("UPRN", "12345678901234", "a uprn has 1 to 12 digits"),
        ("Postcode", "MK40 3EP AND MORE", "the cell has 17 characters"),
        ("Surname", "X" * 257, "the cell has 257 characters"),
        ("Voice of Child", "X" * 20_001, "the cell has 20001 characters"),
        ("Voice of Child", "X" * 131_073, "the cell has 131073 characters"),
        ("Safe Contact Advice", "X" * 1001, "the cell has 1001 characters"),
        ("Nominal Ref", "N" * 65, "the cell has 65 characters"),
        ("Nominal Ref", "", "the cell is empty"),
        ("Nominal Role", "", "the cell is empty"),
        ("Nominal Role", "CHILD/GHOST", "the mapping does not have this code"),
        ("Child Present", "PERHAPS", "the mapping does not have this code"),
        ("School Status", "EXPELLED", "the mapping does not have this code"),
        ("In Force Area", "", "the mapping does not have this code"),
        ("DND", "PERHAPS", "the mapping does not have this code"),
        ("Linked Nominals", "N1", "this is not a list of linked people"),
        ("Linked Nominals", "N1:NEIGHBOUR", "the mapping does not have this code"),
        ("Linked Nominals", "|".join(["N1:MOTHER"] * 65), "the cell lists 65 entries"),
        ("AKA", ";".join("ABCDEFGHIJKLMNOPQ"), "the cell lists 17 entries"),
    ],
)
def test_a_cell_of_a_person_at_fault_is_told_with_its_place(heading: str, value: str, reason: str) -> None:
    safe = {"Safe_To_Contact": "Y"} if heading == "Safe Contact Advice" else {}
    faults = only_held(reading([*OTHER, adult(), {**child(**safe), heading: value}]))
    assert [(fault.line, fault.column, fault.field, fault.reason) for fault in faults] == [
        (5, column(heading), heading, reason)
    ]
    assert len(value) < 4 or value not in str(faults[0])
    assert faults[0].remedy


@pytest.mark.parametrize(
    ("cells", "heading", "reason"),
    [
        ({"Date_Time": ""}, "Incident Date/Time", "the cell is empty"),
        ({"Date_Time": "05/03/2027"}, "Incident Date/Time", "this is no date in the mapping's form, day before month"),
        ({"Date_Time": "05/27/2026 09:00"}, "Incident Date/Time", "the date has the month before the day"),
        ({"Date_Time": "04/05/2027 14:15"}, "Incident Date/Time", "the time lies in the future"),
        ({"Date_Time": "01/05/1827 14:15"}, "Incident Date/Time", "the time lies before 1900"),
        ({"Date_Time": "28/03/2027 01:30"}, "Incident Date/Time", "this time does not exist: the clocks went forward"),
        ({"Status": "MAYBE"}, "Status", "the mapping does not have this code"),
        ({"Status": ""}, "Status", "the mapping does not have this code"),
        ({"DA_Risk": "HUGE"}, "DA Risk", "the mapping does not have this code"),
        ({"OE_Narrative": "@SUM"}, "OE Narrative", "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)"),
        ({"OE_Narrative": "N" * 20_001}, "OE Narrative", "the cell has 20001 characters"),
        ({"Status": "CANX"}, "Canx Reason", "the incident is withdrawn without a reason"),
        ({"Canx_Reason": "ERROR"}, "Canx Reason",
         "a reason for withdrawal stands beside an incident that is not withdrawn"),
    ],
)  # fmt: skip
def test_a_cell_of_the_incident_at_fault_is_told_once(cells: dict[str, str], heading: str, reason: str) -> None:
    found = reading([*OTHER, adult(**cells), child(**cells)])
    faults = only_held(found)
    assert [(fault.line, fault.column, fault.reason) for fault in faults] == [(4, column(heading), reason)]
    assert found.held[0].rest is None


@pytest.mark.parametrize(("meant", "hour"), [("earlier", 0), ("later", 1)])
def test_in_the_repeated_hour_of_october_the_mapping_says_which_is_meant(meant: str, hour: int) -> None:
    times = mapping().times.model_copy(update={"repeated_hour": RepeatedHour(meant)})
    rows = [adult(Date_Time="25/10/2026 01:30"), child(Date_Time="25/10/2026 01:30")]
    found = mapping().model_copy(update={"times": times})
    read = read_incidents(read_export(table(rows).encode(), "export.csv", found), found, NOW)
    assert read.incidents[0].occurred_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_in_the_repeated_hour_a_time_is_refused_where_the_mapping_does_not_say() -> None:
    times = mapping().times.model_copy(update={"repeated_hour": RepeatedHour.REFUSE})
    rows = [adult(Date_Time="25/10/2026 01:30"), child(Date_Time="25/10/2026 01:30")]
    found = mapping().model_copy(update={"times": times})
    (held,) = read_incidents(read_export(table(rows).encode(), "export.csv", found), found, NOW).held
    assert [(fault.line, fault.column, fault.reason) for fault in held.faults] == [
        (2, column("Incident Date/Time"), "this time stands for two: the clocks went back")
    ]


def test_cells_that_differ_within_an_incident_are_told_at_the_later_row() -> None:
    faults = only_held(reading([*OTHER, adult(), child(DA_Risk="HIGH", Inc_Town="Luton")]))
    reason = "this differs from line 4, a row of the same incident"
    assert [(fault.line, fault.column, fault.reason) for fault in faults] == [
        (5, column("DA Risk"), reason),
        (5, column("Inc Town"), reason),
    ]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    faults = only_held(reading([*OTHER, adult(), child(DOB="x", School_URN="y", Surname="=z")]))
    assert {fault.field for fault in faults} == {"DOB", "School URN", "Surname"}


@pytest.mark.parametrize("value", ["0", "-1", "1.0", "two", "", "٣"])
def test_a_revision_that_is_no_number_holds_the_incident_back(value: str) -> None:
    faults = only_held(reading([*OTHER, adult(Rev=value), child(Rev=value)]))
    assert {(fault.line, fault.column) for fault in faults} == {(4, column("Rev")), (5, column("Rev"))}


def test_one_person_on_two_different_rows_is_refused_and_a_repeated_row_is_not() -> None:
    faults = only_held(reading([*OTHER, adult(), child(), child(DOB="28/05/2015")]))
    assert [(fault.line, fault.column) for fault in faults] == [(6, column("Nominal Ref"))]
    assert len(reading([adult(), child(), child()]).incidents[0].people) == 2


def test_an_incident_without_a_child_is_refused() -> None:
    faults = only_held(reading([*OTHER, adult(), adult("N3", "SUSP")]))
    assert [(fault.line, fault.column, fault.reason) for fault in faults] == [
        (4, column("Nominal Role"), "no person of this incident is a child")
    ]


def test_more_people_than_the_limit_are_refused() -> None:
    children = [child(f"C{number}") for number in range(limits.PEOPLE)]
    faults = only_held(reading([*OTHER, adult(), *children]))
    assert [(fault.line, fault.reason) for fault in faults] == [(4, f"the incident has {limits.PEOPLE + 1} people")]


def test_more_texts_than_the_limit_are_refused() -> None:
    children = [child(f"C{number}", Voice_of_Child="x") for number in range(40)]
    assert only_held(reading([*OTHER, adult(), *children]))[0].reason == "the incident has 83 people and texts"


def test_a_row_without_a_reference_holds_its_neighbours_back() -> None:
    third = of("BEDS-OE-27-0003", adult(), child())
    found = reading([*OTHER, adult(), child(), child("N9", OIC_Ref=""), *third])
    assert [(fault.line, fault.column) for fault in found.strays] == [(6, column("OIC Ref"))]
    assert [incident.reference for incident in found.incidents] == ["BEDS-OE-27-0002"]
    assert [(held.reference, held.rest) for held in found.held] == [
        ("BEDS-OE-27-0001", None),
        ("BEDS-OE-27-0003", None),
    ]


def test_a_reference_over_its_limit_is_told_and_not_repeated() -> None:
    long = "R" * 65
    found = reading([*OTHER, adult(OIC_Ref=long)])
    assert [(fault.line, fault.column) for fault in found.strays] == [(4, column("OIC Ref"))]
    assert long not in str(found.strays[0])


def broken(rows: list[Mapping[str, str]], line: int, old: str, new: str) -> bytes:
    lines = table(rows).split("\r\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return "\r\n".join(lines).encode()


def test_a_row_with_too_many_cells_holds_back_the_incident_that_it_names() -> None:
    third = of("BEDS-OE-27-0003", adult(), child())
    data = broken([*OTHER, adult(), child(), *third], 5, "Castle Newnham School", "Castle, Newnham, School")
    found = read_incidents(read_export(data, "export.csv", mapping()), mapping(), NOW)
    headings = len(COLUMNS)
    assert [(fault.line, fault.column, fault.reason) for fault in found.strays] == [
        (5, headings + 1, f"the row has {headings + 2} cells where the headings are {headings}")
    ]
    assert [held.reference for held in found.held] == ["BEDS-OE-27-0001"]
    assert len(found.incidents) == 2


def test_an_incident_that_waits_has_no_remark_of_a_link_that_is_not_sent() -> None:
    adults = [adult("N1"), child("N2", Linked_Nominals="N9:MOTHER")]
    assert [note.field for note in reading(adults).notes] == ["Linked Nominals"]
    assert [note.field for note in reading([*adults, child("N3", DOB="x")]).notes] == ["Linked Nominals"]
    held = reading([adult("N1", DOB="x"), adults[1]])
    assert (len(held.held), held.notes) == (1, ())


def test_a_child_alone_at_fault_lets_the_rest_go_first() -> None:
    found = reading([adult(), child("N2"), child("N3", DOB="05/27/2015", Linked_Nominals="N2:SIBLING")])
    (held,) = found.held
    assert held.rest is not None
    assert [person.person.ref for person in held.rest.people] == ["N1", "N2"]
    assert held.rest.left_out == held.faults


@pytest.mark.parametrize(
    "row",
    [
        child("N3", DOB="x", DND="Y"),
        child("N3", DOB="x", DND="?"),
        child("N3", DOB="x", Nominal_Role="CHILD/VIC"),
        child("N3", DOB="x", Nominal_Role="?"),
        changed(child("N3", DOB="x"), Nominal_Ref=""),
        adult("N3", "SUSP", DOB="x"),
        adult("N3", "VIC", DOB="x"),
        child("N2", DOB="x"),
    ],
    ids=["restricted", "perhaps restricted", "victim too", "role unknown", "no ref", "suspect", "victim", "same ref"],
)
def test_whoever_may_endanger_others_by_absence_holds_all_back(row: dict[str, str]) -> None:
    (held,) = reading([adult(), child("N2"), row]).held
    assert held.rest is None


def test_the_only_child_at_fault_holds_all_back() -> None:
    (held,) = reading([adult(), child(DOB="x")]).held
    assert held.rest is None


def test_a_withdrawal_goes_whatever_is_wrong_with_its_people() -> None:
    found = reading([{**adult(DOB="x"), **GONE}, {**child(School_URN="x"), **GONE}])
    (incident,) = found.incidents
    assert (incident.standing, incident.people, incident.narrative) == (Standing.WITHDRAWN, (), "")


def test_only_the_latest_revision_in_a_file_counts() -> None:
    found = reading([adult(Rev="2"), child(Rev="2"), adult(Rev="1"), child(Rev="1", DOB="x")])
    (incident,) = found.incidents
    assert (incident.revision, len(incident.people)) == (2, 2)
    assert [(note.line, note.column) for note in found.notes] == [(4, column("Rev"))]


def test_a_link_to_nobody_and_a_summary_for_no_school_are_noted_and_left_out() -> None:
    row = child(Linked_Nominals="N7:MOTHER|N1:MOTHER", School_URN="", School_Name="", School_Summary="For a school.")
    found = reading([adult(), row])
    assert [(note.line, note.column) for note in found.notes] == [
        (3, column("Linked Nominals")),
        (3, column("School Summary")),
    ]
    assert [link[0] for link in found.incidents[0].people[1].links] == ["N1"]


def test_good_cells_become_what_they_mean() -> None:
    row = child(
        Safe_To_Contact="N", Safe_Contact_Advice="+44 7700 900123, after 9am", Voice_of_Child="- I hid.", AKA="A; B",
        School_Status="", Child_Present="heard", Nominal_Role="child/wit",
    )  # fmt: skip
    person = reading([adult(), row]).incidents[0].people[1]
    assert person.person.roles == (Role.CHILD, Role.WITNESS)
    assert person.person.presence is Presence.HEARD
    assert person.person.other_names == ("A", "B")
    assert person.person.settings[0].scheme is Scheme.URN
    assert person.person.safe_contact is not None
    assert person.person.safe_contact.advice.startswith("+44 7700")
    assert person.voice == "- I hid."
