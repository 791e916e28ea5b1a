"""The same content has the same digest, however its rows stand; other content has another."""

import random

from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from services.demo.world.callouts import COLUMNS
from services.publisher.incident import canonical, sections_of
from services.publisher.reading import read_incidents
from services.publisher.rows import read_export
from tests.services.publisher.support import NOW, adult, as_json, child, mapping, reading, table

ROWS = [
    adult(),
    adult("N5", "SUSP", Linked_Nominals="N1:PARTNER|N3:OTHER"),
    child("N2", Voice_of_Child="I hid.", School_Summary="For Castle Newnham."),
    child("N3", School_URN="136085", School_Summary="For Bedford Academy.", Linked_Nominals="N2:SIBLING|N1:MOTHER"),
    child("N4", School_URN="", School_Name="", School_Status="EHE"),
]
TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=30)


def digest_input(rows: list[dict[str, str]]) -> bytes:
    (incident,) = reading(rows).incidents
    return canonical(incident)


@given(st.permutations(ROWS), st.permutations(COLUMNS))
def test_no_order_of_rows_or_columns_changes_the_content(rows: list[dict[str, str]], headings: list[str]) -> None:
    export = read_export(table(rows, headings).encode(), "export.csv", mapping())
    (incident,) = read_incidents(export, mapping(), NOW).incidents
    assert canonical(incident) == digest_input(ROWS)


@given(st.integers())
def test_no_order_of_links_or_repetition_changes_the_content(seed: int) -> None:
    shuffled = random.Random(seed)
    rows = [dict(row) for row in ROWS] + [dict(ROWS[shuffled.randrange(len(ROWS))])]
    links = rows[3]["Linked Nominals"].split("|")
    shuffled.shuffle(links)
    rows[3]["Linked Nominals"] = "|".join(links)
    if rows[5] == ROWS[3]:
        rows[5] = dict(rows[3])
    assert digest_input(rows) == digest_input(ROWS)


def test_json_and_csv_of_one_incident_have_the_same_content() -> None:
    export = read_export(as_json(ROWS), "export.json", mapping())
    (incident,) = read_incidents(export, mapping(), NOW).incidents
    assert canonical(incident) == digest_input(ROWS)


@given(
    st.sampled_from(range(len(ROWS))), st.sampled_from(["Surname", "Forename(s)", "Child Whereabouts", "Addr 1"]), TEXT
)
def test_any_other_value_is_other_content(row: int, heading: str, value: str) -> None:
    rows = [dict(one) for one in ROWS]
    same = " ".join(value.split()) == " ".join(rows[row].get(heading, "").split())
    rows[row][heading] = value
    assert (digest_input(rows) == digest_input(ROWS)) is same


def test_the_export_s_own_revision_is_no_content() -> None:
    assert digest_input([{**row, "Rev": "9"} for row in ROWS]) == digest_input(ROWS)


def test_each_text_is_about_its_person_and_the_narrative_about_all() -> None:
    (incident,) = reading(ROWS).incidents
    sections = sections_of(incident)
    refs = {n: section.content.ref for n, section in enumerate(sections) if hasattr(section.content, "ref")}
    about = [(section.kind.value, tuple(refs[n] for n in section.about)) for section in sections if section.about]
    assert about == [
        ("voice", ("N2",)),
        ("summary", ("N2",)),
        ("summary", ("N3",)),
        ("narrative", ("N1", "N2", "N3", "N4", "N5")),
    ]
    assert all(codec.encode(section.content) for section in sections)
