"""The register import: official layout, gaps, codes, links."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records.reference import SettingStatus
from services.directory.faults import FileRefused
from services.directory.register import HEADINGS, OPEN, Register, read_register

DEMO = Path(__file__).resolve().parents[3] / "ops" / "demo"
SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "gias-sample.csv"

ROW = {
    "URN": "109435", "LA (code)": "822", "EstablishmentName": "Castle Newnham School", "EstablishmentNumber": "2020",
    "EstablishmentStatus (code)": "1", "PhaseOfEducation (code)": "2", "PhaseOfEducation (name)": "Primary",
    "TypeOfEstablishment (name)": "Foundation school", "Boarders (name)": "No Boarders", "StatutoryLowAge": "3",
    "StatutoryHighAge": "11", "Town": "Bedford", "Postcode": "MK40 3EP", "OpenDate": "01-09-1960", "CloseDate": "",
}  # fmt: skip


def _file(*rows: Mapping[str, str], encoding: str = "cp1252") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADINGS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**ROW, **row} for row in rows)
    return text.getvalue().encode(encoding)


def _links(*lines: tuple[str, str, str]) -> bytes:
    rows = "".join(f"{urn},{other},{kind}\r\n" for urn, other, kind in lines)
    return ("URN,LinkURN,LinkType\r\n" + rows).encode()


@pytest.fixture(scope="module")
def committed() -> Register:
    register, report = read_register(
        (DEMO / "register.csv").read_bytes(), (DEMO / "register-links.csv").read_bytes(), file="register.csv"
    )
    assert report.faults == ()
    assert report.taken == 779
    return register


def test_the_committed_register_is_read_whole_and_its_gaps_are_counted() -> None:
    _, report = read_register((DEMO / "register.csv").read_bytes())
    gaps = {gap.column: (gap.rows, gap.open_rows) for gap in report.gaps}
    assert gaps["TypeOfEstablishment (name)"] == (78, 52)
    assert gaps["Postcode"] == (19, 18)
    assert gaps["EstablishmentNumber"] == (40, 14)


def test_two_open_schools_share_a_name(committed: Register) -> None:
    assert [setting.urn for setting in committed.open_named("castle newnham SCHOOL")] == ["109435", "109661"]
    assert [setting.urn for setting in committed.open_named("Cauldwell School")] == ["144528"]
    assert committed.open_named("No Such School") == ()


def test_a_closed_school_leads_to_its_open_successor(committed: Register) -> None:
    assert [setting.urn for setting in committed.resolve_successors("130326")] == ["144528"]
    assert [setting.urn for setting in committed.resolve_successors("109430")] == ["144528"], "over two links"
    assert [setting.urn for setting in committed.resolve_successors("109435")] == ["109435"], "open: itself"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the official sample is not beside this checkout")
def test_an_official_row_with_every_column_is_read() -> None:
    register, report = read_register(SAMPLE.read_bytes())
    setting = register.settings["100002"]
    assert report.faults == ()
    assert setting.status is SettingStatus.PROPOSED_TO_CLOSE
    assert setting.boarding
    assert (setting.low_age, setting.high_age, setting.opened) == (4, 13, date(1939, 1, 1))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings_are_recognised(encoding: str) -> None:
    register, _ = read_register(_file({"EstablishmentName": "École Sainte-Thérèse’s"}, encoding=encoding))
    assert register.settings["109435"].name == "École Sainte-Thérèse’s"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (_file(ROW, encoding="utf-16-le"), "zero bytes"),
        (_file({"Town": "Bedford"}) + b"\x81\r\n", "not cp1252 text"),
        (_file().replace(b"LA (code)", b"LA"), "the column is missing"),
        (_file().replace(b"Town", b"URN"), "the heading stands twice"),
        (_file({"Town": 'Bed"ford'}).replace(b'""', b'"'), "does not end"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_register(data)


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"URN": "10943"}, 1, "not a URN"),
        ({"URN": ""}, 1, "empty"),
        ({"LA (code)": "82"}, 3, "not a local authority code"),
        ({"EstablishmentName": ""}, 2, "empty"),
        ({"EstablishmentStatus (code)": "9"}, 5, "`9` is not known"),
        ({"EstablishmentName": "=1+1"}, 2, "formula"),
    ],
)
def test_a_row_that_cannot_be_taken_is_reported_and_the_others_are(
    change: Mapping[str, str], column: int, reason: str
) -> None:
    register, report = read_register(_file({"URN": "100001"}, change, {"URN": "100002"}))
    assert sorted(register.settings) == ["100001", "100002"]
    [fault] = report.faults
    assert (fault.line, fault.column, fault.field) == (3, column, HEADINGS[column - 1])
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("PhaseOfEducation (code)", "8"),
        ("Boarders (name)", "Some Boarders"),
        ("StatutoryLowAge", "four"),
        ("Postcode", "MK40"),
        ("OpenDate", "1960-09-01"),
        ("OpenDate", "31-02-1960"),
    ],
)
def test_an_unknown_value_is_noted_and_left_empty(column: str, value: str) -> None:
    register, report = read_register(_file({column: value}))
    assert list(register.settings) == ["109435"]
    [note] = report.notes
    assert (note.line, note.field) == (2, column)


def test_a_gap_is_counted_and_not_guessed() -> None:
    register, report = read_register(
        _file({"StatutoryLowAge": "", "TypeOfEstablishment (name)": "", "Boarders (name)": "", "OpenDate": ""})
    )
    setting = register.settings["109435"]
    assert (setting.low_age, setting.kind, setting.boarding, setting.opened) == (None, "", False, None)
    assert {gap.column for gap in report.gaps} == {
        "StatutoryLowAge",
        "TypeOfEstablishment (name)",
        "Boarders (name)",
        "OpenDate",
    }, "an open school has no date of closing to lack"


def test_a_urn_that_stands_twice_takes_both_rows_out() -> None:
    register, report = read_register(_file({}, {"URN": "100001"}, {"EstablishmentName": "Another"}))
    assert list(register.settings) == ["100001"]
    assert [fault.line for fault in report.faults] == [2, 4]


def test_a_ragged_row_is_reported_by_its_first_line() -> None:
    data = _file({"URN": "100001", "Town": "Bed\nford"}) + b"100002,822\r\n"
    _, report = read_register(data)
    assert [(fault.line, fault.reason) for fault in report.faults] == [
        (4, "the row has 2 cells where the headings are 15")
    ]


def test_a_school_that_is_proposed_to_close_is_open_until_it_does() -> None:
    register, _ = read_register(
        _file({"EstablishmentStatus (code)": "3"}, {"URN": "100004", "EstablishmentStatus (code)": "4"})
    )
    assert [one.urn for one in register.open_named(ROW["EstablishmentName"])] == ["109435"]
    assert [one.urn for one in register.resolve_successors("109435")] == ["109435"]
    assert register.resolve_successors("100004") == (), "not open yet"


def test_links_of_every_sort() -> None:
    schools = _file(
        {"URN": "100001", "EstablishmentStatus (code)": "2"}, {"URN": "100002"}, {"URN": "100003"},
        {"URN": "100004", "EstablishmentStatus (code)": "2"},
    )  # fmt: skip
    links = _links(
        ("100001", "100002", "Successor"),
        ("100003", "100001", "Predecessor - Split School"),
        ("100004", "999999", "Successor"),
        ("100002", "100002", "Successor"),
        ("100002", "100003", "Sixth Form Centre Link"),
        ("100002", "abc", "Successor"),
    )
    register, report = read_register(schools, links)
    assert register.settings["100001"].successors == ("100002", "100003")
    assert register.settings["100003"].predecessors == ("100001",)
    assert [setting.urn for setting in register.resolve_successors("100001")] == ["100002", "100003"]
    assert register.resolve_successors("100004") == ()
    assert [fault.line for fault in report.faults] == [7]
    assert sorted(note.line for note in report.notes) == [0, 4, 5, 6], "0: stranded, for the register lacks 999999"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_following_links_ends_for_any_graph_and_finds_just_the_open_schools_in_reach(data: st.DataObject) -> None:
    urns = [f"10000{place}" for place in range(6)]
    is_open = {urn: data.draw(st.booleans()) for urn in urns}
    edges = data.draw(st.sets(st.tuples(st.sampled_from(urns), st.sampled_from(urns)), max_size=14))
    schools = _file(*({"URN": urn, "EstablishmentStatus (code)": "1" if is_open[urn] else "2"} for urn in urns))
    register, _ = read_register(schools, _links(*((before, after, "Successor") for before, after in edges)))
    for urn in urns:
        reached, before = {urn}, set[str]()
        while reached != before:
            before = set(reached)
            reached |= {after for start, after in edges if start in before and not is_open[start]}
        assert {one.urn for one in register.resolve_successors(urn)} == {one for one in reached if is_open[one]}
        assert all(one.status in OPEN for one in register.resolve_successors(urn))
