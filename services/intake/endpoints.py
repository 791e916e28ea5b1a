"""The intake's paths."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from services.intake import problems
from services.intake.bodies import read_batch
from services.intake.documents import HubDescriptor, PromiseGiven, PromisesGiven, describe_hub, outcome_given
from services.intake.hub import CannotStore, IntakeHub
from services.intake.queue import QueueFull, SubmitQueue
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens

JSON: Final = "application/json"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


class Intake:
    """What the paths work with; one for each application."""

    def __init__(
        self, hub: IntakeHub, tokens: AgencyTokens, settings: IntakeSettings, clock: Callable[[], datetime]
    ) -> None:
        self.hub = hub
        self.tokens = tokens
        self.settings = settings
        self.queue = SubmitQueue(hub, settings.waiting_bytes)
        self._clock = clock
        self._failed_until = 0.0

    def descriptor(self) -> HubDescriptor:
        """The hub's descriptor as of now. Raises `problems.Refused` (503) where it cannot take events."""
        found = describe_hub(self.hub.reference(), self.settings.promise_key, self.settings.url, self._clock())
        if found is None:
            raise problems.not_ready(self.settings.retry_seconds)
        return found

    def check_ready(self) -> None:
        """Raise `problems.Refused` (503) for a moment after the log could not be written, or without a hub."""
        self.descriptor()
        if time.monotonic() < self._failed_until:
            raise problems.cannot_store(self.settings.retry_seconds)

    def note_failure(self) -> None:
        """The log could not be written just now."""
        self._failed_until = time.monotonic() + self.settings.retry_seconds


def intake_of(request: Request) -> Intake:
    """The application's intake."""
    found = request.app.state.intake
    assert isinstance(found, Intake)
    return found


def agency_of(request: Request, intake: Annotated[Intake, Depends(intake_of)]) -> str:
    """The agency whose token the request carries. Raises `problems.Refused` (401, 403) before any body is read."""
    agency = intake.tokens.agency(request.headers.get("authorization", ""))
    if agency is None:
        raise problems.not_authenticated()
    if agency not in intake.hub.reference().agencies:
        raise problems.not_registered()
    return agency


Agency = Annotated[str, Depends(agency_of)]
Since = Annotated[str, Query(description="the size of the ledger that was seen last; 0: none")]
TheIntake = Annotated[Intake, Depends(intake_of)]
router = APIRouter()


@router.post("/v1/events", status_code=HTTPStatus.ACCEPTED)
async def take_events(request: Request, agency: Agency, intake: TheIntake) -> Response:
    """Take a batch of sealed events. 202 once all are durable, with a signed promise for each, in their order.

    The same bytes again get the same promise's place and time. What the events say is judged later: see outcomes.
    """
    try:
        submissions, size = await read_batch(request, intake.settings)
        receipts = await intake.queue.submit(agency, submissions, size)
    except CannotStore:
        intake.note_failure()
        raise problems.cannot_store(intake.settings.retry_seconds) from None
    except QueueFull:
        raise problems.not_ready(intake.settings.retry_seconds) from None
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it
    promises = tuple(PromiseGiven(receipt.digest.hex(), receipt.promise) for receipt in receipts)
    return Response(msgspec.json.encode(PromisesGiven(promises)), HTTPStatus.ACCEPTED, media_type=JSON)


@router.get("/v1/promises/{digest}")
def tell_promise(digest: str, agency: Agency, intake: TheIntake) -> Response:
    """The signed promise for one of the agency's own submissions, also where it went straight to the brokers; 404
    while the hub has not taken it in."""
    receipt = intake.hub.promised(_named(digest), agency)
    if receipt is None:
        raise problems.not_found(
            "There is no promise", "The hub has not taken these bytes in, or your agency never sent them. Ask again."
        )
    return Response(msgspec.json.encode(PromiseGiven(digest, receipt.promise)), media_type=JSON)


@router.get("/v1/outcomes/{digest}")
def tell_outcome(digest: str, agency: Agency, intake: TheIntake, since: Since = "0") -> Response:
    """What became of one of the agency's own submissions, by the digest of its bytes; 404 while it is not decided.

    `since` is the size of the ledger that the agency saw last: the proof's checkpoint comes with the way from there.
    """
    size = _size(since)
    row = intake.hub.outcome(_named(digest), agency)
    if row is None or row.publisher != agency:
        raise problems.not_found(
            "There is no outcome", "It is not decided yet, or your agency never sent these bytes. Ask again later."
        )
    given = outcome_given(row, intake.hub.proof(row, size))
    return Response(msgspec.json.encode(given), media_type=JSON)


@router.get("/v1/checkpoint")
def tell_checkpoint(intake: TheIntake, since: Since = "0") -> Response:
    """The ledger's newest checkpoint, with the proof that it extends the ledger of size `since`; 404 before any."""
    given = intake.hub.checkpoint(_size(since))
    if given is None:
        raise problems.not_found("There is no checkpoint", "Nothing was signed yet. Ask again in a minute.")
    return Response(msgspec.json.encode(given), media_type=JSON)


@router.get("/v1/hub")
def describe(intake: TheIntake) -> Response:
    """The hub's public keys and address. Compare them with what its operator gave you before you seal to them."""
    return Response(msgspec.json.encode(intake.descriptor()), media_type=JSON)


@router.get("/healthz")
def is_alive() -> Response:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz")
def is_ready(intake: TheIntake) -> Response:
    """Events can be taken."""
    intake.check_ready()
    return Response("ready\n", media_type="text/plain")


def _named(digest: str) -> bytes:
    if _DIGEST.fullmatch(digest) is None:
        raise problems.malformed("a digest is 64 hexadecimal digits in small letters", "path: digest")
    return bytes.fromhex(digest)


def _size(text: str) -> int:
    if _SIZE.fullmatch(text) is None:
        raise problems.malformed("a size is a number in decimal, without leading zeroes", "query: since")
    return int(text)
