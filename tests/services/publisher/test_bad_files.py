"""Files of which nothing can be used: the exact place, and what to do."""

import pytest

from services.demo.world.callouts import COLUMNS
from services.directory.faults import FileRefused
from services.publisher import rows as rows_module
from services.publisher.encodings import EXPORT_BYTES
from services.publisher.rows import read_export
from tests.services.publisher.support import adult, as_json, child, column, mapping, table

ROWS = [adult(), child(Surname="Zoë")]
GOOD = table(ROWS)
JSON = as_json(ROWS).decode()


def refused(data: bytes, *, file: str = "export.csv", encoding: str = "utf-8") -> list[tuple[int, int, str, str]]:
    with pytest.raises(FileRefused) as error:
        read_export(data, file, mapping(encoding=encoding))
    assert all(fault.remedy and fault.file == file for fault in error.value.faults)
    assert "Zo" not in str(error.value), "a name stands in the fault"
    return [(fault.line, fault.column, fault.field, fault.reason) for fault in error.value.faults]


@pytest.mark.parametrize("encoded", [GOOD.encode(), GOOD.encode("utf-8-sig"), GOOD.replace("\r\n", "\n").encode()])
def test_utf_8_is_read_with_and_without_its_mark(encoded: bytes) -> None:
    assert read_export(encoded, "export.csv", mapping()).rows[1].cells["Surname"] == "Zoë"


def test_windows_1252_is_read_where_the_mapping_declares_it() -> None:
    assert read_export(GOOD.encode("cp1252"), "e.csv", mapping(encoding="cp1252")).rows[1].cells["Surname"] == "Zoë"


@pytest.mark.parametrize(
    ("data", "encoding", "fault"),
    [
        (GOOD.encode("utf-16"), "utf-8", (0, 0, "", "the file is in UTF-16, or is not text")),
        (GOOD.encode("utf-16-le"), "utf-8", (0, 0, "", "the file is in UTF-16, or is not text")),
        (GOOD.encode("utf-16"), "cp1252", (0, 0, "", "the file is in UTF-16, or is not text")),
        (GOOD.encode("cp1252"), "utf-8", (3, 0, "", "the bytes are not UTF-8")),
        (GOOD.encode(), "cp1252", (3, 0, "", "the bytes are UTF-8 where the mapping says cp1252")),
        (GOOD.encode("utf-8-sig"), "cp1252", (1, 0, "", "the bytes are UTF-8 where the mapping says cp1252")),
        (GOOD.encode("cp1252") + b"\x81", "cp1252", (4, 0, "", "the bytes are not cp1252 (Windows)")),
        (b"", "utf-8", (0, 0, "", "the file is empty")),
        (b"\r" + table(ROWS).encode(), "utf-8", (1, 0, "", "the first line is empty")),
        (b"x" * (EXPORT_BYTES + 1), "utf-8", (0, 0, "", f"the file is larger than {EXPORT_BYTES} bytes")),
    ],
    ids=["utf-16", "utf-16 unmarked", "utf-16 for cp1252", "cp1252 undeclared", "utf-8 as cp1252", "mark as cp1252",
         "no cp1252", "empty", "begins empty", "too large"],
)  # fmt: skip
def test_a_wrong_encoding_is_refused(data: bytes, encoding: str, fault: tuple[int, int, str, str]) -> None:
    assert refused(data, encoding=encoding) == [fault]


@pytest.mark.parametrize(
    ("data", "encoding", "remedy"),
    [
        (GOOD.encode("utf-16"), "utf-8", "save it again as text in UTF-8"),
        (GOOD.encode("utf-16"), "cp1252", "save it again as text in cp1252 (Windows), as the mapping says"),
        (GOOD.encode("cp1252") + b"\x81", "cp1252", "save it again as text in cp1252 (Windows), as the mapping says"),
    ],
)
def test_what_to_do_about_an_encoding_is_what_the_mapping_says(data: bytes, encoding: str, remedy: str) -> None:
    with pytest.raises(FileRefused) as error:
        read_export(data, "export.csv", mapping(encoding=encoding))
    assert [fault.remedy for fault in error.value.faults] == [remedy]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_another_delimiter_is_told_as_such_and_not_as_missing_columns(sign: str) -> None:
    parted = sign.join(COLUMNS) + "\r\n"
    shown = sign.replace("\t", "\\t")
    assert refused(parted.encode()) == [(1, 0, "", f"the columns are parted by `{shown}`, and the mapping says `,`")]


def test_a_quote_that_does_not_end_is_refused_at_its_row() -> None:
    broken = GOOD.replace("An invented narrative.", '"An invented narrative.', 2)
    assert refused(broken.encode())[0][:2] == (2, 0)


