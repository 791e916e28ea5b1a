"""Version 1 stays readable: the frozen schemas against those of today, by the official package's own rules."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import avro.compatibility
import avro.schema
import pytest

from schemas.catalogue import AVRO_NAMES, BY_FINGERPRINT
from schemas.derive import FROZEN_FOLDER, avro_schema, canonical_form, crc_64_avro

FROZEN = sorted(FROZEN_FOLDER.glob("*.avsc"))
Schema = dict[str, Any]


def readable(reader: Schema, writer: Schema) -> bool:
    """Whether a reader with the one schema reads what was written with the other."""
    checker = avro.compatibility.ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]  # avro has no types
    result = checker.get_compatibility(avro.schema.parse(json.dumps(reader)), avro.schema.parse(json.dumps(writer)))
    return bool(result.compatibility is avro.compatibility.SchemaCompatibilityType.compatible)


def test_version_1_is_frozen() -> None:
    assert len(FROZEN) >= 10


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_todays_schema_reads_what_version_1_wrote(path: Path) -> None:
    assert readable(avro_schema(AVRO_NAMES[path.stem]), json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_todays_catalogue_knows_the_fingerprint_of_version_1(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    fingerprint = crc_64_avro(canonical_form(schema).encode()).to_bytes(8, "little")
    assert fingerprint in BY_FINGERPRINT, "decoding goes by fingerprint alone: add a new Struct beside the old one"


def _without_symbol(schema: Schema) -> None:
    schema["fields"][1]["type"]["symbols"].remove("withdrawn")


def _with_required_field(schema: Schema) -> None:
    schema["fields"].append({"name": "extra", "type": "string"})


def _with_other_type(schema: Schema) -> None:
    schema["fields"][0]["type"]["fields"][0]["type"] = "long"


def _with_other_name(schema: Schema) -> None:
    schema["fields"][2]["name"] = "withdrawal_reason"


def _with_other_size(schema: Schema) -> None:
    previous = schema["fields"][0]["type"]["fields"][4]
    assert previous["type"]["size"] == 32
    previous["type"]["size"] = 48


@pytest.mark.parametrize(
    "change", [_without_symbol, _with_required_field, _with_other_type, _with_other_name, _with_other_size]
)
def test_an_incompatible_change_is_found(change: Callable[[Schema], None]) -> None:
    writer: Schema = deepcopy(avro_schema(AVRO_NAMES["encompass-notification"]))
    reader = deepcopy(writer)
    change(reader)
    assert readable(writer, writer)
    assert not readable(reader, writer)
