"""Fail vectors of what events travel in and come back as: batches, and the hub's promises."""

from collections.abc import Iterator

from msgspec.structs import replace

from schemas import batch, codec, contexts, limits, signing
from schemas.promise import sign_promise
from schemas.refusals import RefusalReason as Reason
from schemas.vectors.build import PROMISE_KEY, flip, flip_found, seal, seed, submit
from schemas.vectors.files import Fail, packed
from schemas.vectors.valid import describe, promise_of, promise_vector
from schemas.wire import KeyHeader, SignedPromise, Submission


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _batches()
    yield from _promises()


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
