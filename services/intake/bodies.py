"""Taking a request's body in, no further than its limit and no longer than its time."""

import asyncio
from typing import Final

from starlette.requests import Request

from schemas import batch, limits
from schemas.refusals import ADVICE, Refusal, RefusalReason
from schemas.wire import Submission
from services.intake import problems
from services.intake.settings import IntakeSettings

_OVER: Final = "limit BODY_BYTES"


async def read_batch(request: Request, settings: IntakeSettings) -> tuple[tuple[Submission, ...], int]:
    """The submissions of a body and its size in bytes. Raises `problems.Refused`: 408, 413, 415 or 422."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != batch.CONTENT_TYPE or request.headers.get("content-encoding", "identity") != "identity":
        raise problems.unsupported_type(batch.CONTENT_TYPE)
    body = await _read(request, settings)
    try:
        return batch.unpack_batch(body), len(body)
    except Refusal as refusal:
        if refusal.reason is RefusalReason.OVER_LIMIT and refusal.place.endswith(_OVER):
            raise problems.too_large(settings.body_bytes) from None
        raise problems.malformed(_advice(refusal), refusal.place) from None


def _advice(refusal: Refusal) -> str:
    """What is wrong with a body; of a limit, how much it lets through."""
    if refusal.reason is RefusalReason.MALFORMED:
        return f"the body is no batch: it begins with the bytes {batch.MARKER.hex(' ')}"
    name = refusal.place.rpartition("limit ")[2]
    if refusal.reason is RefusalReason.OVER_LIMIT:
        return f"{ADVICE[refusal.reason]}: {getattr(limits, name)} at most"
    return ADVICE[refusal.reason]


async def _read(request: Request, settings: IntakeSettings) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not (announced.isascii() and announced.isdigit() and int(announced) <= settings.body_bytes):
        raise problems.too_large(settings.body_bytes)
    parts, taken = [], 0
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for part in request.stream():
                taken += len(part)
                if taken > settings.body_bytes:
                    raise problems.too_large(settings.body_bytes)
                parts.append(part)
    except TimeoutError:
        raise problems.too_slow(settings.body_seconds) from None
    return b"".join(parts)
