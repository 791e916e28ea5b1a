"""Fail vectors of damaged envelopes: their bytes, each signed part, and the signature."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from schemas import codec, contexts, limits, signing
from schemas.refusals import RefusalReason as Reason
from schemas.vectors.build import FIELDS, POLICE_KEY, flip, flip_found, longer, seal, submit
from schemas.vectors.files import Fail
from schemas.vectors.valid import describe
from schemas.wire import Envelope, Submission

ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 base point, RFC 8032
PREFIX = codec.PREFIX_BYTES


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _envelopes()
    yield from _signed_parts()
    yield from _signatures()


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
        Reason.NOT_CANONICAL, "long_length", "A length in three bytes where two do.", longer(whole, at, at + 2)
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