def test_text_after_a_closing_quote_is_refused_at_its_row() -> None:
    broken = GOOD.replace("Castle Newnham School", '"Castle" Newnham School')
    assert refused(broken.encode())[0][:2] == (3, 0)


def test_every_missing_column_is_named() -> None:
    headings = [heading for heading in COLUMNS if heading not in ("DOB", "DND")]
    cells = [{key: row[key] for key in row if key in headings} for row in ROWS]
    reason = "the column is missing"
    assert refused(table(cells, headings).encode()) == [(1, 0, "DOB", reason), (1, 0, "DND", reason)]


def test_an_unknown_and_a_repeated_heading_are_refused_at_their_columns() -> None:
    headings = ",".join(COLUMNS)
    unknown = GOOD.replace(headings, headings.replace("Beat", "Beat Code"))
    assert refused(unknown.encode()) == [(1, column("Beat"), "", "the mapping does not know this column")]
    twice = GOOD.replace(headings, headings.replace("Beat", "DOB"))
    assert refused(twice.encode()) == [(1, column("DOB"), "DOB", "the heading stands twice")]


def test_a_file_without_headings_does_not_have_its_first_row_repeated() -> None:
    body = GOOD.partition("\r\n")[2]
    with pytest.raises(FileRefused) as error:
        read_export(body.encode(), "export.csv", mapping())
    assert not any(value and value in str(error.value) for value in ROWS[0].values() if len(value) > 2)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "ROWS", 1)
    assert refused(GOOD.encode()) == [(0, 0, "", "the file has more than 1 rows")]


def test_json_rows_have_the_incidents_cells_and_their_own_places() -> None:
    found = read_export(JSON.encode(), "export.JSON", mapping()).rows
    assert [row.cells["OIC Ref"] for row in found] == ["BEDS-OE-27-0001"] * 2
    row = found[1]
    line = row.fault("export.json", "DOB", "", "").line
    assert '"DOB": "27/05/2015"' in JSON.splitlines()[line - 1]
    assert JSON.splitlines()[line - 1][row.columns["DOB"] - 1 :].startswith('"27/05/2015"')


def test_json_scalars_become_the_text_of_cells() -> None:
    text = '{"incidents": [{"Rev": 2, "DND": null, "Safe To Contact": true, "nominals": [{"DOB": "1"}]}]}'
    cells = read_export(text.encode(), "e.json", mapping()).rows[0].cells
    assert (cells["Rev"], cells["DND"], cells["Safe To Contact"]) == ("2", "", "true")


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('{"incidents": [', 1, 16, "this is not JSON: a value must stand here"),
        ('{"incidents": []} x', 1, 19, "this is not JSON: something follows after the end"),
        ('{"incidents": [],\n "incidents": []}', 2, 2, "this is not JSON: the key stands twice in one object"),
        ('{"incidents": [{"DOB": "a\n"}]}', 1, 26, "this is not JSON: the text in quotes does not end"),
        ('{"incidents": [{"DOB": "\\ud800"}]}', 1, 24, "this is not JSON: the text holds half of a surrogate pair"),
        ('{"incidents": [{"DOB": NaN}]}', 1, 24, "this is not JSON: a value must stand here"),
        ('{"incidents": [{"DOB" 1}]}', 1, 23, "this is not JSON: a `:` must stand here"),
        ("[" * 20, 1, 10, "this is not JSON: values are nested deeper than 8"),
        ("[]", 1, 1, "the export is not an object"),
        ('{"rows": []}', 1, 1, "the list of rows is missing"),
        ('{"incidents": {}}', 1, 15, "the value is not a list"),
        ('{"incidents": [\n 1]}', 2, 2, "a row is not an object"),
        ('{"incidents": [{"DOB": "x"}]}', 1, 16, "the list of people is missing"),
        ('{"incidents": [{"nominals": [{"DOBB": ""}]}]}', 1, 39, "the mapping does not know this column"),
        ('{"incidents": [{"nominals": [{"DOB": []}]}]}', 1, 38, "the value is a list or an object"),
        ('{"incidents": [{"Rev": 1, "nominals": [{"Rev": 1}]}]}', 1, 48, "the incident has this key too"),
    ],
)
def test_json_that_cannot_be_used_is_refused_at_its_place(text: str, line: int, column: int, reason: str) -> None:
    found = refused(text.encode(), file="export.json")
    assert [fault[:2] for fault in found] == [(line, column)]
    assert found[0][3].startswith(reason)


def test_json_is_refused_where_the_mapping_has_none() -> None:
    plain = mapping().model_copy(update={"json_format": None})
    with pytest.raises(FileRefused, match="the mapping says nothing of JSON"):
        read_export(JSON.encode(), "export.json", plain)
