"""YAML documents read as plain text values with the place of each, so that a fault can name line and column.

Every scalar stays a string (`08:50` is no number in base 60, `no` no truth value); the model that reads the document
gives types. Aliases, tags and repeated keys are refused.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

import yaml
from msgspec import Struct
from pydantic import BaseModel, ValidationError

from services.directory.faults import Fault, FileRefused
from services.directory.tables import decode

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

BYTES = 4 * 1024 * 1024
NULLS = frozenset({"", "~", "null"})


class Mark(Protocol):
    """Where the parser stood, from 0."""

    line: int
    column: int


class Place(Struct, frozen=True):
    """Where a value starts, from 1."""

    line: int
    column: int


class Document(Struct, frozen=True):
    """A document's value, and the place of every value in it."""

    file: str
    value: Value
    places: dict[Path, Place]

    def fault(self, path: Path, reason: str, remedy: str) -> Fault:
        """A fault at a value, or at the nearest value around it."""
        at = path
        while at and at not in self.places:
            at = at[:-1]
        place = self.places.get(at, Place(0, 0))
        field = ".".join(str(part) for part in path)
        return Fault(self.file, place.line, place.column, field, reason, remedy)


def read_document(data: bytes, file: str) -> Document:
    """One YAML document. FileRefused, with line and column, where it is none."""
    if len(data) > BYTES:
        raise FileRefused(Fault(file, 0, 0, "", f"the file is larger than {BYTES} bytes", "send it in parts"))
    text = decode(data, file).text
    try:
        events = [event for event in yaml.parse(text, Loader=yaml.SafeLoader) if isinstance(event, yaml.AliasEvent)]
        if events:
            raise _refused(file, events[0].start_mark, "an alias (`*name`) is not taken", "write the value out")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _refused(
            file, error.problem_mark, "this is not YAML", error.problem or "check the indentation"
        ) from error
    except yaml.YAMLError as error:
        raise FileRefused(Fault(file, 0, 0, "", "this is not YAML", "save it as plain UTF-8 text")) from error
    if node is None:
        raise FileRefused(Fault(file, 0, 0, "", "the file is empty", "start from the example in ops/demo"))
    places: dict[Path, Place] = {}
    value = _value(node, (), places, file)
    return Document(file, value, places)


def read_model(data: bytes, file: str, model: type[Model]) -> Model:
    """A document as a pydantic model. FileRefused names every fault with its place."""
    document = read_document(data, file)
    try:
        return model.model_validate(document.value, strict=False)
    except ValidationError as error:
        raise FileRefused(*validation_faults(document, error)) from error


def validation_faults(document: Document, error: ValidationError) -> list[Fault]:
    """The faults that a model found, at their places."""
    return [
        document.fault(_path(found["loc"], document.places), _reason(found["msg"]), _remedy(found["type"]))
        for found in error.errors(include_url=False, include_input=False)
    ]


def _path(location: Sequence[str | int], places: Mapping[Path, Place]) -> Path:
    """The part of a model's location that the document has, and the key that it may lack."""
    path: Path = ()
    for part in location:
        longer = (*path, part)
        if longer in places:
            path = longer
        elif part == location[-1]:
            return longer
    return path


def _reason(message: str) -> str:
    bare = message.removeprefix("Value error, ")
    return bare[:1].lower() + bare[1:]


def _remedy(kind: str) -> str:
    if kind == "missing":
        return "add it"
    if kind == "extra_forbidden":
        return "correct its spelling or remove it"
    return "correct the value"


def _value(node: yaml.Node, path: Path, places: dict[Path, Place], file: str) -> Value:
    places[path] = Place(node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in NULLS else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, place), places, file) for place, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, places, file)
    raise _refused(file, node.start_mark, "this kind of value is not taken", "use text, lists and keys")


def _mapping(node: yaml.MappingNode, path: Path, places: dict[Path, Place], file: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _refused(file, key.start_mark, "a key must be one word or text", "write it as text")
        if key.value in found:
            raise _refused(file, key.start_mark, f"the key `{key.value}` stands twice", "keep one")
        found[key.value] = _value(child, (*path, key.value), places, file)
    return found


def _refused(file: str, mark: Mark | None, reason: str, remedy: str) -> FileRefused:
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    return FileRefused(Fault(file, line, column, "", reason, remedy))
