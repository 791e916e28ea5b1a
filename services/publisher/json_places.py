"""JSON with the place of every value, so that a fault can name line and column (RFC 8259).

Scalars become the text of a cell: a string itself, a number as it is written, `true` and `false`, nothing for null.
"""

import json
import re
from bisect import bisect_right
from typing import Final, TypeAlias

from msgspec import Struct

DEEPEST: Final = 8
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_WORD: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_STRINGS: Final = json.JSONDecoder(strict=True)

Value: TypeAlias = "str | list[Node] | dict[str, Node]"


class Node(Struct, frozen=True):
    """A value, and the offset at which it begins."""

    value: Value
    at: int


class JsonRefused(ValueError):
    """The text is not JSON, or not in the shape that is asked for, at the offset `at`."""

    def __init__(self, at: int, key: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.at = at
        self.key = key
        self.reason = reason
        self.remedy = remedy


def read_json(text: str) -> Node:
    """The one value that the text is. Raises `JsonRefused`."""
    node, end = _value(text, _skip(text, 0), 0)
    end = _skip(text, end)
    if end != len(text):
        raise _not_json(end, "something follows after the end")
    return node


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._begins = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        line = bisect_right(self._begins, at)
        return line, at - self._begins[line - 1] + 1


def _value(text: str, at: int, depth: int) -> tuple[Node, int]:
    if depth > DEEPEST:
        raise _not_json(at, f"values are nested deeper than {DEEPEST}")
    match text[at : at + 1]:
        case "{":
            return _object(text, at, depth)
        case "[":
            return _list(text, at, depth)
        case '"':
            string, end = _string(text, at)
            return Node(string, at), end
        case _:
            return _word(text, at)


def _object(text: str, at: int, depth: int) -> tuple[Node, int]:
    found: dict[str, Node] = {}
    end = _skip(text, at + 1)
    if text[end : end + 1] == "}":
        return Node(found, at), end + 1
    while True:
        key_at = end
        if text[end : end + 1] != '"':
            raise _not_json(end, "a key in quotes must stand here")
        key, end = _string(text, end)
        if key in found:
            raise _not_json(key_at, "the key stands twice in one object")
        end = _skip(text, _expect(text, _skip(text, end), ":"))
        found[key], end = _value(text, end, depth + 1)
        end = _skip(text, end)
        if text[end : end + 1] == "}":
            return Node(found, at), end + 1
        end = _skip(text, _expect(text, end, ","))


def _list(text: str, at: int, depth: int) -> tuple[Node, int]:
    found: list[Node] = []
    end = _skip(text, at + 1)
    if text[end : end + 1] == "]":
        return Node(found, at), end + 1
    while True:
        node, end = _value(text, end, depth + 1)
        found.append(node)
        end = _skip(text, end)
        if text[end : end + 1] == "]":
            return Node(found, at), end + 1
        end = _skip(text, _expect(text, end, ","))


def _string(text: str, at: int) -> tuple[str, int]:
    try:
        string, end = _STRINGS.raw_decode(text, at)
        string.encode("utf-8")
    except json.JSONDecodeError as error:
        raise _not_json(error.pos, "the text in quotes does not end, or holds a wrong escape") from None
    except UnicodeEncodeError:
        raise _not_json(at, "the text holds half of a surrogate pair") from None
    return str(string), end


def _word(text: str, at: int) -> tuple[Node, int]:
    found = _WORD.match(text, at)
    if found is None:
        raise _not_json(at, "a value must stand here")
    return Node("" if found[0] == "null" else found[0], at), found.end()


def _expect(text: str, at: int, mark: str) -> int:
    if text[at : at + 1] != mark:
        raise _not_json(at, f"a `{mark}` must stand here")
    return at + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def _not_json(at: int, reason: str) -> JsonRefused:
    return JsonRefused(at, "", f"this is not JSON: {reason}", "export it again, or correct it by hand")
