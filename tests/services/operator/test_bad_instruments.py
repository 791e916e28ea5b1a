"""Bad documents at the door where they come in: each a clear error with file, line and column, and what to do."""

from itertools import pairwise
from pathlib import Path

import pytest

from services.operator.instruments import examine
from streams.agreements.reader import MAX_BYTES
from tests.streams.agreements.repository import OPS, files

BEDFORD = (OPS / "agreements" / "bedford-operation-encompass.yaml").read_text(encoding="utf-8")
OTHERS = [path for path in files() if path.stem != "bedford-operation-encompass"]


@pytest.fixture
def told(tmp_path: Path) -> "Told":
    """Examines a document among the project's others."""
    return Told(tmp_path / "bad.yaml")


class Told:
    """What is said of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, content: str | bytes) -> str:
        """The one error about these contents, as `file:line:column: message`."""
        self._path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = examine([*OTHERS, self._path])
        texts = [str(problem) for problem in found.problems]
        texts += [
            f"{each.file}:{each.place.line}:{each.place.column}: {each.finding.message}"
            for each in found.findings
            if each.file == self._path.name
        ]
        (text,) = texts
        assert found.errors == 1
        return text


def changed(old: str, new: str) -> tuple[str, int]:
    """Bedford's agreement with a change, and the line where it is."""
    assert BEDFORD.count(old) == 1
    return BEDFORD.replace(old, new), BEDFORD[: BEDFORD.index(old)].count("\n") + 1


def test_a_yaml_bomb(told: Told) -> None:
    bomb = "a: &a [x, x]\n"
    for before, name in pairwise("abcdefghi"):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    assert told.of(bomb) == "bad.yaml:1:4: anchors and aliases (`&`, `*`) are refused: write the value out"


def test_an_anchor_that_loops(told: Told) -> None:
    assert told.of("kind: agreement\nclauses: &loop\n  - *loop\n") == (
        "bad.yaml:2:10: anchors and aliases (`&`, `*`) are refused: write the value out"
    )


def test_a_bomb_of_depth_and_one_of_width(told: Told) -> None:
    message = "the document is nested too deeply or too large: write it plainly"
    assert told.of("a: " + "[" * 100_000) == f"bad.yaml:1:15: {message}"
    assert told.of("a: [" + "1," * 30_000 + "1]\n") == f"bad.yaml:1:19999: {message}"


def test_a_duplicate_key(told: Told) -> None:
    content, line = changed("purpose: early_support_in_school\n", "purpose: early_support_in_school\npurpose: audit\n")
    assert told.of(content) == f"bad.yaml:{line + 1}:1: field `purpose` stands here twice: keep one"


def test_10_mb(told: Told) -> None:
    said = f"bad.yaml:1:1: the file has over `{MAX_BYTES}` bytes: split the agreement"
    assert told.of(b"kind: agreement\n" + b"# padding\n" * 1_000_000) == said


@pytest.mark.parametrize("number", ["20260714", "2026", "1784073600"])
def test_a_number_where_yaml_would_read_a_date(told: Told, number: str) -> None:
    content, line = changed("signed: 2026-07-14", f"signed: {number}")
    assert told.of(content) == f"bad.yaml:{line}:3: `{number}`: a date is written like 2026-11-22"


def test_a_date_where_a_number_belongs(told: Told) -> None:
    content, line = changed("hub_days: 2557", "hub_days: 2026-07-14")
    assert told.of(content) == f"bad.yaml:{line}:3: `2026-07-14`: write a whole number here, without quotes"


def test_a_text_that_older_yaml_reads_as_a_number_or_a_truth(told: Told) -> None:
    content, line = changed("hub_days: 2557", "hub_days: 42:37")
    assert told.of(content) == f"bad.yaml:{line}:3: `42:37`: write a whole number here, without quotes"


@pytest.mark.parametrize(
    ("where", "plain", "alike", "column"),
    [
        ("id: ", "bedford-operation-encompass", "bedf\u043erd-operation-encompass", 1),
        ("    - agency: ", "bedfordshire-police", "bedfordshire-p\u03bflice", 7),
        ("  - id: ", "guidance-contents", "guidance-c\uff4fntents", 5),
    ],
)
def test_a_look_alike_character_in_an_id(told: Told, where: str, plain: str, alike: str, column: int) -> None:
    content, line = changed(where + plain, where + alike)
    shown = ascii(alike)[1:-1]
    said = told.of(content)
    assert said.startswith(f"bad.yaml:{line}:{column}: `{shown}` has a character or form that is not allowed here")


def test_an_invisible_character_in_an_id(told: Told) -> None:
    content, line = changed("id: bedford-operation-encompass", "id: bedford-\u200boperation-encompass")
    assert told.of(content) == f"bad.yaml:{line}:13: invisible character `U+200B`: delete it"


def test_a_clock_before_the_epoch(told: Told) -> None:
    content, line = changed("signed: 2026-07-14", "signed: 1969-12-31")
    assert told.of(content) == (
        f"bad.yaml:{line}:3: `1969-12-31` lies before 1970, as a clock that was never set would have it:"
        " correct the date"
    )
