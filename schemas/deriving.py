"""Avro schemas made from the Structs, and their fingerprints (Apache Avro 1.12 specification).

A Struct becomes a record whose namespace is its module, an enum an enum, a time a long of `timestamp-micros`,
a date an int of `date`, bytes of one length a `fixed`, a tuple an array, `X | None` a union that begins with
null. `fixed` rather than `bytes`, because then the length stands in the schema itself: every Avro reader
enforces it, and there is no length on the wire that could be written in two ways.
"""

import inspect
import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import NODEFAULT, Struct

from schemas.shapes import (
    Choice,
    Day,
    Instant,
    Listing,
    Member,
    Octets,
    OneOf,
    Record,
    Shape,
    Text,
    Truth,
    Unsupported,
    Whole,
    members,
    type_name,
)

AVRO_FOLDER: Final = Path(__file__).parent / "avro"
ROOT: Final = "firstbell"

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def frozen_folder(version: int) -> Path:
    """Where the schemas of a released version stand."""
    return AVRO_FOLDER / f"v{version}"


def full_name(cls: type) -> str:
    """The Avro name of a Struct or enum: `firstbell`, the module below `schemas`, the class."""
    return f"{ROOT}.{cls.__module__.removeprefix('schemas.')}.{type_name(cls)}"


@cache
def _schema_text(cls: type[Struct]) -> str:
    return json.dumps(_record(cls, set()))


def avro_schema(cls: type[Struct]) -> dict[str, Json]:
    """The schema of a Struct with docs, each named type once. Raises `Unsupported` for a type that does not travel."""
    schema: dict[str, Json] = json.loads(_schema_text(cls))
    return schema


def fingerprint(cls: type[Struct]) -> bytes:
    """The 8 bytes that stand for a Struct's schema in single-object encoding: CRC-64-AVRO, little-endian."""
    return _fingerprint(cls)


@cache
def _fingerprint(cls: type[Struct]) -> bytes:
    return crc_64_avro(canonical_form(avro_schema(cls)).encode()).to_bytes(8, "little")


def canonical_form(schema: Json, namespace: str = "") -> str:
    """Parsing Canonical Form: full names, no docs, attributes in the specification's order, no white space."""
    if isinstance(schema, str):
        short = "." not in schema and schema not in _PRIMITIVES and namespace
        return json.dumps(f"{namespace}.{schema}" if short else schema)
    if isinstance(schema, list):
        return "[" + ",".join(canonical_form(branch, namespace) for branch in schema) + "]"
    if not isinstance(schema, dict):
        raise Unsupported("an Avro schema is a name, a list or an object")
    kind = schema["type"]
    if kind in _PRIMITIVES:
        return json.dumps(kind)
    if kind == "array":
        return f'{{"type":"array","items":{canonical_form(schema["items"], namespace)}}}'
    return _canonical_named(schema, namespace)


def crc_64_avro(data: bytes) -> int:
    """The 64-bit Rabin fingerprint of the Avro specification."""
    value = _EMPTY
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value


def write(folder: Path, classes: Mapping[str, type[Struct]]) -> list[Path]:
    """Write one pretty `.avsc` per named class, remove files of names that are gone; returns what is there now."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {folder / f"{name}.avsc": pretty(cls) for name, cls in classes.items()}
    for path in set(folder.glob("*.avsc")) - set(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return sorted(wanted)


def pretty(cls: type[Struct]) -> str:
    """A Struct's schema as its file holds it."""
    return json.dumps(avro_schema(cls), indent=2, ensure_ascii=False) + "\n"


_PRIMITIVES: Final = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_EMPTY: Final = 0xC15D213AA4D7A795


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (_EMPTY if value & 1 else 0)
        table.append(value)
    return table


_TABLE: Final = _table()


def _canonical_named(schema: dict[str, Json], namespace: str) -> str:
    name = str(schema["name"])
    space = str(schema.get("namespace", namespace))
    full = name if "." in name else f"{space}.{name}" if space else name
    inner = full.rpartition(".")[0]
    parts = [f'"name":{json.dumps(full)}', f'"type":{json.dumps(schema["type"])}']
    if schema["type"] == "record":
        members_of = schema["fields"]
        assert isinstance(members_of, list)
        parts.append('"fields":[' + ",".join(_canonical_field(field, inner) for field in members_of) + "]")
    if schema["type"] == "enum":
        parts.append('"symbols":' + json.dumps(schema["symbols"], separators=(",", ":")))
    if schema["type"] == "fixed":
        parts.append(f'"size":{schema["size"]}')
    return "{" + ",".join(parts) + "}"


def _canonical_field(field: Json, namespace: str) -> str:
    assert isinstance(field, dict)
    return f'{{"name":{json.dumps(field["name"])},"type":{canonical_form(field["type"], namespace)}}}'


def _doc(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "").split("\n\n", 1)[0].replace("\n", " ")


def _named(name: str, kind: str, known: set[str], rest: dict[str, Json]) -> Json:
    if name in known:
        return name
    known.add(name)
    space, _, short = name.rpartition(".")
    return {"type": kind, "name": short, "namespace": space, **rest}


def _record(cls: type[Struct], known: set[str]) -> Json:
    name = full_name(cls)
    if name in known:
        return name
    known.add(name)
    space, _, short = name.rpartition(".")
    listed: list[Json] = [_field(member, known) for member in members(cls)]
    return {"type": "record", "name": short, "namespace": space, "doc": _doc(cls), "fields": listed}


def _field(member: Member, known: set[str]) -> Json:
    field: dict[str, Json] = {"name": member.name, "type": _type(member.shape, known)}
    if member.description:
        field["doc"] = member.description
    if member.default is not NODEFAULT:
        field["default"] = _default(member)
    return field


def _default(member: Member) -> Json:
    value = member.default
    if isinstance(value, Enum):
        return str(value.value)
    if value == ():
        return []
    optional = isinstance(member.shape, OneOf) and member.shape.optional
    if (value is None) == optional and isinstance(value, bool | int | str | None):
        return value
    raise Unsupported(f"{member.name}: this default cannot stand in an Avro schema")


def _type(shape: Shape, known: set[str]) -> Json:
    match shape:
        case Whole():
            return "long"
        case Text():
            return "string"
        case Truth():
            return "boolean"
        case Instant():
            return {"type": "long", "logicalType": "timestamp-micros"}
        case Day():
            return {"type": "int", "logicalType": "date"}
        case Octets():
            if not shape.fixed:
                return "bytes"
            return _named(f"{ROOT}.Fixed{shape.longest}", "fixed", known, {"size": shape.longest})
        case Choice():
            symbols: list[Json] = [str(option.value) for option in shape.of]
            return _named(full_name(shape.of), "enum", known, {"doc": _doc(shape.of), "symbols": symbols})
        case Record():
            return _record(shape.of, known)
        case Listing():
            return {"type": "array", "items": _type(shape.item, known)}
        case OneOf():
            nothing: list[Json] = ["null"] if shape.optional else []
            return nothing + [_type(branch, known) for branch in shape.branches]
