"""How modules are written: documented, short, quiet, and with reasons where a check is put aside."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.sources import CODE, PACKAGES, modules, place, prints

LONGEST_MODULE = 320
REASONED = (
    re.compile(r"# type: ignore\[[a-z0-9, -]+\]\s+# \w.*\w"),
    re.compile(r"# noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*\W+\w.*\w"),
)
PUTS_ASIDE = re.compile(r"#\s*(type:\s*ignore|noqa|mypy:\s*ignore|ruff:\s*noqa)")


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Each comment of a module, with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def unreasoned(source: str) -> list[int]:
    """The lines that put a check aside without naming which, or why."""
    return [
        line
        for line, comment in comments(source)
        if PUTS_ASIDE.search(comment) and not any(reasoned.search(comment) for reasoned in REASONED)
    ]


def package_folders() -> list[Path]:
    """Every folder under the packages that holds Python files."""
    return sorted({path.parent for path in modules(*PACKAGES)})


@pytest.mark.parametrize("folder", package_folders(), ids=place)
def test_every_package_says_what_it_is(folder: Path) -> None:
    source = (folder / "__init__.py").read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "the package's `__init__.py` has no docstring"


def test_every_module_says_what_it_is() -> None:
    silent = [place(path) for path in modules(*CODE) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_no_module_is_too_long() -> None:
    long = {place(path): len(path.read_text("utf-8").splitlines()) for path in modules(*CODE)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_schemas_and_streams_print_only_as_commands() -> None:
    found = [place(path, line) for path in modules("schemas", "streams") for line in prints(path.read_text("utf-8"))]
    assert found == []


def test_a_check_put_aside_has_its_code_and_reason() -> None:
    found = [place(path, line) for path in modules(*CODE) for line in unreasoned(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore[arg-type]  # checked by the real connect",
        "# noqa: B008 typer reads it once",
        "# noqa: ANN401, B008 - the library takes anything",
    ],
)
def test_a_reasoned_comment_passes(comment: str) -> None:
    assert unreasoned(f"x = 1  {comment}\n") == []


@pytest.mark.parametrize("comment", ["# type: ignore", "# type: ignore[arg-type]", "# noqa", "# noqa: B008"])
def test_a_bare_comment_is_found(comment: str) -> None:
    assert unreasoned(f"x = 1\ny = 2  {comment}\n") == [2]


RUN = 'if __name__ == "__main__":\n    main()\n'


def test_a_print_is_found() -> None:
    assert prints('x = 1\nprint("x")\n') == [2]


def test_a_command_may_print_from_its_main() -> None:
    assert prints(f'def main() -> None:\n    for line in ("a", "b"):\n        print(line)\n\n\n{RUN}') == []


@pytest.mark.parametrize(
    "source",
    [
        'def main() -> None:\n    print("x")\n',
        f'def help() -> None:\n    print("x")\n\n\n{RUN}',
        f'class Command:\n    def main(self) -> None: print("x")\n\n\n{RUN}',
        f'"""A command."""\nprint("x")\n\n\n{RUN}',
        'if __name__ == "__main__":\n    print("x")\n',
    ],
    ids=["main of no command", "another function", "a method called main", "at import", "under the guard"],
)
def test_no_more_than_that_may_print(source: str) -> None:
    assert len(prints(source)) == 1
