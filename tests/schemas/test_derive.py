"""Avro schemas: the committed files, the fingerprints, what does not travel."""

import json
from datetime import timedelta
from enum import IntEnum
from pathlib import Path
from typing import Annotated, get_type_hints

import avro.schema
import fastavro.schema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from schemas.catalogue import AVRO_NAMES, BY_FINGERPRINT, EVENTS, SECTION_FINGERPRINTS, SECTIONS, VERSIONS
from schemas.deriving import AVRO_FOLDER, Json, avro_schema, canonical_form, crc_64_avro, fingerprint, pretty, write
from schemas.events.header import Header, SectionKind
from schemas.shapes import Unsupported


class Inner(Struct, frozen=True):
    """Twice in another."""

    key: Annotated[bytes, Meta(min_length=4, max_length=4)]


class Outer(Struct, frozen=True):
    """What it says.

    And more, which is not for the schema.
    """

    first: Annotated[Inner, Meta(description="the first")]
    second: Inner | None = None
    words: tuple[str, ...] = ()
    number: int = 3


class Empty(Struct, frozen=True):
    """Takes no bytes."""


class Nest(Struct, frozen=True):
    """Takes none either."""

    egg: Empty


class Ordinal(IntEnum):
    """No symbols."""

    ONE = 1


@pytest.mark.parametrize("name", AVRO_NAMES)
def test_the_committed_schema_is_that_of_the_struct(name: str) -> None:
    path = AVRO_FOLDER / f"{name}.avsc"
    assert path.read_text(encoding="utf-8") == pretty(AVRO_NAMES[name]), "run `python -m schemas.derive`"


def test_no_schema_is_committed_that_nothing_has() -> None:
    assert {path.stem for path in AVRO_FOLDER.glob("*.avsc")} == set(AVRO_NAMES)


@pytest.mark.parametrize("name", AVRO_NAMES)
def test_the_official_package_reads_every_schema(name: str) -> None:
    parsed = avro.schema.parse(pretty(AVRO_NAMES[name]))
    assert parsed.type == "record"


@pytest.mark.parametrize("name", AVRO_NAMES)
def test_canonical_form_and_fingerprint_agree_with_fastavro(name: str) -> None:
    schema = avro_schema(AVRO_NAMES[name])
    text = canonical_form(schema)
    assert text == fastavro.schema.to_parsing_canonical_form(schema)
    assert fastavro.schema.fingerprint(text, "CRC-64-AVRO") == fingerprint(AVRO_NAMES[name]).hex()


@pytest.mark.parametrize(("text", "number"), [('"null"', 7195948357588979594), ('"int"', 8247732601305521295)])
def test_fingerprints_of_the_specification(text: str, number: int) -> None:
    assert crc_64_avro(text.encode()) == number


@given(st.text(max_size=200))
def test_the_official_package_computes_the_same_fingerprint(text: str) -> None:
    assert crc_64_avro(text.encode()).to_bytes(8, "little") == avro.schema._crc_64_fingerprint(text.encode())


def test_a_schema_says_what_the_struct_says() -> None:
    schema = json.loads(pretty(Outer))
    assert schema["doc"] == "What it says."
    first, second, words, number = schema["fields"]
    assert first["doc"] == "the first"
    assert first["type"]["fields"][0]["type"]["size"] == 4
    assert second["type"] == ["null", first["type"]["namespace"] + ".Inner"]
    assert second["default"] is None
    assert words["default"] == []
    assert number["default"] == 3


def test_canonical_form_gives_names_their_namespace() -> None:
    nested: dict[str, Json] = {
        "type": "record",
        "name": "a.b.C",
        "doc": "dropped",
        "fields": [
            {"name": "x", "type": {"type": "enum", "name": "D", "symbols": ["E"]}, "default": "E"},
            {"name": "y", "type": "D"},
        ],
    }
    assert canonical_form(nested) == fastavro.schema.to_parsing_canonical_form(nested)


REFUSED = [float, dict[str, int], list[int], tuple[int, str], int | str, Ordinal, timedelta, tuple[Nest, ...]]


@pytest.mark.parametrize("hint", REFUSED)
def test_a_type_that_does_not_travel_is_refused(hint: object) -> None:
    cls = type("Carrier", (Struct,), {"__annotations__": {"x": hint}, "__module__": __name__})
    with pytest.raises(Unsupported, match=r"Carrier\.x"):
        avro_schema(cls)


def test_files_of_types_that_are_gone_are_removed(tmp_path: Path) -> None:
    write(tmp_path, {"one": Inner, "two": Outer})
    assert write(tmp_path, {"two": Outer}) == [tmp_path / "two.avsc"]
    assert [path.name for path in tmp_path.iterdir()] == ["two.avsc"]


def test_every_type_has_a_fingerprint_of_its_own() -> None:
    assert len(BY_FINGERPRINT) == len({cls for classes in VERSIONS.values() for cls in classes.values()})


def test_every_kind_of_section_and_event_is_in_the_catalogue() -> None:
    assert set(SECTIONS) == set(SectionKind) == set(SECTION_FINGERPRINTS)
    assert set(SECTIONS.values()) | set(EVENTS.values()) <= set(AVRO_NAMES.values())


def test_the_header_of_every_event_type_is_the_common_one() -> None:
    assert all(get_type_hints(cls)["header"] is Header for cls in EVENTS.values())
