"""YAML as a plain tree with the place of each value: a small, safe part of YAML 1.2.

One document of mappings, lists, texts, whole numbers, `true` and `false`. Anchors, aliases, tags, merge keys,
duplicate keys, nulls and invisible characters are refused, because each of them can make an agreement mean
something else than what its reader sees. A date stays a text until the field that holds it reads it.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Protocol, Union

import msgspec
import yaml

MAX_BYTES: Final = 128 * 1024
MAX_DEPTH: Final = 12
MAX_NODES: Final = 10_000

Path = tuple[str | int, ...]
Tree = Union[str, int, bool, list["Tree"], dict[str, "Tree"]]  # noqa: UP007  (a recursive alias of strings)

_WHOLE_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_TRUTH: Final = {"true": True, "false": False}
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_ALLOWED_CONTROL: Final = frozenset("\n\r")


class _Mark(Protocol):
    line: int
    column: int


class Place(msgspec.Struct, frozen=True):
    """Where something stands in a file; both numbers count from 1."""

    line: int
    column: int


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a document, where, and what to do about it."""

    file: str
    place: Place
    path: Path
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place.line}:{self.place.column}: {self.message}"


class DocumentError(ValueError):
    """A document that cannot be used; `problems` says all that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Source(msgspec.Struct, frozen=True):
    """A document as read: its tree, and the place of every value and key."""

    file: str
    tree: dict[str, Tree]
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """The place of a value, or of the nearest value around it that the file has."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read(data: bytes, file: str) -> Source:
    """Read one document. `file` is only for messages. Raises `DocumentError` with the place of the fault."""
    text = _text(data, file)
    _refuse_unsafe(text, file)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, file) from None
    places: dict[Path, Place] = {}
    if not isinstance(root, yaml.MappingNode):
        raise _error(file, Place(1, 1), (), "the file must hold fields such as `kind: agreement`: write one per line")
    tree = _mapping(root, (), places, file)
    return Source(file, tree, places)


def _text(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise _error(file, Place(1, 1), (), f"the file has over `{MAX_BYTES}` bytes: split the agreement")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise _error(file, Place(line, column), (), "this is not UTF-8: save the file as UTF-8") from None
    for number, line_text in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(line_text, start=1):
            if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} and character not in _ALLOWED_CONTROL:
                message = f"invisible character `U+{ord(character):04X}`: delete it"
                raise _error(file, Place(number, column), (), message)
    if not unicodedata.is_normalized("NFC", text):
        raise _error(file, Place(1, 1), (), "an accent is stored apart from its letter: save the file as Unicode NFC")
    return text


def _refuse_unsafe(text: str, file: str) -> None:
    """Look at the stream of events first: composing a hostile document could recurse or multiply."""
    depth = nodes = documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            place = _place(event.start_mark)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise _error(file, place, (), "anchors and aliases (`&`, `*`) are refused: write the value out")
            tag = getattr(event, "tag", None)
            if tag is not None:
                raise _error(file, place, (), f"tag `{tag}` is refused: remove it")
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            nodes += isinstance(event, yaml.NodeEvent)
            if depth > MAX_DEPTH or nodes > MAX_NODES:
                raise _error(file, place, (), "the document is nested too deeply or too large: write it plainly")
            if documents > 1:
                raise _error(file, place, (), "a second document starts here: one file holds one instrument")
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, file) from None
    except yaml.YAMLError:
        raise _error(file, Place(1, 1), (), "this is not YAML: save it as plain text") from None


def _value(node: yaml.Node, path: Path, places: dict[Path, Place], file: str) -> Tree:
    places.setdefault(path, _place(node.start_mark))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, places, file)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, position), places, file) for position, child in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, file)
    raise _error(file, _place(node.start_mark), path, "this is neither text, list nor fields: write it plainly")


def _mapping(node: yaml.MappingNode, path: Path, places: dict[Path, Place], file: str) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    for key_node, value_node in node.value:
        place = _place(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
            raise _error(file, place, path, "a field needs a plain name: write `name: value`")
        key = str(key_node.value)
        if key in tree:
            raise _error(file, place, (*path, key), f"field `{key}` stands here twice: keep one")
        places[(*path, key)] = place
        tree[key] = _value(value_node, (*path, key), places, file)
    return tree


def _scalar(node: yaml.ScalarNode, path: Path, file: str) -> Tree:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _NULL:
        raise _error(file, _place(node.start_mark), path, "a value is missing here: write one, or remove the field")
    if _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return _TRUTH.get(text, text)


def _place(mark: _Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


def _error(file: str, place: Place, path: Path, message: str) -> DocumentError:
    return DocumentError((Problem(file, place, path, message),))


def _not_yaml(error: yaml.MarkedYAMLError, file: str) -> DocumentError:
    fault = (error.problem or "cannot be read").lower()
    return _error(file, _place(error.problem_mark), (), f"not valid YAML ({fault}): check colons and quotes")
