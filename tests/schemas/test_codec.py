"""The codec: every record there and back, one encoding for each, and every fault by its name."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Annotated

import avro.io
import avro.schema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta, Struct
from msgspec.structs import replace

from schemas import codec
from schemas.catalogue import AVRO_NAMES
from schemas.codec import PREFIX_BYTES, CodecError, CodecFault
from schemas.compiled import compiled
from schemas.deriving import avro_schema, canonical_form, fingerprint
from schemas.items import Item
from schemas.primitives import RECURRING, SMALL, WIDE
from schemas.records.share import DisclosurePermitted, Given, Recipient
from schemas.shapes import LONG_MAX, LONG_MIN
from schemas.varints import read_zigzag, write_long
from schemas.vectors.build import loose
from tests.schemas.strategies import records

TYPES = sorted(AVRO_NAMES)


class Leaf(Struct, frozen=True):
    """One of two."""

    text: Annotated[str, Meta(min_length=1, max_length=3)]


class Other(Struct, frozen=True):
    """The other, with nothing in it."""


class Everything(Struct, frozen=True):
    """One of each shape."""

    flag: bool
    small: Annotated[int, Meta(gt=0, le=5)]
    at: datetime
    day: date
    blob: Annotated[bytes, Meta(max_length=4)]
    code: Annotated[str, Meta(pattern="^[0-9]{2}$")]
    leaves: Annotated[tuple[Leaf | Other, ...], Meta(max_length=3)]
    maybe: Leaf | Other | None
    words: tuple[str, ...] = ()


EXAMPLE = Everything(
    True, 5, datetime(2026, 11, 22, 4, 5, 6, 7, UTC), date(2016, 2, 29), b"ab", "42", (Leaf("é"), Other()), Other()
)


def refused(data: bytes, cls: type[Struct]) -> CodecFault:
    """The fault for which the bytes are refused."""
    with pytest.raises(CodecError) as caught:
        codec.decode(data, cls)
    return caught.value.fault


def with_fields(**changes: object) -> Everything:
    """The example with other values, right or wrong."""
    return replace(EXAMPLE, **changes)


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=30)
@given(data=st.data())
def test_every_record_comes_back(name: str, data: st.DataObject) -> None:
    record = data.draw(records(AVRO_NAMES[name]))
    encoded = codec.encode(record)
    assert codec.decode_any(encoded) == record
    assert codec.encode(codec.decode(encoded, AVRO_NAMES[name])) == encoded


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=15)
@given(data=st.data())
def test_the_official_package_reads_what_we_write(name: str, data: st.DataObject) -> None:
    record = data.draw(records(AVRO_NAMES[name]))
    schema = avro.schema.parse(canonical_form(avro_schema(AVRO_NAMES[name])))
    body = io.BytesIO(codec.encode(record)[PREFIX_BYTES:])
    read = avro.io.DatumReader(schema, schema).read(avro.io.BinaryDecoder(body))
    assert body.read() == b""
    assert read == plain(record)


@pytest.mark.parametrize("name", ["encompass-notification", "section-person", "section-summary", "envelope", "promise"])
@given(data=st.data())
def test_we_read_what_the_official_package_writes(name: str, data: st.DataObject) -> None:
    record = data.draw(records(AVRO_NAMES[name]))
    schema = avro.schema.parse(canonical_form(avro_schema(AVRO_NAMES[name])))
    body = io.BytesIO()
    avro.io.DatumWriter(schema).write(plain(record), avro.io.BinaryEncoder(body))
    prefix = codec.encode(record)[:PREFIX_BYTES]
    assert codec.decode_any(prefix + body.getvalue()) == record


@given(records(AVRO_NAMES["encompass-notification"]))
def test_fastavro_writes_the_same_bytes(record: Struct) -> None:
    assert loose(record) == codec.encode(record)


def plain(value: object) -> object:
    """A record as the official package reads it from a schema without logical types."""
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days
    return value.value if isinstance(value, Enum) else value


@given(st.data())
def test_damaged_bytes_are_refused_or_are_the_one_encoding_of_something(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(TYPES))
    good = codec.encode(data.draw(records(AVRO_NAMES[name])))
    at = data.draw(st.integers(PREFIX_BYTES, max(len(good) - 1, PREFIX_BYTES)))
    cut = data.draw(st.integers(0, 3))
    damaged = good[:at] + data.draw(st.binary(max_size=3)) + good[at + cut :]
    try:
        record = codec.decode(damaged, AVRO_NAMES[name])
    except CodecError:
        return
    assert codec.encode(record) == damaged


@given(st.binary(max_size=60), st.sampled_from(TYPES))
def test_random_bytes_raise_nothing_but_codec_errors(noise: bytes, name: str) -> None:
    prefix = codec.MARKER + fingerprint(AVRO_NAMES[name])
    for data in (noise, prefix + noise):
        try:
            record = codec.decode_any(data)
        except CodecError:
            continue
        assert codec.encode(record) == data


@given(st.integers(LONG_MIN, LONG_MAX))
def test_whole_numbers(value: int) -> None:
    encoded = write_long(value)
    raw, end = read_zigzag(encoded, 0)
    assert (raw >> 1) ^ -(raw & 1) == value
    assert end == len(encoded)
    with pytest.raises(CodecError, match="not canonical" if end < 10 else "malformed"):
        read_zigzag(encoded[:-1] + bytes((encoded[-1] | 0x80, 0)), 0)


@pytest.mark.parametrize("value", [LONG_MIN - 1, LONG_MAX + 1])
def test_a_number_beyond_64_bits_is_not_written(value: int) -> None:
    with pytest.raises(CodecError, match="over limit"):
        write_long(value)


@pytest.mark.parametrize("data", [b"\xff" * 9 + b"\x02", b"\xff" * 11, b"\x80" * 12 + b"\x01"])
def test_a_number_beyond_64_bits_is_not_read(data: bytes) -> None:
    with pytest.raises(CodecError, match="malformed"):
        read_zigzag(data, 0)


def test_numbers_of_long_histories_are_written_right_and_few_are_kept() -> None:
    for value in range(2 * (SMALL + RECURRING)):
        assert WIDE[value] == WIDE[value] == write_long(value)
        assert len(WIDE) <= SMALL + RECURRING


def test_every_shape_comes_back() -> None:
    assert codec.decode(codec.encode(EXAMPLE), Everything) == EXAMPLE


def test_times_travel_as_utc() -> None:
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    back = codec.decode(codec.encode(with_fields(at=summer)), Everything)
    assert back.at == summer
    assert back.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("small", 0, CodecFault.OVER_LIMIT),
        ("small", 6, CodecFault.OVER_LIMIT),
        ("blob", b"12345", CodecFault.OVER_LIMIT),
        ("code", "4x", CodecFault.OVER_LIMIT),
        ("leaves", (Other(),) * 4, CodecFault.OVER_LIMIT),
        ("leaves", (Leaf(""),), CodecFault.OVER_LIMIT),
        ("maybe", Leaf("long"), CodecFault.OVER_LIMIT),
        ("small", "5", CodecFault.WRONG_TYPE),
        ("small", 2.5, CodecFault.WRONG_TYPE),
        ("flag", "yes", CodecFault.WRONG_TYPE),
        ("at", datetime(2026, 1, 1), CodecFault.WRONG_TYPE),
        ("day", datetime(2026, 1, 1, tzinfo=UTC), CodecFault.WRONG_TYPE),
        ("blob", "ab", CodecFault.WRONG_TYPE),
        ("code", b"42", CodecFault.WRONG_TYPE),
        ("code", 42, CodecFault.WRONG_TYPE),
        ("maybe", EXAMPLE, CodecFault.WRONG_TYPE),
        ("words", ("\ud800",), CodecFault.WRONG_TYPE),
        ("words", None, CodecFault.WRONG_TYPE),
    ],
)
def test_a_wrong_value_is_not_written(field: str, value: object, fault: CodecFault) -> None:
    with pytest.raises(CodecError) as caught:
        codec.encode(with_fields(**{field: value}))
    assert caught.value.fault is fault


def test_an_error_names_the_field_and_never_the_value() -> None:
    with pytest.raises(CodecError) as caught:
        codec.encode(with_fields(maybe=Leaf("secret")))
    assert "Leaf.text" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_count_that_cannot_be_met_is_refused_at_once() -> None:
    good = codec.encode(EXAMPLE)
    assert refused(good[:-1] + write_long(2**40), Everything) is CodecFault.TRUNCATED


def test_a_prefix_of_another_type_is_refused() -> None:
    envelope = codec.MARKER + fingerprint(AVRO_NAMES["envelope"])
    assert refused(envelope, AVRO_NAMES["promise"]) is CodecFault.OTHER_SCHEMA
    assert refused(codec.MARKER + bytes(8), AVRO_NAMES["promise"]) is CodecFault.UNKNOWN_FINGERPRINT
    assert refused(codec.MARKER, AVRO_NAMES["promise"]) is CodecFault.TRUNCATED
    assert refused(b"\xc3\x02" + bytes(8), AVRO_NAMES["promise"]) is CodecFault.NOT_SINGLE_OBJECT


@pytest.mark.parametrize("length", range(len(codec.encode(EXAMPLE))))
def test_every_truncation_is_refused(length: int) -> None:
    fault = refused(codec.encode(EXAMPLE)[:length], Everything)
    assert fault in {CodecFault.TRUNCATED, CodecFault.NOT_SINGLE_OBJECT}


def test_functions_are_compiled_once() -> None:
    assert compiled(Everything) is compiled(Everything)


class LooseLeaf(Struct, frozen=True):
    """As `Leaf`, without limits."""

    text: str


@pytest.mark.parametrize("letter", ["a", "é", "語", "😀"])
def test_a_limit_counts_characters_and_not_bytes(letter: str) -> None:
    fits = with_fields(maybe=Leaf(letter * 3))
    assert codec.decode(codec.encode(fits), Everything) == fits
    with pytest.raises(CodecError) as caught:
        codec.encode(with_fields(maybe=Leaf(letter * 4)))
    assert caught.value.fault is CodecFault.OVER_LIMIT
    body = compiled(LooseLeaf).encode(LooseLeaf(letter * 4))
    with pytest.raises(CodecError) as caught:
        compiled(Leaf).decode(body, 0, len(body))
    assert caught.value.fault is CodecFault.OVER_LIMIT


PLACE = Recipient("dsl", "urn", "109500")
GIVEN = (Given("agreement", 1, "clause", (Item.CHILD_NAME,)),)


def permitted(**changes: object) -> DisclosurePermitted:
    """A permission with other values, right or wrong."""
    right = DisclosurePermitted(bytes(16), bytes(16), "person", 0, PLACE, GIVEN, (), "purpose", ())
    return replace(right, **changes)


@pytest.mark.parametrize("given", [GIVEN, (), GIVEN * 2, (replace(GIVEN[0], version=2), *GIVEN)])
def test_what_recurs_is_written_as_what_it_is_each_time(given: tuple[Given, ...]) -> None:
    for _ in range(2):
        record = permitted(given=given)
        assert codec.decode(codec.encode(record), DisclosurePermitted) == record


@pytest.mark.parametrize(
    "wrong",
    [
        {"given": list(GIVEN)},
        {"given": (PLACE,)},
        {"given": (Given("agreement", 1, "clause", [Item.CHILD_NAME]),)},  # type: ignore[arg-type]  # what a caller may get wrong
        {"given": (Given("agreement", 1, "clause", ("no_such_item",)),)},  # type: ignore[arg-type]  # what a caller may get wrong
        {"recipient": GIVEN[0]},
    ],
)
def test_what_recurs_is_held_to_its_type(wrong: dict[str, object]) -> None:
    codec.encode(permitted())
    with pytest.raises(CodecError) as caught:
        codec.encode(permitted(**wrong))
    assert caught.value.fault is CodecFault.WRONG_TYPE
