"""The project's own Python files."""

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
