"""Fail vectors of damaged bytes: envelope, value, sections, key header, batch and promise."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from schemas import batch, codec, contexts, keywrap, limits, signing
from schemas.promise import sign_promise
from schemas.refusals import RefusalReason as Reason
from schemas.varints import write_long
from schemas.vectors.build import (
    FIELDS,
    HUB_KEY,
    POLICE_KEY,
    PROMISE_KEY,
    SECTIONS,
    Made,
    flip,
    flip_found,
    key_header,
    loose,
    seal,
    seed,
    set_byte,
    submit,
    wrap,
)
from schemas.vectors.files import Vector, packed
from schemas.vectors.valid import describe, promise_of, promise_vector
from schemas.wire import Envelope, KeyHeader, SignedPromise, Submission

Fail = tuple[Reason, Vector]

ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 base point, RFC 8032
PREFIX = codec.PREFIX_BYTES


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _envelopes()
    yield from _signed_parts()
    yield from _signatures()
    yield from _values()
    yield from _key_headers()
    yield from _batches()
    yield from _promises()


def _envelopes() -> Iterator[Fail]:
    good = submit(seal())
    whole = good.envelope
    at = PREFIX + 1 + len(contexts.payload_type("encompass.notification"))  # where the value's length stands

    def with_envelope(reason: Reason, name: str, description: str, data: bytes) -> Fail:
        return reason, describe(f"envelope_{name}", description, Submission(data, good.keys))

    yield with_envelope(Reason.NOT_SINGLE_OBJECT, "empty", "No bytes at all.", b"")
    yield with_envelope(Reason.NOT_SINGLE_OBJECT, "marker_flipped", "A flipped bit in the marker.", flip(whole, 0))
    yield with_envelope(Reason.NOT_SINGLE_OBJECT, "version_flipped", "A flipped bit in its version.", flip(whole, 1))
    for byte in (2, 9):
        described = f"A flipped bit in byte {byte} of the prefix, in the fingerprint."
        yield with_envelope(Reason.UNKNOWN_FINGERPRINT, f"fingerprint_byte_{byte}", described, flip(whole, byte))
    yield with_envelope(Reason.OTHER_SCHEMA, "is_key_header", "A key header in the envelope's place.", good.keys)
    for cut, where in ((PREFIX - 4, "prefix"), (PREFIX, "start"), (at + 300, "value"), (len(whole) - 1, "signature")):
        yield with_envelope(Reason.TRUNCATED, f"cut_in_{where}", f"Only the first {cut} bytes.", whole[:cut])
    yield with_envelope(Reason.TRAILING_BYTES, "trailing_byte", "One byte after the end.", whole + b"\0")
    yield with_envelope(Reason.TRAILING_BYTES, "twice", "Two envelopes in one.", whole + whole)
    yield with_envelope(
        Reason.OVER_LIMIT,
        "oversize",
        "One byte over ENVELOPE_BYTES.",
        whole + bytes(limits.ENVELOPE_BYTES + 1 - len(whole)),
    )
    yield with_envelope(
        Reason.MALFORMED,
        "not_utf8",
        "A payload type that is not UTF-8.",
        whole[: PREFIX + 5] + b"\xff" + whole[PREFIX + 6 :],
    )
    yield with_envelope(
        Reason.NOT_CANONICAL, "long_length", "A length in three bytes where two do.", _longer(whole, at, at + 2)
    )
    yield with_envelope(
        Reason.MALFORMED, "negative_length", "A negative length.", whole[:at] + b"\x01" + whole[at + 1 :]
    )
    yield _edited(
        Reason.UNKNOWN_PAYLOAD_TYPE,
        "payload_type",
        "A payload type that the hub does not take.",
        lambda envelope: replace(envelope, payload_type=envelope.payload_type + "2"),
    )
    yield _edited(
        Reason.OVER_LIMIT,
        "payload_type_oversize",
        "A payload type of 129 characters, over ID.",
        lambda envelope: replace(envelope, payload_type="p" * (limits.ID + 1)),
    )
    yield _edited(
        Reason.OVER_LIMIT,
        "key_id_oversize",
        "A key id of 129 characters, over ID.",
        lambda envelope: replace(envelope, key_id="k" * (limits.ID + 1)),
    )


def _edited(reason: Reason, name: str, description: str, edit: Callable[[Envelope], Envelope]) -> Fail:
    return reason, describe(f"envelope_{name}", description, submit(seal(), edit=edit))


def _longer(data: bytes, start: int, end: int) -> bytes:
    """The number at start to end in one byte more than it needs."""
    return data[: end - 1] + bytes((data[end - 1] | 0x80, 0)) + data[end:]


def _signed_parts() -> Iterator[Fail]:
    """One bit flipped in each signed part, the rest as it was signed: only the signature can tell."""
    made = seal()
    good = submit(made)
    header = made.value.header
    parts: dict[str, bytes] = {
        "hub": header.hub.encode(),
        "publisher": b"\x26" + header.publisher.encode(),
        "reference": header.reference.encode(),
        "event": header.event,
        "case": header.case,
        "previous": header.previous,
    }
    for section in made.value.sections:
        parts[f"section_{section.number}_body"] = section.body[:-16]
        parts[f"section_{section.number}_tag"] = section.body[-16:]
        parts[f"section_{section.number}_commitment"] = section.commitment
    for name, part in parts.items():
        data = flip_found(good.envelope, part)
        described = f"One bit flipped in the signed value: {name.replace('_', ' ')}."
        reason = Reason.UNKNOWN_KEY if name == "publisher" else Reason.BAD_SIGNATURE
        yield reason, describe(f"flipped_{name}", described, Submission(data, good.keys))


def _signatures() -> Iterator[Fail]:
    def signed(name: str, description: str, edit: Callable[[Envelope], Envelope]) -> Fail:
        return Reason.BAD_SIGNATURE, describe(f"signature_{name}", description, submit(seal(), edit=edit))

    def changed(change: Callable[[bytes], bytes]) -> Callable[[Envelope], Envelope]:
        return lambda envelope: replace(envelope, signature=change(envelope.signature))

    another = codec.decode(submit(seal(replace(FIELDS, reference="40/1/26"))).envelope, Envelope).signature

    def malleable(signature: bytes) -> bytes:
        scalar = int.from_bytes(signature[32:], "little") + ORDER
        return signature[:32] + scalar.to_bytes(32, "little")

    yield signed("point_flipped", "One bit flipped in the signature's R.", changed(lambda s: flip(s, 7)))
    yield signed("scalar_flipped", "One bit flipped in the signature's S.", changed(lambda s: flip(s, 40)))
    yield signed("zeros", "A signature of zeros.", changed(lambda s: bytes(64)))
    yield signed(
        "scalar_over_order", "S plus the group's order (RFC 8032 section 5.1.7 refuses it).", changed(malleable)
    )
    yield signed(
        "without_context",
        "A signature over the bare value bytes, without DSSE.",
        lambda envelope: replace(envelope, signature=POLICE_KEY.sign(envelope.value)),
    )
    yield signed(
        "as_promise",
        "The value signed as if it were a promise.",
        lambda envelope: replace(envelope, signature=signing.sign(POLICE_KEY, contexts.PROMISE_TYPE, envelope.value)),
    )
    yield signed(
        "of_another_value",
        "The signature of another event.",
        lambda envelope: replace(envelope, signature=another),
    )


def _values() -> Iterator[Fail]:
    """Values that are signed and wrapped as they stand, but whose bytes are not one event's."""
    made = seal()
    good = loose(made.value)
    tail = good.rindex(made.value.sections[-1].body) + len(made.value.sections[-1].body)
    six_from_0 = b"\x0c\0\0"
    count = good.index(six_from_0, good.index(FIELDS.hub_key.encode()))
    previous = good.index(made.value.header.previous)
    standing = count - 3

    def with_value(reason: Reason, name: str, description: str, body: bytes) -> Fail:
        return reason, describe(f"value_{name}", description, submit(made, body=body))

    yield with_value(Reason.NOT_SINGLE_OBJECT, "empty", "A signed nothing.", b"")
    yield with_value(Reason.NOT_SINGLE_OBJECT, "marker_flipped", "A value without its marker.", flip(good, 0))
    yield with_value(Reason.UNKNOWN_FINGERPRINT, "fingerprint_flipped", "A schema that nobody knows.", flip(good, 5))
    yield with_value(
        Reason.OTHER_SCHEMA, "is_a_person", "A person in the clear instead of an event.", loose(SECTIONS[1].content)
    )
    yield with_value(Reason.TRUNCATED, "cut", "A value that ends in its last section.", good[: tail - 9])
    yield with_value(Reason.TRUNCATED, "cut_at_list_end", "A list of sections without its end.", good[:-1])
    yield with_value(Reason.TRAILING_BYTES, "trailing_bytes", "Bytes after the list of sections.", good + b"\0\0")
    yield with_value(
        Reason.NOT_CANONICAL, "long_count", "The number of sections in two bytes.", _longer(good, count, count + 1)
    )
    size = len(good) - 1 - count - 1
    blocked = good[:count] + write_long(-len(made.value.sections)) + write_long(size) + good[count + 1 :]
    yield with_value(Reason.NOT_CANONICAL, "block_with_size", "The list as a block with its size in bytes.", blocked)
    two_blocks = good[:tail] + good[count : count + 1] + good[count + 1 :]
    yield with_value(Reason.NOT_CANONICAL, "two_blocks", "The list in two blocks.", two_blocks)
    yield with_value(
        Reason.MALFORMED, "unknown_standing", "A standing that the enum lacks.", set_byte(good, standing, 4)
    )
    yield with_value(
        Reason.MALFORMED, "unknown_grade", "A grade that the enum lacks.", set_byte(good, standing + 2, 126)
    )
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


