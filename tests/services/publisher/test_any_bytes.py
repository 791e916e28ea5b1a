"""Whatever a file holds, it is read or refused with a place; JSON is what the standard library says it is."""

import json

from hypothesis import assume, given
from hypothesis import strategies as st

from services.directory.faults import Fault, FileRefused
from services.publisher.json_places import DEEPEST, JsonRefused, Node, read_json
from services.publisher.reading import read_incidents
from services.publisher.rows import read_export
from tests.services.publisher.support import NOW, adult, as_json, child, mapping, table

ROWS = [adult(), child(), child("N3")]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=8
)
Plain = str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    match node.value:
        case str() as text:
            return text
        case list() as found:
            return [plain(one) for one in found]
        case found:
            return {key: plain(one) for key, one in found.items()}


def as_cells(value: object) -> Plain:
    match value:
        case None:
            return ""
        case str():
            return value
        case list():
            return [as_cells(one) for one in value]
        case dict():
            return {str(key): as_cells(one) for key, one in value.items()}
        case _:
            return json.dumps(value)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((depth(one) for one in inner), default=0) if isinstance(value, dict | list) else 0


@given(VALUES, st.sampled_from([None, 1]))
def test_what_the_standard_library_writes_is_read_as_it_was(value: object, indent: int | None) -> None:
    assume(depth(value) <= DEEPEST)
    assert plain(read_json(json.dumps(value, indent=indent))) == as_cells(value)


@given(st.text(alphabet='{}[]",:0123456789.eE+-\\ntrufalsn \t', max_size=40))
def test_what_is_read_is_json(text: str) -> None:
    try:
        read_json(text)
    except JsonRefused:
        return
    json.loads(text)


@given(st.binary(max_size=60), st.integers(0, 2000), st.integers(0, 40), st.sampled_from(["e.csv", "e.json"]))
def test_any_damage_ends_in_a_place_and_never_elsewhere(noise: bytes, at: int, gone: int, file: str) -> None:
    whole = table(ROWS).encode() if file == "e.csv" else as_json(ROWS)
    data = whole[:at] + noise + whole[at + gone :]
    faults = faults_of(data, file)
    assert all(fault.remedy and str(fault).startswith(file) for fault in faults)


def faults_of(data: bytes, file: str) -> list[Fault]:
    try:
        found = read_incidents(read_export(data, file, mapping()), mapping(), NOW)
    except FileRefused as refused:
        return list(refused.faults)
    faults = [*found.strays, *(fault for held in found.held for fault in held.faults)]
    assert all(fault.line and fault.column for fault in faults if fault.field)
    return faults
