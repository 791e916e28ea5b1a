"""Several submissions in one HTTP body: a marker, then each envelope and key header behind its length."""

from collections.abc import Sequence
from typing import Final

from schemas import limits
from schemas.refusals import Refusal, RefusalReason
from schemas.wire import Submission

MARKER: Final = b"FBB\x01"
CONTENT_TYPE: Final = "application/vnd.firstbell.batch.v1"
_LENGTH: Final = 4  # bytes of a length, big-endian


def pack_batch(submissions: Sequence[Submission]) -> bytes:
    """One body of at least one submission. Raises `Refusal` (over_limit) where it would break a limit."""
    if not 1 <= len(submissions) <= limits.BATCH:
        raise Refusal(RefusalReason.OVER_LIMIT, "batch: limit BATCH")
    parts = [MARKER]
    for number, submission in enumerate(submissions):
        _check_sizes(len(submission.envelope), len(submission.keys), number)
        for part in (submission.envelope, submission.keys):
            parts += [len(part).to_bytes(_LENGTH, "big"), part]
    body = b"".join(parts)
    if len(body) > limits.BODY_BYTES:
        raise Refusal(RefusalReason.OVER_LIMIT, "batch: limit BODY_BYTES")
    return body


def unpack_batch(body: bytes) -> tuple[Submission, ...]:
    """The submissions of a body, each still unread. Raises `Refusal` with the submission's number, from 0."""
    if len(body) > limits.BODY_BYTES:
        raise Refusal(RefusalReason.OVER_LIMIT, "batch: limit BODY_BYTES")
    if not body.startswith(MARKER):
        raise Refusal(RefusalReason.MALFORMED, "batch: byte 0")
    at, found = len(MARKER), list[Submission]()
    while at < len(body) or not found:
        if len(found) == limits.BATCH:
            raise Refusal(RefusalReason.OVER_LIMIT, "batch: limit BATCH")
        place = f"batch: submission {len(found)}"
        envelope, at = _part(body, at, limits.ENVELOPE_BYTES, f"{place}, limit ENVELOPE_BYTES")
        keys, at = _part(body, at, limits.KEY_HEADER_BYTES, f"{place}, limit KEY_HEADER_BYTES")
        found.append(Submission(envelope, keys))
    return tuple(found)


def _part(body: bytes, at: int, longest: int, place: str) -> tuple[bytes, int]:
    start = at + _LENGTH
    end = start + int.from_bytes(body[at:start], "big")
    if start <= len(body) and end - start > longest:
        raise Refusal(RefusalReason.OVER_LIMIT, place)
    if end > len(body) or start > len(body):
        raise Refusal(RefusalReason.TRUNCATED, place.partition(",")[0])
    return body[start:end], end


def _check_sizes(envelope: int, keys: int, number: int) -> None:
    for size, limit, name in (
        (envelope, limits.ENVELOPE_BYTES, "ENVELOPE_BYTES"),
        (keys, limits.KEY_HEADER_BYTES, "KEY_HEADER_BYTES"),
    ):
        if size > limit:
            raise Refusal(RefusalReason.OVER_LIMIT, f"batch: submission {number}, limit {name}")
