"""Fail vectors of bytes inside a sound envelope: the signed value, and the key header beside it."""

from collections.abc import Iterator

from schemas import codec, keywrap, limits
from schemas.refusals import RefusalReason as Reason
from schemas.varints import write_long
from schemas.vectors.build import (
    FIELDS,
    HUB_KEY,
    SECTIONS,
    Made,
    flip,
    key_header,
    longer,
    loose,
    seal,
    seed,
    set_byte,
    submit,
    wrap,
)
from schemas.vectors.files import Fail
from schemas.vectors.valid import describe
from schemas.wire import KeyHeader


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _values()
    yield from _key_headers()


def _values() -> Iterator[Fail]:
    """Values that are signed and wrapped as they stand, but whose bytes are not one event's."""
    made = seal()
    good = loose(made.value)
    tail = good.rindex(made.value.sections[-1].body) + len(made.value.sections[-1].body)
    six_from_0 = b"\x0c\0\0"
    count = good.index(six_from_0, good.index(FIELDS.hub_key.encode()))
    previous = good.index(made.value.header.previous)
    standing = count - 2

    def with_value(reason: Reason, name: str, description: str, body: bytes) -> Fail:
        return reason, describe(f"value_{name}", description, submit(made, body=body))

    yield with_value(Reason.NOT_SINGLE_OBJECT, "empty", "A signed nothing.", b"")
    yield with_value(Reason.NOT_SINGLE_OBJECT, "marker_flipped", "A value without its marker.", flip(good, 0))
    yield with_value(Reason.UNKNOWN_FINGERPRINT, "fingerprint_flipped", "A schema that nobody knows.", flip(good, 5))
    yield with_value(
        Reason.OTHER_SCHEMA, "is_a_person", "A person in the clear instead of an event.", loose(SECTIONS[1].content)
    )
    yield with_value(Reason.TRUNCATED, "cut", "A value that ends in its last section.", good[: tail - 9])
    yield with_value(Reason.TRUNCATED, "cut_at_list_end", "A list of sections without its end.", good[:-2])
    yield with_value(Reason.TRUNCATED, "cut_before_grade", "A notification without its grade.", good[:-1])
    yield with_value(Reason.TRAILING_BYTES, "trailing_bytes", "Bytes after the list of sections.", good + b"\0\0")
    yield with_value(
        Reason.NOT_CANONICAL, "long_count", "The number of sections in two bytes.", longer(good, count, count + 1)
    )
    size = len(good) - 2 - count - 1  # the end of the list and the grade are none of its size
    blocked = good[:count] + write_long(-len(made.value.sections)) + write_long(size) + good[count + 1 :]
    yield with_value(Reason.NOT_CANONICAL, "block_with_size", "The list as a block with its size in bytes.", blocked)
    two_blocks = good[:tail] + good[count : count + 1] + good[count + 1 :]
    yield with_value(Reason.NOT_CANONICAL, "two_blocks", "The list in two blocks.", two_blocks)
    yield with_value(
        Reason.MALFORMED, "unknown_standing", "A standing that the enum lacks.", set_byte(good, standing, 4)
    )
    yield with_value(Reason.MALFORMED, "unknown_grade", "A grade that the enum lacks.", set_byte(good, -1, 126))
    short = good[:previous] + good[previous + 1 :]
    yield (
        Reason.OVER_LIMIT,
        describe(
            "value_previous_of_31_bytes",
            "A previous digest that is one byte short: every field after it shifts.",
            submit(made, body=short),
        ),
    )


def _key_headers() -> Iterator[Fail]:
    made = seal()
    good = key_header(made)
    message = codec.decode(good, KeyHeader).message

    def with_keys(reason: Reason, name: str, description: str, keys: bytes) -> Fail:
        return reason, describe(f"keys_{name}", description, submit(made, keys=keys))

    def with_message(reason: Reason, name: str, description: str, changed: bytes) -> Fail:
        return with_keys(reason, name, description, loose(KeyHeader(FIELDS.hub_key, changed)))

    yield with_keys(Reason.NOT_SINGLE_OBJECT, "missing", "No key header.", b"")
    yield with_keys(Reason.NOT_SINGLE_OBJECT, "marker_flipped", "A flipped bit in the marker.", flip(good, 0))
    yield with_keys(
        Reason.UNKNOWN_FINGERPRINT, "fingerprint_flipped", "A flipped bit in the fingerprint.", flip(good, 4)
    )
    yield with_keys(Reason.OTHER_SCHEMA, "is_an_envelope", "An envelope in its place.", submit(made).envelope)
    yield with_keys(Reason.TRUNCATED, "cut", "A key header without its last byte.", good[:-1])
    yield with_keys(Reason.TRAILING_BYTES, "trailing_byte", "One byte after the end.", good + b"\0")
    yield with_keys(
        Reason.OVER_LIMIT, "oversize", "One byte over KEY_HEADER_BYTES.", good + bytes(limits.KEY_HEADER_BYTES)
    )
    yield with_message(Reason.OVER_LIMIT, "message_too_short", "47 bytes: less than a key and a tag.", message[:47])
    unwrapped = Reason.KEYS_NOT_UNWRAPPED
    noise = set_byte((seed("noise") * 8)[: len(message)], 31, 7)
    yield with_message(unwrapped, "encapsulation_flipped", "One bit flipped in the encapsulated key.", flip(message, 3))
    yield with_message(unwrapped, "ciphertext_flipped", "One bit flipped in the wrapped keys.", flip(message, 40))
    yield with_message(unwrapped, "tag_flipped", "One bit flipped in the tag.", flip(message, -1))
    yield with_message(unwrapped, "message_cut", "A message without its last key.", message[:-32])
    yield with_message(unwrapped, "random", "Random bytes instead of a message.", noise)
    fewer = Made(made.value, made.keys[:-1])
    yield with_keys(Reason.WRONG_KEY_COUNT, "too_few", "One key less than sections.", key_header(fewer))
    more = Made(made.value, (*made.keys, seed("one more")))
    yield with_keys(Reason.WRONG_KEY_COUNT, "too_many", "One key more than sections.", key_header(more))
    info = keywrap.binding(made.value.header, loose(made.value))
    odd = wrap((b"".join(made.keys)[:-1],), HUB_KEY.public_key(), info)
    yield with_message(Reason.WRONG_KEY_COUNT, "odd_length", "The last key is one byte short.", odd)
    turned = Made(made.value, made.keys[::-1])
    yield with_keys(Reason.WRONG_COMMITMENT, "in_reverse", "The right keys in the wrong order.", key_header(turned))
