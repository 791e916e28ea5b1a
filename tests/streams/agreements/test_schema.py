"""The published JSON Schema of instruments."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from streams.agreements.schema import json_schema
from tests.streams.agreements.repository import OPS, files

Tree = dict[str, Any]
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def tree(name: str) -> Tree:
    """A project's document as JSON would have it."""
    (path,) = [path for path in files() if path.stem == name]
    return json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))  # type: ignore[no-any-return]  # JSON has any shape


def test_the_published_file_is_the_schema() -> None:
    published = OPS / "instrument.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema(), "run `firstbell agreements schema --out`"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_the_projects_documents_are_valid_and_name_it(path: Path) -> None:
    VALIDATOR.validate(tree(path.stem))
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = path.parent / first.removeprefix("# yaml-language-server: $schema=")
    assert named.resolve() == OPS / "instrument.schema.json"


def _an_unknown_field(document: Tree) -> None:
    document["colour"] = "blue"


def _no_parties(document: Tree) -> None:
    del document["parties"]


def _an_unknown_item(document: Tree) -> None:
    document["clauses"][0]["items"] = ["child_nickname"]


def _a_date_of_another_form(document: Tree) -> None:
    document["dates"]["signed"] = "14/07/2026"


@pytest.mark.parametrize("spoil", [_an_unknown_field, _no_parties, _an_unknown_item, _a_date_of_another_form])
def test_an_editor_would_mark_it(spoil: Callable[[Tree], None]) -> None:
    document = tree("bedford-operation-encompass")
    spoil(document)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema(), format_checker=checker).validate(document)
