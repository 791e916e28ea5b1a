"""The project's own Python files."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "streams", "services")
CODE = (*PACKAGES, "ops", "tests")


def modules(*folders: str) -> Iterator[Path]:
    """Every Python file under the folders of the root."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def place(path: Path, line: int | None = None) -> str:
    """A file as a person finds it, with its line if given."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


def prints(source: str) -> list[int]:
    """The lines that call `print`, except those of a command's own `main`."""
    tree = ast.parse(source)
    quiet = [node for node in tree.body if not (_is_command(tree) and _is_main(node))]
    calls = (node for part in quiet for node in ast.walk(part) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def _is_command(tree: ast.Module) -> bool:
    """Whether the module ends with what runs it: `if __name__ == "__main__":`."""
    last = tree.body[-1] if tree.body else None
    return isinstance(last, ast.If) and ast.unparse(last.test) == "__name__ == '__main__'"


def _is_main(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "main"
