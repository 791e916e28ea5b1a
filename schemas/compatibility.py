"""Whether a schema may stand beside an earlier one: stricter than Avro's own rules, by which a field may go unnoticed.

Records are kept for decades and read as the type of today (`schemas.versions`), so a later version keeps every field
of the earlier one, in its place and of its type, keeps every symbol, and adds fields at the end alone, with defaults.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from schemas.deriving import Json

_Named: TypeAlias = dict[str, dict[str, Json]]


def changes_that_break(earlier: Json, later: Json) -> list[str]:
    """Each change between two schemas with which records of the earlier would be lost or misread, with its place."""
    return list(_differ(_Side(earlier), _Side(later), earlier, later, ""))


class _Side:
    """One of two schemas, with its named types: each is written out once, and named from then on."""

    def __init__(self, schema: Json) -> None:
        self._named: _Named = {}
        self._collect(schema, "")

    def whole(self, schema: Json) -> Json:
        """A type written out, where it is only named."""
        return self._named.get(schema, schema) if isinstance(schema, str) else schema

    def _collect(self, schema: Json, namespace: str) -> None:
        if isinstance(schema, list):
            for branch in schema:
                self._collect(branch, namespace)
        elif isinstance(schema, dict):
            space = str(schema.get("namespace", namespace))
            if "name" in schema:
                self._named[f"{space}.{schema['name']}"] = schema
            self._collect(schema.get("items"), space)
            for field in _fields(schema):
                self._collect(field["type"], space)


def _fields(schema: Mapping[str, Json]) -> list[dict[str, Json]]:
    listed = schema.get("fields", [])
    assert isinstance(listed, list)
    return [field for field in listed if isinstance(field, dict)]


def _differ(old: _Side, new: _Side, earlier: Json, later: Json, place: str) -> Iterator[str]:
    earlier, later = old.whole(earlier), new.whole(later)
    if isinstance(earlier, list) and isinstance(later, list):
        if len(earlier) != len(later):
            yield f"{place}: the branches are others"
        for one, other in zip(earlier, later, strict=False):
            yield from _differ(old, new, one, other, place)
    elif not isinstance(earlier, dict) or not isinstance(later, dict):
        if earlier != later:
            yield f"{place}: the type is another"
    elif any(earlier.get(key) != later.get(key) for key in ("type", "name", "namespace", "size", "logicalType")):
        yield f"{place}: the type is another"
    else:
        yield from _differ_inside(old, new, earlier, later, place)


def _differ_inside(
    old: _Side, new: _Side, earlier: dict[str, Json], later: dict[str, Json], place: str
) -> Iterator[str]:
    if "items" in earlier:
        yield from _differ(old, new, earlier["items"], later["items"], place)
    yield from _symbols(earlier, later, place)
    was, are = _fields(earlier), _fields(later)
    name = f"{place}.{earlier['name']}" if place and was else str(earlier.get("name", place))
    for number, field in enumerate(was):
        if number >= len(are) or are[number]["name"] != field["name"]:
            yield f"{name}.{field['name']}: the field is gone from its place"
            return  # what follows stands elsewhere because of it
        yield from _differ(old, new, field["type"], are[number]["type"], f"{name}.{field['name']}")
    for field in are[len(was) :]:
        if "default" not in field:
            yield f"{name}.{field['name']}: the field is new and has no default"


def _symbols(earlier: dict[str, Json], later: dict[str, Json], place: str) -> Iterator[str]:
    was, are = earlier.get("symbols", []), later.get("symbols", [])
    assert isinstance(was, list)
    assert isinstance(are, list)
    if are[: len(was)] != was:
        yield f"{place}: a symbol is gone from its place"
