"""What was released stays readable: frozen schemas against the Structs, by the official package's rules and ours."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import avro.compatibility
import avro.schema
import pytest

from schemas.catalogue import AVRO_NAMES, BY_FINGERPRINT, VERSIONS
from schemas.compatibility import changes_that_break
from schemas.deriving import AVRO_FOLDER, avro_schema, canonical_form, crc_64_avro, frozen_folder

Schema = dict[str, Any]
RELEASED = [(version, name) for version, classes in VERSIONS.items() for name in classes]
SUCCESSIONS = [(version, name) for version, name in RELEASED if version > 1]


def frozen(version: int, name: str) -> Schema:
    """The schema of a released version, from its file."""
    schema: Schema = json.loads((frozen_folder(version) / f"{name}.avsc").read_text(encoding="utf-8"))
    return schema


def readable(reader: Schema, writer: Schema) -> bool:
    """Whether a reader with the one schema reads what was written with the other, by Avro's own rules."""
    checker = avro.compatibility.ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]  # avro has no types
    result = checker.get_compatibility(avro.schema.parse(json.dumps(reader)), avro.schema.parse(json.dumps(writer)))
    return bool(result.compatibility is avro.compatibility.SchemaCompatibilityType.compatible)


def test_every_version_is_frozen_and_nothing_else() -> None:
    found = {(path.parent.name, path.stem) for path in AVRO_FOLDER.glob("v*/*.avsc")}
    assert found == {(f"v{version}", name) for version, name in RELEASED}
    assert len(VERSIONS[1]) >= 10


def test_a_person_and_an_outcome_have_two_versions() -> None:
    assert sorted(SUCCESSIONS) == [(2, "section-outcome"), (2, "section-person")]


@pytest.mark.parametrize(("version", "name"), RELEASED)
def test_todays_schema_reads_what_every_version_wrote(version: int, name: str) -> None:
    today = avro_schema(AVRO_NAMES[name])
    assert readable(today, frozen(version, name))
    assert changes_that_break(frozen(version, name), today) == []


@pytest.mark.parametrize(("version", "name"), RELEASED)
def test_todays_catalogue_knows_the_fingerprint_of_every_version(version: int, name: str) -> None:
    fingerprint = crc_64_avro(canonical_form(frozen(version, name)).encode()).to_bytes(8, "little")
    assert fingerprint in BY_FINGERPRINT, "decoding goes by fingerprint alone: add a new Struct beside the old one"
    assert BY_FINGERPRINT[fingerprint] is VERSIONS[version][name]


def field_of(schema: Schema, name: str) -> Schema:
    """One field of a record."""
    return next(field for field in schema["fields"] if field["name"] == name)


def _field_removed(schema: Schema) -> str:
    schema["fields"].remove(field_of(schema, "whereabouts"))
    return "Person.whereabouts: the field is gone from its place"


def _field_renamed(schema: Schema) -> str:
    field_of(schema, "seen_by")["name"] = "seen_by_whom"
    return "Person.seen_by: the field is gone from its place"


def _fields_exchanged(schema: Schema) -> str:
    schema["fields"][2:4] = schema["fields"][3:1:-1]
    return "Person.given_names: the field is gone from its place"


def _type_changed(schema: Schema) -> str:
    field_of(schema, "restricted")["type"] = "string"
    return "Person.restricted: the type is another"


def _type_inside_changed(schema: Schema) -> str:
    field_of(schema["fields"][6]["type"][1], "uprn")["type"] = "long"
    return "Person.address.Address.uprn: the type is another"


def _no_longer_optional(schema: Schema) -> str:
    field_of(schema, "date_of_birth")["type"] = field_of(schema, "date_of_birth")["type"][1:]
    return "Person.date_of_birth: the branches are others"


def _required_field_added(schema: Schema) -> str:
    schema["fields"].append({"name": "gender", "type": "string"})
    return "Person.gender: the field is new and has no default"


def _optional_field_put_before(schema: Schema) -> str:
    schema["fields"].insert(0, {"name": "title", "type": ["null", "string"], "default": None})
    return "Person.ref: the field is gone from its place"


def _symbol_dropped(schema: Schema) -> str:
    field_of(schema, "roles")["type"]["items"]["symbols"].remove("unborn")
    return "Person.roles: a symbol is gone from its place"


INCOMPATIBLE = [
    _field_removed,
    _field_renamed,
    _fields_exchanged,
    _type_changed,
    _type_inside_changed,
    _no_longer_optional,
    _required_field_added,
    _optional_field_put_before,
    _symbol_dropped,
]


@pytest.mark.parametrize("change", INCOMPATIBLE)
def test_an_incompatible_change_turns_the_check_red(change: Callable[[Schema], str]) -> None:
    written = frozen(1, "section-person")
    today = deepcopy(avro_schema(AVRO_NAMES["section-person"]))
    assert changes_that_break(written, today) == []
    found = change(today)
    assert found in changes_that_break(written, today)


def test_an_optional_field_at_the_end_is_compatible() -> None:
    today = deepcopy(avro_schema(AVRO_NAMES["section-person"]))
    schema: Schema = deepcopy(today)
    schema["fields"].append({"name": "gender", "type": ["null", "string"], "default": None})
    assert changes_that_break(today, schema) == []
    assert readable(schema, dict(today))


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
def test_what_avro_itself_forbids_is_found_by_both(change: Callable[[Schema], None]) -> None:
    writer: Schema = deepcopy(avro_schema(AVRO_NAMES["encompass-notification"]))
    reader = deepcopy(writer)
    change(reader)
    assert readable(writer, writer)
    assert not readable(reader, writer)
    assert changes_that_break(writer, writer) == []
    assert changes_that_break(writer, reader)