def _batches() -> Iterator[Fail]:
    one = submit(seal())
    good = batch.pack_batch([one])
    longest = limits.KEY_HEADER_BYTES.to_bytes(4, "big")
    least = bytes(8)

    def with_body(reason: Reason, name: str, description: str, body: bytes) -> Fail:
        base = describe(f"batch_{name}", description, one)
        return reason, replace(base, envelope=None, keys=None, body=packed(body))

    yield with_body(Reason.MALFORMED, "marker_flipped", "A flipped bit in the marker.", flip(good, 0))
    yield with_body(Reason.MALFORMED, "nothing", "No body.", b"")
    yield with_body(Reason.TRUNCATED, "no_submission", "The marker alone.", batch.MARKER)
    yield with_body(Reason.TRUNCATED, "cut_in_length", "A body that ends in a length.", batch.MARKER + b"\0\0\0")
    yield with_body(Reason.TRUNCATED, "cut", "A body without its last byte.", good[:-1])
    yield with_body(Reason.TRUNCATED, "trailing_bytes", "Three bytes after the last submission.", good + b"\0\0\0")
    yield with_body(
        Reason.OVER_LIMIT, "body_oversize", "One byte over BODY_BYTES.", good + bytes(limits.BODY_BYTES + 1 - len(good))
    )
    yield with_body(
        Reason.OVER_LIMIT, "too_many", "257 submissions, over BATCH.", batch.MARKER + least * (limits.BATCH + 1)
    )
    huge = (limits.ENVELOPE_BYTES + 1).to_bytes(4, "big")
    yield with_body(Reason.OVER_LIMIT, "envelope_oversize", "An envelope over ENVELOPE_BYTES.", batch.MARKER + huge)
    over = batch.MARKER + bytes(4) + (int.from_bytes(longest, "big") + 1).to_bytes(4, "big")
    yield with_body(Reason.OVER_LIMIT, "keys_oversize", "A key header over KEY_HEADER_BYTES.", over)
    damaged = batch.pack_batch([one, Submission(flip(one.envelope, -1), one.keys)])
    yield with_body(Reason.BAD_SIGNATURE, "second_damaged", "The second of two has a flipped bit.", damaged)


