"""Decision records: numbered once, dated, and found from their index."""

import re
from pathlib import Path

import pytest

from tests.project.sources import ROOT

FOLDER = ROOT / "ops" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")


def number_of(path: Path) -> str:
    """The four digits that a record's name begins with."""
    return path.name[:4]


def test_every_number_is_given_once() -> None:
    numbers = [number_of(path) for path in RECORDS]
    assert numbers
    assert len(set(numbers)) == len(numbers)


def test_the_index_names_every_record_in_order_and_no_other() -> None:
    assert re.findall(r"^\| \[(\d{4})\]\((.+?)\)", INDEX, re.MULTILINE) == [
        (number_of(path), path.name) for path in RECORDS
    ]


@pytest.mark.parametrize("path", RECORDS, ids=number_of)
def test_a_record_begins_with_its_number_and_its_day(path: Path) -> None:
    title, empty, day = path.read_text(encoding="utf-8").splitlines()[:3]
    assert title.startswith(f"# {number_of(path)}")
    assert empty == ""
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", day)
