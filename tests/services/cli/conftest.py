"""Running the program as a person or a script would, in this process."""

import json
from pathlib import Path

import pytest
from msgspec import Struct
from typer.testing import CliRunner

from services.cli.main import app


class Ran(Struct, frozen=True):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, object]:
        """The one JSON document on stdout. Fails for anything beside it."""
        loaded = json.loads(self.out)
        assert isinstance(loaded, dict)
        return loaded

    def rows(self, name: str) -> list[dict[str, object]]:
        """A list of objects in that document."""
        found = self.document[name]
        assert isinstance(found, list)
        return found


class Program:
    """`firstbell`; each call is one run."""

    def __call__(self, *arguments: str | Path, answer: str | None = None) -> Ran:
        """Run a command line."""
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer)
        return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def firstbell() -> Program:
    """The program."""
    return Program()