def _promises() -> Iterator[Fail]:
    promise = promise_of(seed("digest"))
    good = sign_promise(promise, "promise-2026", PROMISE_KEY)
    body = codec.encode(promise)

    def signed(key_id: str, signature: bytes, inner: bytes = body) -> bytes:
        return codec.encode(SignedPromise(inner, key_id, signature))

    as_event = signing.sign(PROMISE_KEY, contexts.payload_type("encompass.notification"), body)
    inner = codec.encode(KeyHeader("k", bytes(48)))
    cases = (
        (Reason.BAD_SIGNATURE, "flipped", "One bit flipped in the promise.", flip_found(good, promise.digest)),
        (Reason.BAD_SIGNATURE, "signature_flipped", "One bit flipped in its signature.", flip(good, -1)),
        (
            Reason.BAD_SIGNATURE,
            "as_event",
            "A promise signed as if it were an event.",
            signed("promise-2026", as_event),
        ),
        (
            Reason.UNKNOWN_KEY,
            "unknown_key",
            "A key id that the hub never had.",
            sign_promise(promise, "promise-1999", PROMISE_KEY),
        ),
        (Reason.TRUNCATED, "cut", "A promise without its last byte.", good[:-1]),
        (Reason.TRAILING_BYTES, "trailing_byte", "One byte after the end.", good + b"\0"),
        (
            Reason.OTHER_SCHEMA,
            "of_another_kind",
            "A key header signed as a promise.",
            signed("promise-2026", signing.sign(PROMISE_KEY, contexts.PROMISE_TYPE, inner), inner),
        ),
    )
    for reason, name, description, data in cases:
        yield reason, promise_vector(f"promise_{name}", description, data)
