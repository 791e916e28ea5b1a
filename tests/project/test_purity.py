"""What decides calls no clock, no random id and no file: what import rules cannot see (`pyproject.toml` has those)."""

import ast
from pathlib import Path

import pytest

from tests.project.sources import modules, place

PURE = ("streams/deciders", "streams/agreements", "streams/calendar", "streams/matching")
CLOCK = {"now", "utcnow", "today"}
RANDOM = {"uuid1", "uuid4", "urandom", "token_bytes", "token_hex", "token_urlsafe"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
OTHER = {"print", "input", "breakpoint", "eval", "exec", "__import__", "import_module"}
IMPURE = CLOCK | RANDOM | FILES | OTHER


def impure_calls(source: str) -> list[tuple[int, str]]:
    """Line and name of each call by a name, or of an attribute, that reads or changes the world."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in IMPURE:
                found.append((node.lineno, name))
    return sorted(found)


@pytest.mark.parametrize("package", PURE)
def test_the_packages_are_there(package: str) -> None:
    assert list(modules(package))


@pytest.mark.parametrize("path", list(modules(*PURE)), ids=place)
def test_no_impure_call(path: Path) -> None:
    calls = impure_calls(path.read_text(encoding="utf-8"))
    assert [f"{place(path, line)} calls `{name}`" for line, name in calls] == []


@pytest.mark.parametrize(
    "call",
    ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "uuid4()", "uuid.uuid4()", "open(p)"],
)
def test_an_impure_call_is_found(call: str) -> None:
    assert [line for line, _ in impure_calls(f"x = 1\ny = {call}\n")] == [2]


def test_what_is_passed_in_is_no_call() -> None:
    assert impure_calls("due = facts.now + window\nname = person.today\n") == []
